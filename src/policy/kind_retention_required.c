/*-------------------------------------------------------------------------
 *
 * kind_retention_required.c
 *	  Policy kind: a product says how long its data is kept, and not too long.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/policy.h"
#include "policy/scope.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

enum
{
	MAX,
	ONLY_PERSONAL
};

static const DmParam params[] = {
	[MAX] = {"max", DM_PARAM_INTERVAL, false, NULL,
	"longest retention allowed"},
	[ONLY_PERSONAL] = {"only_personal", DM_PARAM_BOOL, false, "false",
	"judges only products whose output ports hold personal data"},
	{NULL}
};

static bool
holds_personal_data(const DmProductFact *product)
{
	ListCell   *cell;

	foreach(cell, product->column_tags)
	{
		if (dm_tag_matches(((DmPortTag *) lfirst(cell))->tag.tag, "pii.*"))
			return true;
	}
	return false;
}

static void
check_retention_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	const DmProductFact *product = dm_fact_product(subject);
	const DmParamValue *max = dm_param(check, MAX);
	char	   *fix;

	if (dm_param(check, ONLY_PERSONAL)->boolean && !holds_personal_data(product))
		return;
	fix = psprintf("SELECT datamesh.create_product(%s, retention => %s /* or as long as the data is needed */);",
				   quote_literal_cstr(subject->object.identity),
				   quote_literal_cstr(max->present ? max->text : "1 year"));
	if (product->retention == NULL)
		dm_violation(check, NULL, fix, "product does not say how long its data is kept");
	else if (max->present && DatumGetInt32(DirectFunctionCall2(interval_cmp,
															   IntervalPGetDatum(product->retention),
															   IntervalPGetDatum(max->interval))) > 0)
		dm_violation(check, NULL, fix, "product keeps its data longer than the allowed %s",
					 max->text);
}

const DmPolicyKind dm_kind_retention_required = {
	.name = "retention_required",
	.summary = "Products say how long their data is kept",
	.subjects = DM_JUDGES(DM_OBJECT_PRODUCT),
	.params = params,
	.check = check_retention_required
};
