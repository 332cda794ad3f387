/*-------------------------------------------------------------------------
 *
 * notes.h
 *	  What this transaction touched, and how it was before.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_HOOKS_NOTES_H
#define DM_HOOKS_NOTES_H

#include "policy/facts.h"
#include "policy/policy.h"

/* A violation from before, as much of it as the comparison needs. */
typedef struct DmStood
{
	char	   *policy;
	DmObject	object;
	AttrNumber	attnum;
	char	   *message;
} DmStood;

typedef enum DmNoteKind
{
	DM_NOTE_OBJECT,				/* relation, schema or function */
	DM_NOTE_DATABASE,
	DM_NOTE_DOMAIN,
	DM_NOTE_PRODUCT,
	DM_NOTE_SWEEP_SCHEMA,
	DM_NOTE_SWEEP_POLICY
} DmNoteKind;

/* One object, or one reason to look at many, in this transaction. */
typedef struct DmNote
{
	char	   *key;
	DmNoteKind	kind;
	DmObjectType type;			/* of an object */
	Oid			objid;
	char	   *domain;			/* of a domain or product; schema or policy of
								 * a sweep */
	char	   *product;
	bool		announced;		/* a catalogue function is about to change it */
	bool		report_only;	/* too late to deny */
	bool		noted_before;
	int			noted;			/* counts: when it was noted first */
	int			announced_at;	/* of a policy: counts likewise */
	int			version;		/* of a policy: before it was announced */
	List	   *before;			/* of DmStood * */
	List	   *touches;		/* private to notes.c */
	char	   *command;
	Oid			role;
} DmNote;

/* The note of an object, made if there is none yet; lives for the transaction. */
extern DmNote *dm_note_object(DmObjectType type, Oid objid);
extern DmNote *dm_note_named(DmNoteKind kind, const char *domain, const char *product);

/* Remembers what is wrong with it now, unless it was touched or remembered. */
extern void dm_note_before(DmNote *note);

/*
 * The same, once, for the rules that judge the mesh as a whole and concern the
 * domain; NULL: it is not known which domain it will be.
 */
extern void dm_note_rules(const char *domain);

/* What was noted of a rule, of DmStood *; false if nothing was. */
extern bool dm_note_rule_before(const char *policy, List **before, int *noted);

/*
 * The note of a policy that is about to change.  If it did, then it is newer
 * than what was noted earlier: nobody has asked it how that was before.
 */
extern DmNote *dm_note_policy(const char *policy);
extern bool dm_note_policy_is_newer(const DmPolicy *policy, int noted);

/* Is it a rule over the whole mesh that is asked before a commit? */
extern bool dm_note_is_judging_rule(const DmPolicy *policy);

/* It changed; it will have to be judged.  command may be NULL. */
extern void dm_note_touch(DmNote *note, const char *command);

/* Announced: a change is coming; it counts as touched when that is made. */
extern void dm_note_announce(DmNote *note);
extern void dm_note_touch_announced(void);

/* The subject of a note, NULL if it is gone or was never one. */
extern DmSubject *dm_note_open(const DmNote *note);

/* Notes touched since the last call. */
extern List *dm_note_take_unsettled(void);

/* Notes that have not been judged; from now on they count as judged. */
extern List *dm_note_take_pending(void);

/* Is there one? */
extern bool dm_note_any_pending(void);

extern void dm_notes_init(void);

#endif							/* DM_HOOKS_NOTES_H */
