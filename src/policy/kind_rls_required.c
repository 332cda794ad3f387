/*-------------------------------------------------------------------------
 *
 * kind_rls_required.c
 *	  Policy kind: tables with such data have row-level security.
 *
 * Partitions are judged like tables, by the tags of the tables above them:
 * whoever reads a partition directly passes by the parent's row security.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/pattern.h"
#include "policy/policy.h"

#include "catalog/pg_class.h"
#include "utils/builtins.h"

enum
{
	TAGS,
	SENSITIVITY,
	FORCE
};

static const DmParam params[] = {
	[TAGS] = {"tags", DM_PARAM_LIST, false, "[\"pii.*\"]",
	"tables with a column so tagged are meant; [] means every table"},
	[SENSITIVITY] = {"sensitivity", DM_PARAM_TEXT, false, NULL,
	"tables at least so sensitive are meant too: by a column's tag, or by the product whose port it is"},
	[FORCE] = {"force", DM_PARAM_BOOL, false, "false",
	"the table's owner must be subject to it too"},
	{NULL}
};

static const char *const sensitivities[] = {
	"public", "internal", "confidential", "restricted", NULL
};

static void
validate(const DmPolicy *policy)
{
	if (policy->params[SENSITIVITY].present)
		dm_choice_check("sensitivity", policy->params[SENSITIVITY].text, sensitivities);
}

/* Why the policy means this table: a clause, or NULL if it does not. */
static char *
why_meant(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	int			least = dm_sensitivity_rank(dm_param(check, SENSITIVITY)->text);
	const DmProductFact *product;
	ListCell   *cell;

	if (dm_param(check, TAGS)->list == NIL && least < 0)
		return pstrdup("");
	dm_fact_tags(subject);
	for (int i = 0; i < subject->ncolumns; i++)
	{
		DmColumnFact *column = &subject->columns[i];

		foreach(cell, dm_param(check, TAGS)->list)
		{
			DmTagFact  *tag = dm_column_tag(column, lfirst(cell));

			if (tag)
				return psprintf(", although its column \"%s\" is tagged %s", column->name, tag->tag);
		}
		if (least >= 0 && dm_column_sensitivity(column) >= least)
			return psprintf(", although its column \"%s\" is %s", column->name,
							dm_sensitivity_name(dm_column_sensitivity(column)));
	}
	if (least < 0)
		return NULL;
	product = dm_fact_product(subject);
	if (product && dm_sensitivity_rank(product->sensitivity) >= least)
		return psprintf(", although product \"%s\" is %s", subject->product, product->sensitivity);
	return NULL;
}

static void
check_rls_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	bool		must_force = dm_param(check, FORCE)->boolean && !subject->force_row_security;
	char	   *fix;
	char	   *why;

	if (subject->relkind != RELKIND_RELATION &&
		subject->relkind != RELKIND_PARTITIONED_TABLE)
		return;
	if (subject->row_security && !must_force)
		return;
	why = why_meant(check);
	if (why == NULL)
		return;

	fix = psprintf("ALTER TABLE %s %s%s%s ROW LEVEL SECURITY;", subject->object.identity,
				   subject->row_security ? "" : "ENABLE",
				   subject->row_security || !must_force ? "" : " ROW LEVEL SECURITY, ",
				   must_force ? "FORCE" : "");
	dm_violation(check, NULL, fix, "%s has %s%s", dm_subject_noun(subject),
				 subject->row_security ? "row-level security that its owner passes by" :
				 "no row-level security", why);
}

const DmPolicyKind dm_kind_rls_required = {
	.name = "rls_required",
	.summary = "Tables with personal or sensitive data have row-level security",
	.subjects = DM_JUDGES(DM_OBJECT_RELATION),
	.params = params,
	.validate = validate,
	.check = check_rls_required
};
