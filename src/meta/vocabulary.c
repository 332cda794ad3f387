/*-------------------------------------------------------------------------
 *
 * vocabulary.c
 *	  The tags that columns can carry.
 *
 * Built-in tags live here and not in a table, so that they are the same in
 * every database, need no migration and collide with nothing that a dump or a
 * publisher brings along.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/spi.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "meta/column_tag.h"
#include "meta/input.h"
#include "meta/object.h"
#include "meta/rights.h"
#include "meta/vocabulary.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

DM_FUNCTION(datamesh_built_in_tags);
DM_FUNCTION(datamesh_add_tag);
DM_FUNCTION(datamesh_remove_tag);

/* Longest name of a tag, in bytes. */
#define TAG_MAXLEN 63

/* How many columns an error message lists. */
#define LISTED 5

#define MAX_VALUES 4

typedef struct DmBuiltInTag
{
	const char *name;
	const char *description;
	const char *values[MAX_VALUES + 1];
} DmBuiltInTag;

static const DmBuiltInTag built_in[] = {
	{"pii.email", "E-mail address of a person", {NULL}},
	{"pii.phone", "Telephone number of a person", {NULL}},
	{"pii.payment_card", "Number of a payment card", {NULL}},
	{"pii.iban", "Number of a bank account", {NULL}},
	{"pii.ssn", "Social security number", {NULL}},
	{"pii.national_id", "Number of an identity card, or another national identifier of a person", {NULL}},
	{"pii.ip", "IP address", {NULL}},
	{"pii.mac", "Hardware address of a device", {NULL}},
	{"pii.person_name", "Name of a person, or a part of it", {NULL}},
	{"pii.address", "Postal address of a person, or a part of it", {NULL}},
	{"pii.postcode", "Postal code of a person's address", {NULL}},
	{"pii.birth_date", "Date of birth, or a part of it", {NULL}},
	{"pii.passport", "Number of a passport", {NULL}},
	{"pii.licence_plate", "Licence plate of a vehicle", {NULL}},
	{"pii.username", "Name under which a person signs in", {NULL}},
	{"pii.geo", "Where a person is or was", {NULL}},
	{"pii.url", "Address that leads to a person, such as a profile", {NULL}},
	{"secret.token", "Password, key or token", {NULL}},
	{"sensitivity", "How sensitive the column is",
	{"public", "internal", "confidential", "restricted", NULL}},
};

static const DmBuiltInTag *
find_built_in(const char *name)
{
	for (int i = 0; i < (int) lengthof(built_in); i++)
	{
		if (strcmp(name, built_in[i].name) == 0)
			return &built_in[i];
	}
	return NULL;
}

static DmVocabularyTag *
from_built_in(const DmBuiltInTag *source)
{
	DmVocabularyTag *tag = palloc0(sizeof(DmVocabularyTag));

	tag->name = pstrdup(source->name);
	tag->built_in = true;
	for (int i = 0; source->values[i]; i++)
		tag->allowed_values = lappend(tag->allowed_values, pstrdup(source->values[i]));
	return tag;
}

static List *
strings_from_array(Datum array)
{
	List	   *strings = NIL;
	Datum	   *values;
	bool	   *nulls;
	int			count;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT,
					  &values, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i])
			strings = lappend(strings, TextDatumGetCString(values[i]));
	}
	return strings;
}

/* The added tags; name NULL for all of them. */
static List *
read_added(const char *name)
{
	static DmQuery query = DM_QUERY("SELECT name, allowed_values FROM datamesh_catalog.tag "
									"WHERE $1 IS NULL OR name = $1 ORDER BY name");
	List	   *tags = NIL;
	uint64		rows;
	DmSpi		spi;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(name)));
	for (uint64 i = 0; i < rows; i++)
	{
		DmVocabularyTag *tag = palloc0(sizeof(DmVocabularyTag));
		bool		isnull;
		Datum		values;

		tag->name = dm_spi_text(&spi, i, 1);
		values = dm_spi_datum(&spi, i, 2, &isnull);
		if (!isnull)
			tag->allowed_values = strings_from_array(values);
		tags = lappend(tags, tag);
	}
	dm_spi_end(&spi);
	return tags;
}

List *
dm_vocabulary(void)
{
	List	   *tags = NIL;

	for (int i = 0; i < (int) lengthof(built_in); i++)
		tags = lappend(tags, from_built_in(&built_in[i]));
	return list_concat(tags, read_added(NULL));
}

DmVocabularyTag *
dm_vocabulary_find(const char *name)
{
	const DmBuiltInTag *own = find_built_in(name);
	List	   *added;

	if (own)
		return from_built_in(own);
	added = read_added(name);
	return added ? linitial(added) : NULL;
}

bool
dm_tag_is_known(const char *tag)
{
	return dm_vocabulary_find(tag) != NULL;
}

static void
check_name(const char *name)
{
	size_t		length = strlen(name);

	if (length == 0 || length > TAG_MAXLEN ||
		strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.-") != length)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid name of a tag: \"%s\"", dm_error_excerpt(name, length)),
				 errdetail("It has 1 to %d characters out of a-z, 0-9, \"_\", \".\" and \"-\".",
						   TAG_MAXLEN)));
	if (find_built_in(name))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("tag \"%s\" is built in", name)));
}

/*
 * Refuses what would leave columns with a tag or a value that does not exist.
 * values NULL: the tag goes altogether.
 */
static void
refuse_if_used(DmSpi *spi, const char *name, const DmArg *values)
{
	static DmQuery query =
	DM_QUERY("SELECT schema_name, relation_name, column_name FROM datamesh_catalog.column_tag "
			 "WHERE tag = $1 AND valid_to IS NULL "
			 "AND ($2 OR (state <> 'rejected' AND CASE WHEN value IS NULL THEN $3 <> '{}' ELSE value <> ALL ($3) END)) "
			 "ORDER BY 1, 2, 3");
	List	   *columns = NIL;
	uint64		rows;

	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(name), dm_arg_bool(values == NULL),
									  values ? *values : dm_arg_text_list(NIL)));
	if (rows == 0)
		return;
	for (uint64 i = 0; i < rows; i++)
		columns = lappend(columns, dm_column_identity(dm_spi_text(spi, i, 1),
													  dm_spi_text(spi, i, 2),
													  dm_spi_text(spi, i, 3)));
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 values ? errmsg("columns have tag \"%s\" with a value that would not be allowed", name) :
			 errmsg("tag \"%s\" is still in use", name),
			 errdetail("Columns: %s.", dm_enumerate(columns, LISTED)),
			 errhint("Remove it from the columns first, with datamesh.untag_column().")));
}

/*
 * Keeps columns from being tagged while the vocabulary changes; whoever tags
 * holds ROW EXCLUSIVE on the table.
 */
static void
lock_column_tags(void)
{
	static DmQuery query = DM_QUERY("LOCK TABLE datamesh_catalog.column_tag IN SHARE MODE");

	dm_spi_run(&query, 0, NULL);
}

/* SQL functions. */

/* built_in_tags(): rows of (name, description, allowed_values) */
Datum
datamesh_built_in_tags(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < (int) lengthof(built_in); i++)
	{
		List	   *values = from_built_in(&built_in[i])->allowed_values;
		Datum		row[3];
		bool		nulls[3] = {false, false, values == NIL};

		row[0] = CStringGetTextDatum(built_in[i].name);
		row[1] = CStringGetTextDatum(built_in[i].description);
		row[2] = dm_arg_text_list(values).value;
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, row, nulls);
	}
	return (Datum) 0;
}

/* add_tag(name text, description text, allowed_values text[]) */
Datum
datamesh_add_tag(PG_FUNCTION_ARGS)
{
	static DmQuery put =
	DM_QUERY("INSERT INTO datamesh_catalog.tag AS t (name, description, allowed_values, changed_by) "
			 "VALUES ($1, $2, CASE WHEN $3 THEN nullif($4, '{}') END, $5) "
			 "ON CONFLICT (name) DO UPDATE SET description = coalesce($2, t.description), "
			 " allowed_values = CASE WHEN $3 THEN nullif($4, '{}') ELSE t.allowed_values END, changed_by = $5 "
			 "WHERE (t.description, t.allowed_values) IS DISTINCT FROM "
			 "      (coalesce($2, t.description), CASE WHEN $3 THEN nullif($4, '{}') ELSE t.allowed_values END)");
	char	   *name = dm_input_text(fcinfo, 0, "name");
	char	   *description = dm_input_text_or_null(fcinfo, 1);
	char	   *caller = dm_current_role_name();
	bool		present;
	DmArg		values = dm_arg_text_list(dm_input_text_list(fcinfo, 2, "allowed_values", &present));
	DmSpi		spi;

	dm_require_governance("add a tag to the vocabulary");
	check_name(name);
	dm_spi_begin(&spi);
	if (present)
	{
		lock_column_tags();
		refuse_if_used(&spi, name, &values);
	}
	dm_spi_run(&put, DM_ARGS(dm_arg_text(name), dm_arg_text(description), dm_arg_bool(present),
							 values, dm_arg_text(caller)));
	dm_spi_end(&spi);
	PG_RETURN_TEXT_P(cstring_to_text(name));
}

/* remove_tag(name text) */
Datum
datamesh_remove_tag(PG_FUNCTION_ARGS)
{
	static DmQuery remove = DM_QUERY("DELETE FROM datamesh_catalog.tag WHERE name = $1");
	char	   *name = dm_input_text(fcinfo, 0, "name");
	DmSpi		spi;

	dm_require_governance("remove a tag from the vocabulary");
	if (find_built_in(name))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("tag \"%s\" is built in and cannot be removed", name)));
	dm_spi_begin(&spi);
	lock_column_tags();
	refuse_if_used(&spi, name, NULL);
	if (dm_spi_run(&remove, DM_ARGS(dm_arg_text(name))) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("tag \"%s\" does not exist", name)));
	dm_spi_end(&spi);
	PG_RETURN_VOID();
}
