/*-------------------------------------------------------------------------
 *
 * finding.c
 *	  What is wrong now, kept: findings, and compliance made of them.
 *
 * The table holds one row per policy and object, written only where something
 * changed, all rows of one sync by one statement per kind of change.
 *
 * Compliance is one row per product and domain.  Whoever changes findings
 * recomputes the rows concerned, but waits for nobody: a row that another
 * transaction holds is marked dirty instead, and the view then computes it when
 * it is read.  Under REPEATABLE READ and above, an update of a row that somebody
 * changed since our snapshot would fail, so there we always mark.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/spi.h"
#include "base/strtab.h"
#include "base/text.h"
#include "policy/finding.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

typedef struct PairEntry
{
	char	   *key;
	char	   *domain;
	char	   *product;		/* "": the domain as a whole */
} PairEntry;

void
dm_affected_init(DmAffected *affected)
{
	affected->pairs = dm_strtab_create("datamesh affected", sizeof(PairEntry), CurrentMemoryContext);
	affected->everything = false;
}

static void
add_pair(DmAffected *affected, const char *domain, const char *product)
{
	bool		found;
	PairEntry  *entry;

	entry = dm_strtab_enter(affected->pairs, psprintf("%s\n%s", domain, product), &found);
	if (!found)
	{
		/* callers come and go with contexts of their own */
		MemoryContext context = GetMemoryChunkContext(affected->pairs);

		entry->domain = MemoryContextStrdup(context, domain);
		entry->product = MemoryContextStrdup(context, product);
	}
}

void
dm_affected_add(DmAffected *affected, const char *domain, const char *product)
{
	if (domain[0] == '\0')
		return;					/* the database belongs to no domain */
	add_pair(affected, domain, "");
	if (product)
		add_pair(affected, domain, product);
}

#define FINDING_COLUMNS \
	"SELECT policy, object_type, object, policy_version, domain, product, message, fix_sql, waived_until, xmin " \
	"FROM datamesh_catalog.finding "

static List *
fetch(DmQuery *query, int nargs, const DmArg *args)
{
	List	   *findings = NIL;
	DmSpi		spi;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(query, nargs, args);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext old = MemoryContextSwitchTo(spi.caller);
		DmFinding  *finding = palloc0(sizeof(DmFinding));
		Datum		until;
		bool		isnull;

		finding->policy = dm_spi_text(&spi, i, 1);
		if (!dm_object_type_from_name(dm_spi_text(&spi, i, 2), &finding->object.type))
			finding->object.type = DM_OBJECT_OTHER;
		finding->object.identity = dm_spi_text(&spi, i, 3);
		finding->policy_version = (int) dm_spi_int(i, 4);
		finding->domain = dm_spi_text(&spi, i, 5);
		finding->product = dm_spi_text(&spi, i, 6);
		finding->message = dm_spi_text(&spi, i, 7);
		finding->fix_sql = dm_spi_text(&spi, i, 8);
		until = dm_spi_datum(&spi, i, 9, &isnull);
		finding->waived_until = isnull ? 0 : DatumGetTimestampTz(until);
		finding->fresh = TransactionIdIsCurrentTransactionId(DatumGetTransactionId(dm_spi_datum(&spi, i, 10, &isnull)));
		findings = lappend(findings, finding);
		MemoryContextSwitchTo(old);
	}
	dm_spi_end(&spi);
	return findings;
}

List *
dm_findings_of(const DmObject *root)
{
	static DmQuery query = DM_QUERY(FINDING_COLUMNS "WHERE root = $1 AND object_type = ANY ($2)");
	List	   *types = list_make1(unconstify(char *, dm_object_type_name(root->type)));

	if (root->type == DM_OBJECT_RELATION)
		types = lappend(types, unconstify(char *, dm_object_type_name(DM_OBJECT_COLUMN)));
	return fetch(&query, DM_ARGS(dm_arg_text(root->identity), dm_arg_text_list(types)));
}

List *
dm_findings_by_policy(const char *policy)
{
	static DmQuery query = DM_QUERY(FINDING_COLUMNS "WHERE policy = $1");

	return fetch(&query, DM_ARGS(dm_arg_text(policy)));
}

List *
dm_findings_by_domain(const char *domain)
{
	static DmQuery query = DM_QUERY(FINDING_COLUMNS "WHERE domain = $1");

	return fetch(&query, DM_ARGS(dm_arg_text(domain)));
}

void
dm_findings_forget_schema(const char *schema, DmAffected *affected)
{
	static DmQuery query = DM_QUERY("DELETE FROM datamesh_catalog.finding WHERE "
									"(object_type = 'schema' AND object = $1) OR "
									"(object_type IN ('relation', 'column', 'function') AND pg_catalog.starts_with(root, $1 || '.')) "
									"RETURNING domain, product");
	DmSpi		spi;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(dm_schema_identity(schema))));
	for (uint64 i = 0; i < rows; i++)
		dm_affected_add(affected, dm_spi_text(&spi, i, 1), dm_spi_text(&spi, i, 2));
	dm_spi_end(&spi);
}

void
dm_findings_forget_functions(const char *schema)
{
	static DmQuery query = DM_QUERY(FINDING_COLUMNS "WHERE object_type = 'function' "
									"AND pg_catalog.starts_with(root, $1 || '.')");
	List	   *gone = NIL;
	DmAffected	affected;
	ListCell   *cell;

	foreach(cell, fetch(&query, DM_ARGS(dm_arg_text(dm_schema_identity(schema)))))
	{
		if (!OidIsValid(dm_function_oid(((DmFinding *) lfirst(cell))->object.identity)))
			gone = lappend(gone, lfirst(cell));
	}
	if (gone == NIL)
		return;
	dm_affected_init(&affected);
	dm_findings_sync(gone, NIL, NULL, &affected);
	dm_compliance_refresh(&affected);
}

/* Rows to write, one array per column. */
typedef struct Batch
{
	List	   *policy;
	List	   *type;
	List	   *object;
	List	   *root;
	List	   *version;
	List	   *domain;
	List	   *product;
	List	   *message;
	List	   *fix_sql;
	List	   *until;
} Batch;

static char *
timestamp_text(TimestampTz time)
{
	return time == 0 ? NULL :
		DatumGetCString(DirectFunctionCall1(timestamptz_out, TimestampTzGetDatum(time)));
}

static void
batch_violation(Batch *batch, const DmViolation *violation)
{
	batch->policy = lappend(batch->policy, violation->policy->name);
	batch->type = lappend(batch->type, unconstify(char *, dm_object_type_name(violation->object.type)));
	batch->object = lappend(batch->object, violation->object.identity);
	batch->root = lappend(batch->root, violation->root);
	batch->version = lappend(batch->version, psprintf("%d", violation->policy->version));
	batch->domain = lappend(batch->domain, violation->domain);
	batch->product = lappend(batch->product, violation->product);
	batch->message = lappend(batch->message, violation->message);
	batch->fix_sql = lappend(batch->fix_sql, violation->fix_sql);
	batch->until = lappend(batch->until, timestamp_text(violation->waived_until));
}

static void
write_batch(const Batch *batch)
{
	static DmQuery query = DM_QUERY("INSERT INTO datamesh_catalog.finding AS f (policy, object_type, object, root, policy_version, "
									"domain, product, message, fix_sql, waived_until) "
									"SELECT p, t, o, r, v::pg_catalog.int4, d, q, m, x, u::pg_catalog.timestamptz "
									"FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3), "
									"pg_catalog.unnest($4), pg_catalog.unnest($5), pg_catalog.unnest($6), pg_catalog.unnest($7), "
									"pg_catalog.unnest($8), pg_catalog.unnest($9), pg_catalog.unnest($10)) "
									"AS u (p, t, o, r, v, d, q, m, x, u) "
									"ON CONFLICT (policy, object_type, object) DO UPDATE SET root = excluded.root, "
									"policy_version = excluded.policy_version, domain = excluded.domain, "
									"product = excluded.product, message = excluded.message, "
									"fix_sql = excluded.fix_sql, waived_until = excluded.waived_until");
	DmSpi		spi;

	dm_spi_begin(&spi);
	dm_spi_run(&query, DM_ARGS(dm_arg_text_list(batch->policy), dm_arg_text_list(batch->type),
							   dm_arg_text_list(batch->object), dm_arg_text_list(batch->root),
							   dm_arg_text_list(batch->version), dm_arg_text_list(batch->domain),
							   dm_arg_text_list(batch->product), dm_arg_text_list(batch->message),
							   dm_arg_text_list(batch->fix_sql), dm_arg_text_list(batch->until)));
	dm_spi_end(&spi);
}

static void
delete_batch(const Batch *batch)
{
	static DmQuery query = DM_QUERY("DELETE FROM datamesh_catalog.finding AS f "
									"USING ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3)) AS u (p, t, o) "
									"WHERE f.policy = u.p AND f.object_type = u.t AND f.object = u.o");
	DmSpi		spi;

	dm_spi_begin(&spi);
	dm_spi_run(&query, DM_ARGS(dm_arg_text_list(batch->policy), dm_arg_text_list(batch->type),
							   dm_arg_text_list(batch->object)));
	dm_spi_end(&spi);
}

static bool
same(const DmFinding *finding, const DmViolation *violation)
{
	return finding->policy_version == violation->policy->version &&
		finding->waived_until == violation->waived_until &&
		dm_text_same(finding->domain, violation->domain) &&
		dm_text_same(finding->product, violation->product) &&
		dm_text_same(finding->message, violation->message) &&
		dm_text_same(finding->fix_sql, violation->fix_sql);
}

typedef struct StoredEntry
{
	char	   *key;
	DmFinding  *finding;
	bool		seen;
} StoredEntry;

static char *
finding_key(const char *policy, const DmObject *object)
{
	return psprintf("%s\n%d\n%s", policy, object->type, object->identity);
}

void
dm_findings_sync(List *stored, List *violations, const DmPolicy *only, DmAffected *affected)
{
	HTAB	   *table;
	HASH_SEQ_STATUS seq;
	StoredEntry *entry;
	ListCell   *cell;
	Batch		put = {0};
	Batch		gone = {0};

	if (stored == NIL && violations == NIL)
		return;

	table = dm_strtab_create("datamesh stored findings", sizeof(StoredEntry), CurrentMemoryContext);
	foreach(cell, stored)
	{
		DmFinding  *finding = lfirst(cell);

		if (only && strcmp(only->name, finding->policy) != 0)
			continue;
		entry = dm_strtab_enter(table, finding_key(finding->policy, &finding->object), NULL);
		entry->finding = finding;
		entry->seen = false;
	}

	foreach(cell, violations)
	{
		DmViolation *violation = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		entry = dm_strtab_find(table, finding_key(violation->policy->name, &violation->object));
		if (entry)
		{
			entry->seen = true;
			if (same(entry->finding, violation))
				continue;
			dm_affected_add(affected, entry->finding->domain, entry->finding->product);
		}
		batch_violation(&put, violation);
		dm_affected_add(affected, violation->domain, violation->product);
	}

	hash_seq_init(&seq, table);
	while ((entry = hash_seq_search(&seq)) != NULL)
	{
		if (entry->seen)
			continue;
		gone.policy = lappend(gone.policy, entry->finding->policy);
		gone.type = lappend(gone.type, unconstify(char *, dm_object_type_name(entry->finding->object.type)));
		gone.object = lappend(gone.object, entry->finding->object.identity);
		dm_affected_add(affected, entry->finding->domain, entry->finding->product);
	}

	if (gone.policy)
		delete_batch(&gone);
	if (put.policy)
		write_batch(&put);
}

static void
mark_dirty(const char *domain, const char *product)
{
	static DmQuery query = DM_QUERY("INSERT INTO datamesh_catalog.compliance_dirty (domain, product) VALUES ($1, $2)");

	dm_spi_run(&query, DM_ARGS(dm_arg_text(domain), dm_arg_text(product)));
}

/* Locks the row without waiting, then makes it true and forgets its marks. */
static bool
refresh_row(const char *domain, const char *product)
{
	static DmQuery lock = DM_QUERY("SELECT 1 FROM datamesh_catalog.compliance_status "
								   "WHERE domain = $1 AND product = $2 FOR UPDATE SKIP LOCKED");
	static DmQuery update = DM_QUERY("UPDATE datamesh_catalog.compliance_status AS s SET "
									 "required_total = l.required_total, required_failed = l.required_failed, "
									 "recommended_failed = l.recommended_failed, waived = l.waived, recheck_at = l.recheck_at "
									 "FROM datamesh_catalog.compliance_live AS l "
									 "WHERE s.domain = $1 AND s.product = $2 AND l.domain = $1 AND l.product = $2");
	static DmQuery clean = DM_QUERY("DELETE FROM datamesh_catalog.compliance_dirty WHERE domain = $1 AND product = $2");
	DmArg		args[2] = {dm_arg_text(domain), dm_arg_text(product)};

	if (dm_spi_run(&lock, 2, args) == 0)
		return false;

	/* first the marks: one that comes in later must not be lost */
	dm_spi_run(&clean, 2, args);
	dm_spi_run(&update, 2, args);
	return true;
}

/* Every product and domain there is. */
static void
add_everything(DmSpi *spi, DmAffected *affected)
{
	static DmQuery query = DM_QUERY("SELECT domain, product FROM datamesh_catalog.compliance_status");
	uint64		rows = dm_spi_run(&query, 0, NULL);

	for (uint64 i = 0; i < rows; i++)
		add_pair(affected, dm_spi_text(spi, i, 1), dm_spi_text(spi, i, 2));
}

void
dm_compliance_refresh(DmAffected *affected)
{
	HASH_SEQ_STATUS seq;
	PairEntry  *entry;
	DmSpi		spi;

	if (!affected->everything && hash_get_num_entries(affected->pairs) == 0)
		return;
	dm_spi_begin(&spi);
	if (affected->everything)
		add_everything(&spi, affected);
	hash_seq_init(&seq, affected->pairs);
	while ((entry = hash_seq_search(&seq)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (IsolationUsesXactSnapshot() || !refresh_row(entry->domain, entry->product))
			mark_dirty(entry->domain, entry->product);
	}
	dm_spi_end(&spi);
}
