/*-------------------------------------------------------------------------
 *
 * domain_schema.c
 *	  The schemas of domains.
 *
 * A schema belongs to one domain at most.  Two sessions that attach the same
 * one meet on the unique index, where the second waits for the first.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/spi.h"
#include "catalog/catalog.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "meta/domain.h"
#include "meta/follow.h"
#include "meta/governed.h"
#include "meta/input.h"
#include "meta/object.h"
#include "meta/relation.h"
#include "meta/rights.h"
#include "meta/touch.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

DM_FUNCTION(datamesh_attach_schema);
DM_FUNCTION(datamesh_detach_schema);

/* How many names an error message lists. */
#define LISTED 5

/* Has the caller the rights of the schema's owner?  Governance always has. */
static void
require_schema_owner(const char *schema, const char *action)
{
	HeapTuple	tuple = SearchSysCache1(NAMESPACENAME, CStringGetDatum(schema));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		return;
	owner = ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner;
	ReleaseSysCache(tuple);
	if (!has_privs_of_role(GetUserId(), owner) && !dm_is_governance(GetUserId()))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be owner of schema %s to %s",
						dm_schema_identity(schema), action),
				 errdetail("The schema is owned by role \"%s\".",
						   GetUserNameFromId(owner, false))));
}

/* The system's schemas, temporary ones and our own belong to no domain. */
static void
refuse_special(const char *schema)
{
	if (IsReservedName(schema) || strcmp(schema, "information_schema") == 0 ||
		strcmp(schema, "datamesh") == 0 || strncmp(schema, "datamesh_", 9) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("schema %s cannot belong to a domain", dm_schema_identity(schema)),
				 errdetail("Schemas of the system and of datamesh itself are nobody's.")));
}

void
dm_schema_attach(const char *domain, const char *schema, List **changes)
{
	static DmQuery lock = DM_QUERY("SELECT FROM datamesh_catalog.domain "
								   "WHERE name = $1 AND valid_to IS NULL FOR KEY SHARE");
	static DmQuery insert =
	DM_QUERY("INSERT INTO datamesh_catalog.domain_schema (domain, schema_name, changed_by) VALUES ($1, $2, $3) "
			 "ON CONFLICT (schema_name) WHERE valid_to IS NULL DO NOTHING");
	char	   *caller = dm_current_role_name();
	DmArg		args[3] = {dm_arg_text(domain), dm_arg_text(schema), dm_arg_text(caller)};
	char	   *holder;
	DmSpi		spi;
	bool		done = false;

	dm_require_domain_owner(domain, "attach a schema to it");
	(void) get_namespace_oid(schema, false);
	refuse_special(schema);
	require_schema_owner(schema, "attach it to a domain");
	(void) dm_schema_lock(schema);
	require_schema_owner(schema, "attach it to a domain");

	while (!done)
	{
		CHECK_FOR_INTERRUPTS();
		holder = dm_schema_domain(schema);
		if (holder && strcmp(holder, domain) == 0)
			return;
		if (holder)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_OBJECT),
					 errmsg("schema %s already belongs to domain \"%s\"",
							dm_schema_identity(schema), holder),
					 errdetail("The domain is owned by %s.", dm_domain_owner_text(holder))));

		dm_toucher->domain(domain);
		dm_toucher->sweep(schema);
		dm_spi_begin(&spi);
		if (dm_spi_run(&lock, 1, args) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("domain \"%s\" does not exist", domain)));
		done = dm_spi_run(&insert, 3, args) > 0;
		if (done)
			dm_change_add(changes, "attach", "schema", dm_schema_identity(schema),
						  "domain %s", dm_domain_identity(domain));
		dm_spi_end(&spi);
	}
}

/* A product must not offer what is not its domain's. */
static void
refuse_if_offered(DmSpi *spi, const char *domain, const char *schema)
{
	static DmQuery query =
	DM_QUERY("SELECT datamesh.product_ref(domain, product)::text || ' (' || relation_name || ')' "
			 "FROM datamesh_catalog.port WHERE domain = $1 AND schema_name = $2"
			 " AND kind = 'output' AND valid_to IS NULL ORDER BY 1");
	List	   *ports = NIL;
	uint64		rows;

	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(domain), dm_arg_text(schema)));
	if (rows == 0)
		return;
	for (uint64 i = 0; i < rows; i++)
		ports = lappend(ports, dm_spi_text(spi, i, 1));
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("schema %s holds output ports of domain \"%s\"",
					dm_schema_identity(schema), domain),
			 errdetail("They are of %s.", dm_enumerate(ports, LISTED)),
			 errhint("Detach the ports first, with datamesh.detach_port().")));
}

void
dm_schema_detach(const char *domain, const char *schema, List **changes)
{
	static DmQuery lock = DM_QUERY("SELECT FROM datamesh_catalog.domain_schema "
								   "WHERE domain = $1 AND schema_name = $2 AND valid_to IS NULL FOR UPDATE");
	static DmQuery close =
	DM_QUERY("UPDATE datamesh_catalog.domain_schema SET valid_to = pg_catalog.now(), changed_by = $3 "
			 "WHERE domain = $1 AND schema_name = $2 AND valid_to IS NULL");
	char	   *caller = dm_current_role_name();
	DmArg		args[3] = {dm_arg_text(domain), dm_arg_text(schema), dm_arg_text(caller)};
	DmSpi		spi;

	dm_require_domain_owner(domain, "detach a schema from it");
	require_schema_owner(schema, "detach it from its domain");
	dm_toucher->domain(domain);
	dm_toucher->sweep(schema);
	dm_spi_begin(&spi);
	if (dm_spi_run(&lock, 2, args) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("schema %s is not attached to domain \"%s\"",
						dm_schema_identity(schema), domain)));
	refuse_if_offered(&spi, domain, schema);
	dm_spi_run(&close, 3, args);
	dm_follow_forget_findings(schema);
	dm_change_add(changes, "detach", "schema", dm_schema_identity(schema),
				  "domain %s", dm_domain_identity(domain));
	dm_spi_end(&spi);
}

List *
dm_domain_schemas(const char *domain)
{
	static DmQuery query = DM_QUERY("SELECT schema_name FROM datamesh_catalog.domain_schema "
									"WHERE domain = $1 AND valid_to IS NULL ORDER BY schema_name");
	DmSpi		spi;
	List	   *schemas = NIL;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(domain)));
	for (uint64 i = 0; i < rows; i++)
		schemas = lappend(schemas, dm_spi_text(&spi, i, 1));
	dm_spi_end(&spi);
	return schemas;
}

/* SQL functions. */

/* attach_schema(domain text, schema regnamespace) */
Datum
datamesh_attach_schema(PG_FUNCTION_ARGS)
{
	char	   *domain = dm_input_text(fcinfo, 0, "domain");
	char	   *schema = dm_input_schema(fcinfo, 1, "schema");

	dm_schema_attach(domain, schema, NULL);
	PG_RETURN_TEXT_P(cstring_to_text(schema));
}

/* detach_schema(domain text, schema regnamespace) */
Datum
datamesh_detach_schema(PG_FUNCTION_ARGS)
{
	char	   *domain = dm_input_text(fcinfo, 0, "domain");
	char	   *schema = dm_input_schema(fcinfo, 1, "schema");

	dm_schema_detach(domain, schema, NULL);
	PG_RETURN_VOID();
}
