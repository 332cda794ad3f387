/*-------------------------------------------------------------------------
 *
 * kind_sensitivity_required.c
 *	  Policy kind: a product says how sensitive it is, and does not understate it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/pattern.h"
#include "policy/policy.h"
#include "policy/scope.h"

#include "utils/builtins.h"

enum
{
	MINIMUM,
	PERSONAL_AT_LEAST
};

static const DmParam params[] = {
	[MINIMUM] = {"minimum", DM_PARAM_TEXT, false, NULL,
	"least sensitivity of every product: public, internal, confidential, restricted"},
	[PERSONAL_AT_LEAST] = {"personal_at_least", DM_PARAM_TEXT, false, "\"confidential\"",
	"least sensitivity of a product whose output ports hold personal data"},
	{NULL}
};

static const char *const sensitivities[] = {
	"public", "internal", "confidential", "restricted", NULL
};

static void
validate(const DmPolicy *policy)
{
	if (policy->params[MINIMUM].present)
		dm_choice_check("minimum", policy->params[MINIMUM].text, sensitivities);
	dm_choice_check("personal_at_least", policy->params[PERSONAL_AT_LEAST].text, sensitivities);
}

/* What its columns ask for: ranks, -1 for nothing. */
static void
look_at_columns(DmCheck *check, const DmProductFact *product, int *personal, int *marked)
{
	ListCell   *cell;

	*personal = *marked = -1;
	foreach(cell, product->column_tags)
	{
		const DmTagFact *tag = &((DmPortTag *) lfirst(cell))->tag;

		if (dm_tag_matches(tag->tag, "pii.*"))
			*personal = dm_sensitivity_rank(dm_param(check, PERSONAL_AT_LEAST)->text);
		else if (strcmp(tag->tag, "sensitivity") == 0)
			*marked = Max(*marked, dm_sensitivity_rank(tag->value));
	}
}

/*
 * Each reason is a violation of its own, told without the present sensitivity:
 * raising it, if not by enough, makes nothing worse.
 */
static void
check_sensitivity_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	const DmProductFact *product = dm_fact_product(subject);
	int			has = dm_sensitivity_rank(product->sensitivity);
	int			minimum = dm_sensitivity_rank(dm_param(check, MINIMUM)->text);
	int			personal;
	int			marked;
	int			least;
	char	   *fix;

	look_at_columns(check, product, &personal, &marked);
	least = Max(minimum, Max(personal, marked));

	/* where nothing says how sensitive it is, propose what most data is */
	fix = psprintf("SELECT datamesh.create_product(%s, sensitivity => '%s');",
				   quote_literal_cstr(subject->object.identity),
				   least >= 0 ? dm_sensitivity_name(least) : "internal");
	if (has < 0)
		dm_violation(check, NULL, fix, "product does not say how sensitive it is");
	if (has < minimum)
		dm_violation(check, NULL, fix, "product is not marked %s or higher",
					 dm_sensitivity_name(minimum));
	if (has < personal)
		dm_violation(check, NULL, fix, "product holds personal data and is not marked %s or higher",
					 dm_sensitivity_name(personal));
	if (has < marked)
		dm_violation(check, NULL, fix, "product holds %s data and is not marked so",
					 dm_sensitivity_name(marked));
}

const DmPolicyKind dm_kind_sensitivity_required = {
	.name = "sensitivity_required",
	.summary = "Products say how sensitive they are, and do not understate it",
	.subjects = DM_JUDGES(DM_OBJECT_PRODUCT),
	.params = params,
	.validate = validate,
	.check = check_sensitivity_required
};
