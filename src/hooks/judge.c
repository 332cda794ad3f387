/*-------------------------------------------------------------------------
 *
 * judge.c
 *	  The verdict on what a transaction touches, before it commits.
 *
 * Event triggers and catalogue functions note every governed object that a
 * transaction touches, together with what was wrong with it before.  Before
 * commit the judge shows each of them to the policies.  What is wrong now and
 * was not before is what the transaction made worse: that is denied, warned
 * about or only recorded, as the policies say.  All of it, old and new, becomes
 * findings.
 *
 * The trigger of tick.c calls us.  Should it ever fail to, because somebody
 * disabled it, the callback at PRE_COMMIT refuses what was not judged.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "base/guc.h"
#include "base/spi.h"
#include "hooks/evaluate.h"
#include "hooks/judge.h"
#include "hooks/notes.h"
#include "hooks/tick.h"
#include "meta/governed.h"
#include "meta/touch.h"
#include "policy/cache.h"
#include "policy/decision.h"
#include "policy/engine.h"
#include "policy/waiver.h"

#include "access/xact.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

DM_FUNCTION(datamesh_judge);

static bool judging = false;

/* The policy that is only being tested, and what became of it. */
static const char *rehearsed_policy = NULL;
static bool rehearsed_violation = false;

/* One entry's subject with what is wrong with it, now and before. */
typedef struct Case
{
	DmObject	root;
	char	   *domain;
	List	   *before;			/* of DmStood * */
	List	   *stored;			/* of DmFinding * */
	List	   *violations;		/* of DmViolation *, as the kinds reported
								 * them */
	int			noted;			/* when its state before was noted */
	List	   *used;			/* of "before": those that excuse a violation */
	const DmPolicy *rule;		/* the case of one rule, not of a subject */
	bool		report_only;
} Case;

/* The same policy, the same object or column, as far as that can be told. */
static bool
is_alike(const DmStood *stood, const DmViolation *v)
{
	return stood->object.type == v->object.type && stood->attnum == v->attnum &&
		strcmp(stood->policy, v->policy->name) == 0;
}

static bool
is_same(const Case *c, const DmStood *stood, const DmViolation *v)
{
	return is_alike(stood, v) && strcmp(stood->message, v->message) == 0 &&
		(c->rule == NULL || strcmp(stood->object.identity, v->object.identity) == 0);
}

/* Marks what of the state before is still the same. */
static void
match_same(Case *c)
{
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, c->before)
	{
		foreach(other, c->violations)
		{
			if (!is_same(c, lfirst(cell), lfirst(other)))
				continue;
			c->used = lappend(c->used, lfirst(cell));
			break;
		}
	}
}

/*
 * Did this violation stand before?  The same policy on the same object or
 * column, and the same complaint.  If the object was renamed meanwhile, the
 * complaint may well name it, so then any one that is left excuses it.
 *
 * What was found by somebody else meanwhile, or concerns what has not been
 * noted, is among the stored findings.  Those of this very transaction do not
 * count, or whoever called evaluate() in between would be excused.
 */
static bool
stood_before(Case *c, const DmViolation *v)
{
	ListCell   *cell;

	foreach(cell, c->before)
	{
		if (is_same(c, lfirst(cell), v))
			return true;
	}
	if (c->rule == NULL)
	{
		foreach(cell, c->before)
		{
			DmStood    *stood = lfirst(cell);

			if (!is_alike(stood, v) || list_member_ptr(c->used, stood) ||
				strcmp(stood->object.identity, v->object.identity) == 0)
				continue;
			c->used = lappend(c->used, stood);
			return true;
		}
	}

	/* a stored finding has all complaints of the policy in one message */
	foreach(cell, c->stored)
	{
		DmFinding  *finding = lfirst(cell);

		if (!finding->fresh && finding->object.type == v->object.type &&
			strcmp(finding->policy, v->policy->name) == 0 &&
			strcmp(finding->object.identity, v->object.identity) == 0 &&
			dm_text_has_part(finding->message, v->message, DM_MESSAGE_SEPARATOR))
			return true;
	}
	return false;
}

/* Sorts the violations that are new into what denies and what is recorded. */
static void
classify(Case *c, List **denied, List **recorded)
{
	ListCell   *cell;

	match_same(c);
	foreach(cell, c->violations)
	{
		DmViolation *v = lfirst(cell);
		const DmPolicy *policy = v->policy;

		if (policy->moment != DM_MOMENT_STATEMENT && policy->moment != DM_MOMENT_COMMIT)
			continue;
		if (!v->broken_rule && dm_note_policy_is_newer(policy, c->noted))
			continue;
		if (!v->broken_rule && !policy->deny_on_touch && stood_before(c, v))
			continue;
		if (dm_decision_denies(v) && !c->report_only)
			*denied = lappend(*denied, v);
		else
			*recorded = lappend(*recorded, v);
	}
}

static Case *
make_case(const DmNote *entry, uint32 moments)
{
	DmSubject  *subject = dm_note_open(entry);
	Case	   *c;

	if (subject == NULL)
		return NULL;			/* gone, or nobody's: sql_drop has seen to it */
	c = palloc0(sizeof(Case));
	c->root = subject->object;
	c->domain = subject->domain;
	c->before = entry->before;
	c->noted = entry->noted;
	c->report_only = entry->report_only;
	dm_engine_check(subject, moments, NULL, &c->violations);
	c->stored = dm_findings_of(&c->root);
	return c;
}

static void
add_rule_case(const DmPolicy *policy, List **cases)
{
	Case	   *c;
	ListCell   *cell;

	foreach(cell, *cases)
	{
		c = lfirst(cell);
		if (c->rule && strcmp(c->rule->name, policy->name) == 0)
			return;
	}
	c = palloc0(sizeof(Case));
	c->rule = policy;

	/* nobody knows how it was: too late to tell what got worse */
	if (!dm_note_rule_before(policy->name, &c->before, &c->noted))
		c->report_only = true;
	dm_engine_run_rule(policy, &c->violations);
	c->stored = dm_findings_by_policy(policy->name);
	*cases = lappend(*cases, c);
}

/* The cases of rules that look at the whole mesh, for the domains concerned. */
static List *
add_rule_cases(List *cases)
{
	List	   *result = list_copy(cases);
	const char *done = NULL;
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, cases)
	{
		Case	   *c = lfirst(cell);

		/* mostly they are of one domain */
		if (done && strcmp(done, c->domain) == 0)
			continue;
		done = c->domain;
		foreach(other, dm_policies_for_domain(c->domain))
		{
			if (dm_note_is_judging_rule(lfirst(other)))
				add_rule_case(lfirst(other), &result);
		}
	}
	return result;
}

static void
apply_waivers(List *cases)
{
	List	   *all = NIL;
	ListCell   *cell;

	foreach(cell, cases)
		all = list_concat(all, ((Case *) lfirst(cell))->violations);
	dm_waiver_apply(all);
}

static MemoryContext
scratch_context(void)
{
	return AllocSetContextCreate(CurrentMemoryContext, "datamesh judge",
								 ALLOCSET_DEFAULT_SIZES);
}

static void
sweep(const DmNote *entry, DmAffected *affected)
{
	if (entry->kind == DM_NOTE_SWEEP_SCHEMA)
		dm_evaluate_schema(entry->domain, affected);
	else if (entry->kind == DM_NOTE_SWEEP_POLICY)
	{
		dm_evaluate_policy(entry->domain, NULL, affected);
		affected->everything = true;
	}
}

static void
rehearse(List *violations)
{
	ListCell   *cell;

	foreach(cell, violations)
	{
		if (strcmp(((DmViolation *) lfirst(cell))->policy->name, rehearsed_policy) == 0)
			rehearsed_violation = true;
	}
}

void
dm_judge_rehearse(const char *policy)
{
	rehearsed_policy = policy;
	rehearsed_violation = false;
}

bool
dm_judge_rehearsed(void)
{
	rehearsed_policy = NULL;
	return rehearsed_violation;
}

static void
judge_pending(List *pending)
{
	DmOccasion	occasion = {DM_MOMENT_COMMIT, NULL, InvalidOid};
	List	   *cases = NIL;
	List	   *denied = NIL;
	List	   *recorded = NIL;
	DmAffected	affected;
	ListCell   *cell;

	foreach(cell, pending)
	{
		DmNote	   *entry = lfirst(cell);
		Case	   *c = make_case(entry, DM_EVERY_MOMENT);

		occasion.command = entry->command ? entry->command : occasion.command;
		occasion.role = entry->role;
		if (c)
			cases = lappend(cases, c);
	}
	if (cases)
		cases = add_rule_cases(cases);

	apply_waivers(cases);
	foreach(cell, cases)
		classify(lfirst(cell), &denied, &recorded);
	if (rehearsed_policy)
	{
		rehearse(list_concat(denied, recorded));
		return;
	}
	if (denied)
		dm_decision_deny(&occasion, dm_engine_merge(denied));
	dm_decision_record(&occasion, dm_engine_merge(recorded));

	dm_affected_init(&affected);
	foreach(cell, cases)
	{
		Case	   *c = lfirst(cell);

		dm_findings_sync(c->stored, dm_engine_merge(c->violations), c->rule, &affected);
	}
	foreach(cell, pending)
		sweep(lfirst(cell), &affected);
	dm_compliance_refresh(&affected);
}

void
dm_judge_run(void)
{
	MemoryContext scratch;
	MemoryContext old;
	bool		read_only = XactReadOnly;

	if (judging || !dm_note_any_pending())
		return;
	scratch = scratch_context();
	old = MemoryContextSwitchTo(scratch);
	judging = true;

	/* the transaction has written; that it will no more is not about us */
	XactReadOnly = false;
	PG_TRY();
	{
		List	   *pending = dm_note_take_pending();

		if (pending)
			judge_pending(pending);
	}
	PG_FINALLY();
	{
		judging = false;
		XactReadOnly = read_only;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
}

/*
 * The policies of moment "statement" see what the statement just touched.  What
 * does not deny is recorded at commit, when it is known to last.
 */
static void
judge_statement(List *touched, const char *command)
{
	DmOccasion	occasion = {DM_MOMENT_STATEMENT, command, GetUserId()};
	List	   *cases = NIL;
	List	   *denied = NIL;
	List	   *recorded = NIL;
	ListCell   *cell;
	bool		wanted = false;
	MemoryContext scratch;
	MemoryContext old;

	foreach(cell, dm_policies())
	{
		if (((DmPolicy *) lfirst(cell))->moment == DM_MOMENT_STATEMENT)
			wanted = true;
	}
	if (!wanted)
		return;

	scratch = scratch_context();
	old = MemoryContextSwitchTo(scratch);
	foreach(cell, touched)
	{
		Case	   *c = make_case(lfirst(cell), DM_MOMENT_BIT(DM_MOMENT_STATEMENT));

		if (c)
			cases = lappend(cases, c);
	}
	apply_waivers(cases);
	foreach(cell, cases)
		classify(lfirst(cell), &denied, &recorded);
	if (rehearsed_policy)
		rehearse(denied);
	else if (denied)
		dm_decision_deny(&occasion, dm_engine_merge(denied));
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
}

/* The deferred constraint trigger on datamesh_catalog.tick. */
Datum
datamesh_judge(PG_FUNCTION_ARGS)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be called as a trigger", "datamesh_catalog.judge")));
	dm_judge_run();
	return PointerGetDatum(NULL);
}

/* ---------------------------------------------------------------------
 * From statements and catalogue functions
 * ---------------------------------------------------------------------
 */

static bool
is_active(void)
{
	return dm_is_enforcing() && dm_extension_ready();
}

/*
 * The product that a relation is an output port of: what is promised of the
 * product depends on what is tagged in the relation.  NULL if there is none.
 */
static DmNote *
product_note(DmObjectType type, Oid objid)
{
	DmSubject  *subject;

	if (type != DM_OBJECT_RELATION ||
		!dm_governed_schema(get_rel_namespace(objid))->has_rows)
		return NULL;
	subject = dm_subject_open(type, objid);
	if (subject == NULL || subject->product == NULL)
		return NULL;
	return dm_note_named(DM_NOTE_PRODUCT, subject->domain, subject->product);
}

void
dm_judge_note_before(DmObjectType type, Oid objid)
{
	Oid			schema = type == DM_OBJECT_RELATION ? get_rel_namespace(objid) :
	type == DM_OBJECT_FUNCTION ? get_func_namespace(objid) : objid;
	DmNote	   *product;

	if (!OidIsValid(schema) || dm_governed_schema(schema)->domain == NULL)
		return;
	dm_note_before(dm_note_object(type, objid));
	product = product_note(type, objid);
	if (product)
		dm_note_before(product);
}

void
dm_judge_note_after(DmObjectType type, Oid objid, DmTouchKind kind, const char *command)
{
	DmNote	   *entry = dm_note_object(type, objid);
	DmNote	   *product;

	/* what is new had nothing wrong with it before */
	if (kind == DM_TOUCH_CREATED && entry->touches == NIL)
		entry->noted_before = true;

	/* a statement that could be denied makes the whole deniable */
	if (entry->touches == NIL || kind != DM_TOUCH_REPORT)
		entry->report_only = kind == DM_TOUCH_REPORT;
	dm_note_touch(entry, command);
	product = product_note(type, objid);
	if (product)
	{
		if (product->touches == NIL)
			product->report_only = entry->report_only;
		dm_note_touch(product, command);
	}
}

/* Announcements of the catalogue functions (meta/touch.h). */
static void
announce(DmNote *entry, const char *domain)
{
	if (domain)
		dm_note_rules(domain);
	if (entry->kind != DM_NOTE_SWEEP_SCHEMA && entry->kind != DM_NOTE_SWEEP_POLICY)
		dm_note_before(entry);
	dm_note_announce(entry);
}

static void
announce_database(void)
{
	if (is_active())
		announce(dm_note_named(DM_NOTE_DATABASE, "", NULL), "");
}

static void
announce_domain(const char *domain)
{
	if (is_active())
		announce(dm_note_named(DM_NOTE_DOMAIN, domain, NULL), domain);
}

static void
announce_product(const char *domain, const char *product)
{
	if (is_active())
		announce(dm_note_named(DM_NOTE_PRODUCT, domain, product), domain);
}

static void
announce_relation(Oid relid)
{
	DmNote	   *product;

	if (!is_active())
		return;
	announce(dm_note_object(DM_OBJECT_RELATION, relid),
			 dm_governed_schema(get_rel_namespace(relid))->domain);
	product = product_note(DM_OBJECT_RELATION, relid);
	if (product)
		announce(product, product->domain);
}

static void
announce_sweep(const char *schema)
{
	if (is_active())
		announce(dm_note_named(DM_NOTE_SWEEP_SCHEMA, schema, NULL), NULL);
}

static void
announce_policy(const char *policy)
{
	if (is_active())
		announce(dm_note_policy(policy), NULL);
}

static const DmToucher toucher = {
	.database = announce_database,
	.domain = announce_domain,
	.product = announce_product,
	.relation = announce_relation,
	.sweep = announce_sweep,
	.policy = announce_policy
};

/* Our own catalogue was written: announced changes have now been made. */
static void
written(void)
{
	if (judging)
		return;
	dm_note_touch_announced();
	dm_judge_settle(NULL);
}

void
dm_judge_settle(const char *command)
{
	List	   *touched = dm_note_take_unsettled();

	if (touched == NIL)
		return;
	if (command)
		judge_statement(touched, command);

	/*
	 * In a security-restricted operation no deferred trigger can be queued,
	 * and the operation cannot go on to put things right: judge now.
	 */
	if (InSecurityRestrictedOperation())
		dm_judge_run();
	else
		dm_tick_queue();
}

/* Should the trigger not have run, what it did not judge does not commit. */
static void
xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT)
	{
		judging = false;
		rehearsed_policy = NULL;
	}
	if ((event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE) &&
		dm_note_any_pending())
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("changes of governed objects were not judged"),
				 errdetail("The trigger of table datamesh_catalog.tick did not run."),
				 errhint("See datamesh.enforcement_status. A superuser can turn judging off with datamesh.enforcement.")));
}

void
dm_judge_init(void)
{
	dm_toucher = &toucher;
	dm_spi_written = written;
	dm_notes_init();
	RegisterXactCallback(xact_callback, NULL);
}
