/*-------------------------------------------------------------------------
 *
 * column_tag.c
 *	  Tags on columns.
 *
 * The rows of a relation are read once, compared in memory, and what differs is
 * closed by one statement and opened by another, so that a thousand columns cost
 * little more than one.  Writers of one relation's tags take turns on a lock
 * that nobody else knows: an object lock of class column_tag on the relation's
 * oid.
 *
 * Who may say what: a person's word (manual, contract) is never changed by a
 * suggestion, and of equal words the one from the stronger source is kept.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/spi.h"
#include "base/strtab.h"
#include "catalog/namespace.h"
#include "catalog/pg_attribute.h"
#include "meta/column_tag.h"
#include "meta/governed.h"
#include "meta/input.h"
#include "meta/object.h"
#include "meta/relation.h"
#include "meta/rights.h"
#include "meta/touch.h"
#include "meta/vocabulary.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

DM_FUNCTION(datamesh_tag_column);
DM_FUNCTION(datamesh_untag_column);
DM_FUNCTION(datamesh_reject_tag);

/* Sources, weakest first. */
static const char *const sources[] = {"classifier", "propagated", "contract", "manual"};

/* An open row, or one that is wanted, by column and tag. */
typedef struct DmTagEntry
{
	char	   *key;
	const DmTagSpec *wanted;	/* NULL: nobody asked for it */
	char	   *id;				/* NULL: there is no row */
	char	   *column;
	char	   *tag;
	char	   *value;
	char	   *state;
	char	   *source;
	char	   *confidence;
	char	   *reason;
} DmTagEntry;

/* What is to be written, one list per column of the table. */
typedef struct DmTagBatch
{
	List	   *close;			/* ids */
	List	   *columns;
	List	   *tags;
	List	   *values;
	List	   *states;
	List	   *sources;
	List	   *confidences;
	List	   *reasons;
} DmTagBatch;

typedef struct DmKnownTag
{
	char	   *name;
	DmVocabularyTag *tag;
} DmKnownTag;

static char *
entry_key(const char *column, const char *tag)
{
	return psprintf("%zu:%s:%s", strlen(column), column, tag);
}

static int
source_rank(const char *source)
{
	for (int i = 0; i < (int) lengthof(sources); i++)
	{
		if (strcmp(source, sources[i]) == 0)
			return i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid source of a tag: \"%s\"", source)));
	return -1;					/* not reached */
}

static char *
confidence_text(float4 confidence)
{
	return psprintf("%.9g", (double) confidence);
}

/* Owners of the relation, owners of the schema's domain, governance. */
static void
require_right(const DmRelation *relation)
{
	char	   *domain;

	dm_extension_check();
	if (has_privs_of_role(GetUserId(), relation->owner))
		return;
	domain = dm_schema_domain(relation->schema);
	if (domain ? dm_is_domain_owner(GetUserId(), domain) : dm_is_governance(GetUserId()))
		return;
	if (domain)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be owner of relation %s or of domain \"%s\" to tag its columns",
						relation->identity, domain),
				 errdetail("The domain is owned by %s.", dm_domain_owner_text(domain))));
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("must be owner of relation %s to tag its columns",
					relation->identity)));
}

/* Opens the relation for tagging by the caller, and locks out other taggers. */
static void
open_relation(Oid relid, DmRelation *relation)
{
	Oid			schema;

	do
	{
		CHECK_FOR_INTERRUPTS();
		dm_relation_describe(relid, relation);
		dm_relation_require_readable(relation);
		require_right(relation);
	} while (!dm_relation_lock(relation));
	schema = get_namespace_oid("datamesh_catalog", false);
	LockDatabaseObject(get_relname_relid("column_tag", schema), relid, 0, ExclusiveLock);
}

static void
require_column(const DmRelation *relation, const char *column)
{
	HeapTuple	tuple = NULL;
	bool		found = false;

	if (strlen(column) < NAMEDATALEN)
		tuple = SearchSysCacheAttName(relation->relid, column);
	if (HeapTupleIsValid(tuple))
	{
		found = ((Form_pg_attribute) GETSTRUCT(tuple))->attnum > 0;
		ReleaseSysCache(tuple);
	}
	if (!found)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("column \"%s\" of relation %s does not exist",
						column, relation->identity)));
}

/* Is it "pii.*", and is there such a tag? */
static bool
is_known_pattern(const char *tag, List *vocabulary)
{
	size_t		length = strlen(tag);
	ListCell   *cell;

	if (length < 3 || strcmp(tag + length - 2, ".*") != 0)
		return false;
	foreach(cell, vocabulary)
	{
		if (strncmp(((DmVocabularyTag *) lfirst(cell))->name, tag, length - 1) == 0)
			return true;
	}
	return false;
}

static void
check_value(const DmTagSpec *spec, const DmVocabularyTag *tag)
{
	ListCell   *cell;

	if (spec->value == NULL &&
		(tag->allowed_values == NIL || strcmp(spec->state, "rejected") == 0))
		return;
	if (spec->value && tag->allowed_values == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("tag \"%s\" takes no value", spec->tag)));
	foreach(cell, tag->allowed_values)
	{
		if (spec->value && strcmp(spec->value, lfirst(cell)) == 0)
			return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 spec->value ?
			 errmsg("invalid value of tag \"%s\": \"%s\"", spec->tag,
					dm_error_excerpt(spec->value, strlen(spec->value))) :
			 errmsg("tag \"%s\" needs a value", spec->tag),
			 errhint("Choose one of: %s.", dm_enumerate(tag->allowed_values, 20))));
}

static void
check_spec(const DmTagSpec *spec, HTAB *known, List *vocabulary)
{
	DmKnownTag *tag = dm_strtab_find(known, spec->tag);

	if (strcmp(spec->state, "confirmed") != 0 && strcmp(spec->state, "suggested") != 0 &&
		strcmp(spec->state, "rejected") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid state of a tag: \"%s\"", spec->state)));
	(void) source_rank(spec->source);
	if (tag)
		check_value(spec, tag->tag);
	else if (strcmp(spec->state, "rejected") != 0 ||
			 !is_known_pattern(spec->tag, vocabulary))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("tag \"%s\" does not exist",
						dm_error_excerpt(spec->tag, strlen(spec->tag))),
				 errhint("The view datamesh.tags lists the vocabulary; datamesh.add_tag() adds to it.")));
}

/* What is wanted, by column and tag; *managed: the columns that are named. */
static HTAB *
collect_wanted(const DmRelation *relation, List *specs, HTAB *managed)
{
	HTAB	   *entries = dm_strtab_create("datamesh tags", sizeof(DmTagEntry), CurrentMemoryContext);
	HTAB	   *known = dm_strtab_create("datamesh vocabulary", sizeof(DmKnownTag), CurrentMemoryContext);
	List	   *vocabulary = dm_vocabulary();
	ListCell   *cell;

	foreach(cell, vocabulary)
	{
		DmVocabularyTag *tag = lfirst(cell);
		DmKnownTag *entry = dm_strtab_enter(known, tag->name, NULL);

		entry->tag = tag;
	}
	foreach(cell, specs)
	{
		DmTagSpec  *spec = lfirst(cell);
		DmTagEntry *entry;
		bool		found;

		CHECK_FOR_INTERRUPTS();
		dm_strtab_enter(managed, spec->column, &found);
		if (!found)
			require_column(relation, spec->column);
		if (spec->tag == NULL)
			continue;
		check_spec(spec, known, vocabulary);
		entry = dm_strtab_enter(entries, entry_key(spec->column, spec->tag), &found);
		if (found)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("column \"%s\" of relation %s has tag \"%s\" twice",
							spec->column, relation->identity, spec->tag)));
		entry->wanted = spec;
		entry->id = NULL;
	}
	return entries;
}

#define OPEN_ROWS \
	"SELECT id::text, column_name, tag, value, state, source, confidence, reason " \
	"FROM datamesh_catalog.column_tag " \
	"WHERE schema_name = $1 AND relation_name = $2 AND valid_to IS NULL"

/* Adds the open rows of the relation, or of one column of it, to the entries. */
static void
read_present(const DmRelation *relation, const char *only_column, HTAB *entries)
{
	static DmQuery all = DM_QUERY(OPEN_ROWS);
	static DmQuery one = DM_QUERY(OPEN_ROWS " AND column_name = $3");
	DmArg		args[3] = {
		dm_arg_text(relation->schema), dm_arg_text(relation->name), dm_arg_text(only_column)
	};
	DmSpi		spi;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = only_column ? dm_spi_run(&one, 3, args) : dm_spi_run(&all, 2, args);
	for (uint64 i = 0; i < rows; i++)
	{
		char	   *column = dm_spi_text(&spi, i, 2);
		char	   *tag = dm_spi_text(&spi, i, 3);
		bool		isnull;
		bool		found;
		DmTagEntry *entry;

		entry = dm_strtab_enter(entries, entry_key(column, tag), &found);
		if (!found)
			entry->wanted = NULL;
		entry->id = dm_spi_text(&spi, i, 1);
		entry->column = column;
		entry->tag = tag;
		entry->value = dm_spi_text(&spi, i, 4);
		entry->state = dm_spi_text(&spi, i, 5);
		entry->source = dm_spi_text(&spi, i, 6);
		entry->confidence = confidence_text(DatumGetFloat4(dm_spi_datum(&spi, i, 7, &isnull)));
		entry->reason = dm_spi_text(&spi, i, 8);
	}
	dm_spi_end(&spi);
}

static bool
differs(const char *a, const char *b)
{
	return (a == NULL || b == NULL) ? a != b : strcmp(a, b) != 0;
}

/* Does what is wanted say anything else, or anything stronger, than the row? */
static bool
supersedes(const DmTagEntry *entry)
{
	const DmTagSpec *wanted = entry->wanted;
	bool		person = strcmp(entry->state, "suggested") != 0;

	if (person && strcmp(wanted->state, "suggested") == 0)
		return false;
	if (differs(wanted->value, entry->value) || differs(wanted->state, entry->state))
		return true;
	if (wanted->reason && differs(wanted->reason, entry->reason))
		return true;
	if (strcmp(wanted->source, entry->source) == 0)
		return strcmp(confidence_text(wanted->confidence), entry->confidence) != 0;
	return source_rank(wanted->source) > source_rank(entry->source);
}

static void
batch_open(DmTagBatch *batch, const DmTagSpec *spec)
{
	batch->columns = lappend(batch->columns, unconstify(char *, spec->column));
	batch->tags = lappend(batch->tags, unconstify(char *, spec->tag));
	batch->values = lappend(batch->values, unconstify(char *, spec->value));
	batch->states = lappend(batch->states, unconstify(char *, spec->state));
	batch->sources = lappend(batch->sources, unconstify(char *, spec->source));
	batch->confidences = lappend(batch->confidences, confidence_text(spec->confidence));
	batch->reasons = lappend(batch->reasons, unconstify(char *, spec->reason));
}

static void
note_change(List **changes, const DmRelation *relation, const DmTagEntry *entry)
{
	const DmTagSpec *wanted = entry->wanted;
	const char *column = wanted ? wanted->column : entry->column;
	char	   *name = dm_column_identity(relation->schema, relation->name, column);

	if (wanted == NULL)
		dm_change_add(changes, "untag", "tag", name, "%s", entry->tag);
	else if (strcmp(wanted->state, "rejected") == 0)
		dm_change_add(changes, "reject", "tag", name, "%s", wanted->tag);
	else
		dm_change_add(changes, "tag", "tag", name, "%s%s%s", wanted->tag,
					  wanted->value ? "=" : "", wanted->value ? wanted->value : "");
}

static void
close_rows(List *ids, const char *caller)
{
	static DmQuery query =
	DM_QUERY("UPDATE datamesh_catalog.column_tag SET valid_to = pg_catalog.now(), changed_by = $2 "
			 "WHERE id = ANY ($1::uuid[]) AND valid_to IS NULL");

	dm_spi_run(&query, DM_ARGS(dm_arg_text_list(ids), dm_arg_text(caller)));
}

static void
write_batch(const DmRelation *relation, const DmTagBatch *batch, const char *caller)
{
	static DmQuery insert =
	DM_QUERY("INSERT INTO datamesh_catalog.column_tag (schema_name, relation_name, column_name, tag, "
			 " value, state, source, confidence, reason, changed_by) "
			 "SELECT $1, $2, c, t, v, s, o, f::real, r, $10 "
			 "FROM unnest($3, $4, $5, $6, $7, $8, $9) AS u (c, t, v, s, o, f, r) "
			 "ON CONFLICT DO NOTHING");
	uint64		opened;

	if (batch->close)
		close_rows(batch->close, caller);
	if (batch->columns == NIL)
		return;
	opened = dm_spi_run(&insert, DM_ARGS(dm_arg_text(relation->schema), dm_arg_text(relation->name),
										 dm_arg_text_list(batch->columns), dm_arg_text_list(batch->tags),
										 dm_arg_text_list(batch->values), dm_arg_text_list(batch->states),
										 dm_arg_text_list(batch->sources), dm_arg_text_list(batch->confidences),
										 dm_arg_text_list(batch->reasons), dm_arg_text(caller)));
	if (opened != (uint64) list_length(batch->columns))
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("could not tag columns of %s because of a concurrent change",
						relation->identity)));
}

/*
 * Walks in the order of the list first, so that changes are reported in that
 * order, then over what is left in the table.
 */
static void
compare(const DmRelation *relation, List *specs, HTAB *entries, HTAB *managed,
		bool exact, DmTagBatch *batch, List **changes)
{
	HASH_SEQ_STATUS seq;
	DmTagEntry *entry;
	ListCell   *cell;

	foreach(cell, specs)
	{
		DmTagSpec  *spec = lfirst(cell);

		if (spec->tag == NULL)
			continue;
		entry = dm_strtab_find(entries, entry_key(spec->column, spec->tag));
		if (entry->id && !supersedes(entry))
			continue;
		if (entry->id)
			batch->close = lappend(batch->close, entry->id);
		batch_open(batch, spec);
		note_change(changes, relation, entry);
	}
	if (!exact)
		return;
	hash_seq_init(&seq, entries);
	while ((entry = hash_seq_search(&seq)) != NULL)
	{
		if (entry->wanted || strcmp(entry->source, "contract") != 0 ||
			dm_strtab_find(managed, entry->column) == NULL)
			continue;
		batch->close = lappend(batch->close, entry->id);
		note_change(changes, relation, entry);
	}
}

void
dm_tag_put_list(Oid relid, List *specs, bool exact, List **changes)
{
	DmRelation	relation;
	DmTagBatch	batch = {0};
	HTAB	   *managed;
	HTAB	   *entries;
	char	   *caller = dm_current_role_name();
	DmSpi		spi;

	if (specs == NIL)
		return;
	open_relation(relid, &relation);
	managed = dm_strtab_create("datamesh tagged columns", sizeof(char *), CurrentMemoryContext);
	entries = collect_wanted(&relation, specs, managed);
	read_present(&relation, list_length(specs) == 1 ? ((DmTagSpec *) linitial(specs))->column : NULL,
				 entries);
	compare(&relation, specs, entries, managed, exact, &batch, changes);
	if (batch.close == NIL && batch.columns == NIL)
		return;

	dm_toucher->relation(relid);
	dm_spi_begin(&spi);
	write_batch(&relation, &batch, caller);
	dm_spi_end(&spi);
}

void
dm_tag_put(const DmTagSpec *spec, List **changes)
{
	dm_tag_put_list(spec->relid, list_make1(unconstify(DmTagSpec *, spec)), false, changes);
}

void
dm_tag_remove(Oid relid, const char *column, const char *tag, List **changes)
{
	DmRelation	relation;
	HTAB	   *entries;
	DmTagEntry *entry;
	char	   *caller = dm_current_role_name();
	DmSpi		spi;

	open_relation(relid, &relation);
	require_column(&relation, column);
	entries = dm_strtab_create("datamesh tags", sizeof(DmTagEntry), CurrentMemoryContext);
	read_present(&relation, column, entries);
	entry = dm_strtab_find(entries, entry_key(column, tag));
	if (entry == NULL)
		return;

	dm_toucher->relation(relid);
	dm_spi_begin(&spi);
	close_rows(list_make1(entry->id), caller);
	note_change(changes, &relation, entry);
	dm_spi_end(&spi);
}

/* SQL functions. */

static Datum
put(FunctionCallInfo fcinfo, const char *state, const char *value, const char *reason)
{
	DmTagSpec	spec = {0};
	DmRelation	relation;
	char	   *column;
	char	   *tag;

	dm_input_required(fcinfo, 0, "relation");
	spec.relid = PG_GETARG_OID(0);
	column = dm_input_name(fcinfo, 1, "column_name");
	tag = dm_input_text(fcinfo, 2, "tag");
	spec.column = column;
	spec.tag = tag;
	spec.value = value;
	spec.state = state;
	spec.source = "manual";
	spec.confidence = 1;
	spec.reason = reason;
	dm_tag_put(&spec, NULL);
	dm_relation_describe(spec.relid, &relation);
	return PointerGetDatum(cstring_to_text(dm_column_identity(relation.schema, relation.name, column)));
}

/* tag_column(relation regclass, column_name name, tag text, value text) */
Datum
datamesh_tag_column(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(put(fcinfo, "confirmed", dm_input_text_or_null(fcinfo, 3), NULL));
}

/* reject_tag(relation regclass, column_name name, tag text, reason text) */
Datum
datamesh_reject_tag(PG_FUNCTION_ARGS)
{
	char	   *reason = dm_input_text(fcinfo, 3, "reason");

	if (reason[strspn(reason, " \t\r\n")] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a rejection needs a reason")));
	PG_RETURN_DATUM(put(fcinfo, "rejected", NULL, reason));
}

/* untag_column(relation regclass, column_name name, tag text): was it there? */
Datum
datamesh_untag_column(PG_FUNCTION_ARGS)
{
	char	   *column;
	char	   *tag;
	List	   *changes = NIL;

	dm_input_required(fcinfo, 0, "relation");
	column = dm_input_name(fcinfo, 1, "column_name");
	tag = dm_input_text(fcinfo, 2, "tag");
	dm_tag_remove(PG_GETARG_OID(0), column, tag, &changes);
	PG_RETURN_BOOL(changes != NIL);
}
