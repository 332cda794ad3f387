/*-------------------------------------------------------------------------
 *
 * fact_views.c
 *	  What the views of schema datamesh_fact cannot say in SQL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "meta/object.h"

#include "utils/builtins.h"
#include "utils/guc.h"

DM_FUNCTION(datamesh_identity);
DM_FUNCTION(datamesh_domain_identity);
DM_FUNCTION(datamesh_function_identity);
DM_FUNCTION(datamesh_is_hidden_setting);

/* Identity of a schema, relation or column, by one, two or three names. */
Datum
datamesh_identity(PG_FUNCTION_ARGS)
{
	char	   *names[3] = {NULL};
	char	   *identity;

	Assert(PG_NARGS() >= 1 && PG_NARGS() <= 3);
	for (int i = 0; i < PG_NARGS(); i++)
		names[i] = text_to_cstring(PG_GETARG_TEXT_PP(i));
	identity = names[2] ? dm_column_identity(names[0], names[1], names[2]) :
		names[1] ? dm_relation_identity(names[0], names[1]) :
		dm_schema_identity(names[0]);
	PG_RETURN_TEXT_P(cstring_to_text(identity));
}

Datum
datamesh_domain_identity(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(dm_domain_identity(text_to_cstring(PG_GETARG_TEXT_PP(0)))));
}

Datum
datamesh_function_identity(PG_FUNCTION_ARGS)
{
	char	   *identity = dm_function_identity(PG_GETARG_OID(0));

	if (identity == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(identity));
}

/*
 * Is this setting shown to superusers only?  pg_settings knows, but tells
 * nobody: it leaves such settings out for some and shows them to others.
 */
Datum
datamesh_is_hidden_setting(PG_FUNCTION_ARGS)
{
	char	   *name = text_to_cstring(PG_GETARG_TEXT_PP(0));

	PG_RETURN_BOOL((GetConfigOptionFlags(name, true) & GUC_SUPERUSER_ONLY) != 0);
}
