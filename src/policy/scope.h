/*-------------------------------------------------------------------------
 *
 * scope.h
 *	  Does a policy that concerns the domain also concern this subject?
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_SCOPE_H
#define DM_POLICY_SCOPE_H

#include "policy/facts.h"
#include "policy/policy.h"

/*
 * If not, and why is not NULL, *why becomes a palloc'd clause that says why
 * not.  Reads tags of the subject only if the scope names tags.
 */
extern bool dm_scope_includes(const DmPolicy *policy, DmSubject *subject, char **why);

/* Is this identity among the scope's exceptions? */
extern bool dm_scope_excepts(const DmPolicy *policy, const char *identity);

/* Tag "pii.email" matches "pii.email" and "pii.*". */
extern bool dm_tag_matches(const char *tag, const char *pattern);

#endif							/* DM_POLICY_SCOPE_H */
