/*-------------------------------------------------------------------------
 *
 * decision.h
 *	  Decisions: what the engine said, kept.  Denials outlive their rollback.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_DECISION_H
#define DM_POLICY_DECISION_H

#include "base/compat.h"
#include "policy/policy.h"

/* Who did what, for the record; command may be NULL. */
typedef struct DmOccasion
{
	DmMoment	moment;
	const char *command;		/* command tag or function */
	Oid			role;			/* who made the change, at the time of it */
} DmOccasion;

/*
 * Records violations that do not deny: outcome "waived", "warn" or "shadow", as
 * each policy says.  Part of the user's transaction.  Those of policies that
 * warn are also sent as WARNINGs.
 */
extern void dm_decision_record(const DmOccasion *occasion, List *violations);

/* Does the policy deny this, as far as it goes by itself and the waivers? */
extern bool dm_decision_denies(const DmViolation *violation);

/* Records the denial of all of them so that it survives, then throws MD001. */
pg_noreturn extern void dm_decision_deny(const DmOccasion *occasion, List *violations);

/*
 * How a denial travels to the process that writes it: a sequence of
 * NUL-terminated strings, DM_DENIAL_FIELDS per row, "\1" standing for NULL.
 */
typedef struct DmDenialMessage
{
	Oid			database;
	bool		taken;			/* the writer has it */
	bool		written;		/* and has committed it */
	int			rows;
	Size		length;
	char		data[FLEXIBLE_ARRAY_MEMBER];
} DmDenialMessage;

enum
{
	DM_DENIAL_NUMBER,
	DM_DENIAL_TIME,
	DM_DENIAL_POLICY,
	DM_DENIAL_VERSION,
	DM_DENIAL_LEVEL,
	DM_DENIAL_MOMENT,
	DM_DENIAL_COMMAND,
	DM_DENIAL_DOMAIN,
	DM_DENIAL_PRODUCT,
	DM_DENIAL_TYPE,
	DM_DENIAL_OBJECT,
	DM_DENIAL_MESSAGE,
	DM_DENIAL_ROLE,
	DM_DENIAL_SESSION_ROLE,
	DM_DENIAL_APPLICATION,
	DM_DENIAL_FIELDS
};

#define DM_DENIAL_NULL		"\1"

extern const char *dm_level_name(DmLevel level);
extern const char *dm_enforcement_name(DmEnforcement enforcement);
extern const char *dm_moment_name(DmMoment moment);

#endif							/* DM_POLICY_DECISION_H */
