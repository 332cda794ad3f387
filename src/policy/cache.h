/*-------------------------------------------------------------------------
 *
 * cache.h
 *	  The current policies, parsed, and which of them concern a domain.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_CACHE_H
#define DM_POLICY_CACHE_H

#include "policy/policy.h"

/*
 * Every current policy that is not off, in order of name.  What it returns, and
 * all it points to, stays valid until the end of the transaction; do not change
 * it.  Throws if the catalogue holds a policy that this library cannot read.
 */
extern List *dm_policies(void);

/* The same with those that are off. */
extern List *dm_policies_all(void);

/*
 * Those of them whose scope includes the domain: the global ones that name it,
 * an ancestor of it or no domain at all, and its own and its ancestors' local
 * ones; only those for the present environment.  domain "" (the database) gets
 * the global ones that name no domain.
 */
extern List *dm_policies_for_domain(const char *domain);

/*
 * Is the policy of that name among them?  Ask this way, not by pointer: the
 * policies may have been read again since the pointer came from here.
 */
extern bool dm_policy_concerns(const char *name, const char *domain);

/* The current policy of that name, also if it is off or NULL; see dm_policies(). */
extern const DmPolicy *dm_policy_find(const char *name);

/* The same; throws undefined_object if there is none. */
extern const DmPolicy *dm_policy_require(const char *name);

extern void dm_policy_cache_init(void);

#endif							/* DM_POLICY_CACHE_H */
