/*-------------------------------------------------------------------------
 *
 * notes.c
 *	  What this transaction touched, and how it was before.
 *
 * The notes live in memory for the transaction.  They know sub-transactions: a
 * touch belongs to the sub-transaction that made it and vanishes with it, and a
 * verdict reached inside a sub-transaction that rolls back has to be reached
 * again.  (SAVEPOINT s; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK TO s; COMMIT
 * would otherwise commit unjudged changes.)
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/strtab.h"
#include "hooks/notes.h"
#include "meta/rights.h"
#include "policy/cache.h"
#include "policy/engine.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"

/* One reason to judge an entry. */
typedef struct Touch
{
	SubTransactionId subid;		/* who made it */
	bool		judged;
	SubTransactionId judged_in; /* who judged it */
} Touch;

/* The state of a rule that looks at the whole mesh, before the first change. */
typedef struct RuleBefore
{
	char	   *policy;
	int			noted;
	List	   *before;			/* of DmStood * */
} RuleBefore;

/* All NULL or false outside of a transaction that touches something. */
static MemoryContext notes_context = NULL;
static HTAB *entries = NULL;
static List *order = NIL;		/* of DmNote *, as they came */
static List *announced = NIL;	/* of DmNote * */
static List *rules_before = NIL;	/* of RuleBefore * */
static int	clock_ticks = 0;	/* counts notes and announcements */
static bool policies_announced = false;
static List *unsettled = NIL;	/* of DmNote *, touched since the last tick */

static void
make_context(void)
{
	if (notes_context)
		return;
	notes_context = AllocSetContextCreate(TopTransactionContext, "datamesh judge",
										  ALLOCSET_DEFAULT_SIZES);
	entries = dm_strtab_create("datamesh touched objects", sizeof(DmNote), notes_context);
}

static DmNote *
get_entry(DmNoteKind kind, const char *key)
{
	DmNote	   *entry;
	bool		found;
	MemoryContext old;

	make_context();
	entry = dm_strtab_enter(entries, key, &found);
	if (!found)
	{
		memset((char *) entry + sizeof(entry->key), 0, sizeof(DmNote) - sizeof(entry->key));
		entry->kind = kind;
		entry->noted = ++clock_ticks;
		old = MemoryContextSwitchTo(notes_context);
		order = lappend(order, entry);
		MemoryContextSwitchTo(old);
	}
	return entry;
}

DmNote *
dm_note_object(DmObjectType type, Oid objid)
{
	DmNote	   *entry = get_entry(DM_NOTE_OBJECT, psprintf("object %d %u", type, objid));

	entry->type = type;
	entry->objid = objid;
	return entry;
}

DmNote *
dm_note_named(DmNoteKind kind, const char *domain, const char *product)
{
	DmNote	   *entry;

	entry = get_entry(kind, psprintf("named %d %s\n%s", kind, domain, product ? product : ""));
	if (entry->domain == NULL)
	{
		entry->domain = MemoryContextStrdup(notes_context, domain);
		entry->product = product ? MemoryContextStrdup(notes_context, product) : NULL;
	}
	return entry;
}

void
dm_note_touch(DmNote *entry, const char *command)
{
	SubTransactionId subid = GetCurrentSubTransactionId();
	MemoryContext old;
	ListCell   *cell;
	Touch	   *touch;

	entry->role = GetUserId();
	old = MemoryContextSwitchTo(notes_context);
	unsettled = list_append_unique_ptr(unsettled, entry);
	if (command)
		entry->command = pstrdup(command);
	foreach(cell, entry->touches)
	{
		touch = lfirst(cell);
		if (touch->subid == subid && !touch->judged)
		{
			MemoryContextSwitchTo(old);
			return;
		}
	}
	touch = palloc0(sizeof(Touch));
	touch->subid = subid;
	entry->touches = lappend(entry->touches, touch);
	MemoryContextSwitchTo(old);
}

static bool
is_pending(const DmNote *entry)
{
	ListCell   *cell;

	foreach(cell, entry->touches)
	{
		if (!((Touch *) lfirst(cell))->judged)
			return true;
	}
	return false;
}

DmSubject *
dm_note_open(const DmNote *entry)
{
	switch (entry->kind)
	{
		case DM_NOTE_OBJECT:
			return dm_subject_open(entry->type, entry->objid);
		case DM_NOTE_DATABASE:
			return dm_subject_open_database();
		case DM_NOTE_DOMAIN:
			return dm_subject_open_domain(entry->domain);
		case DM_NOTE_PRODUCT:
			return dm_subject_open_product(entry->domain, entry->product);
		default:
			return NULL;
	}
}

/* Copies what has to be known of violations later into the judge's context. */
static List *
keep_violations(List *violations)
{
	MemoryContext old = MemoryContextSwitchTo(notes_context);
	List	   *kept = NIL;
	ListCell   *cell;

	foreach(cell, violations)
	{
		DmViolation *v = lfirst(cell);
		DmStood    *stood = palloc(sizeof(DmStood));

		stood->policy = pstrdup(v->policy->name);
		stood->object.type = v->object.type;
		stood->object.identity = pstrdup(v->object.identity);
		stood->attnum = v->attnum;
		stood->message = pstrdup(v->message);
		kept = lappend(kept, stood);
	}
	MemoryContextSwitchTo(old);
	return kept;
}

/* What is wrong with it before this transaction changes it. */
void
dm_note_before(DmNote *entry)
{
	MemoryContext scratch;
	MemoryContext old;
	DmSubject  *subject;
	List	   *violations = NIL;

	if (entry->noted_before || entry->touches != NIL)
		return;
	entry->noted_before = true;
	scratch = AllocSetContextCreate(CurrentMemoryContext, "datamesh note",
									ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(scratch);
	subject = dm_note_open(entry);
	if (subject)
		dm_engine_check(subject, DM_EVERY_MOMENT, NULL, &violations);
	entry->before = keep_violations(violations);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
}

bool
dm_note_is_judging_rule(const DmPolicy *policy)
{
	return policy->kind->check_all != NULL &&
		(policy->moment == DM_MOMENT_STATEMENT || policy->moment == DM_MOMENT_COMMIT);
}

static RuleBefore *
find_rule(const char *policy)
{
	ListCell   *cell;

	foreach(cell, rules_before)
	{
		RuleBefore *rule = lfirst(cell);

		if (strcmp(rule->policy, policy) == 0)
			return rule;
	}
	return NULL;
}

static void
note_rule(const DmPolicy *policy)
{
	RuleBefore *rule;
	List	   *violations = NIL;
	MemoryContext old;

	dm_engine_run_rule(policy, &violations);
	make_context();
	old = MemoryContextSwitchTo(notes_context);
	rule = palloc(sizeof(RuleBefore));
	rule->policy = pstrdup(policy->name);
	rule->noted = ++clock_ticks;
	rules_before = lappend(rules_before, rule);
	MemoryContextSwitchTo(old);
	rule->before = keep_violations(violations);
}

/*
 * The local rules of a domain are run for changes of that domain only, or a
 * domain could have everybody else wait for its rules, or fail by them.
 */
void
dm_note_rules(const char *domain)
{
	ListCell   *cell;

	foreach(cell, domain ? dm_policies_for_domain(domain) : dm_policies())
	{
		const DmPolicy *policy = lfirst(cell);

		if (!dm_note_is_judging_rule(policy) || find_rule(policy->name))
			continue;
		if (domain == NULL && policy->domain &&
			!dm_is_domain_owner(GetUserId(), policy->domain))
			continue;
		note_rule(policy);
	}
}

bool
dm_note_rule_before(const char *policy, List **before, int *noted)
{
	RuleBefore *rule = find_rule(policy);

	if (rule == NULL)
		return false;
	*before = rule->before;
	*noted = rule->noted;
	return true;
}

DmNote *
dm_note_policy(const char *name)
{
	const DmPolicy *policy = dm_policy_find(name);
	DmNote	   *entry = dm_note_named(DM_NOTE_SWEEP_POLICY, name, NULL);

	if (entry->announced_at == 0)
		entry->version = policy ? policy->version : 0;
	entry->announced_at = ++clock_ticks;
	policies_announced = true;
	return entry;
}

bool
dm_note_policy_is_newer(const DmPolicy *policy, int noted)
{
	ListCell   *cell;

	if (!policies_announced)
		return false;
	foreach(cell, order)
	{
		DmNote	   *entry = lfirst(cell);

		if (entry->kind == DM_NOTE_SWEEP_POLICY && entry->domain &&
			strcmp(entry->domain, policy->name) == 0)
			return policy->version != entry->version && noted < entry->announced_at;
	}
	return false;
}

void
dm_note_announce(DmNote *entry)
{
	MemoryContext old;

	if (entry->announced)
		return;
	entry->announced = true;
	old = MemoryContextSwitchTo(notes_context);
	announced = lappend(announced, entry);
	MemoryContextSwitchTo(old);
}

void
dm_note_touch_announced(void)
{
	ListCell   *cell;

	foreach(cell, announced)
	{
		DmNote	   *entry = lfirst(cell);

		entry->announced = false;
		dm_note_touch(entry, NULL);
	}
	announced = NIL;
}

List *
dm_note_take_unsettled(void)
{
	List	   *touched = unsettled;

	unsettled = NIL;
	return touched;
}

/* Marks everything pending as judged by the current sub-transaction. */
List *
dm_note_take_pending(void)
{
	List	   *pending = NIL;
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, order)
	{
		DmNote	   *entry = lfirst(cell);

		if (!is_pending(entry))
			continue;
		foreach(other, entry->touches)
		{
			Touch	   *touch = lfirst(other);

			if (!touch->judged)
			{
				touch->judged = true;
				touch->judged_in = GetCurrentSubTransactionId();
			}
		}
		pending = lappend(pending, entry);
	}
	return pending;
}

bool
dm_note_any_pending(void)
{
	ListCell   *cell;

	foreach(cell, order)
	{
		if (is_pending(lfirst(cell)))
			return true;
	}
	return false;
}

static void
forget(void)
{
	notes_context = NULL;		/* goes with TopTransactionContext */
	entries = NULL;
	order = NIL;
	announced = NIL;
	rules_before = NIL;
	clock_ticks = 0;
	policies_announced = false;
	unsettled = NIL;
}

static void
xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT ||
		event == XACT_EVENT_PREPARE)
		forget();
}

/* Is there an equal touch before this one? */
static bool
repeats(List *touches, const Touch *touch)
{
	ListCell   *cell;

	foreach(cell, touches)
	{
		Touch	   *other = lfirst(cell);

		if (other == touch)
			return false;
		if (other->subid == touch->subid && other->judged == touch->judged &&
			(!touch->judged || other->judged_in == touch->judged_in))
			return true;
	}
	return false;
}

static void
subxact_callback(SubXactEvent event, SubTransactionId subid,
				 SubTransactionId parent, void *arg)
{
	ListCell   *cell;
	ListCell   *other;

	if (order == NIL ||
		(event != SUBXACT_EVENT_COMMIT_SUB && event != SUBXACT_EVENT_ABORT_SUB))
		return;
	foreach(cell, order)
	{
		DmNote	   *entry = lfirst(cell);

		foreach(other, entry->touches)
		{
			Touch	   *touch = lfirst(other);

			if (event == SUBXACT_EVENT_COMMIT_SUB)
			{
				if (touch->subid == subid)
					touch->subid = parent;
				if (touch->judged && touch->judged_in == subid)
					touch->judged_in = parent;
				if (repeats(entry->touches, touch))
					entry->touches = foreach_delete_current(entry->touches, other);
			}
			else if (touch->subid == subid)
				entry->touches = foreach_delete_current(entry->touches, other);
			else if (touch->judged && touch->judged_in == subid)
				touch->judged = false;
		}
	}
}

void
dm_notes_init(void)
{
	RegisterXactCallback(xact_callback, NULL);
	RegisterSubXactCallback(subxact_callback, NULL);
}
