/*-------------------------------------------------------------------------
 *
 * domain.c
 *	  Domains: registered, altered, closed.
 *
 * A function here first looks, decides for the calling role, announces the
 * change, and then writes with a condition that what it looked at still holds.
 * If it does not, because somebody was faster, it starts again; so two sessions
 * that register the same name wait for each other on the primary key, and the
 * second meets the first one's domain as anybody would.
 *
 * Locks on domain rows: FOR KEY SHARE by whatever comes to depend on the domain
 * (schemas, products), FOR UPDATE by who closes it, FOR SHARE on all ancestors
 * by who chooses a parent, so that no two sessions together make a circle.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/spi.h"
#include "catalog/pg_database.h"
#include "commands/dbcommands.h"
#include "lib/stringinfo.h"
#include "meta/domain.h"
#include "meta/governed.h"
#include "meta/input.h"
#include "meta/object.h"
#include "meta/rights.h"
#include "meta/touch.h"
#include "miscadmin.h"
#include "types/product_ref.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

DM_FUNCTION(datamesh_register_domain);
DM_FUNCTION(datamesh_unregister_domain);

/* How many names an error message lists. */
#define LISTED 5

/* A domain as it is stored. */
typedef struct DmDomainRow
{
	bool		exists;
	bool		open;
	char	   *owner;
	char	   *kind;
	char	   *parent;
	char	   *description;
} DmDomainRow;

static void
read_domain(const char *name, DmDomainRow *row)
{
	static DmQuery query =
	DM_QUERY("SELECT valid_to IS NULL, owner_role, kind::text, parent, description "
			 "FROM datamesh_catalog.domain WHERE name = $1");
	DmSpi		spi;

	memset(row, 0, sizeof(*row));
	dm_spi_begin(&spi);
	row->exists = dm_spi_run(&query, DM_ARGS(dm_arg_text(name))) > 0;
	if (row->exists)
	{
		row->open = dm_spi_bool(0, 1);
		row->owner = dm_spi_text(&spi, 0, 2);
		row->kind = dm_spi_text(&spi, 0, 3);
		row->parent = dm_spi_text(&spi, 0, 4);
		row->description = dm_spi_text(&spi, 0, 5);
	}
	dm_spi_end(&spi);
}

bool
dm_domain_exists(const char *name)
{
	DmDomainRow row;

	read_domain(name, &row);
	return row.open;
}

static bool
differs(const char *a, const char *b)
{
	return (a == NULL || b == NULL) ? a != b : strcmp(a, b) != 0;
}

/* What the specification changes of the row, for a person; NULL if nothing. */
static char *
difference(const DmDomainSpec *spec, const DmDomainRow *row)
{
	struct
	{
		const char *what;
		const DmField *new;
		const char *old;
	}			fields[] = {
		{"owner", &spec->owner, row->owner},
		{"kind", &spec->kind, row->kind},
		{"parent", &spec->parent, row->parent}
	};
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < (int) lengthof(fields); i++)
	{
		if (!fields[i].new->present || !differs(fields[i].new->value, fields[i].old))
			continue;
		appendStringInfo(&buf, "%s%s %s -> %s", buf.len > 0 ? ", " : "",
						 fields[i].what,
						 fields[i].old ? fields[i].old : "none",
						 fields[i].new->value ? fields[i].new->value : "none");
	}
	if (spec->description.present && differs(spec->description.value, row->description))
		appendStringInfo(&buf, "%sdescription", buf.len > 0 ? ", " : "");
	return buf.len > 0 ? buf.data : NULL;
}

static void
check_spec(const DmDomainSpec *spec)
{
	dm_name_check("domain name", spec->name);
	if (spec->owner.present && spec->owner.value == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("domain \"%s\" must have an owner", spec->name)));
	if (spec->kind.present && spec->kind.value == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("domain \"%s\" must have a kind", spec->name)));
	if (spec->kind.present)
		dm_check_enum("domain_kind", "kind of domain", spec->kind.value);
}

/* Giving a domain to a role takes what ALTER ... OWNER TO takes. */
static void
require_membership(const char *domain, const char *owner)
{
	Oid			role = get_role_oid(owner, false);

	if (!has_privs_of_role(GetUserId(), role) && !dm_is_governance(GetUserId()))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be a member of role \"%s\" to make it the owner of domain \"%s\"",
						owner, domain)));
}

static void
require_create_right(const DmDomainSpec *spec)
{
	char	   *database;

	if (!spec->owner.present || !spec->kind.present)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("domain \"%s\" needs %s", spec->name,
						spec->owner.present ? "a kind" : "an owner"),
				 errdetail("There is no such domain yet.")));
	require_membership(spec->name, spec->owner.value);
	if (spec->parent.value)
		dm_require_domain_owner(spec->parent.value, "register a domain below it");
	if (dm_is_governance(GetUserId()))
		return;

	/* through SQL's function, because the C one changed its name */
	if (!DatumGetBool(DirectFunctionCall3(has_database_privilege_id_id,
										  ObjectIdGetDatum(GetUserId()),
										  ObjectIdGetDatum(MyDatabaseId),
										  PointerGetDatum(cstring_to_text("CREATE")))))
	{
		database = get_database_name(MyDatabaseId);
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must have the privilege CREATE on database \"%s\" to register a domain",
						database)));
	}
}

static void
require_alter_right(const DmDomainSpec *spec, const DmDomainRow *row)
{
	if (!dm_is_domain_owner(GetUserId(), spec->name))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("domain \"%s\" is already registered", spec->name),
				 errdetail("It is owned by %s.", dm_role_text(row->owner))));
	if (spec->owner.present && differs(spec->owner.value, row->owner))
		require_membership(spec->name, spec->owner.value);
	if (spec->parent.present && differs(spec->parent.value, row->parent))
	{
		/* policies of the old parent would no longer hold */
		if (row->parent && dm_domain_exists(row->parent))
			dm_require_domain_owner(row->parent, "take a domain out of it");
		if (spec->parent.value)
			dm_require_domain_owner(spec->parent.value, "put a domain below it");
	}
}

/*
 * Keeps the ancestors of a new child as they are, and refuses a circle.
 */
static void
lock_ancestors(DmSpi *spi, const char *name, const char *parent)
{
	static DmQuery query = DM_QUERY("SELECT parent FROM datamesh_catalog.domain "
									"WHERE name = $1 AND valid_to IS NULL FOR SHARE");
	const char *ancestor = parent;

	while (ancestor)
	{
		CHECK_FOR_INTERRUPTS();
		if (strcmp(ancestor, name) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("domain \"%s\" cannot have \"%s\" as its parent", name, parent),
					 errdetail("\"%s\" would be an ancestor of itself.", name)));
		if (dm_spi_run(&query, DM_ARGS(dm_arg_text(ancestor))) == 0)
		{
			if (ancestor == parent)
				ereport(ERROR,
						(errcode(ERRCODE_UNDEFINED_OBJECT),
						 errmsg("domain \"%s\" does not exist", parent)));
			break;
		}
		ancestor = dm_spi_text(spi, 0, 1);
	}
}

static void
start_compliance(const char *domain)
{
	static DmQuery query = DM_QUERY("INSERT INTO datamesh_catalog.compliance_status (domain) VALUES ($1) "
									"ON CONFLICT DO NOTHING");

	dm_spi_run(&query, DM_ARGS(dm_arg_text(domain)));
}

/* False if somebody else was faster. */
static bool
create_domain(const DmDomainSpec *spec, bool reopen, List **changes)
{
	static DmQuery insert =
	DM_QUERY("INSERT INTO datamesh_catalog.domain (name, owner_role, kind, parent, description, changed_by) "
			 "VALUES ($1, $2, $3::datamesh.domain_kind, $4, $5, $6) ON CONFLICT (name) DO NOTHING");
	static DmQuery update =
	DM_QUERY("UPDATE datamesh_catalog.domain SET owner_role = $2, kind = $3::datamesh.domain_kind, "
			 "parent = $4, description = $5, changed_by = $6, "
			 "valid_from = pg_catalog.now(), valid_to = NULL "
			 "WHERE name = $1 AND valid_to IS NOT NULL");
	char	   *caller = dm_current_role_name();
	DmSpi		spi;
	bool		done;

	require_create_right(spec);
	dm_toucher->domain(spec->name);
	dm_spi_begin(&spi);
	lock_ancestors(&spi, spec->name, spec->parent.value);
	done = dm_spi_run(reopen ? &update : &insert, DM_ARGS(dm_arg_text(spec->name), dm_arg_text(spec->owner.value),
														  dm_arg_text(spec->kind.value), dm_arg_text(spec->parent.value),
														  dm_arg_text(spec->description.value), dm_arg_text(caller))) > 0;
	if (done)
	{
		start_compliance(spec->name);
		dm_change_add(changes, "create", "domain", dm_domain_identity(spec->name),
					  "owner %s, kind %s", spec->owner.value, spec->kind.value);
	}
	dm_spi_end(&spi);
	return done;
}

/* A parent chosen anew: other policies hold for everything below. */
static void
sweep_subtree(const char *domain)
{
	static DmQuery query =
	DM_QUERY("WITH RECURSIVE down AS ("
			 "  SELECT $1::pg_catalog.text AS name"
			 " UNION"
			 "  SELECT d.name FROM down JOIN datamesh_catalog.domain d"
			 "  ON d.parent = down.name AND d.valid_to IS NULL) "
			 "SELECT s.schema_name FROM down JOIN datamesh_catalog.domain_schema s"
			 " ON s.domain = down.name AND s.valid_to IS NULL");
	List	   *schemas = NIL;
	ListCell   *cell;
	uint64		rows;
	DmSpi		spi;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(domain)));
	for (uint64 i = 0; i < rows; i++)
		schemas = lappend(schemas, dm_spi_text(&spi, i, 1));
	dm_spi_end(&spi);
	foreach(cell, schemas)
		dm_toucher->sweep(lfirst(cell));
}

/* False if the domain is not any more what row says. */
static bool
alter_domain(const DmDomainSpec *spec, const DmDomainRow *row, List **changes)
{
	static DmQuery update =
	DM_QUERY("UPDATE datamesh_catalog.domain SET owner_role = coalesce($2, owner_role), "
			 "kind = coalesce($3::datamesh.domain_kind, kind), "
			 "parent = CASE WHEN $4 THEN $5 ELSE parent END, "
			 "description = CASE WHEN $6 THEN $7 ELSE description END, "
			 "changed_by = $8 "
			 "WHERE name = $1 AND valid_to IS NULL AND owner_role = $9 AND parent IS NOT DISTINCT FROM $10");
	char	   *caller = dm_current_role_name();
	char	   *detail = difference(spec, row);
	bool		new_parent = spec->parent.present && differs(spec->parent.value, row->parent);
	DmSpi		spi;
	bool		done;

	require_alter_right(spec, row);
	if (detail == NULL)
		return true;
	dm_toucher->domain(spec->name);
	if (new_parent)
		sweep_subtree(spec->name);
	dm_spi_begin(&spi);
	if (new_parent)
		lock_ancestors(&spi, spec->name, spec->parent.value);
	done = dm_spi_run(&update, DM_ARGS(dm_arg_text(spec->name), dm_arg_text(spec->owner.value),
									   dm_arg_text(spec->kind.value),
									   dm_arg_bool(spec->parent.present), dm_arg_text(spec->parent.value),
									   dm_arg_bool(spec->description.present), dm_arg_text(spec->description.value),
									   dm_arg_text(caller), dm_arg_text(row->owner), dm_arg_text(row->parent))) > 0;
	if (done)
		dm_change_add(changes, "alter", "domain", dm_domain_identity(spec->name), "%s", detail);
	dm_spi_end(&spi);
	return done;
}

void
dm_domain_put(const DmDomainSpec *spec, List **changes)
{
	DmDomainRow row;
	bool		done = false;

	dm_extension_check();
	check_spec(spec);
	while (!done)
	{
		CHECK_FOR_INTERRUPTS();
		read_domain(spec->name, &row);
		done = row.open ? alter_domain(spec, &row, changes) :
			create_domain(spec, row.exists, changes);
	}
}

/* Refuses to close a domain that something belongs to. */
static void
refuse_if_used(DmSpi *spi, const char *name)
{
	static DmQuery query =
	DM_QUERY("SELECT 'schema ' || pg_catalog.quote_ident(schema_name) FROM datamesh_catalog.domain_schema"
			 " WHERE domain = $1 AND valid_to IS NULL "
			 "UNION ALL SELECT 'product ' || datamesh.product_ref(domain, name)::text FROM datamesh_catalog.product"
			 " WHERE domain = $1 AND valid_to IS NULL "
			 "UNION ALL SELECT 'domain ' || name FROM datamesh_catalog.domain"
			 " WHERE parent = $1 AND valid_to IS NULL "
			 "ORDER BY 1");
	List	   *used = NIL;
	uint64		rows;

	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(name)));
	if (rows == 0)
		return;
	for (uint64 i = 0; i < rows; i++)
		used = lappend(used, dm_spi_text(spi, i, 1));
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("domain \"%s\" is still in use", name),
			 errdetail("It has %s.", dm_enumerate(used, LISTED)),
			 errhint("Detach its schemas, drop its products and unregister its sub-domains first.")));
}

void
dm_domain_close(const char *name, List **changes)
{
	static DmQuery lock = DM_QUERY("SELECT FROM datamesh_catalog.domain "
								   "WHERE name = $1 AND valid_to IS NULL FOR UPDATE");
	static DmQuery close = DM_QUERY("UPDATE datamesh_catalog.domain SET valid_to = pg_catalog.now(), changed_by = $2 "
									"WHERE name = $1 AND valid_to IS NULL");
	static DmQuery contacts = DM_QUERY("DELETE FROM datamesh_catalog.domain_contact WHERE domain = $1");
	static DmQuery compliance = DM_QUERY("DELETE FROM datamesh_catalog.compliance_status WHERE domain = $1");
	static DmQuery dirty = DM_QUERY("DELETE FROM datamesh_catalog.compliance_dirty WHERE domain = $1");
	static DmQuery findings = DM_QUERY("DELETE FROM datamesh_catalog.finding WHERE domain = $1");
	char	   *caller = dm_current_role_name();
	DmArg		args[2] = {dm_arg_text(name), dm_arg_text(caller)};
	DmSpi		spi;

	dm_require_domain_owner(name, "unregister it");
	dm_toucher->domain(name);
	dm_spi_begin(&spi);
	if (dm_spi_run(&lock, 1, args) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("domain \"%s\" does not exist", name)));
	refuse_if_used(&spi, name);
	dm_spi_run(&close, 2, args);
	dm_spi_run(&contacts, 1, args);
	dm_spi_run(&compliance, 1, args);
	dm_spi_run(&dirty, 1, args);
	dm_spi_run(&findings, 1, args);
	dm_change_add(changes, "close", "domain", dm_domain_identity(name), NULL);
	dm_spi_end(&spi);
}

/* SQL functions. */

/* register_domain(name text, owner regrole, kind domain_kind, description text, parent text) */
Datum
datamesh_register_domain(PG_FUNCTION_ARGS)
{
	DmDomainSpec spec = {0};

	spec.name = dm_input_text(fcinfo, 0, "name");
	spec.owner = DM_FIELD(dm_input_role(fcinfo, 1, "owner"));
	dm_input_required(fcinfo, 2, "kind");
	spec.kind = DM_FIELD(dm_input_enum(fcinfo, 2));
	spec.description = dm_input_field(fcinfo, 3);
	spec.parent = dm_input_field(fcinfo, 4);
	dm_domain_put(&spec, NULL);
	PG_RETURN_TEXT_P(cstring_to_text(spec.name));
}

/* unregister_domain(name text) */
Datum
datamesh_unregister_domain(PG_FUNCTION_ARGS)
{
	dm_domain_close(dm_input_text(fcinfo, 0, "name"), NULL);
	PG_RETURN_VOID();
}
