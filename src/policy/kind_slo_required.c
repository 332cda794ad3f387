/*-------------------------------------------------------------------------
 *
 * kind_slo_required.c
 *	  Policy kind: a product promises a level of service.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/policy.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"

enum
{
	PROPERTIES
};

static const DmParam params[] = {
	[PROPERTIES] = {"properties", DM_PARAM_LIST, false, "[\"freshness\"]",
	"objectives that every product states, such as freshness, availability, accuracy, completeness, latency"},
	{NULL}
};

/* An example of a value, for the proposal. */
static const char *
example(const char *property)
{
	static const char *const examples[][2] = {
		{"freshness", "1 day"},
		{"latency", "1 hour"},
		{"availability", "99 %"},
		{"accuracy", "99 %"},
		{"completeness", "99 %"},
		{"support_hours", "Mon-Fri 9-17"},
		{"supportHours", "Mon-Fri 9-17"}
	};

	for (int i = 0; i < (int) lengthof(examples); i++)
		if (strcmp(examples[i][0], property) == 0)
			return examples[i][1];
	return "<objective>";
}

/* "supportHours", as documents spell it, is "support_hours". */
static bool
is_same_property(const char *a, const char *b)
{
	for (;;)
	{
		while (*a == '_')
			a++;
		while (*b == '_')
			b++;
		if (pg_ascii_tolower(*a) != pg_ascii_tolower(*b))
			return false;
		if (*a == '\0')
			return true;
		a++;
		b++;
	}
}

static bool
states(const DmProductFact *product, const char *property)
{
	ListCell   *cell;

	foreach(cell, product->sla_keys)
	{
		if (is_same_property(lfirst(cell), property))
			return true;
	}
	return false;
}

/* What the product promises already, and the missing objectives. */
static char *
merged_sla(const DmProductFact *product, StringInfo missing)
{
	Datum		merged = DirectFunctionCall2(jsonb_concat,
											 DirectFunctionCall1(jsonb_in, CStringGetDatum(product->sla)),
											 DirectFunctionCall1(jsonb_in, CStringGetDatum(missing->data)));

	return DatumGetCString(DirectFunctionCall1(jsonb_out, merged));
}

/* One violation per objective; the cure of each is the cure of all. */
static void
check_slo_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	const DmProductFact *product = dm_fact_product(subject);
	List	   *missing = NIL;
	StringInfoData json;
	ListCell   *cell;
	char	   *fix;

	initStringInfo(&json);
	foreach(cell, dm_param(check, PROPERTIES)->list)
	{
		if (states(product, lfirst(cell)))
			continue;
		missing = lappend(missing, lfirst(cell));
		appendStringInfoString(&json, json.len ? ", " : "{");
		escape_json(&json, lfirst(cell));
		appendStringInfoString(&json, ": ");
		escape_json(&json, example(lfirst(cell)));
	}
	if (missing == NIL)
		return;
	appendStringInfoChar(&json, '}');
	fix = psprintf("SELECT datamesh.create_product(%s, sla => %s /* or what you can keep */);",
				   quote_literal_cstr(subject->object.identity),
				   quote_literal_cstr(merged_sla(product, &json)));
	foreach(cell, missing)
		dm_violation(check, NULL, fix, "product promises no %s", (char *) lfirst(cell));
}

const DmPolicyKind dm_kind_slo_required = {
	.name = "slo_required",
	.summary = "Products promise a level of service",
	.subjects = DM_JUDGES(DM_OBJECT_PRODUCT),
	.params = params,
	.check = check_slo_required
};
