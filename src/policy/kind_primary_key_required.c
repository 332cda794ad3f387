/*-------------------------------------------------------------------------
 *
 * kind_primary_key_required.c
 *	  Policy kind: a table has a primary key.
 *
 * What is proposed must not fail, whatever rows the table holds.  So a key is
 * made of existing columns only if a unique index proves them unique or if the
 * table is certainly empty; else a column is added, where one can be added.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/policy.h"

#include "access/htup_details.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_partitioned_table.h"
#include "commands/defrem.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

enum
{
	ACCEPT_UNIQUE
};

static const DmParam params[] = {
	[ACCEPT_UNIQUE] = {"accept_unique", DM_PARAM_BOOL, false, "false",
	"a unique index on columns that are all NOT NULL is as good"},
	{NULL}
};

/* Unique for every row there is and will be, and no key column NULL? */
static bool
identifies_rows(DmSubject *subject, const DmIndexFact *index)
{
	if (!index->unique || !index->plain)
		return false;
	for (int i = 0; i < index->nkeys; i++)
	{
		DmColumnFact *column = dm_fact_column(subject, index->keys[i]);

		if (column == NULL || !dm_column_is_never_null(subject, column))
			return false;
	}
	return true;
}

/* Columns of the partition key, or false if one of them is an expression. */
static bool
partition_key(DmSubject *subject, List **keys)
{
	HeapTuple	tuple = SearchSysCache1(PARTRELID, ObjectIdGetDatum(subject->objid));
	Form_pg_partitioned_table form;
	bool		good = true;

	*keys = NIL;
	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_partitioned_table) GETSTRUCT(tuple);
	for (int i = 0; i < form->partnatts; i++)
	{
		DmColumnFact *column = dm_fact_column(subject, form->partattrs.values[i]);

		if (column)
			*keys = lappend(*keys, column);
		else
			good = false;
	}
	ReleaseSysCache(tuple);
	return good;
}

/* A name that no column of the table or of a table below it has. */
static char *
free_column_name(List *tables)
{
	for (int i = 0;; i++)
	{
		char	   *name = i == 0 ? pstrdup("id") : psprintf("id_%d", i + 1);
		ListCell   *cell;
		bool		taken = false;

		foreach(cell, tables)
			taken |= SearchSysCacheExists2(ATTNAME, ObjectIdGetDatum(lfirst_oid(cell)),
										   PointerGetDatum(name));
		if (!taken)
			return name;
	}
}

/*
 * Adds a column to be the key.  In a tree of tables it is a uuid, because an
 * identity column cannot be added there on every server.
 */
static char *
added_key(DmSubject *subject)
{
	List	   *tables = find_all_inheritors(subject->objid, NoLock, NULL);
	StringInfoData sql;
	List	   *keys = NIL;
	ListCell   *cell;
	char	   *name;

	if (subject->is_partition)
		return NULL;			/* its columns are its parent's */
	if (subject->relkind == RELKIND_PARTITIONED_TABLE)
	{
		if (!partition_key(subject, &keys))
			return NULL;		/* no unique index can cover it */
		foreach(cell, keys)
		{
			if (!dm_column_is_never_null(subject, lfirst(cell)) && list_length(tables) > 1)
				return NULL;	/* there may be NULLs */
		}
	}
	foreach(cell, tables)
	{
		if (get_rel_relkind(lfirst_oid(cell)) == RELKIND_FOREIGN_TABLE ||
			dm_relation_is_typed(lfirst_oid(cell)))
			return NULL;
	}

	name = free_column_name(tables);
	initStringInfo(&sql);
	appendStringInfo(&sql, "ALTER TABLE %s ADD COLUMN %s ", subject->object.identity, name);
	if (keys == NIL && list_length(tables) == 1)
	{
		appendStringInfoString(&sql, "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;");
		return sql.data;
	}
	appendStringInfo(&sql, "uuid NOT NULL DEFAULT gen_random_uuid(), ADD PRIMARY KEY (%s", name);
	foreach(cell, keys)
		appendStringInfo(&sql, ", %s", dm_column_sql((DmColumnFact *) lfirst(cell)));
	appendStringInfoString(&sql, ");");
	return sql.data;
}

/* Is the column called like the key of this table? */
static bool
is_called_like_key(DmSubject *subject, const char *column)
{
	int			length = strlen(subject->name);
	char	   *singular = pstrdup(subject->name);

	if (length > 1 && singular[length - 1] == 's')
		singular[length - 1] = '\0';
	return pg_strcasecmp(column, "id") == 0 ||
		pg_strcasecmp(column, psprintf("%s_id", subject->name)) == 0 ||
		pg_strcasecmp(column, psprintf("%s_id", singular)) == 0 ||
		pg_strcasecmp(column, psprintf("%sid", singular)) == 0;
}

static char *
fix(DmSubject *subject)
{
	ListCell   *cell;

	foreach(cell, dm_fact_indexes(subject))
	{
		DmIndexFact *index = lfirst(cell);
		StringInfoData sql;

		if (!identifies_rows(subject, index) || !dm_index_is_ordinary(index->oid, NULL))
			continue;
		initStringInfo(&sql);
		appendStringInfo(&sql, "ALTER TABLE %s ADD PRIMARY KEY (", subject->object.identity);
		for (int i = 0; i < index->nkeys; i++)
			appendStringInfo(&sql, "%s%s", i ? ", " : "",
							 dm_column_sql(dm_fact_column(subject, index->keys[i])));
		appendStringInfoString(&sql, ");");
		return sql.data;
	}

	for (int i = 0; i < subject->ncolumns; i++)
	{
		DmColumnFact *column = &subject->columns[i];

		if (is_called_like_key(subject, column->name) && column->generated == '\0' &&
			OidIsValid(GetDefaultOpClass(column->type, BTREE_AM_OID)) &&
			dm_fact_is_empty(subject))
			return psprintf("ALTER TABLE %s ADD PRIMARY KEY (%s);",
							subject->object.identity, dm_column_sql(column));
	}
	return added_key(subject);
}

static void
check_primary_key_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	ListCell   *cell;

	if (subject->relkind != RELKIND_RELATION &&
		subject->relkind != RELKIND_PARTITIONED_TABLE)
		return;
	if (dm_judged_with_parent(check))
		return;
	foreach(cell, dm_fact_indexes(subject))
	{
		DmIndexFact *index = lfirst(cell);

		if (index->primary ||
			(dm_param(check, ACCEPT_UNIQUE)->boolean && identifies_rows(subject, index)))
			return;
	}
	dm_fact_columns(subject);
	dm_violation(check, NULL, fix(subject), "%s has no primary key%s", dm_subject_noun(subject),
				 dm_param(check, ACCEPT_UNIQUE)->boolean ?
				 " and no unique index on columns that are NOT NULL" : "");
}

const DmPolicyKind dm_kind_primary_key_required = {
	.name = "primary_key_required",
	.summary = "Tables have a primary key",
	.subjects = DM_JUDGES(DM_OBJECT_RELATION),
	.params = params,
	.check = check_primary_key_required
};
