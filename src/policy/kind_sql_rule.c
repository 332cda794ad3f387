/*-------------------------------------------------------------------------
 *
 * kind_sql_rule.c
 *	  Policies that their author wrote as a query: every row is a violation.
 *
 * The query says what is wrong in terms of the mesh; rule_sandbox.c runs it.
 * What is left here is to find out what its rows speak of: which kind of
 * object, whose it is, and whether the policy has anything to say about it.  A
 * local policy has not about objects of other domains, whatever its query
 * returns.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "meta/governed.h"
#include "policy/cache.h"
#include "policy/facts.h"
#include "policy/policy.h"
#include "policy/rule_sandbox.h"
#include "policy/scope.h"
#include "types/product_ref.h"

#include "catalog/namespace.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"

static const DmParam params[] = {
	{"query", DM_PARAM_TEXT, true, NULL,
		"one SELECT over datamesh_fact.*_v1 and pg_catalog that returns the columns object, message and, if it likes, fix_sql, "
	"all of them text; every row is a violation"},
	{.name = NULL}
};

static const char *
rule_query(const DmPolicy *policy)
{
	return policy->params[0].text;
}

static void
validate(const DmPolicy *policy)
{
	dm_rule_check(policy->name, rule_query(policy));
}

/*
 * What a row names.  A text in parentheses is a function only if it has the
 * looks of one; it may well be a remark.
 */
static DmObject
parse_object(const char *text)
{
	size_t		word = strcspn(text, " ");
	const char *parenthesis = strchr(text, '(');
	DmObject	object;

	if (parenthesis == NULL ||
		(text[word] == ' ' && dm_object_type_from_name(pnstrdup(text, word), &object.type)) ||
		(text[strlen(text) - 1] == ')' &&
		 list_length(dm_identifier_split(pnstrdup(text, parenthesis - text))) == 2))
		return dm_object_parse(text);
	object.type = DM_OBJECT_OTHER;
	object.identity = pstrdup(text);
	return object;
}

/* The name in the identity of a domain, which has quotes if it needs them. */
static char *
domain_name(const char *identity)
{
	List	   *parts = identity[0] == '"' ? dm_identifier_split(identity) : NIL;

	return list_length(parts) == 1 ? linitial(parts) : pstrdup(identity);
}

/* Names in the identity of something in a schema, without arguments. */
static List *
sql_names(const DmObject *object)
{
	const char *end = NULL;

	if (object->type == DM_OBJECT_FUNCTION)
		end = strchr(object->identity, '(');
	return dm_identifier_split(end ? pnstrdup(object->identity, end - object->identity) :
							   object->identity);
}

/*
 * Whose is it?  Fills in domain and product, and the number of a column.
 * Result: the subject that it is or belongs to, NULL if it is nothing that
 * policies judge.
 */
static DmSubject *
place_violation(DmViolation *violation)
{
	DmSubject  *subject = NULL;
	DmProductRef parts;
	Datum		ref;
	List	   *names;
	Oid			schema;
	Oid			relid;

	switch (violation->object.type)
	{
		case DM_OBJECT_DATABASE:
			return dm_subject_open_database();

		case DM_OBJECT_DOMAIN:
			violation->domain = domain_name(violation->object.identity);
			return dm_subject_open_domain(violation->domain);

		case DM_OBJECT_PRODUCT:
			if (!dm_product_ref_try_parse(violation->object.identity, &ref, NULL))
				return NULL;
			dm_product_ref_deconstruct(ref, &parts);
			violation->domain = parts.domain;
			violation->product = parts.product;
			return dm_subject_open_product(parts.domain, parts.product);

		case DM_OBJECT_SCHEMA:
		case DM_OBJECT_RELATION:
		case DM_OBJECT_COLUMN:
		case DM_OBJECT_FUNCTION:
			names = sql_names(&violation->object);
			if (names == NIL)
				return NULL;
			violation->domain = dm_schema_domain(linitial(names));
			schema = get_namespace_oid(linitial(names), true);
			if (!OidIsValid(schema))
				return NULL;
			if (violation->object.type == DM_OBJECT_SCHEMA)
				return dm_subject_open(DM_OBJECT_SCHEMA, schema);
			if (violation->object.type == DM_OBJECT_FUNCTION || list_length(names) < 2)
				return NULL;
			relid = get_relname_relid(lsecond(names), schema);
			if (!OidIsValid(relid))
				return NULL;
			subject = dm_subject_open(DM_OBJECT_RELATION, relid);
			if (subject)
				violation->product = subject->product;
			if (violation->object.type == DM_OBJECT_COLUMN && list_length(names) == 3)
				violation->attnum = get_attnum(relid, lthird(names));
			return subject;

		case DM_OBJECT_OTHER:
			break;
	}
	return NULL;
}

/* Has the policy anything to say about this domain? */
static bool
concerns_domain(const DmPolicy *policy, const char *domain)
{
	ListCell   *cell;

	foreach(cell, dm_policies_for_domain(domain))
	{
		if (strcmp(((const DmPolicy *) lfirst(cell))->name, policy->name) == 0)
			return true;
	}
	return false;
}

/* Does the scope let in only what is known to be of some kind or place? */
static bool
is_narrow(const DmScope *scope)
{
	return scope->object_kinds || scope->schemas || scope->products || scope->tags;
}

/* The violation that a row stands for, NULL if it is out of scope. */
static DmViolation *
make_violation(const DmPolicy *policy, const DmRuleRow *row)
{
	DmViolation *violation = palloc0(sizeof(DmViolation));
	DmSubject  *subject;

	violation->policy = policy;
	violation->object = parse_object(row->object);
	violation->root = dm_object_root(&violation->object);
	violation->message = row->message ? row->message : pstrdup("the rule lists it");
	violation->fix_sql = row->fix_sql;

	subject = place_violation(violation);
	if (violation->domain == NULL)
		violation->domain = pstrdup(policy->domain ? policy->domain : "");
	if (!concerns_domain(policy, violation->domain))
		return NULL;
	if (subject ? !dm_scope_includes(policy, subject, NULL) : is_narrow(&policy->scope))
		return NULL;
	return violation;
}

static void
check_all(const DmPolicy *policy, List **violations)
{
	MemoryContext context = CurrentMemoryContext;
	List	   *rows = dm_rule_run(policy->name, rule_query(policy));
	ListCell   *cell;

	PG_TRY();
	{
		foreach(cell, rows)
		{
			DmViolation *violation;

			CHECK_FOR_INTERRUPTS();
			violation = make_violation(policy, lfirst(cell));
			if (violation)
				*violations = lappend(*violations, violation);
		}
	}
	PG_CATCH();
	{
		ErrorData  *error;

		/* such as a row whose object is "relation" and no name of one */
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		dm_rule_rethrow(policy->name, error);
	}
	PG_END_TRY();
}

const DmPolicyKind dm_kind_sql_rule = {
	.name = "sql_rule",
	.summary = "no row comes from a query over the facts about the mesh",
	.subjects = 0,
	.params = params,
	.validate = validate,
	.check_all = check_all,
};
