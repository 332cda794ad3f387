/*-------------------------------------------------------------------------
 *
 * cache.c
 *	  The current policies, parsed, and which of them concern a domain.
 *
 * Filled from the catalogue on first use and after a change: the tables
 * "policy" and "domain" have statement triggers that invalidate their relcache
 * entries, and our callback then marks the cache stale.  It does nothing more,
 * because it may run anywhere.  A rebuilt cache lives in a memory context of
 * its own; the replaced one is kept until the transaction ends, since whoever
 * is judging still points into it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/guc.h"
#include "base/spi.h"
#include "base/strtab.h"
#include "policy/cache.h"
#include "policy/params.h"
#include "policy/pattern.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

/* A domain and the policies that concern it. */
typedef struct DomainEntry
{
	char	   *name;			/* hash key */
	char	   *parent;			/* NULL for a root */
	bool		resolved;		/* policies is filled in */
	List	   *policies;
} DomainEntry;

typedef struct Cache
{
	MemoryContext context;
	List	   *all;			/* of DmPolicy *, off ones too */
	List	   *active;
	HTAB	   *domains;		/* of DomainEntry, those asked for */
	char	   *environment;	/* what datamesh.environment was */
} Cache;

static Cache *cache = NULL;
static bool stale = true;
static List *retired = NIL;		/* contexts to delete at the end of the
								 * transaction */
static Oid	policy_relid = InvalidOid;
static Oid	domain_relid = InvalidOid;

static void
relcache_callback(Datum arg, Oid relid)
{
	if (!OidIsValid(relid) || relid == policy_relid || relid == domain_relid)
		stale = true;
}

/* A schema came or went: ours may have, with other oids in it. */
static void
namespace_callback(Datum arg, int cacheid, uint32 hashvalue)
{
	stale = true;
}

static void
xact_callback(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT &&
		event != XACT_EVENT_PREPARE)
		return;
	while (retired != NIL)
	{
		MemoryContextDelete((MemoryContext) linitial(retired));
		retired = list_delete_first(retired);
	}
}

void
dm_policy_cache_init(void)
{
	CacheRegisterRelcacheCallback(relcache_callback, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, namespace_callback, (Datum) 0);
	RegisterXactCallback(xact_callback, NULL);
}

static DmLevel
level_from_text(const char *text)
{
	return strcmp(text, "required") == 0 ? DM_LEVEL_REQUIRED :
		strcmp(text, "recommended") == 0 ? DM_LEVEL_RECOMMENDED : DM_LEVEL_OPTIONAL;
}

static DmEnforcement
enforcement_from_text(const char *text)
{
	return strcmp(text, "deny") == 0 ? DM_ENFORCE_DENY :
		strcmp(text, "warn") == 0 ? DM_ENFORCE_WARN :
		strcmp(text, "shadow") == 0 ? DM_ENFORCE_SHADOW : DM_ENFORCE_OFF;
}

static DmMoment
moment_from_text(const char *text)
{
	return strcmp(text, "statement") == 0 ? DM_MOMENT_STATEMENT :
		strcmp(text, "commit") == 0 ? DM_MOMENT_COMMIT :
		strcmp(text, "publish") == 0 ? DM_MOMENT_PUBLISH : DM_MOMENT_SCHEDULED;
}

/* Row number "row" of the last result as a policy, in the current context. */
static DmPolicy *
read_policy(DmSpi *spi, uint64 row)
{
	DmPolicy   *policy = palloc0(sizeof(DmPolicy));
	char	   *kind = dm_spi_text(spi, row, 3);
	char	   *problem;
	bool		isnull;

	policy->name = dm_spi_text(spi, row, 1);
	policy->version = (int) dm_spi_int(row, 2);
	policy->kind = dm_policy_kind(kind);
	policy->domain = dm_spi_text(spi, row, 4);
	policy->level = level_from_text(dm_spi_text(spi, row, 5));
	policy->enforcement = enforcement_from_text(dm_spi_text(spi, row, 6));
	policy->moment = moment_from_text(dm_spi_text(spi, row, 7));
	policy->deny_on_touch = strcmp(dm_spi_text(spi, row, 8), "deny_on_touch") == 0;
	policy->separate_approver = dm_spi_bool(row, 9);
	policy->message = dm_spi_text(spi, row, 10);
	policy->remediation = dm_spi_text(spi, row, 11);
	policy->description = dm_spi_text(spi, row, 12);

	/*
	 * Only a newer library could have written what we do not know.  Going on
	 * without that policy would be to not enforce it.
	 */
	if (policy->kind == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("policy \"%s\" is of the unknown kind \"%s\"", policy->name, kind),
				 errhint("Install the version of datamesh that created it.")));
	policy->params = dm_params_read(policy->kind,
									DatumGetJsonbP(dm_spi_datum(spi, row, 14, &isnull)), &problem);
	if (problem == NULL)
		dm_scope_read(DatumGetJsonbP(dm_spi_datum(spi, row, 13, &isnull)), &policy->scope, &problem);
	if (problem)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("policy \"%s\" is not valid", policy->name),
				 errdetail("%s", problem)));
	return policy;
}

static void
load(Cache *new)
{
	static DmQuery query = DM_QUERY("SELECT name, version, kind, domain, level::pg_catalog.text, "
									"enforcement::pg_catalog.text, moment::pg_catalog.text, existing, separate_approver, "
									"message, remediation, description, scope, parameters "
									"FROM datamesh_catalog.policy WHERE valid_to IS NULL ORDER BY name");
	MemoryContext caller = CurrentMemoryContext;
	DmSpi		spi;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run_latest(&query, 0, NULL);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext old = MemoryContextSwitchTo(new->context);
		DmPolicy   *policy;

		spi.caller = new->context;
		policy = read_policy(&spi, i);
		new->all = lappend(new->all, policy);
		if (policy->enforcement != DM_ENFORCE_OFF)
			new->active = lappend(new->active, policy);
		MemoryContextSwitchTo(old);
	}
	spi.caller = caller;
	dm_spi_end(&spi);
}

/* The cache, rebuilt if need be. */
static Cache *
get_cache(void)
{
	MemoryContext context;
	MemoryContext old;
	Cache	   *new;
	Oid			schema;

	if (!stale && cache && strcmp(cache->environment, dm_environment ? dm_environment : "") == 0)
		return cache;

	schema = get_namespace_oid("datamesh_catalog", false);
	policy_relid = get_relname_relid("policy", schema);
	domain_relid = get_relname_relid("domain", schema);

	/* changes that arrive while we read make it stale again */
	stale = false;
	context = AllocSetContextCreate(CurrentMemoryContext, "datamesh policies", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	new = palloc0(sizeof(Cache));
	new->context = context;
	new->domains = dm_strtab_create("datamesh domains", sizeof(DomainEntry), context);
	new->environment = pstrdup(dm_environment ? dm_environment : "");
	MemoryContextSwitchTo(old);
	PG_TRY();
	{
		load(new);
	}
	PG_CATCH();
	{
		stale = true;
		PG_RE_THROW();
	}
	PG_END_TRY();

	MemoryContextSetParent(context, CacheMemoryContext);
	if (cache)
	{
		old = MemoryContextSwitchTo(TopMemoryContext);
		retired = lappend(retired, cache->context);
		MemoryContextSwitchTo(old);
	}
	cache = new;
	return cache;
}

List *
dm_policies(void)
{
	return get_cache()->active;
}

List *
dm_policies_all(void)
{
	return get_cache()->all;
}

const DmPolicy *
dm_policy_find(const char *name)
{
	ListCell   *cell;

	foreach(cell, get_cache()->all)
	{
		DmPolicy   *policy = lfirst(cell);

		if (strcmp(policy->name, name) == 0)
			return policy;
	}
	return NULL;
}

const DmPolicy *
dm_policy_require(const char *name)
{
	const DmPolicy *policy = dm_policy_find(name);

	if (policy == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("policy \"%s\" does not exist", name)));
	return policy;
}

/* The parent of a domain, NULL for a root or an unknown one. */
static char *
parent_of(const char *domain, MemoryContext context)
{
	static DmQuery query = DM_QUERY("SELECT parent FROM datamesh_catalog.domain WHERE name = $1 AND valid_to IS NULL");
	MemoryContext caller = CurrentMemoryContext;
	DmSpi		spi;
	char	   *parent = NULL;

	dm_spi_begin(&spi);
	spi.caller = context;
	if (dm_spi_run_latest(&query, DM_ARGS(dm_arg_text(domain))) > 0)
		parent = dm_spi_text(&spi, 0, 1);
	spi.caller = caller;
	dm_spi_end(&spi);
	return parent;
}

static DomainEntry *
get_domain(Cache *from, const char *name)
{
	DomainEntry *entry = dm_strtab_find(from->domains, name);
	char	   *parent;

	if (entry)
		return entry;
	parent = parent_of(name, from->context);
	entry = dm_strtab_enter(from->domains, name, NULL);
	entry->parent = parent;
	entry->resolved = false;
	entry->policies = NIL;
	return entry;
}

/* Does the policy concern a domain with this line of ancestors (itself first)? */
static bool
concerns(const DmPolicy *policy, List *line)
{
	ListCell   *cell;

	if (policy->scope.environments &&
		!dm_list_has(policy->scope.environments, dm_environment ? dm_environment : ""))
		return false;
	if (policy->domain && !dm_list_has(line, policy->domain))
		return false;
	if (policy->scope.domains == NIL)
		return true;
	foreach(cell, line)
	{
		if (dm_list_has(policy->scope.domains, lfirst(cell)))
			return true;
	}
	return false;
}

List *
dm_policies_for_domain(const char *domain)
{
	Cache	   *from = get_cache();
	DomainEntry *entry = get_domain(from, domain);
	List	   *line = NIL;
	ListCell   *cell;

	if (entry->resolved)
		return entry->policies;

	/* a cycle of parents cannot be made, but would hang us: stop at a repeat */
	for (DomainEntry *up = entry; up && !dm_list_has(line, up->name);
		 up = up->parent ? get_domain(from, up->parent) : NULL)
		line = lappend(line, up->name);

	foreach(cell, from->active)
	{
		DmPolicy   *policy = lfirst(cell);

		if (concerns(policy, line))
		{
			MemoryContext old = MemoryContextSwitchTo(from->context);

			entry->policies = lappend(entry->policies, policy);
			MemoryContextSwitchTo(old);
		}
	}
	entry->resolved = true;
	return entry->policies;
}

bool
dm_policy_concerns(const char *name, const char *domain)
{
	ListCell   *cell;

	foreach(cell, dm_policies_for_domain(domain))
	{
		if (strcmp(((const DmPolicy *) lfirst(cell))->name, name) == 0)
			return true;
	}
	return false;
}
