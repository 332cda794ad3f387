/*-------------------------------------------------------------------------
 *
 * rule_check.h
 *	  What a query that somebody else wrote may contain.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_RULE_CHECK_H
#define DM_POLICY_RULE_CHECK_H

/* Where the columns of a rule are; 0: it has no such column. */
typedef struct DmRuleColumns
{
	int			object;
	int			message;
	int			fix_sql;
} DmRuleColumns;

/*
 * Throws unless the text is one plain SELECT that returns what a rule returns
 * and reaches nothing but what rules may reach.  To be called in the sandbox:
 * names are resolved as the search_path of the moment says.
 */
extern DmRuleColumns dm_rule_query_check(const char *text);

#endif							/* DM_POLICY_RULE_CHECK_H */
