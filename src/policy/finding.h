/*-------------------------------------------------------------------------
 *
 * finding.h
 *	  What is wrong now, kept: findings, and compliance made of them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_FINDING_H
#define DM_POLICY_FINDING_H

#include "policy/facts.h"
#include "policy/policy.h"

/* A finding as it is stored: what stood before. */
typedef struct DmFinding
{
	char	   *policy;
	DmObject	object;
	int			policy_version;
	char	   *domain;
	char	   *product;
	char	   *message;
	char	   *fix_sql;
	TimestampTz waived_until;	/* 0: not waived */
	bool		fresh;			/* written by this very transaction */
} DmFinding;

/* Domains and products whose compliance has to be computed again. */
typedef struct DmAffected
{
	struct HTAB *pairs;
	bool		everything;		/* the policies themselves changed */
} DmAffected;

extern void dm_affected_init(DmAffected *affected);
extern void dm_affected_add(DmAffected *affected, const char *domain, const char *product);

/* Stored findings of a subject and its columns. */
extern List *dm_findings_of(const DmObject *root);

/* Stored findings of a policy, everywhere; of a domain, all. */
extern List *dm_findings_by_policy(const char *policy);
extern List *dm_findings_by_domain(const char *domain);

/* Removes those of a schema that no domain owns any more. */
extern void dm_findings_forget_schema(const char *schema, DmAffected *affected);

/* Removes those of functions that are not in the schema any more. */
extern void dm_findings_forget_functions(const char *schema);

/*
 * Makes the stored findings equal to the merged violations.  "stored" is what
 * is there now; findings of policies other than "only" (if not NULL) are left
 * as they are.  What changed is noted in "affected".
 */
extern void dm_findings_sync(List *stored, List *violations, const DmPolicy *only,
							 DmAffected *affected);

/* Computes compliance again where something changed. */
extern void dm_compliance_refresh(DmAffected *affected);

#endif							/* DM_POLICY_FINDING_H */
