/*-------------------------------------------------------------------------
 *
 * store.c
 *	  Policies as they are kept: created, changed, versioned, dropped.
 *
 * A policy is never changed in place: a change closes the current version and
 * adds the next, so that every decision can be read against the rule that made
 * it, and so that a rollback is one more version.  Writers of policies take
 * turns on a table lock that readers do not feel.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "base/spi.h"
#include "base/text.h"
#include "meta/domain.h"
#include "meta/input.h"
#include "meta/rights.h"
#include "meta/touch.h"
#include "policy/params.h"
#include "policy/store.h"
#include "types/product_ref.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

DM_FUNCTION(datamesh_create_policy);
DM_FUNCTION(datamesh_set_enforcement);
DM_FUNCTION(datamesh_drop_policy);
DM_FUNCTION(datamesh_rollback_policy);

/* One stored version, as text; NULL where the column is NULL. */
typedef enum Column
{
	COL_KIND,
	COL_DOMAIN,
	COL_LEVEL,
	COL_ENFORCEMENT,
	COL_MOMENT,
	COL_EXISTING,
	COL_SCOPE,
	COL_PARAMETERS,
	COL_DESCRIPTION,
	COL_MESSAGE,
	COL_REMEDIATION,
	COL_SEPARATE,
	COL_TESTS,
	NCOLUMNS
} Column;

static const char *const column_name[NCOLUMNS] = {
	"kind", "domain", "level", "enforcement", "moment", "existing", "scope",
	"parameters", "description", "message", "remediation", "separate approver",
	"tests"
};

static const char *const column_default[NCOLUMNS] = {
	NULL, NULL, "required", "deny", "commit", "report", "{}",
	"{}", NULL, NULL, NULL, "false",
	"[]"
};

typedef struct Version
{
	int			number;			/* 0: there is no such policy */
	const char *column[NCOLUMNS];
} Version;

#define VERSION_COLUMNS \
	"version, kind, domain, level::pg_catalog.text, enforcement::pg_catalog.text, " \
	"moment::pg_catalog.text, existing, scope::pg_catalog.text, parameters::pg_catalog.text, " \
	"description, message, remediation, separate_approver::pg_catalog.text, tests::pg_catalog.text "

static void
fetch_version(DmSpi *spi, DmQuery *query, int nargs, const DmArg *args, Version *version)
{
	memset(version, 0, sizeof(*version));
	if (dm_spi_run(query, nargs, args) == 0)
		return;
	version->number = (int) dm_spi_int(0, 1);
	for (int i = 0; i < NCOLUMNS; i++)
		version->column[i] = dm_spi_text(spi, 0, i + 2);
}

/* Keeps other writers of policies out until the transaction ends. */
static void
lock_policies(void)
{
	static DmQuery lock = DM_QUERY("LOCK TABLE datamesh_catalog.policy IN SHARE ROW EXCLUSIVE MODE");

	dm_spi_run(&lock, 0, NULL);
}

static void
fetch_current(DmSpi *spi, const char *name, Version *version)
{
	static DmQuery query = DM_QUERY("SELECT " VERSION_COLUMNS
									"FROM datamesh_catalog.policy WHERE name = $1 AND valid_to IS NULL");

	fetch_version(spi, &query, DM_ARGS(dm_arg_text(name)), version);
}

/* Global policies are the governance role's, local ones their domain's. */
static void
require_right(const char *name, const char *domain)
{
	if (domain == NULL)
		dm_require_governance(psprintf("manage global policy \"%s\"", name));
	else
		dm_require_domain_owner(domain, psprintf("manage policy \"%s\" of the domain", name));
}

static void
undefined_policy(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("policy \"%s\" does not exist", name)));
}

/* JSON text as jsonb prints it, so that equal values are equal texts. */
static char *
canonical_json(const char *text)
{
	Datum		json = DirectFunctionCall1(jsonb_in, CStringGetDatum(text));

	return DatumGetCString(DirectFunctionCall1(jsonb_out, json));
}

static Jsonb *
parse_json(const char *text)
{
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));
}

static void
invalid_policy(const char *name, const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("policy \"%s\" is not valid", name),
			 errdetail("%s", problem)));
}

char *
dm_policy_parameters_problem(const char *kindname, const char *json)
{
	const DmPolicyKind *kind = dm_policy_kind(kindname);
	char	   *problem;

	if (kind == NULL)
		return psprintf("There is no policy kind \"%s\".", kindname);
	dm_params_read(kind, parse_json(json), &problem);
	return problem;
}

/* Refuses what no policy can have; the enums are left to their input functions. */
static void
check_version(const char *name, const Version *version)
{
	DmPolicy	policy = {0};
	char	   *problem;
	Jsonb	   *tests;

	if (version->column[COL_KIND] == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("policy \"%s\" needs a kind", name)));
	policy.name = unconstify(char *, name);
	policy.kind = dm_policy_kind(version->column[COL_KIND]);
	if (policy.kind == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("policy kind \"%s\" does not exist", version->column[COL_KIND]),
				 errhint("The view datamesh.policy_kinds lists the kinds.")));
	policy.params = dm_params_read(policy.kind, parse_json(version->column[COL_PARAMETERS]), &problem);
	if (problem)
		invalid_policy(name, problem);
	if (!dm_scope_read(parse_json(version->column[COL_SCOPE]), &policy.scope, &problem))
		invalid_policy(name, problem);
	if (strcmp(version->column[COL_EXISTING], "report") != 0 &&
		strcmp(version->column[COL_EXISTING], "deny_on_touch") != 0)
		invalid_policy(name, "What happens to existing violations is \"report\" or \"deny_on_touch\".");
	tests = parse_json(version->column[COL_TESTS]);
	if (!JB_ROOT_IS_ARRAY(tests) || JB_ROOT_IS_SCALAR(tests))
		invalid_policy(name, "Tests are a list of objects.");
	if (policy.kind->validate)
		policy.kind->validate(&policy);
}

static void
merge(const Version *current, const DmPolicySpec *spec, Version *next)
{
	const DmField field[NCOLUMNS] = {
		[COL_KIND] = spec->kind ? DM_FIELD(spec->kind) : DM_ABSENT,
		[COL_DOMAIN] = spec->domain,
		[COL_LEVEL] = spec->level,
		[COL_ENFORCEMENT] = spec->enforcement,
		[COL_MOMENT] = spec->moment,
		[COL_EXISTING] = spec->existing,
		[COL_SCOPE] = spec->scope,
		[COL_PARAMETERS] = spec->parameters,
		[COL_DESCRIPTION] = spec->description,
		[COL_MESSAGE] = spec->message,
		[COL_REMEDIATION] = spec->remediation,
		[COL_SEPARATE] = spec->separate_approver,
		[COL_TESTS] = spec->tests
	};

	next->number = current->number + 1;
	for (int i = 0; i < NCOLUMNS; i++)
	{
		if (field[i].present)
			next->column[i] = field[i].value ? field[i].value : column_default[i];
		else
			next->column[i] = current->number ? current->column[i] : column_default[i];
	}
	next->column[COL_SCOPE] = canonical_json(next->column[COL_SCOPE]);
	next->column[COL_PARAMETERS] = canonical_json(next->column[COL_PARAMETERS]);
	next->column[COL_TESTS] = canonical_json(next->column[COL_TESTS]);
}

/* Names of the columns that differ, NULL if none do. */
static char *
differences(const Version *a, const Version *b)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < NCOLUMNS; i++)
		if (!dm_text_same(a->column[i], b->column[i]))
			appendStringInfo(&buf, "%s%s", buf.len ? ", " : "", column_name[i]);
	return buf.len ? buf.data : NULL;
}

/* The highest version number that the name ever had. */
static int
highest_version(const char *name)
{
	static DmQuery query = DM_QUERY("SELECT pg_catalog.max(version) FROM datamesh_catalog.policy WHERE name = $1");

	dm_spi_run(&query, DM_ARGS(dm_arg_text(name)));
	return (int) dm_spi_int(0, 1);
}

static void
close_current(const char *name)
{
	static DmQuery query = DM_QUERY("UPDATE datamesh_catalog.policy SET valid_to = pg_catalog.now() "
									"WHERE name = $1 AND valid_to IS NULL");

	dm_spi_run(&query, DM_ARGS(dm_arg_text(name)));
}

static void
insert_version(const char *name, const Version *version, const char *author)
{
	static DmQuery query = DM_QUERY("INSERT INTO datamesh_catalog.policy (name, version, changed_by, "
									"kind, domain, level, enforcement, moment, existing, scope, parameters, "
									"description, message, remediation, separate_approver, tests) VALUES ($1, $2, $3, $4, $5, "
									"$6::datamesh.policy_level, $7::datamesh.policy_enforcement, $8::datamesh.policy_moment, $9, "
									"$10::pg_catalog.jsonb, $11::pg_catalog.jsonb, $12, $13, $14, $15::pg_catalog.bool, $16::pg_catalog.jsonb)");
	DmArg		args[3 + NCOLUMNS];

	args[0] = dm_arg_text(name);
	args[1] = dm_arg_int(version->number);
	args[2] = dm_arg_text(author);
	for (int i = 0; i < NCOLUMNS; i++)
		args[3 + i] = dm_arg_text(version->column[i]);
	dm_spi_run(&query, lengthof(args), args);
}

int
dm_policy_put(const DmPolicySpec *spec, List **changes)
{
	DmSpi		spi;
	Version		current;
	Version		next;
	char	   *changed;
	char	   *author = dm_current_role_name();

	dm_name_check("policy name", spec->name);

	dm_spi_begin(&spi);
	lock_policies();
	fetch_current(&spi, spec->name, &current);
	dm_spi_end(&spi);

	/* the right to it as it is, and to it as it will be */
	if (current.number)
		require_right(spec->name, current.column[COL_DOMAIN]);
	merge(&current, spec, &next);
	require_right(spec->name, next.column[COL_DOMAIN]);
	check_version(spec->name, &next);

	changed = differences(&current, &next);
	if (current.number && changed == NULL)
		return current.number;

	dm_toucher->policy(spec->name);
	dm_spi_begin(&spi);
	next.number = highest_version(spec->name) + 1;
	close_current(spec->name);
	insert_version(spec->name, &next, author);
	dm_spi_end(&spi);

	if (current.number)
		dm_change_add(changes, "alter", "policy", dm_name_quote(spec->name),
					  "version %d: %s", next.number, changed);
	else
		dm_change_add(changes, "create", "policy", dm_name_quote(spec->name),
					  "%s, %s, %s at %s", next.column[COL_KIND], next.column[COL_LEVEL],
					  next.column[COL_ENFORCEMENT], next.column[COL_MOMENT]);
	return next.number;
}

/* Argument i through the output function of its type, as a field to set. */
static DmField
arg_field(FunctionCallInfo fcinfo, int i)
{
	Oid			type = get_fn_expr_argtype(fcinfo->flinfo, i);
	Oid			output;
	bool		varlena;

	if (PG_ARGISNULL(i))
		return DM_FIELD(NULL);
	getTypeOutputInfo(type, &output, &varlena);
	return DM_FIELD(OidOutputFunctionCall(output, PG_GETARG_DATUM(i)));
}

/*
 * create_policy(name, kind, level, enforcement, moment, scope, parameters,
 * domain, description, message, remediation, existing, separate_approver,
 * tests): states the whole policy, so what is not given becomes the default.
 */
Datum
datamesh_create_policy(PG_FUNCTION_ARGS)
{
	DmPolicySpec spec = {0};

	spec.name = dm_input_text(fcinfo, 0, "name");
	spec.kind = dm_input_text(fcinfo, 1, "kind");
	spec.level = arg_field(fcinfo, 2);
	spec.enforcement = arg_field(fcinfo, 3);
	spec.moment = arg_field(fcinfo, 4);
	spec.scope = arg_field(fcinfo, 5);
	spec.parameters = arg_field(fcinfo, 6);
	spec.domain = arg_field(fcinfo, 7);
	spec.description = arg_field(fcinfo, 8);
	spec.message = arg_field(fcinfo, 9);
	spec.remediation = arg_field(fcinfo, 10);
	spec.existing = arg_field(fcinfo, 11);
	spec.separate_approver = arg_field(fcinfo, 12);
	spec.tests = arg_field(fcinfo, 13);
	PG_RETURN_INT32(dm_policy_put(&spec, NULL));
}

/* Refuses to go on unless there is such a policy. */
static void
require_policy(const char *name, Version *current)
{
	DmSpi		spi;

	dm_spi_begin(&spi);
	fetch_current(&spi, name, current);
	dm_spi_end(&spi);
	if (current->number == 0)
		undefined_policy(name);
}

Datum
datamesh_set_enforcement(PG_FUNCTION_ARGS)
{
	DmPolicySpec spec = {0};
	Version		current;

	spec.name = dm_input_text(fcinfo, 0, "policy");
	dm_input_required(fcinfo, 1, "enforcement");
	spec.enforcement = arg_field(fcinfo, 1);
	require_policy(spec.name, &current);
	PG_RETURN_INT32(dm_policy_put(&spec, NULL));
}

Datum
datamesh_drop_policy(PG_FUNCTION_ARGS)
{
	char	   *name = dm_input_text(fcinfo, 0, "policy");
	Version		current;
	DmSpi		spi;

	require_policy(name, &current);
	require_right(name, current.column[COL_DOMAIN]);
	dm_toucher->policy(name);
	dm_spi_begin(&spi);
	lock_policies();
	close_current(name);
	dm_spi_end(&spi);
	PG_RETURN_VOID();
}

/* rollback_policy(policy, version): the old version's text as a new version. */
Datum
datamesh_rollback_policy(PG_FUNCTION_ARGS)
{
	static DmQuery query = DM_QUERY("SELECT " VERSION_COLUMNS
									"FROM datamesh_catalog.policy WHERE name = $1 AND version = $2");
	char	   *name = dm_input_text(fcinfo, 0, "policy");
	DmPolicySpec spec = {0};
	Version		old;
	DmSpi		spi;

	dm_input_required(fcinfo, 1, "version");
	dm_spi_begin(&spi);
	fetch_version(&spi, &query, DM_ARGS(dm_arg_text(name), dm_arg_int(PG_GETARG_INT32(1))), &old);
	dm_spi_end(&spi);
	if (old.number == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("policy \"%s\" has no version %d", name, PG_GETARG_INT32(1))));

	spec.name = name;
	spec.kind = old.column[COL_KIND];
	spec.domain = DM_FIELD(old.column[COL_DOMAIN]);
	spec.level = DM_FIELD(old.column[COL_LEVEL]);
	spec.enforcement = DM_FIELD(old.column[COL_ENFORCEMENT]);
	spec.moment = DM_FIELD(old.column[COL_MOMENT]);
	spec.existing = DM_FIELD(old.column[COL_EXISTING]);
	spec.scope = DM_FIELD(old.column[COL_SCOPE]);
	spec.parameters = DM_FIELD(old.column[COL_PARAMETERS]);
	spec.description = DM_FIELD(old.column[COL_DESCRIPTION]);
	spec.message = DM_FIELD(old.column[COL_MESSAGE]);
	spec.remediation = DM_FIELD(old.column[COL_REMEDIATION]);
	spec.separate_approver = DM_FIELD(old.column[COL_SEPARATE]);
	spec.tests = DM_FIELD(old.column[COL_TESTS]);
	PG_RETURN_INT32(dm_policy_put(&spec, NULL));
}
