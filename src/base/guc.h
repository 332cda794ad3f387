/*-------------------------------------------------------------------------
 *
 * guc.h
 *	  The settings of the extension.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_BASE_GUC_H
#define DM_BASE_GUC_H

/* What a required policy does when its own rule fails to run. */
typedef enum DmOnRuleError
{
	DM_RULE_ERROR_DENY,
	DM_RULE_ERROR_WARN
} DmOnRuleError;

extern char *dm_environment;	/* datamesh.environment */
extern int	dm_on_rule_error;	/* datamesh.on_rule_error */
extern int	dm_rule_timeout;	/* datamesh.rule_timeout, ms */
extern int	dm_denial_wait;		/* datamesh.denial_wait, ms */
extern int	dm_max_document_size;	/* datamesh.max_document_size, kB */
extern int	dm_max_document_depth;	/* datamesh.max_document_depth */
extern int	dm_max_document_nodes;	/* datamesh.max_document_nodes */

/* datamesh.enforcement, but not while a superuser restores a dump. */
extern bool dm_is_enforcing(void);

extern void dm_guc_init(void);

#endif							/* DM_BASE_GUC_H */
