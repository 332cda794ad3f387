/*-------------------------------------------------------------------------
 *
 * rule_sandbox.h
 *	  Running a query that somebody else wrote, in anybody's session.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_RULE_SANDBOX_H
#define DM_POLICY_RULE_SANDBOX_H

#include "base/compat.h"
#include "nodes/pg_list.h"

/* One row that a rule returned.  Only fix_sql and message may be NULL. */
typedef struct DmRuleRow
{
	char	   *object;
	char	   *message;
	char	   *fix_sql;
} DmRuleRow;

/*
 * Is the text a query that may be a rule, and could it be started?  Throws
 * ERRCODE_INVALID_PARAMETER_VALUE, with the reason in DETAIL, if not.
 * "policy" is named in errors.
 */
extern void dm_rule_check(const char *policy, const char *query);

/*
 * Runs the query.  Result: a list of DmRuleRow *, palloc'd in the caller's
 * context.  If the query cannot be a rule, fails, takes longer than
 * datamesh.rule_timeout, or returns what no rule returns, throws
 * ERRCODE_DATAMESH_BROKEN_RULE with the reason in DETAIL.  Errors that are not
 * the rule's (cancel, shutdown, serialization failure) are thrown as they are.
 */
extern List *dm_rule_run(const char *policy, const char *query);

/*
 * Throws an error that was caught while the policy's rule, or what it returned,
 * was dealt with: as ERRCODE_DATAMESH_BROKEN_RULE, or as it is if it is not the
 * rule's.
 */
pg_noreturn extern void dm_rule_rethrow(const char *policy, ErrorData *error);

#endif							/* DM_POLICY_RULE_SANDBOX_H */
