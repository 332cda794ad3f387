/*-------------------------------------------------------------------------
 *
 * engine.h
 *	  Showing subjects to policies.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_ENGINE_H
#define DM_POLICY_ENGINE_H

#include "policy/facts.h"
#include "policy/policy.h"

#define DM_MOMENT_BIT(m)		(1U << (m))
#define DM_EVERY_MOMENT			0xFU

/*
 * Appends what is wrong with the subject by every policy in scope whose moment
 * is in "moments" (or by "only", if not NULL).  Set-based kinds are left out.
 */
extern void dm_engine_check(DmSubject *subject, uint32 moments,
							const DmPolicy *only, List **violations);

/*
 * Runs a set-based policy (kind->check_all).  If its rule does not run, that is
 * reported as a violation of the policy by itself, so that a rule which nobody
 * can evaluate is never mistaken for one that everybody keeps.
 */
extern void dm_engine_run_rule(const DmPolicy *policy, List **violations);

/*
 * Several violations of one policy by one object become one, with all the
 * messages and fixes.
 */
extern List *dm_engine_merge(List *violations);

/* What stands between the messages of a merged violation. */
#define DM_MESSAGE_SEPARATOR "; "

/* Is "part" one of the parts of "text", or all of it? */
extern bool dm_text_has_part(const char *text, const char *part, const char *separator);

#endif							/* DM_POLICY_ENGINE_H */
