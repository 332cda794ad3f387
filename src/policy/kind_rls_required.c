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
#include "lib/stringinfo.h"
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

/* Does the policy mean this table? */
static bool
is_meant(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	List	   *tags = dm_param(check, TAGS)->list;
	int			least = dm_sensitivity_rank(dm_param(check, SENSITIVITY)->text);
	const DmProductFact *product;
	ListCell   *cell;

	if (tags == NIL && least < 0)
		return true;
	dm_fact_tags(subject);
	for (int i = 0; i < subject->ncolumns; i++)
	{
		DmColumnFact *column = &subject->columns[i];

		foreach(cell, tags)
		{
			if (dm_column_tag(column, lfirst(cell)))
				return true;
		}
		if (least >= 0 && dm_column_sensitivity(column) >= least)
			return true;
	}
	product = least < 0 ? NULL : dm_fact_product(subject);
	return product && dm_sensitivity_rank(product->sensitivity) >= least;
}

/*
 * Which tables are meant, as a clause.  It does not name the column, so that a
 * further tag on another column does not look like a further violation.
 */
static char *
meant_tables(DmCheck *check)
{
	List	   *tags = dm_param(check, TAGS)->list;
	const char *sensitivity = dm_param(check, SENSITIVITY)->text;
	StringInfoData buf;
	ListCell   *cell;

	initStringInfo(&buf);
	foreach(cell, tags)
		appendStringInfo(&buf, "%s%s", buf.len ? ", " : " with columns tagged ", (char *) lfirst(cell));
	if (sensitivity)
		appendStringInfo(&buf, "%s data that is %s or higher", buf.len ? " or" : " with", sensitivity);
	return buf.data;
}

static void
check_rls_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	bool		must_force = dm_param(check, FORCE)->boolean && !subject->force_row_security;

	if (subject->relkind != RELKIND_RELATION &&
		subject->relkind != RELKIND_PARTITIONED_TABLE)
		return;
	if ((subject->row_security && !must_force) || !is_meant(check))
		return;
	if (!subject->row_security)
		dm_violation(check, NULL,
					 psprintf("ALTER TABLE %s ENABLE ROW LEVEL SECURITY;", subject->object.identity),
					 "%s%s has no row-level security", dm_subject_noun(subject), meant_tables(check));
	if (must_force)
		dm_violation(check, NULL,
					 psprintf("ALTER TABLE %s FORCE ROW LEVEL SECURITY;", subject->object.identity),
					 "%s%s does not subject its owner to row-level security",
					 dm_subject_noun(subject), meant_tables(check));
}

const DmPolicyKind dm_kind_rls_required = {
	.name = "rls_required",
	.summary = "Tables with personal or sensitive data have row-level security",
	.subjects = DM_JUDGES(DM_OBJECT_RELATION),
	.params = params,
	.validate = validate,
	.check = check_rls_required
};
