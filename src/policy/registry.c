/*-------------------------------------------------------------------------
 *
 * registry.c
 *	  The kinds of policy that there are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/policy.h"

#include "funcapi.h"
#include "utils/builtins.h"

DM_FUNCTION(datamesh_policy_kinds);

#define DM_KIND(x) &dm_kind_##x,
const DmPolicyKind *const dm_policy_kinds[] = {
#include "policy/kinds.h"
	NULL
};
#undef DM_KIND

const DmPolicyKind *
dm_policy_kind(const char *name)
{
	for (int i = 0; dm_policy_kinds[i]; i++)
		if (strcmp(dm_policy_kinds[i]->name, name) == 0)
			return dm_policy_kinds[i];
	return NULL;
}

/* What a kind judges, as a list for people. */
static char *
subject_names(const DmPolicyKind *kind)
{
	StringInfoData buf;

	if (kind->check_all)
		return pstrdup("mesh");
	initStringInfo(&buf);
	for (int type = 0; type <= DM_OBJECT_OTHER; type++)
		if (kind->subjects & DM_JUDGES(type))
			appendStringInfo(&buf, "%s%s", buf.len ? ", " : "", dm_object_type_name(type));
	return buf.data;
}

static char *
parameter_help(const DmPolicyKind *kind)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (const DmParam *p = kind->params; p && p->name; p++)
	{
		appendStringInfo(&buf, "%s%s: %s", buf.len ? "\n" : "", p->name, p->help);
		if (p->required)
			appendStringInfoString(&buf, " (required)");
		else if (p->fallback)
			appendStringInfo(&buf, " (default %s)", p->fallback);
	}
	return buf.data;
}

/* The view datamesh.policy_kinds. */
Datum
datamesh_policy_kinds(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; dm_policy_kinds[i]; i++)
	{
		const DmPolicyKind *kind = dm_policy_kinds[i];
		Datum		values[4];
		bool		nulls[4] = {0};

		values[0] = CStringGetTextDatum(kind->name);
		values[1] = CStringGetTextDatum(kind->summary);
		values[2] = CStringGetTextDatum(subject_names(kind));
		values[3] = CStringGetTextDatum(parameter_help(kind));
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
