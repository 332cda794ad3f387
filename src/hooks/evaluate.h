/*-------------------------------------------------------------------------
 *
 * evaluate.h
 *	  Looking at everything: for audit, and when rules or their reach change.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_HOOKS_EVALUATE_H
#define DM_HOOKS_EVALUATE_H

#include "policy/finding.h"

/* All policies over one domain, one schema, or the database itself. */
extern void dm_evaluate_domain(const char *domain, DmAffected *affected);
extern void dm_evaluate_schema(const char *schema, DmAffected *affected);
extern void dm_evaluate_database(DmAffected *affected);

/*
 * One policy over everything, or over one domain if that is not NULL.  A
 * policy that is dropped or off loses its findings.
 */
extern void dm_evaluate_policy(const char *name, const char *domain, DmAffected *affected);

#endif							/* DM_HOOKS_EVALUATE_H */
