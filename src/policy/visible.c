/*-------------------------------------------------------------------------
 *
 * visible.c
 *	  What the views of schema datamesh ask per row.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "meta/governed.h"
#include "meta/rights.h"
#include "policy/cache.h"
#include "types/product_ref.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

DM_FUNCTION(datamesh_may_read_domain);
DM_FUNCTION(datamesh_domain_of_object);
DM_FUNCTION(datamesh_required_policies);
DM_FUNCTION(datamesh_library_version);

/*
 * The last answers within one call site: rows come in runs of one domain, and
 * whether the reader governs does not depend on the row.
 */
typedef struct Answers
{
	Oid			reader;
	bool		governs;
	char	   *domain;
	bool		owns;
} Answers;

/* may_read_domain(domain text) */
Datum
datamesh_may_read_domain(PG_FUNCTION_ARGS)
{
	Answers    *last = fcinfo->flinfo->fn_extra;
	Oid			reader = GetUserId();
	char	   *domain;

	if (last == NULL || last->reader != reader)
	{
		last = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Answers));
		last->reader = reader;
		last->governs = dm_is_governance(reader);
		fcinfo->flinfo->fn_extra = last;
	}
	if (last->governs)
		PG_RETURN_BOOL(true);
	if (PG_ARGISNULL(0))
		PG_RETURN_BOOL(false);
	domain = text_to_cstring(PG_GETARG_TEXT_PP(0));
	if (last->domain == NULL || strcmp(last->domain, domain) != 0)
	{
		last->owns = dm_is_domain_owner(reader, domain);
		last->domain = MemoryContextStrdup(fcinfo->flinfo->fn_mcxt, domain);
	}
	pfree(domain);
	PG_RETURN_BOOL(last->owns);
}

/*
 * The first name of a qualified identity, without its quotes; NULL if it has
 * none.  Never throws: whoever granted a waiver may have written anything, and
 * others want to read theirs.
 */
static char *
first_name(const char *identity)
{
	StringInfoData name;
	const char *p = identity;
	size_t		length;

	if (*p != '"')
	{
		length = strcspn(p, ".");
		return p[length] == '.' || strchr(p, '(') == NULL ? pnstrdup(p, length) : NULL;
	}
	initStringInfo(&name);
	for (p++; *p; p++)
	{
		if (*p == '"' && *++p != '"')
			return name.data;
		appendStringInfoChar(&name, *p);
	}
	return NULL;
}

/* domain_of_object(object_type text, object text) */
Datum
datamesh_domain_of_object(PG_FUNCTION_ARGS)
{
	char	   *type_name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *identity = text_to_cstring(PG_GETARG_TEXT_PP(1));
	DmObject	object = {DM_OBJECT_OTHER, identity};
	char	   *domain = NULL;
	char	   *product;
	char	   *schema;

	if (!dm_object_type_from_name(type_name, &object.type))
		PG_RETURN_NULL();
	switch (object.type)
	{
		case DM_OBJECT_DOMAIN:
		case DM_OBJECT_PRODUCT:
			(void) dm_object_split(&object, &domain, &product);
			break;
		case DM_OBJECT_SCHEMA:
		case DM_OBJECT_RELATION:
		case DM_OBJECT_COLUMN:
		case DM_OBJECT_FUNCTION:
			schema = first_name(identity);
			if (schema)
				domain = dm_schema_domain(schema);
			break;
		default:
			break;
	}
	if (domain == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(domain));
}

/* required_policies(domain text) */
Datum
datamesh_required_policies(PG_FUNCTION_ARGS)
{
	ListCell   *cell;
	int32		count = 0;

	foreach(cell, dm_policies_for_domain(text_to_cstring(PG_GETARG_TEXT_PP(0))))
	{
		if (((const DmPolicy *) lfirst(cell))->level == DM_LEVEL_REQUIRED)
			count++;
	}
	PG_RETURN_INT32(count);
}

Datum
datamesh_library_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(DATAMESH_VERSION));
}
