/*-------------------------------------------------------------------------
 *
 * kind_lineage_required.c
 *	  Policy kind: a product says where its data comes from.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/pattern.h"
#include "policy/policy.h"

#include "utils/builtins.h"

enum
{
	EXEMPT_KINDS
};

static const DmParam params[] = {
	[EXEMPT_KINDS] = {"exempt_kinds", DM_PARAM_LIST, false, "[\"source_aligned\"]",
	"kinds of domain whose products need not: source_aligned, aggregate, consumer_aligned"},
	{NULL}
};

static void
validate(const DmPolicy *policy)
{
	static const char *const kinds[] = {"source_aligned", "aggregate", "consumer_aligned", NULL};
	ListCell   *cell;

	foreach(cell, policy->params[EXEMPT_KINDS].list)
		dm_choice_check("exempt_kinds", lfirst(cell), kinds);
}

static void
check_lineage_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	ListCell   *cell;

	foreach(cell, dm_fact_product(subject)->ports)
	{
		if (strcmp(((DmPortFact *) lfirst(cell))->kind, "input") == 0)
			return;
	}
	if (dm_fact_domain(subject)->kind &&
		dm_list_has(dm_param(check, EXEMPT_KINDS)->list, dm_fact_domain(subject)->kind))
		return;
	dm_violation(check, NULL,
				 psprintf("SELECT datamesh.attach_input_port(%s, 'external:<where the data comes from>');",
						  quote_literal_cstr(subject->object.identity)),
				 "product names no input port, so nobody knows where its data comes from");
}

const DmPolicyKind dm_kind_lineage_required = {
	.name = "lineage_required",
	.summary = "Products name where their data comes from",
	.subjects = DM_JUDGES(DM_OBJECT_PRODUCT),
	.params = params,
	.validate = validate,
	.check = check_lineage_required
};
