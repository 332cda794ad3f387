/*-------------------------------------------------------------------------
 *
 * mesh.c
 *	  What concerns the mesh as a whole: its name, who governs it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/spi.h"
#include "commands/dbcommands.h"
#include "meta/governed.h"
#include "meta/input.h"
#include "meta/mesh.h"
#include "meta/rights.h"
#include "miscadmin.h"
#include "types/product_ref.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

DM_FUNCTION(datamesh_mesh_name);
DM_FUNCTION(datamesh_set_mesh_name);
DM_FUNCTION(datamesh_governance_role);
DM_FUNCTION(datamesh_set_governance_role);

char *
dm_mesh_name(void)
{
	static DmQuery query = DM_QUERY("SELECT value FROM datamesh_catalog.setting WHERE name = 'mesh_name'");
	DmSpi		spi;
	char	   *name = NULL;

	dm_spi_begin(&spi);
	if (dm_spi_run(&query, 0, NULL) > 0)
		name = dm_spi_text(&spi, 0, 1);
	dm_spi_end(&spi);
	return name ? name : get_database_name(MyDatabaseId);
}

/* value NULL removes the setting */
static void
put_setting(const char *name, const char *value)
{
	static DmQuery put =
	DM_QUERY("INSERT INTO datamesh_catalog.setting AS s VALUES ($1, $2) "
			 "ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE s.value <> excluded.value");
	static DmQuery remove = DM_QUERY("DELETE FROM datamesh_catalog.setting WHERE name = $1");
	DmArg		args[2] = {dm_arg_text(name), dm_arg_text(value)};
	DmSpi		spi;

	dm_spi_begin(&spi);
	if (value)
		dm_spi_run(&put, 2, args);
	else
		dm_spi_run(&remove, 1, args);
	dm_spi_end(&spi);
}

/* SQL functions. */

/* mesh_name() */
Datum
datamesh_mesh_name(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(dm_mesh_name()));
}

/* set_mesh_name(name text); NULL: the database's name again */
Datum
datamesh_set_mesh_name(PG_FUNCTION_ARGS)
{
	char	   *name = dm_input_text_or_null(fcinfo, 0);

	dm_require_governance("name the mesh");
	if (name)
		dm_name_check("mesh name", name);
	put_setting("mesh_name", name);
	PG_RETURN_TEXT_P(cstring_to_text(dm_mesh_name()));
}

/* governance_role(): NULL if none is set */
Datum
datamesh_governance_role(PG_FUNCTION_ARGS)
{
	char	   *role = dm_governance_role();

	if (role == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(role));
}

/* set_governance_role(role regrole); NULL: superusers only */
Datum
datamesh_set_governance_role(PG_FUNCTION_ARGS)
{
	char	   *role = PG_ARGISNULL(0) ? NULL : dm_input_role(fcinfo, 0, "role");

	dm_extension_check();
	if (!superuser())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be superuser to set the governance role")));
	put_setting("governance_role", role);
	if (role == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(role));
}
