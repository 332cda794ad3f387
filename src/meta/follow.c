/*-------------------------------------------------------------------------
 *
 * follow.c
 *	  Keeping the names in the catalogue true.
 *
 * Every function first asks which tables mention the name at all, because a
 * statement that changes no row would still invalidate what all backends have
 * cached of its table.
 *
 * A name that has just been given cannot have been anybody's a moment ago; rows
 * that mention it nevertheless (something was dropped while event triggers were
 * off) are closed before others take that name, so that they cannot collide.
 *
 * Rows of objects are found by type as well, since a product may have the same
 * identity as a relation.  Prefixes are safe to compare as text: where a name
 * has a dot in it, its identity has quotes around it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/spi.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "meta/follow.h"
#include "meta/object.h"
#include "meta/rights.h"
#include "storage/lmgr.h"

/* Which tables mention something. */
typedef struct DmMentions
{
	bool		schema;
	bool		port;
	bool		tag;
	bool		waiver;
	bool		attestation;
	bool		finding;
	bool		any;			/* of them */
} DmMentions;

/* Types of objects whose identity begins with that of a schema. */
#define IN_SCHEMA_TYPES "object_type IN ('relation', 'column', 'function', 'other')"

/* Objects that are relation $n or in it; or schema $n or in it. */
#define OF_RELATION(n) \
	"(object_type = 'relation' AND object = $" n " OR " \
	" object_type = 'column' AND starts_with(object, $" n " || '.'))"
#define OF_SCHEMA(n) \
	"(object_type = 'schema' AND object = $" n " OR " \
	IN_SCHEMA_TYPES " AND starts_with(object, $" n " || '.'))"

/* Deletes findings, and has the compliance of whom they concerned computed anew. */
#define DELETE_FINDINGS(condition) \
	"WITH gone AS (DELETE FROM datamesh_catalog.finding WHERE " condition " RETURNING domain, product) " \
	"INSERT INTO datamesh_catalog.compliance_dirty (domain, product) " \
	"SELECT DISTINCT g.domain, p.product FROM gone g, LATERAL (VALUES (''), (g.product)) AS p (product) " \
	"WHERE p.product IS NOT NULL AND g.domain <> ''"

/*
 * Names in the ports of versions that are in use.  The products concerned are
 * those whose open ports have just been given the new name.
 */
#define RENAME_IN_VERSIONS(ports, match, change) \
	"UPDATE datamesh_catalog.product_version v SET ports = (" \
	" SELECT jsonb_agg(CASE WHEN " match " THEN e || " change " ELSE e END ORDER BY n)" \
	" FROM jsonb_array_elements(v.ports) WITH ORDINALITY AS a (e, n)) " \
	"WHERE lifecycle IN ('active', 'deprecated') AND (domain, product) IN (" \
	" SELECT domain, product FROM datamesh_catalog.port WHERE valid_to IS NULL AND " ports ") " \
	"AND EXISTS (SELECT FROM jsonb_array_elements(v.ports) AS a (e) WHERE " match ")"

static void
read_mentions(DmMentions *mentions)
{
	mentions->schema = dm_spi_bool(0, 1);
	mentions->port = dm_spi_bool(0, 2);
	mentions->tag = dm_spi_bool(0, 3);
	mentions->waiver = dm_spi_bool(0, 4);
	mentions->attestation = dm_spi_bool(0, 5);
	mentions->finding = dm_spi_bool(0, 6);
	mentions->any = mentions->schema || mentions->port || mentions->tag ||
		mentions->waiver || mentions->attestation || mentions->finding;
}

/* ----- Relations ----- */

static void
relation_mentions(const char *schema, const char *relation, DmMentions *mentions)
{
	static DmQuery query =
	DM_QUERY("SELECT false, "
			 "EXISTS (SELECT FROM datamesh_catalog.port WHERE schema_name = $1 AND relation_name = $2 AND valid_to IS NULL), "
			 "EXISTS (SELECT FROM datamesh_catalog.column_tag WHERE schema_name = $1 AND relation_name = $2 AND valid_to IS NULL), "
			 "EXISTS (SELECT FROM datamesh_catalog.waiver WHERE revoked_at IS NULL AND " OF_RELATION("3") "), "
			 "EXISTS (SELECT FROM datamesh_catalog.attestation WHERE revoked_at IS NULL AND " OF_RELATION("3") "), "
			 "EXISTS (SELECT FROM datamesh_catalog.finding WHERE root = $3 AND " OF_RELATION("3") ")");

	dm_spi_run(&query, DM_ARGS(dm_arg_text(schema), dm_arg_text(relation),
							   dm_arg_text(dm_relation_identity(schema, relation))));
	read_mentions(mentions);
}

/* Closes and deletes what is said of a relation. */
static void
close_relation(const char *schema, const char *relation,
			   const DmMentions *mentions, const char *caller)
{
	static DmQuery port =
	DM_QUERY("UPDATE datamesh_catalog.port SET valid_to = pg_catalog.now(), changed_by = $4 "
			 "WHERE schema_name = $1 AND relation_name = $2 AND valid_to IS NULL");
	static DmQuery tag =
	DM_QUERY("UPDATE datamesh_catalog.column_tag SET valid_to = pg_catalog.now(), changed_by = $4 "
			 "WHERE schema_name = $1 AND relation_name = $2 AND valid_to IS NULL");
	static DmQuery finding = DM_QUERY(DELETE_FINDINGS("root = $3 AND " OF_RELATION("3")));
	DmArg		args[4] = {
		dm_arg_text(schema), dm_arg_text(relation),
		dm_arg_text(dm_relation_identity(schema, relation)), dm_arg_text(caller)
	};

	if (mentions->port)
		dm_spi_run(&port, 4, args);
	if (mentions->tag)
		dm_spi_run(&tag, 4, args);
	if (mentions->finding)
		dm_spi_run(&finding, 4, args);
}

/* Gives another name to what is said of a relation. */
static void
relabel_relation(const char *old_schema, const char *old_name,
				 const char *new_schema, const char *new_name, const DmMentions *mentions)
{
	static DmQuery port[] = {
		DM_QUERY("UPDATE datamesh_catalog.port SET schema_name = $4, relation_name = $5 "
				 "WHERE schema_name = $1 AND relation_name = $2 AND valid_to IS NULL"),
		DM_QUERY(RENAME_IN_VERSIONS("schema_name = $4 AND relation_name = $5",
									"e->>'schema' = $1 AND e->>'relation' = $2",
									"jsonb_build_object('schema', $4, 'relation', $5)"))
	};
	static DmQuery tag =
	DM_QUERY("UPDATE datamesh_catalog.column_tag SET schema_name = $4, relation_name = $5 "
			 "WHERE schema_name = $1 AND relation_name = $2 AND valid_to IS NULL");
	static DmQuery waiver =
	DM_QUERY("UPDATE datamesh_catalog.waiver SET object = $6 || substr(object, length($3) + 1) "
			 "WHERE revoked_at IS NULL AND " OF_RELATION("3"));
	static DmQuery attestation =
	DM_QUERY("UPDATE datamesh_catalog.attestation SET object = $6 || substr(object, length($3) + 1) "
			 "WHERE revoked_at IS NULL AND " OF_RELATION("3"));
	static DmQuery finding =
	DM_QUERY("UPDATE datamesh_catalog.finding SET root = $6, object = $6 || substr(object, length($3) + 1) "
			 "WHERE root = $3 AND " OF_RELATION("3"));
	DmArg		args[6] = {
		dm_arg_text(old_schema), dm_arg_text(old_name),
		dm_arg_text(dm_relation_identity(old_schema, old_name)),
		dm_arg_text(new_schema), dm_arg_text(new_name),
		dm_arg_text(dm_relation_identity(new_schema, new_name))
	};

	if (mentions->port)
	{
		for (int i = 0; i < (int) lengthof(port); i++)
			dm_spi_run(&port[i], 6, args);
	}
	if (mentions->tag)
		dm_spi_run(&tag, 6, args);
	if (mentions->waiver)
		dm_spi_run(&waiver, 6, args);
	if (mentions->attestation)
		dm_spi_run(&attestation, 6, args);
	if (mentions->finding)
		dm_spi_run(&finding, 6, args);
}

void
dm_follow_rename_relation(const char *schema, const char *old_name, const char *new_name)
{
	char	   *caller = dm_current_role_name();
	DmMentions	mentions;
	DmMentions	leftover;
	DmSpi		spi;

	dm_spi_begin(&spi);
	relation_mentions(schema, old_name, &mentions);
	if (mentions.any)
	{
		relation_mentions(schema, new_name, &leftover);
		close_relation(schema, new_name, &leftover, caller);
		relabel_relation(schema, old_name, schema, new_name, &mentions);
	}
	dm_spi_end(&spi);
}

void
dm_follow_move_relation(const char *old_schema, const char *new_schema, const char *name)
{
	static DmQuery leave =
	DM_QUERY("UPDATE datamesh_catalog.port p SET valid_to = pg_catalog.now(), changed_by = $4 "
			 "WHERE schema_name = $1 AND relation_name = $2 AND kind = 'output' AND valid_to IS NULL "
			 "AND NOT EXISTS (SELECT FROM datamesh_catalog.domain_schema s"
			 " WHERE s.schema_name = $3 AND s.domain = p.domain AND s.valid_to IS NULL)");
	static DmQuery forget =
	DM_QUERY(DELETE_FINDINGS("root = $2 AND " OF_RELATION("2")
							 " AND NOT EXISTS (SELECT FROM datamesh_catalog.domain_schema s"
							 " WHERE s.schema_name = $1 AND s.valid_to IS NULL)"));
	char	   *caller = dm_current_role_name();
	DmMentions	mentions;
	DmMentions	leftover;
	DmSpi		spi;

	dm_spi_begin(&spi);
	relation_mentions(old_schema, name, &mentions);
	if (mentions.any)
	{
		relation_mentions(new_schema, name, &leftover);
		close_relation(new_schema, name, &leftover, caller);
	}
	if (mentions.port)
		dm_spi_run(&leave, DM_ARGS(dm_arg_text(old_schema), dm_arg_text(name),
								   dm_arg_text(new_schema), dm_arg_text(caller)));
	if (mentions.finding)
		dm_spi_run(&forget, DM_ARGS(dm_arg_text(new_schema),
									dm_arg_text(dm_relation_identity(old_schema, name))));
	if (mentions.any)
		relabel_relation(old_schema, name, new_schema, name, &mentions);
	dm_spi_end(&spi);
}

void
dm_follow_drop_relation(const char *schema, const char *relation)
{
	char	   *caller = dm_current_role_name();
	DmMentions	mentions;
	DmSpi		spi;

	dm_spi_begin(&spi);
	relation_mentions(schema, relation, &mentions);
	close_relation(schema, relation, &mentions, caller);
	dm_spi_end(&spi);
}

/* ----- Columns ----- */

static void
column_mentions(const char *schema, const char *relation, const char *column,
				DmMentions *mentions)
{
	static DmQuery query =
	DM_QUERY("SELECT false, false, "
			 "EXISTS (SELECT FROM datamesh_catalog.column_tag WHERE schema_name = $1 AND relation_name = $2 AND column_name = $3 AND valid_to IS NULL), "
			 "EXISTS (SELECT FROM datamesh_catalog.waiver WHERE revoked_at IS NULL AND object_type = 'column' AND object = $4), "
			 "EXISTS (SELECT FROM datamesh_catalog.attestation WHERE revoked_at IS NULL AND object_type = 'column' AND object = $4), "
			 "EXISTS (SELECT FROM datamesh_catalog.finding WHERE root = $5 AND object_type = 'column' AND object = $4)");

	dm_spi_run(&query, DM_ARGS(dm_arg_text(schema), dm_arg_text(relation), dm_arg_text(column),
							   dm_arg_text(dm_column_identity(schema, relation, column)),
							   dm_arg_text(dm_relation_identity(schema, relation))));
	read_mentions(mentions);
}

static void
close_column(const char *schema, const char *relation, const char *column,
			 const DmMentions *mentions, const char *caller)
{
	static DmQuery tag =
	DM_QUERY("UPDATE datamesh_catalog.column_tag SET valid_to = pg_catalog.now(), changed_by = $6 "
			 "WHERE schema_name = $1 AND relation_name = $2 AND column_name = $3 AND valid_to IS NULL");
	static DmQuery finding = DM_QUERY(DELETE_FINDINGS("root = $5 AND object_type = 'column' AND object = $4"));
	DmArg		args[6] = {
		dm_arg_text(schema), dm_arg_text(relation), dm_arg_text(column),
		dm_arg_text(dm_column_identity(schema, relation, column)),
		dm_arg_text(dm_relation_identity(schema, relation)), dm_arg_text(caller)
	};

	if (mentions->tag)
		dm_spi_run(&tag, 6, args);
	if (mentions->finding)
		dm_spi_run(&finding, 6, args);
}

static void
relabel_column(const char *schema, const char *relation, const char *old_name,
			   const char *new_name, const DmMentions *mentions)
{
	static DmQuery tag =
	DM_QUERY("UPDATE datamesh_catalog.column_tag SET column_name = $6 "
			 "WHERE schema_name = $1 AND relation_name = $2 AND column_name = $3 AND valid_to IS NULL");
	static DmQuery waiver =
	DM_QUERY("UPDATE datamesh_catalog.waiver SET object = $7 "
			 "WHERE revoked_at IS NULL AND object_type = 'column' AND object = $4");
	static DmQuery attestation =
	DM_QUERY("UPDATE datamesh_catalog.attestation SET object = $7 "
			 "WHERE revoked_at IS NULL AND object_type = 'column' AND object = $4");
	static DmQuery finding =
	DM_QUERY("UPDATE datamesh_catalog.finding SET object = $7 "
			 "WHERE root = $5 AND object_type = 'column' AND object = $4");
	DmArg		args[7] = {
		dm_arg_text(schema), dm_arg_text(relation), dm_arg_text(old_name),
		dm_arg_text(dm_column_identity(schema, relation, old_name)),
		dm_arg_text(dm_relation_identity(schema, relation)), dm_arg_text(new_name),
		dm_arg_text(dm_column_identity(schema, relation, new_name))
	};

	if (mentions->tag)
		dm_spi_run(&tag, 7, args);
	if (mentions->waiver)
		dm_spi_run(&waiver, 7, args);
	if (mentions->attestation)
		dm_spi_run(&attestation, 7, args);
	if (mentions->finding)
		dm_spi_run(&finding, 7, args);
}

void
dm_follow_rename_column(const char *schema, const char *relation,
						const char *old_name, const char *new_name)
{
	char	   *caller = dm_current_role_name();
	DmMentions	mentions;
	DmMentions	leftover;
	DmSpi		spi;

	dm_spi_begin(&spi);
	column_mentions(schema, relation, old_name, &mentions);
	if (mentions.any)
	{
		column_mentions(schema, relation, new_name, &leftover);
		close_column(schema, relation, new_name, &leftover, caller);
		relabel_column(schema, relation, old_name, new_name, &mentions);
	}
	dm_spi_end(&spi);
}

void
dm_follow_drop_column(const char *schema, const char *relation, const char *column)
{
	char	   *caller = dm_current_role_name();
	DmMentions	mentions;
	DmSpi		spi;

	dm_spi_begin(&spi);
	column_mentions(schema, relation, column, &mentions);
	close_column(schema, relation, column, &mentions, caller);
	dm_spi_end(&spi);
}

/* ----- Schemas ----- */

static void
schema_mentions(const char *schema, DmMentions *mentions)
{
	static DmQuery query =
	DM_QUERY("SELECT EXISTS (SELECT FROM datamesh_catalog.domain_schema WHERE schema_name = $1 AND valid_to IS NULL), "
			 "EXISTS (SELECT FROM datamesh_catalog.port WHERE schema_name = $1 AND valid_to IS NULL), "
			 "EXISTS (SELECT FROM datamesh_catalog.column_tag WHERE schema_name = $1 AND valid_to IS NULL), "
			 "EXISTS (SELECT FROM datamesh_catalog.waiver WHERE revoked_at IS NULL AND " OF_SCHEMA("2") "), "
			 "EXISTS (SELECT FROM datamesh_catalog.attestation WHERE revoked_at IS NULL AND " OF_SCHEMA("2") "), "
			 "EXISTS (SELECT FROM datamesh_catalog.finding WHERE " OF_SCHEMA("2") ")");

	dm_spi_run(&query, DM_ARGS(dm_arg_text(schema), dm_arg_text(dm_schema_identity(schema))));
	read_mentions(mentions);
}

void
dm_follow_forget_findings(const char *schema)
{
	static DmQuery query = DM_QUERY(DELETE_FINDINGS(OF_SCHEMA("1")));

	dm_spi_run(&query, DM_ARGS(dm_arg_text(dm_schema_identity(schema))));
}

static void
close_schema(const char *schema, const DmMentions *mentions, const char *caller)
{
	static DmQuery domain_schema =
	DM_QUERY("UPDATE datamesh_catalog.domain_schema SET valid_to = pg_catalog.now(), changed_by = $2 "
			 "WHERE schema_name = $1 AND valid_to IS NULL");
	static DmQuery port =
	DM_QUERY("UPDATE datamesh_catalog.port SET valid_to = pg_catalog.now(), changed_by = $2 "
			 "WHERE schema_name = $1 AND valid_to IS NULL");
	static DmQuery tag =
	DM_QUERY("UPDATE datamesh_catalog.column_tag SET valid_to = pg_catalog.now(), changed_by = $2 "
			 "WHERE schema_name = $1 AND valid_to IS NULL");
	DmArg		args[2] = {dm_arg_text(schema), dm_arg_text(caller)};

	if (mentions->schema)
		dm_spi_run(&domain_schema, 2, args);
	if (mentions->port)
		dm_spi_run(&port, 2, args);
	if (mentions->tag)
		dm_spi_run(&tag, 2, args);
	if (mentions->finding)
		dm_follow_forget_findings(schema);
}

static void
relabel_schema(const char *old_name, const char *new_name, const DmMentions *mentions)
{
	static DmQuery domain_schema =
	DM_QUERY("UPDATE datamesh_catalog.domain_schema SET schema_name = $3 "
			 "WHERE schema_name = $1 AND valid_to IS NULL");
	static DmQuery port[] = {
		DM_QUERY("UPDATE datamesh_catalog.port SET schema_name = $3 "
				 "WHERE schema_name = $1 AND valid_to IS NULL"),
		DM_QUERY(RENAME_IN_VERSIONS("schema_name = $3",
									"e->>'schema' = $1",
									"jsonb_build_object('schema', $3)"))
	};
	static DmQuery tag =
	DM_QUERY("UPDATE datamesh_catalog.column_tag SET schema_name = $3 "
			 "WHERE schema_name = $1 AND valid_to IS NULL");
	static DmQuery waiver =
	DM_QUERY("UPDATE datamesh_catalog.waiver SET object = $4 || substr(object, length($2) + 1) "
			 "WHERE revoked_at IS NULL AND " OF_SCHEMA("2"));
	static DmQuery attestation =
	DM_QUERY("UPDATE datamesh_catalog.attestation SET object = $4 || substr(object, length($2) + 1) "
			 "WHERE revoked_at IS NULL AND " OF_SCHEMA("2"));
	static DmQuery finding =
	DM_QUERY("UPDATE datamesh_catalog.finding SET object = $4 || substr(object, length($2) + 1), "
			 "root = CASE WHEN root = $2 OR starts_with(root, $2 || '.') "
			 " THEN $4 || substr(root, length($2) + 1) ELSE root END "
			 "WHERE " OF_SCHEMA("2"));
	DmArg		args[4] = {
		dm_arg_text(old_name), dm_arg_text(dm_schema_identity(old_name)),
		dm_arg_text(new_name), dm_arg_text(dm_schema_identity(new_name))
	};

	if (mentions->schema)
		dm_spi_run(&domain_schema, 4, args);
	if (mentions->port)
	{
		for (int i = 0; i < (int) lengthof(port); i++)
			dm_spi_run(&port[i], 4, args);
	}
	if (mentions->tag)
		dm_spi_run(&tag, 4, args);
	if (mentions->waiver)
		dm_spi_run(&waiver, 4, args);
	if (mentions->attestation)
		dm_spi_run(&attestation, 4, args);
	if (mentions->finding)
		dm_spi_run(&finding, 4, args);
}

void
dm_follow_rename_schema(const char *old_name, const char *new_name)
{
	Oid			schema = get_namespace_oid(new_name, true);
	char	   *caller = dm_current_role_name();
	DmMentions	mentions;
	DmMentions	leftover;
	DmSpi		spi;

	/*
	 * PostgreSQL takes no lock on a schema that it renames.  Wait for writers
	 * of rows with the old name (meta/relation.h), so that we see them.
	 */
	if (OidIsValid(schema))
		LockDatabaseObject(NamespaceRelationId, schema, 0, ShareLock);

	dm_spi_begin(&spi);
	schema_mentions(old_name, &mentions);
	if (mentions.any)
	{
		schema_mentions(new_name, &leftover);
		close_schema(new_name, &leftover, caller);
		relabel_schema(old_name, new_name, &mentions);
	}
	dm_spi_end(&spi);
}

void
dm_follow_drop_schema(const char *name)
{
	char	   *caller = dm_current_role_name();
	DmMentions	mentions;
	DmSpi		spi;

	dm_spi_begin(&spi);
	schema_mentions(name, &mentions);
	close_schema(name, &mentions, caller);
	dm_spi_end(&spi);
}
