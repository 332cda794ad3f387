/*-------------------------------------------------------------------------
 *
 * input.c
 *	  Arguments of SQL functions, checked and taken apart.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/spi.h"
#include "catalog/namespace.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "meta/input.h"
#include "miscadmin.h"
#include "types/product_ref.h"
#include "types/semver.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

void
dm_input_required(FunctionCallInfo fcinfo, int n, const char *name)
{
	if (PG_ARGISNULL(n))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", name)));
}

char *
dm_input_text(FunctionCallInfo fcinfo, int n, const char *name)
{
	dm_input_required(fcinfo, n, name);
	return text_to_cstring(PG_GETARG_TEXT_PP(n));
}

char *
dm_input_name(FunctionCallInfo fcinfo, int n, const char *name)
{
	dm_input_required(fcinfo, n, name);
	return pstrdup(NameStr(*PG_GETARG_NAME(n)));
}

char *
dm_input_text_or_null(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
}

DmField
dm_input_field(FunctionCallInfo fcinfo, int n)
{
	if (PG_ARGISNULL(n))
		return DM_ABSENT;
	return DM_FIELD(text_to_cstring(PG_GETARG_TEXT_PP(n)));
}

char *
dm_input_enum(FunctionCallInfo fcinfo, int n)
{
	if (PG_ARGISNULL(n))
		return NULL;
	return DatumGetCString(DirectFunctionCall1(enum_out, PG_GETARG_DATUM(n)));
}

char *
dm_input_version(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : dm_semver_to_cstring(PG_GETARG_DATUM(n));
}

char *
dm_input_role(FunctionCallInfo fcinfo, int n, const char *name)
{
	Oid			role;
	char	   *role_name;

	dm_input_required(fcinfo, n, name);
	role = PG_GETARG_OID(n);
	role_name = GetUserNameFromId(role, true);
	if (role_name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("role with OID %u does not exist", role)));
	return role_name;
}

char *
dm_input_schema(FunctionCallInfo fcinfo, int n, const char *name)
{
	Oid			schema;
	char	   *schema_name;

	dm_input_required(fcinfo, n, name);
	schema = PG_GETARG_OID(n);
	schema_name = get_namespace_name(schema);
	if (schema_name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_SCHEMA),
				 errmsg("schema with OID %u does not exist", schema)));
	return schema_name;
}

List *
dm_input_text_list(FunctionCallInfo fcinfo, int n, const char *name, bool *present)
{
	Datum	   *values;
	bool	   *nulls;
	int			count;
	List	   *result = NIL;

	*present = !PG_ARGISNULL(n);
	if (!*present)
		return NIL;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(n), TEXTOID, -1, false, TYPALIGN_INT,
					  &values, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("argument \"%s\" must not have null elements", name)));
		result = lappend(result, TextDatumGetCString(values[i]));
	}
	return result;
}

void
dm_input_product(FunctionCallInfo fcinfo, int n, const char *name,
				 char **domain, char **product, char **version)
{
	char	   *text = dm_input_text(fcinfo, n, name);
	DmProductRef parts;

	dm_product_ref_deconstruct(dm_product_ref_parse(text), &parts);
	if (parts.version && version == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"%s\" must name a product without a version", name),
				 errdetail("It names version %s.", parts.version)));
	*domain = parts.domain;
	*product = parts.product;
	if (version)
		*version = parts.version;
}

static char *
enum_labels(Oid type)
{
	static DmQuery query = DM_QUERY("SELECT pg_catalog.string_agg(enumlabel, ', ' ORDER BY enumsortorder) "
									"FROM pg_catalog.pg_enum WHERE enumtypid = $1");
	DmSpi		spi;
	char	   *labels;

	dm_spi_begin(&spi);
	dm_spi_run(&query, DM_ARGS(dm_arg_datum(OIDOID, ObjectIdGetDatum(type), false)));
	labels = dm_spi_text(&spi, 0, 1);
	dm_spi_end(&spi);
	return labels;
}

void
dm_check_enum(const char *type, const char *what, const char *label)
{
	Oid			type_oid;
	NameData	name;

	type_oid = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
							   CStringGetDatum(type),
							   ObjectIdGetDatum(get_namespace_oid("datamesh", false)));
	if (!OidIsValid(type_oid))
		elog(ERROR, "type datamesh.%s does not exist", type);
	if (strlen(label) < NAMEDATALEN)
	{
		namestrcpy(&name, label);
		if (SearchSysCacheExists2(ENUMTYPOIDNAME, ObjectIdGetDatum(type_oid),
								  NameGetDatum(&name)))
			return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid %s: \"%s\"", what,
					dm_error_excerpt(label, strlen(label))),
			 errhint("Choose one of: %s.", enum_labels(type_oid))));
}

char *
dm_enumerate(List *strings, int most)
{
	StringInfoData buf;
	ListCell   *cell;
	int			i = 0;

	initStringInfo(&buf);
	foreach(cell, strings)
	{
		if (i == most)
		{
			appendStringInfo(&buf, " and %d more", list_length(strings) - most);
			break;
		}
		appendStringInfo(&buf, "%s%s", i > 0 ? ", " : "", (char *) lfirst(cell));
		i++;
	}
	return buf.data;
}
