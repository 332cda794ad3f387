/*-------------------------------------------------------------------------
 *
 * judge.h
 *	  What this transaction touches, and the verdict before it commits.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_HOOKS_JUDGE_H
#define DM_HOOKS_JUDGE_H

#include "meta/object.h"

/*
 * Takes note of how a governed relation, function or schema is before a
 * statement changes it, once per transaction, so that only what gets worse is
 * held against it.  Does nothing for what is not governed.
 */
extern void dm_judge_note_before(DmObjectType type, Oid objid);

typedef enum DmTouchKind
{
	DM_TOUCH_CREATED,			/* it did not exist before */
	DM_TOUCH_CHANGED,
	DM_TOUCH_REPORT				/* part of it is committed already, so a
								 * denial would come too late */
} DmTouchKind;

/*
 * A statement changed a relation, schema or function: it will be judged before
 * commit.  Call dm_judge_settle() when all objects of the statement are noted.
 */
extern void dm_judge_note_after(DmObjectType type, Oid objid, DmTouchKind kind, const char *command);

/*
 * The statement is done: has everything noted since the last call judged at
 * commit, and by the policies of moment "statement" now, which may throw MD001.
 * command NULL: no statement, but a catalogue function.
 */
extern void dm_judge_settle(const char *command);

/* Judges what is pending now, as SET CONSTRAINTS ALL IMMEDIATE would. */
extern void dm_judge_run(void);

/*
 * From now on, until dm_judge_rehearsed(), the judge decides and records
 * nothing, but notes whether this policy was violated by something new; that
 * is what dm_judge_rehearsed() then returns.
 */
extern void dm_judge_rehearse(const char *policy);
extern bool dm_judge_rehearsed(void);

extern void dm_judge_init(void);

#endif							/* DM_HOOKS_JUDGE_H */
