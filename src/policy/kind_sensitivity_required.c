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

/* Raises *least, and says why, if a column of an output port asks for it. */
static void
consider_column(const DmPortTag *port, int personal, int *least, char **why)
{
	bool		is_personal = dm_tag_matches(port->tag.tag, "pii.*");
	int			wanted = -1;

	if (is_personal)
		wanted = personal;
	else if (strcmp(port->tag.tag, "sensitivity") == 0)
		wanted = dm_sensitivity_rank(port->tag.value);
	if (wanted <= *least)
		return;
	*least = wanted;
	*why = psprintf("its column %s is %s%s", port->column, is_personal ? "tagged " : "",
					is_personal ? port->tag.tag : port->tag.value);
}

static void
check_sensitivity_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	const DmProductFact *product = dm_fact_product(subject);
	int			has = dm_sensitivity_rank(product->sensitivity);
	int			least = dm_sensitivity_rank(dm_param(check, MINIMUM)->text);
	int			personal = dm_sensitivity_rank(dm_param(check, PERSONAL_AT_LEAST)->text);
	char	   *why = "the policy asks for it";
	char	   *fix;
	ListCell   *cell;

	foreach(cell, product->column_tags)
		consider_column(lfirst(cell), personal, &least, &why);
	if (has >= 0 && has >= least)
		return;

	/* where nothing says how sensitive it is, propose what most data is */
	fix = psprintf("SELECT datamesh.create_product(%s, sensitivity => '%s');",
				   quote_literal_cstr(subject->object.identity),
				   least >= 0 ? dm_sensitivity_name(least) : "internal");
	if (has >= 0)
		dm_violation(check, NULL, fix, "product is marked %s, but must be at least %s: %s",
					 product->sensitivity, dm_sensitivity_name(least), why);
	else if (least >= 0)
		dm_violation(check, NULL, fix, "product does not say how sensitive it is, and must be at least %s: %s",
					 dm_sensitivity_name(least), why);
	else
		dm_violation(check, NULL, fix, "product does not say how sensitive it is");
}

const DmPolicyKind dm_kind_sensitivity_required = {
	.name = "sensitivity_required",
	.summary = "Products say how sensitive they are, and do not understate it",
	.subjects = DM_JUDGES(DM_OBJECT_PRODUCT),
	.params = params,
	.validate = validate,
	.check = check_sensitivity_required
};
