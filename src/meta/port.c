/*-------------------------------------------------------------------------
 *
 * port.c
 *	  The ports of data products: what comes in, what is offered, and where
 *	  the product is controlled.
 *
 * An output port is a relation in a schema of the product's own domain, and
 * that relation is an output port of no other product.  Two sessions that offer
 * the same relation meet on a unique index; the second then learns who was
 * first.
 *
 * A port that is bound to something else is closed and opened anew, so that the
 * history tells what it was.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/spi.h"
#include "mb/pg_wchar.h"
#include "meta/domain.h"
#include "meta/governed.h"
#include "meta/input.h"
#include "meta/object.h"
#include "meta/product.h"
#include "meta/relation.h"
#include "meta/rights.h"
#include "meta/touch.h"
#include "miscadmin.h"
#include "types/product_ref.h"
#include "types/semver.h"
#include "utils/acl.h"

/* Who has a relation as output port. */
typedef struct DmHolder
{
	char	   *domain;
	char	   *product;
	char	   *port;
} DmHolder;

/* An open port as it is stored. */
typedef struct DmPortRow
{
	bool		exists;
	char	   *schema;
	char	   *relation;
	char	   *source_product;
	char	   *external;
	char	   *description;
} DmPortRow;

static bool
same(const char *a, const char *b)
{
	return (a == NULL || b == NULL) ? a == b : strcmp(a, b) == 0;
}

static char *
port_identity(const DmPortSpec *spec, const char *name)
{
	return psprintf("%s:%s:%s", dm_product_identity(spec->domain, spec->product),
					spec->kind, dm_name_quote(name));
}

/* What the port is bound to, for a person. */
static char *
binding_text(const char *schema, const char *relation,
			 const char *source_product, const char *external)
{
	if (relation)
		return psprintf("relation %s", dm_relation_identity(schema, relation));
	if (source_product)
		return psprintf("product %s", source_product);
	return pstrdup(external);
}

/*
 * The last part of an address, as a name: "orders.csv" of
 * "s3://bucket/shop/orders.csv?v=2".
 */
static char *
name_from_address(const char *address)
{
	int			end = strcspn(address, "?#");
	int			start;

	while (end > 0 && address[end - 1] == '/')
		end--;
	for (start = end; start > 0; start--)
	{
		if (address[start - 1] == '/' || address[start - 1] == ':')
			break;
	}
	if (start == end)
	{
		start = 0;
		end = strlen(address);
	}
	return pnstrdup(address + start,
					pg_mbcliplen(address + start, end - start, DM_NAME_MAXLEN));
}

/* A reference to a product in canonical form. */
static char *
canonical_source(const char *source)
{
	return dm_product_ref_to_cstring(dm_product_ref_parse(source));
}

char *
dm_port_name(const DmPortSpec *spec)
{
	static DmQuery query =
	DM_QUERY("SELECT name FROM datamesh_catalog.port "
			 "WHERE domain = $1 AND product = $2 AND kind = $3::datamesh.port_kind AND valid_to IS NULL"
			 " AND schema_name IS NOT DISTINCT FROM $4 AND relation_name IS NOT DISTINCT FROM $5"
			 " AND source_product IS NOT DISTINCT FROM $6 AND external IS NOT DISTINCT FROM $7 "
			 "ORDER BY name LIMIT 1");
	char	   *source = spec->source_product ? canonical_source(spec->source_product) : NULL;
	char	   *name = NULL;
	DmProductRef parts;
	DmSpi		spi;

	if (spec->name)
		return pstrdup(spec->name);

	/* what is bound already keeps its name */
	dm_spi_begin(&spi);
	if (dm_spi_run(&query, DM_ARGS(dm_arg_text(spec->domain), dm_arg_text(spec->product), dm_arg_text(spec->kind),
								   dm_arg_text(spec->schema), dm_arg_text(spec->relation),
								   dm_arg_text(source), dm_arg_text(spec->external))) > 0)
		name = dm_spi_text(&spi, 0, 1);
	dm_spi_end(&spi);
	if (name)
		return name;

	if (spec->relation)
		return pstrdup(spec->relation);
	if (source)
	{
		dm_product_ref_deconstruct(dm_product_ref_parse(source), &parts);
		return parts.product;
	}
	return name_from_address(spec->external);
}

/* Checks the shape of the specification, without looking at the catalogue. */
static void
check_spec(const DmPortSpec *spec)
{
	int			sources = (spec->relation != NULL) + (spec->source_product != NULL) +
	(spec->external != NULL);

	dm_check_enum("port_kind", "kind of port", spec->kind);
	if (sources != 1 ||
		(strcmp(spec->kind, "output") == 0 && spec->relation == NULL) ||
		(strcmp(spec->kind, "control") == 0 && spec->external == NULL))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a port of kind \"%s\" cannot be bound to that", spec->kind),
				 errdetail("An output port is bound to a relation, a control port to an address, an input port to one of a product, a relation and an address.")));
	if (spec->external && spec->external[strspn(spec->external, " \t\r\n")] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the address of a port must not be empty")));
}

/* An output port's relation lies in a schema of the product's domain. */
static void
check_output_domain(const DmPortSpec *spec, const DmRelation *relation)
{
	char	   *owner = dm_schema_domain(relation->schema);

	if (owner && strcmp(owner, spec->domain) == 0)
		return;
	if (owner)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("relation %s does not belong to domain \"%s\"",
						relation->identity, spec->domain),
				 errdetail("Its schema %s belongs to domain \"%s\", which is owned by %s.",
						   dm_schema_identity(relation->schema), owner,
						   dm_domain_owner_text(owner))));
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("relation %s does not belong to domain \"%s\"",
					relation->identity, spec->domain),
			 errdetail("Its schema %s belongs to no domain.",
					   dm_schema_identity(relation->schema)),
			 errhint("Use datamesh.attach_schema() first.")));
}

/*
 * Finds the relation of the port and, where the caller has any right to it,
 * keeps its name until the end of the transaction.
 */
static Oid
bind_relation(const DmPortSpec *spec)
{
	DmRelation	relation;
	Oid			relid;

	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		relid = dm_relation_oid(spec->schema, spec->relation);
		if (!OidIsValid(relid))
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_TABLE),
					 errmsg("relation %s does not exist",
							dm_relation_identity(spec->schema, spec->relation))));
		dm_relation_describe(relid, &relation);
		dm_relation_require_readable(&relation);
		if (strcmp(spec->kind, "output") == 0)
			check_output_domain(spec, &relation);
		else if (pg_class_aclcheck(relid, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
			return relid;
		if (dm_relation_lock(&relation))
			return relid;
	}
}

/* The product that an input port reads is known, at that version. */
static void
check_source(const DmPortSpec *spec)
{
	static DmQuery query = DM_QUERY("SELECT lifecycle::text FROM datamesh_catalog.product_version "
									"WHERE domain = $1 AND product = $2 AND version OPERATOR(datamesh.=) $3::datamesh.semver");
	DmProductRef source;
	DmSpi		spi;
	bool		found;

	dm_product_ref_deconstruct(dm_product_ref_parse(spec->source_product), &source);
	if (strcmp(source.domain, spec->domain) == 0 &&
		strcmp(source.product, spec->product) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("data product %s cannot be its own source",
						dm_product_identity(spec->domain, spec->product))));
	dm_product_require(source.domain, source.product);
	if (source.version == NULL)
		return;
	dm_spi_begin(&spi);
	found = dm_spi_run(&query, DM_ARGS(dm_arg_text(source.domain), dm_arg_text(source.product),
									   dm_arg_text(source.version))) > 0;
	dm_spi_end(&spi);
	if (!found)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("data product %s has no version %s",
						dm_product_identity(source.domain, source.product),
						source.version)));
}

static void
read_port(const DmPortSpec *spec, const char *name, DmPortRow *row)
{
	static DmQuery query =
	DM_QUERY("SELECT schema_name, relation_name, source_product, external, description "
			 "FROM datamesh_catalog.port WHERE domain = $1 AND product = $2 "
			 "AND kind = $3::datamesh.port_kind AND name = $4 AND valid_to IS NULL");
	DmSpi		spi;

	memset(row, 0, sizeof(*row));
	dm_spi_begin(&spi);
	row->exists = dm_spi_run(&query, DM_ARGS(dm_arg_text(spec->domain), dm_arg_text(spec->product),
											 dm_arg_text(spec->kind), dm_arg_text(name))) > 0;
	if (row->exists)
	{
		row->schema = dm_spi_text(&spi, 0, 1);
		row->relation = dm_spi_text(&spi, 0, 2);
		row->source_product = dm_spi_text(&spi, 0, 3);
		row->external = dm_spi_text(&spi, 0, 4);
		row->description = dm_spi_text(&spi, 0, 5);
	}
	dm_spi_end(&spi);
}

/* Refuses a relation that is already offered under another name or elsewhere. */
static void
refuse_if_held(const DmPortSpec *spec, const char *name)
{
	static DmQuery query = DM_QUERY("SELECT domain, product, name FROM datamesh_catalog.port "
									"WHERE schema_name = $1 AND relation_name = $2 AND kind = 'output' AND valid_to IS NULL");
	char	   *identity = dm_relation_identity(spec->schema, spec->relation);
	DmHolder	holder = {0};
	DmSpi		spi;

	dm_spi_begin(&spi);
	if (dm_spi_run(&query, DM_ARGS(dm_arg_text(spec->schema), dm_arg_text(spec->relation))) > 0)
	{
		holder.domain = dm_spi_text(&spi, 0, 1);
		holder.product = dm_spi_text(&spi, 0, 2);
		holder.port = dm_spi_text(&spi, 0, 3);
	}
	dm_spi_end(&spi);
	if (holder.domain == NULL)
		return;
	if (strcmp(holder.domain, spec->domain) != 0 || strcmp(holder.product, spec->product) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("relation %s is already an output port of data product %s",
						identity, dm_product_identity(holder.domain, holder.product)),
				 errdetail("Domain \"%s\" is owned by %s.", holder.domain,
						   dm_domain_owner_text(holder.domain))));
	if (strcmp(holder.port, name) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("relation %s is already output port \"%s\" of data product %s",
						identity, holder.port,
						dm_product_identity(spec->domain, spec->product)),
				 errhint("Use datamesh.detach_port() first to give it another name.")));
}

static void
announce(const DmPortSpec *spec, Oid relid, const DmPortRow *row)
{
	dm_toucher->product(spec->domain, spec->product);
	dm_toucher->domain(spec->domain);
	if (strcmp(spec->kind, "output") != 0)
		return;
	if (OidIsValid(relid))
		dm_toucher->relation(relid);
	if (row && row->relation && OidIsValid(dm_relation_oid(row->schema, row->relation)))
		dm_toucher->relation(dm_relation_oid(row->schema, row->relation));
}

/* What the port belongs to and stands on must not go away meanwhile. */
static void
lock_surroundings(const DmPortSpec *spec)
{
	static DmQuery product = DM_QUERY("SELECT FROM datamesh_catalog.product "
									  "WHERE domain = $1 AND name = $2 AND valid_to IS NULL FOR KEY SHARE");
	static DmQuery schema = DM_QUERY("SELECT FROM datamesh_catalog.domain_schema "
									 "WHERE domain = $1 AND schema_name = $2 AND valid_to IS NULL FOR KEY SHARE");

	if (dm_spi_run(&product, DM_ARGS(dm_arg_text(spec->domain), dm_arg_text(spec->product))) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("data product %s does not exist",
						dm_product_identity(spec->domain, spec->product))));
	if (strcmp(spec->kind, "output") == 0 &&
		dm_spi_run(&schema, DM_ARGS(dm_arg_text(spec->domain), dm_arg_text(spec->schema))) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("schema %s does not belong to domain \"%s\" any more",
						dm_schema_identity(spec->schema), spec->domain)));
}

/*
 * Writes the port in place of "row".  False if somebody was faster, and then
 * nothing is written.
 */
static bool
write_port(const DmPortSpec *spec, const char *name, const DmPortRow *row,
		   bool bound_alike, List **changes)
{
	static DmQuery describe =
	DM_QUERY("UPDATE datamesh_catalog.port SET description = $5, changed_by = $6 "
			 "WHERE domain = $1 AND product = $2 AND kind = $3::datamesh.port_kind AND name = $4 AND valid_to IS NULL");
	static DmQuery close =
	DM_QUERY("UPDATE datamesh_catalog.port SET valid_to = pg_catalog.now(), changed_by = $6 "
			 "WHERE domain = $1 AND product = $2 AND kind = $3::datamesh.port_kind AND name = $4 AND valid_to IS NULL");
	static DmQuery insert =
	DM_QUERY("INSERT INTO datamesh_catalog.port (domain, product, kind, name, description, changed_by, "
			 " schema_name, relation_name, source_product, external) "
			 "VALUES ($1, $2, $3::datamesh.port_kind, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING");
	char	   *source = spec->source_product ? canonical_source(spec->source_product) : NULL;
	const char *description = spec->description.present ? spec->description.value : row->description;
	char	   *caller = dm_current_role_name();
	char	   *binding = binding_text(spec->schema, spec->relation, source, spec->external);
	DmArg		args[10] = {
		dm_arg_text(spec->domain), dm_arg_text(spec->product), dm_arg_text(spec->kind),
		dm_arg_text(name), dm_arg_text(description), dm_arg_text(caller),
		dm_arg_text(spec->schema), dm_arg_text(spec->relation),
		dm_arg_text(source), dm_arg_text(spec->external)
	};
	bool		done;
	DmSpi		spi;

	dm_spi_begin(&spi);
	lock_surroundings(spec);
	if (row->exists && bound_alike)
		done = dm_spi_run(&describe, 6, args) > 0;
	else
	{
		/* another session may have closed it, but not have kept it */
		if (row->exists)
			dm_spi_run(&close, 6, args);
		done = dm_spi_run(&insert, 10, args) > 0;
		if (!done && row->exists)
			ereport(ERROR,
					(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					 errmsg("could not rebind port \"%s\" because of a concurrent change", name)));
	}
	if (done)
	{
		char	   *identity = port_identity(spec, name);

		if (row->exists && bound_alike)
			dm_change_add(changes, "alter", "port", identity, "description");
		else if (row->exists)
			dm_change_add(changes, "alter", "port", identity, "%s -> %s",
						  binding_text(row->schema, row->relation, row->source_product, row->external),
						  binding);
		else
			dm_change_add(changes, "attach", "port", identity, "%s", binding);
	}
	dm_spi_end(&spi);
	return done;
}

void
dm_port_put(const DmPortSpec *spec, List **changes)
{
	char	   *name;
	char	   *source = NULL;
	Oid			relid = InvalidOid;
	DmPortRow	row;
	bool		bound_alike;
	bool		done = false;

	dm_require_domain_owner(spec->domain, "change ports of its products");
	check_spec(spec);
	dm_product_require(spec->domain, spec->product);
	if (spec->source_product)
	{
		check_source(spec);
		source = canonical_source(spec->source_product);
	}
	if (spec->relation)
		relid = bind_relation(spec);
	name = dm_port_name(spec);
	dm_name_check("port name", name);

	while (!done)
	{
		CHECK_FOR_INTERRUPTS();
		if (strcmp(spec->kind, "output") == 0)
			refuse_if_held(spec, name);
		read_port(spec, name, &row);
		bound_alike = row.exists &&
			same(row.schema, spec->schema) && same(row.relation, spec->relation) &&
			same(row.source_product, source) && same(row.external, spec->external);
		if (bound_alike && (!spec->description.present ||
							same(row.description, spec->description.value)))
			return;
		if (row.exists && !bound_alike && spec->name == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_OBJECT),
					 errmsg("data product %s already has an %s port \"%s\"",
							dm_product_identity(spec->domain, spec->product),
							spec->kind, name),
					 errdetail("It is bound to %s.",
							   binding_text(row.schema, row.relation,
											row.source_product, row.external)),
					 errhint("Give the port a name of its own.")));
		announce(spec, relid, &row);
		done = write_port(spec, name, &row, bound_alike, changes);
	}
}

void
dm_port_close(const char *domain, const char *product, const char *kind,
			  const char *name, List **changes)
{
	static DmQuery close =
	DM_QUERY("UPDATE datamesh_catalog.port SET valid_to = pg_catalog.now(), changed_by = $5 "
			 "WHERE domain = $1 AND product = $2 AND kind = $3::datamesh.port_kind AND name = $4 AND valid_to IS NULL");
	DmPortSpec	spec = {.domain = domain,.product = product,.kind = kind};
	char	   *caller = dm_current_role_name();
	DmPortRow	row;
	bool		done = false;
	DmSpi		spi;

	dm_require_domain_owner(domain, "change ports of its products");
	dm_check_enum("port_kind", "kind of port", kind);
	dm_product_require(domain, product);
	read_port(&spec, name, &row);
	if (row.exists)
	{
		announce(&spec, InvalidOid, &row);
		dm_spi_begin(&spi);
		done = dm_spi_run(&close, DM_ARGS(dm_arg_text(domain), dm_arg_text(product), dm_arg_text(kind),
										  dm_arg_text(name), dm_arg_text(caller))) > 0;
		if (done)
			dm_change_add(changes, "detach", "port", port_identity(&spec, name), "%s",
						  binding_text(row.schema, row.relation, row.source_product, row.external));
		dm_spi_end(&spi);
	}
	if (!done)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("data product %s has no %s port \"%s\"",
						dm_product_identity(domain, product), kind, name)));
}

List *
dm_product_ports(const char *domain, const char *product, const char *kind)
{
	static DmQuery query =
	DM_QUERY("SELECT name FROM datamesh_catalog.port WHERE domain = $1 AND product = $2"
			 " AND kind = $3::datamesh.port_kind AND valid_to IS NULL ORDER BY name");
	DmSpi		spi;
	List	   *names = NIL;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(domain), dm_arg_text(product), dm_arg_text(kind)));
	for (uint64 i = 0; i < rows; i++)
		names = lappend(names, dm_spi_text(&spi, i, 1));
	dm_spi_end(&spi);
	return names;
}
