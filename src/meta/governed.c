/*-------------------------------------------------------------------------
 *
 * governed.c
 *	  Which schemas the mesh knows, and whether the extension is fit for use.
 *
 * Every event trigger asks here first, so an answer has to cost one hash look-
 * up.  A schema not asked for yet costs one query.
 *
 * Each catalogue table that concerns judging has a statement trigger,
 * datamesh_invalidate(), that sends a relcache invalidation of its table (and a
 * row trigger for replicated changes, for which statement triggers do not
 * fire).  In every backend the callback then marks what is cached as stale; it
 * frees nothing, because it may run while somebody reads.  Our own uncommitted
 * changes arrive the same way, and once more when they are rolled back.
 *
 * The tables' oids are looked up on first use, and again after any change of a
 * schema: ours may have been dropped and made anew.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "base/compat.h"
#include "base/spi.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_extension.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "meta/governed.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

DM_FUNCTION(datamesh_invalidate);

/* The tables with invalidation triggers; sql/install/36_invalidate.sql. */
static const char *const watched_tables[] = {
	"domain", "domain_schema", "port", "column_tag",
	"policy", "setting", "tag", "waiver"
};

/* Of these, only the first four concern the answers in "schemas". */
#define WATCHED_FOR_SCHEMAS 4

static Oid	catalog_schema = InvalidOid;
static Oid	watched_oids[lengthof(watched_tables)];
static bool oids_stale = true;
static bool oids_complete = false;

static uint64 generation = 1;

static HTAB *schemas = NULL;
static MemoryContext schemas_context = NULL;
static bool schemas_stale = true;

/* Whether the versions agree, as found at that generation. */
static uint64 version_checked = 0;
static bool version_agrees = false;
static bool version_warned = false;
static char installed_version[64];

static void
relcache_callback(Datum arg, Oid relid)
{
	for (int i = 0; i < (int) lengthof(watched_tables); i++)
	{
		if (relid == InvalidOid || relid == watched_oids[i])
		{
			generation++;
			if (i < WATCHED_FOR_SCHEMAS)
				schemas_stale = true;
			break;
		}
	}
}

static void
namespace_callback(Datum arg, int cacheid, uint32 hashvalue)
{
	oids_stale = true;
	schemas_stale = true;
}

void
dm_governed_init(void)
{
	CacheRegisterRelcacheCallback(relcache_callback, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, namespace_callback, (Datum) 0);
}

/* Finds out which tables to watch.  Without the extension, none. */
static void
find_tables(void)
{
	Oid			schema;

	if (!oids_stale)
		return;

	/* a schema that changes while we look makes the oids stale again */
	oids_stale = false;
	schema = get_namespace_oid("datamesh_catalog", true);
	if (schema == catalog_schema && oids_complete)
		return;
	catalog_schema = schema;
	oids_complete = true;
	for (int i = 0; i < (int) lengthof(watched_tables); i++)
	{
		watched_oids[i] = OidIsValid(schema) ?
			get_relname_relid(watched_tables[i], schema) : InvalidOid;
		if (OidIsValid(schema) && !OidIsValid(watched_oids[i]))
			oids_complete = false;
	}
	generation++;
	schemas_stale = true;

	/* while the script runs, a table may be yet to come */
	if (!oids_complete)
		oids_stale = true;
}

uint64
dm_catalog_generation(void)
{
	find_tables();
	return generation;
}

/* Is the script of our own extension running? */
static bool
our_script_runs(void)
{
	return creating_extension &&
		CurrentExtensionObject == get_extension_oid("datamesh", true);
}

/* extversion of the extension; false if it is not there. */
static bool
read_installed_version(void)
{
	Relation	rel = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		isnull;
	Datum		version;
	bool		found = false;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber,
				F_NAMEEQ, CStringGetDatum("datamesh"));
	scan = systable_beginscan(rel, ExtensionNameIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		version = heap_getattr(tuple, Anum_pg_extension_extversion,
							   RelationGetDescr(rel), &isnull);
		found = !isnull;
		if (found)
			strlcpy(installed_version, TextDatumGetCString(version),
					sizeof(installed_version));
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return found;
}

DmExtensionState
dm_extension_state(void)
{
	find_tables();
	if (!OidIsValid(catalog_schema))
		return DM_EXTENSION_ABSENT;
	if (IsBinaryUpgrade || (creating_extension && our_script_runs()))
		return DM_EXTENSION_BUSY;
	if (version_checked != generation)
	{
		uint64		checked = generation;

		if (!read_installed_version())
			return DM_EXTENSION_ABSENT;
		version_agrees = strcmp(installed_version, DATAMESH_VERSION) == 0;
		version_checked = checked;
	}
	return version_agrees ? DM_EXTENSION_READY : DM_EXTENSION_MISMATCH;
}

bool
dm_extension_ready(void)
{
	DmExtensionState state = dm_extension_state();

	if (state == DM_EXTENSION_MISMATCH && !version_warned)
	{
		version_warned = true;
		ereport(WARNING,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("extension \"datamesh\" is of version %s, its library of version %s",
						installed_version, DATAMESH_VERSION),
				 errhint("Use ALTER EXTENSION datamesh UPDATE, or start a new session if that has been done.")));
	}
	return state == DM_EXTENSION_READY;
}

void
dm_extension_check(void)
{
	if (dm_extension_state() == DM_EXTENSION_MISMATCH)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("extension \"datamesh\" is of version %s, its library of version %s",
						installed_version, DATAMESH_VERSION),
				 errhint("Use ALTER EXTENSION datamesh UPDATE, or start a new session if that has been done.")));
}

/* An empty table of answers. */
static void
reset_schemas(void)
{
	HASHCTL		ctl;

	if (schemas_context == NULL)
		schemas_context = AllocSetContextCreate(CacheMemoryContext,
												"datamesh schemas",
												ALLOCSET_DEFAULT_SIZES);
	schemas = NULL;
	MemoryContextReset(schemas_context);
	memset(&ctl, 0, sizeof(ctl));
	ctl.keysize = sizeof(Oid);
	ctl.entrysize = sizeof(DmSchema);
	ctl.hcxt = schemas_context;
	schemas = hash_create("datamesh schemas", 64, &ctl,
						  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/*
 * What the catalogue says of a schema.  The answer is kept beyond the
 * transaction, so it must not come from the transaction's snapshot.
 */
static void
load_schema(const char *name, char **domain, bool *has_rows)
{
	static DmQuery query =
	DM_QUERY("SELECT (SELECT s.domain FROM datamesh_catalog.domain_schema s"
			 "        JOIN datamesh_catalog.domain d ON d.name = s.domain AND d.valid_to IS NULL"
			 "        WHERE s.schema_name = $1 AND s.valid_to IS NULL),"
			 "       EXISTS (SELECT FROM datamesh_catalog.port WHERE schema_name = $1 AND valid_to IS NULL) OR"
			 "       EXISTS (SELECT FROM datamesh_catalog.column_tag WHERE schema_name = $1 AND valid_to IS NULL)");
	DmSpi		spi;

	dm_spi_begin(&spi);
	dm_spi_run_latest(&query, DM_ARGS(dm_arg_text(name)));
	*domain = dm_spi_text(&spi, 0, 1);
	*has_rows = dm_spi_bool(0, 2);
	dm_spi_end(&spi);
}

const DmSchema *
dm_governed_schema(Oid schema)
{
	DmSchema   *entry;
	char	   *name;
	char	   *domain = NULL;
	bool		has_rows = false;
	bool		found;

	find_tables();
	if (schemas_stale || schemas == NULL)
	{
		/* what arrives from here on makes the new table stale */
		schemas_stale = false;
		reset_schemas();
	}
	entry = hash_search(schemas, &schema, HASH_FIND, NULL);
	if (entry)
		return entry;

	name = get_namespace_name(schema);
	if (name && OidIsValid(catalog_schema))
		load_schema(name, &domain, &has_rows);
	if (domain)
		domain = MemoryContextStrdup(schemas_context, domain);

	entry = hash_search(schemas, &schema, HASH_ENTER, &found);
	entry->domain = domain;
	entry->has_rows = has_rows;
	return entry;
}

char *
dm_schema_domain(const char *schema_name)
{
	static DmQuery query = DM_QUERY("SELECT domain FROM datamesh_catalog.domain_schema "
									"WHERE schema_name = $1 AND valid_to IS NULL");
	DmSpi		spi;
	char	   *domain = NULL;

	dm_spi_begin(&spi);
	if (dm_spi_run(&query, DM_ARGS(dm_arg_text(schema_name))) > 0)
		domain = dm_spi_text(&spi, 0, 1);
	dm_spi_end(&spi);
	return domain;
}

/*
 * Trigger: tells every backend, when this transaction commits, that the table
 * changed.
 */
Datum
datamesh_invalidate(PG_FUNCTION_ARGS)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be called as a trigger", "invalidate")));
	CacheInvalidateRelcache(((TriggerData *) fcinfo->context)->tg_relation);
	PG_RETURN_POINTER(NULL);
}
