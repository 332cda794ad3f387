/*-------------------------------------------------------------------------
 *
 * explain.c
 *	  Which policies concern an object, why, and what they say of it now.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "meta/governed.h"
#include "meta/input.h"
#include "meta/rights.h"
#include "policy/cache.h"
#include "policy/decision.h"
#include "policy/engine.h"
#include "policy/finding.h"
#include "policy/scope.h"
#include "policy/waiver.h"
#include "types/product_ref.h"

#include "catalog/namespace.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

DM_FUNCTION(datamesh_explain);

/*
 * Names are looked up without asking for USAGE of their schemas: who may explain
 * is decided by the domain, and governance need not be let into every schema.
 */

/* The relation of an identity as dm_relation_identity() writes it. */
static Oid
find_relation(const char *identity)
{
	List	   *names = dm_identifier_split(identity);

	return list_length(names) == 2 ?
		dm_relation_oid(linitial(names), lsecond(names)) : InvalidOid;
}

static Oid
find_schema(const char *identity)
{
	List	   *names = dm_identifier_split(identity);

	return list_length(names) == 1 ? get_namespace_oid(linitial(names), true) : InvalidOid;
}

/* Opens what the object names; NULL if nothing there is judged. */
static DmSubject *
open_object(const DmObject *object)
{
	char	   *domain;
	char	   *product;

	switch (object->type)
	{
		case DM_OBJECT_DATABASE:
			return dm_subject_open_database();
		case DM_OBJECT_DOMAIN:
			return dm_object_split(object, &domain, &product) ?
				dm_subject_open_domain(domain) : NULL;
		case DM_OBJECT_PRODUCT:
			return dm_object_split(object, &domain, &product) ?
				dm_subject_open_product(domain, product) : NULL;
		case DM_OBJECT_SCHEMA:
			return dm_subject_open(DM_OBJECT_SCHEMA, find_schema(object->identity));
		case DM_OBJECT_RELATION:
		case DM_OBJECT_COLUMN:
			return dm_subject_open(DM_OBJECT_RELATION, find_relation(dm_object_root(object)));
		case DM_OBJECT_FUNCTION:
			return dm_subject_open(DM_OBJECT_FUNCTION, dm_function_oid(object->identity));
		case DM_OBJECT_OTHER:
			break;
	}
	return NULL;
}

typedef struct Answer
{
	bool		applies;
	const char *reason;
	const char *state;
	char	   *message;
	char	   *fix_sql;
} Answer;

/* What a set-based policy was found to say, at its last evaluation. */
static void
answer_from_findings(const DmPolicy *policy, const DmObject *object, Answer *answer)
{
	ListCell   *cell;

	answer->applies = true;
	answer->reason = "it is a rule over the whole mesh, as last evaluated";
	answer->state = "kept";
	foreach(cell, dm_findings_by_policy(policy->name))
	{
		DmFinding  *finding = lfirst(cell);

		if (finding->object.type != object->type ||
			strcmp(finding->object.identity, object->identity) != 0)
			continue;
		answer->state = finding->waived_until ? "waived" : "open";
		answer->message = finding->message;
		answer->fix_sql = finding->fix_sql;
	}
}

/* What the policy says of the subject, or of one column of it, now. */
static void
answer_from_check(const DmPolicy *policy, DmSubject *subject, const DmObject *object, Answer *answer)
{
	List	   *violations = NIL;
	ListCell   *cell;

	answer->applies = true;
	answer->reason = policy->domain ?
		psprintf("it is a policy of domain %s", dm_name_quote(policy->domain)) :
		policy->scope.domains ? "its scope names the domain" : "it is global";
	answer->state = "kept";
	dm_engine_check(subject, DM_EVERY_MOMENT, policy, &violations);
	dm_waiver_apply(violations);
	foreach(cell, dm_engine_merge(violations))
	{
		DmViolation *v = lfirst(cell);

		/* asked about a column: only that; about a relation: its columns too */
		if (object->type == DM_OBJECT_COLUMN &&
			(v->object.type != object->type ||
			 strcmp(v->object.identity, object->identity) != 0))
			continue;
		if (strcmp(answer->state, "open") != 0)
			answer->state = v->waived_until ? "waived" : "open";
		answer->message = psprintf("%s%s%s: %s", answer->message ? answer->message : "",
								   answer->message ? "\n" : "",
								   dm_object_label(&v->object), v->message);
		if (v->fix_sql)
			answer->fix_sql = psprintf("%s%s%s", answer->fix_sql ? answer->fix_sql : "",
									   answer->fix_sql ? "\n" : "", v->fix_sql);
	}
}

static void
answer_for(const DmPolicy *policy, DmSubject *subject, const DmObject *object, Answer *answer)
{
	char	   *why = NULL;

	memset(answer, 0, sizeof(*answer));
	answer->state = "not applicable";
	if (policy->enforcement == DM_ENFORCE_OFF)
		answer->reason = "it is off";
	else if (!dm_policy_concerns(policy->name, subject->domain))
		answer->reason = policy->scope.environments ?
			"its scope names other domains or environments" : "it is for other domains";
	else if (policy->kind->check_all)
		answer_from_findings(policy, object, answer);
	else if ((policy->kind->subjects & DM_JUDGES(subject->object.type)) == 0)
		answer->reason = psprintf("its kind does not judge a %s",
								  dm_object_type_name(subject->object.type));
	else if (!dm_scope_includes(policy, subject, &why))
		answer->reason = why;
	else
		answer_from_check(policy, subject, object, answer);
}

static void
check_right(const DmSubject *subject)
{
	if (subject->domain[0] == '\0')
		dm_require_governance("explain the database's policies");
	else
		dm_require_domain_owner(subject->domain, "explain its policies");
}

/* explain(object text) */
Datum
datamesh_explain(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	DmObject	object;
	DmSubject  *subject;
	ListCell   *cell;

	object = dm_object_parse(dm_input_text(fcinfo, 0, "object"));
	subject = open_object(&object);
	if (subject == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("%s does not exist or is not governed", dm_object_label(&object)),
				 errhint("Policies concern what lies in schemas attached to a domain (datamesh.attach_schema).")));
	check_right(subject);

	InitMaterializedSRF(fcinfo, 0);
	foreach(cell, dm_policies_all())
	{
		const DmPolicy *policy = lfirst(cell);
		Answer		answer;
		Datum		values[9];
		bool		nulls[9] = {0};

		CHECK_FOR_INTERRUPTS();
		answer_for(policy, subject, &object, &answer);
		values[0] = CStringGetTextDatum(policy->name);
		values[1] = CStringGetTextDatum(dm_level_name(policy->level));
		values[2] = CStringGetTextDatum(dm_enforcement_name(policy->enforcement));
		values[3] = CStringGetTextDatum(dm_moment_name(policy->moment));
		values[4] = BoolGetDatum(answer.applies);
		values[5] = CStringGetTextDatum(answer.reason);
		values[6] = CStringGetTextDatum(answer.state);
		nulls[7] = answer.message == NULL;
		values[7] = answer.message ? CStringGetTextDatum(answer.message) : (Datum) 0;
		nulls[8] = answer.fix_sql == NULL;
		values[8] = answer.fix_sql ? CStringGetTextDatum(answer.fix_sql) : (Datum) 0;
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
