/*-------------------------------------------------------------------------
 *
 * store.h
 *	  Policies as they are kept: created, changed, versioned, dropped.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_STORE_H
#define DM_POLICY_STORE_H

#include "meta/change.h"

/* Absent fields keep what the policy has, or its default if it is new. */
typedef struct DmPolicySpec
{
	const char *name;
	const char *kind;			/* NULL: keep; needed for a new policy */
	DmField		domain;
	DmField		level;
	DmField		enforcement;
	DmField		moment;
	DmField		existing;		/* report, deny_on_touch */
	DmField		scope;			/* JSON text */
	DmField		parameters;		/* JSON text */
	DmField		description;
	DmField		message;
	DmField		remediation;
	DmField		separate_approver;	/* true, false */
	DmField		tests;			/* JSON text */
} DmPolicySpec;

/*
 * Creates the policy, or makes a new version of it if anything differs.
 * Result: the version that is current afterwards.  Throws without the right
 * to it, and for values that no policy can have.
 */
extern int	dm_policy_put(const DmPolicySpec *spec, List **changes);

/*
 * What is wrong with these parameters (JSON text) for a policy of that kind:
 * a palloc'd sentence, or NULL.  Never throws for bad parameters of the
 * declared types; kinds' own checks are left to dm_policy_put().
 */
extern char *dm_policy_parameters_problem(const char *kind, const char *json);

#endif							/* DM_POLICY_STORE_H */
