/*-------------------------------------------------------------------------
 *
 * kind_naming.c
 *	  Policy kind: names follow a pattern.
 *
 * A new name is proposed only if it fits the pattern and is free.  Columns and
 * indexes are reported before the relation they belong to, so that statements
 * taken in this order find the relation under the name it has.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/pattern.h"
#include "policy/personal_names.h"
#include "policy/policy.h"

#include "access/htup_details.h"
#include "catalog/heap.h"
#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

enum
{
	PATTERNS
};

static const DmParam params[] = {
	[PATTERNS] = {"patterns", DM_PARAM_MAP, true, NULL,
		"regular expressions that names must match, by kind of object: schema, table, partition, view, "
	"materialized_view, foreign_table, column, index, function; of several one must match"},
	{NULL}
};

static void
validate(const DmPolicy *policy)
{
	static const char *const kinds[] = {
		"schema", "table", "partition", "view", "materialized_view", "foreign_table",
		"column", "index", "function", NULL
	};
	ListCell   *cell;
	ListCell   *value;

	foreach(cell, policy->params[PATTERNS].list)
	{
		DmParamEntry *entry = lfirst(cell);

		dm_choice_check("patterns", entry->key, kinds);
		foreach(value, entry->values)
			dm_regex_check("patterns", lfirst(value));
	}
}

/* The patterns for that kind of object; NIL if any name will do. */
static List *
patterns_for(DmCheck *check, const char *kind)
{
	ListCell   *cell;

	foreach(cell, dm_param(check, PATTERNS)->list)
	{
		DmParamEntry *entry = lfirst(cell);

		if (strcmp(entry->key, kind) == 0)
			return entry->values;
	}
	return NIL;
}

static bool
fits(const char *name, List *patterns)
{
	ListCell   *cell;

	foreach(cell, patterns)
	{
		if (dm_regex_matches(name, lfirst(cell)))
			return true;
	}
	return patterns == NIL;
}

static char *
join(List *patterns)
{
	StringInfoData buf;
	ListCell   *cell;

	initStringInfo(&buf);
	foreach(cell, patterns)
		appendStringInfo(&buf, "%s%s", buf.len ? " or " : "", (char *) lfirst(cell));
	return buf.data;
}

/* ----- proposals ----- */

/* "OrderItems" and "Order Items" as order_items. */
static char *
snake_case(const char *name)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (const char *p = name; *p; p++)
	{
		bool		upper = *p >= 'A' && *p <= 'Z';
		bool		after_lower = p > name && ((p[-1] >= 'a' && p[-1] <= 'z') || (p[-1] >= '0' && p[-1] <= '9'));
		bool		before_lower = p > name && p[1] >= 'a' && p[1] <= 'z' && p[-1] >= 'A' && p[-1] <= 'Z';
		bool		plain = upper || (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || IS_HIGHBIT_SET(*p);

		if (!plain || (upper && (after_lower || before_lower)))
		{
			if (buf.len > 0 && buf.data[buf.len - 1] != '_')
				appendStringInfoChar(&buf, '_');
		}
		if (plain)
			appendStringInfoChar(&buf, pg_ascii_tolower((unsigned char) *p));
	}
	while (buf.len > 0 && buf.data[buf.len - 1] == '_')
		buf.data[--buf.len] = '\0';
	return buf.data;
}

static bool
is_literal(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* The literal that every match begins with, as v_ in "^v_[a-z]+$". */
static char *
required_prefix(const char *pattern)
{
	int			length = 0;

	if (pattern[0] != '^')
		return "";
	while (is_literal(pattern[1 + length]))
		length++;
	/* a quantifier belongs to the last character */
	if (length > 0 && pattern[1 + length] && strchr("*+?{", pattern[1 + length]))
		length--;
	return strchr(pattern, '|') ? "" : pnstrdup(pattern + 1, length);
}

/* The literal that every match ends with, as _idx in "_idx$". */
static char *
required_suffix(const char *pattern)
{
	int			end = strlen(pattern) - 1;
	int			start = end;

	if (end < 0 || pattern[end] != '$')
		return "";
	while (start > 0 && is_literal(pattern[start - 1]))
		start--;
	/* what follows a backslash is no literal */
	if (start > 0 && pattern[start - 1] == '\\')
		start++;
	return start >= end || strchr(pattern, '|') ? "" : pnstrdup(pattern + start, end - start);
}

static bool
begins_with(const char *name, const char *prefix)
{
	return strncmp(name, prefix, strlen(prefix)) == 0;
}

static bool
ends_with(const char *name, const char *suffix)
{
	size_t		length = strlen(name);
	size_t		suffix_length = strlen(suffix);

	return length >= suffix_length && strcmp(name + length - suffix_length, suffix) == 0;
}

/* Is there nothing of that kind by this name next to what is to be renamed? */
typedef bool (*IsFree) (DmSubject *subject, const char *name);

/*
 * A name like this one that fits, is free and was not proposed for something
 * else (*taken), or NULL.
 */
static char *
propose(DmSubject *subject, const char *name, List *patterns, IsFree is_free, List **taken)
{
	char	   *bases[] = {snake_case(name), pstrdup(name), snake_case(dm_ascii_name(name))};
	ListCell   *cell;

	foreach(cell, patterns)
	{
		char	   *prefix = required_prefix(lfirst(cell));
		char	   *suffix = required_suffix(lfirst(cell));

		for (int i = 0; i < (int) lengthof(bases); i++)
		{
			char	   *base = bases[i];
			char	   *candidate;
			int			room = NAMEDATALEN - 1;

			room -= begins_with(base, prefix) ? 0 : strlen(prefix);
			room -= ends_with(base, suffix) ? 0 : strlen(suffix);
			if (room <= 0)
				continue;
			candidate = psprintf("%s%.*s%s", begins_with(base, prefix) ? "" : prefix,
								 pg_mbcliplen(base, strlen(base), room), base,
								 ends_with(base, suffix) ? "" : suffix);
			if (candidate[0] != '\0' && strcmp(candidate, name) != 0 &&
				fits(candidate, patterns) && is_free(subject, candidate) &&
				!dm_list_has(*taken, candidate))
			{
				*taken = lappend(*taken, candidate);
				return candidate;
			}
		}
	}
	return NULL;
}

static bool
is_free_column(DmSubject *subject, const char *name)
{
	for (int i = 0; i < subject->ncolumns; i++)
		if (strcmp(subject->columns[i].name, name) == 0)
			return false;
	return SystemAttributeByName(name) == NULL;
}

/* Relations, indexes among them, and types share their names. */
static bool
is_free_relation(DmSubject *subject, const char *name)
{
	Oid			schema = get_namespace_oid(subject->schema_name, true);

	return OidIsValid(schema) && !OidIsValid(get_relname_relid(name, schema)) &&
		!SearchSysCacheExists2(TYPENAMENSP, CStringGetDatum(name), ObjectIdGetDatum(schema));
}

static bool
is_free_schema(DmSubject *subject, const char *name)
{
	return !OidIsValid(get_namespace_oid(name, true)) && !begins_with(name, "pg_");
}

/* Overloading makes it possible for a name to be shared, but not desirable. */
static bool
is_free_function(DmSubject *subject, const char *name)
{
	CatCList   *functions = SearchSysCacheList1(PROCNAMEARGSNSP, CStringGetDatum(name));
	Oid			schema = get_namespace_oid(subject->schema_name, true);
	bool		is_free = true;

	for (int i = 0; i < functions->n_members; i++)
		if (((Form_pg_proc) GETSTRUCT(&functions->members[i]->tuple))->pronamespace == schema)
			is_free = false;
	ReleaseSysCacheList(functions);
	return is_free;
}

/* ----- the check ----- */

static void
check_columns(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	List	   *patterns = patterns_for(check, "column");
	List	   *taken = NIL;

	if (patterns == NIL)
		return;
	dm_fact_columns(subject);
	for (int i = 0; i < subject->ncolumns; i++)
	{
		DmColumnFact *column = &subject->columns[i];
		char	   *proposal;

		if (column->inherited || fits(column->name, patterns))
			continue;
		proposal = dm_relation_is_typed(subject->objid) ? NULL :
			propose(subject, column->name, patterns, is_free_column, &taken);
		dm_violation(check, column->name,
					 proposal == NULL ? NULL :
					 psprintf("ALTER %s %s RENAME COLUMN %s TO %s;", dm_subject_sql_type(subject),
							  subject->object.identity, dm_column_sql(column), quote_identifier(proposal)),
					 "name \"%s\" of the column does not match %s", column->name, join(patterns));
	}
}

static void
check_indexes(DmCheck *check, List **taken)
{
	DmSubject  *subject = check->subject;
	List	   *patterns = patterns_for(check, "index");
	ListCell   *cell;

	if (patterns == NIL)
		return;
	foreach(cell, dm_fact_indexes(subject))
	{
		DmIndexFact *index = lfirst(cell);
		char	   *proposal;

		if (fits(index->name, patterns))
			continue;
		proposal = propose(subject, index->name, patterns, is_free_relation, taken);
		dm_violation(check, NULL,
					 proposal == NULL ? NULL :
					 psprintf("ALTER INDEX %s RENAME TO %s;",
							  dm_relation_identity(subject->schema_name, index->name),
							  quote_identifier(proposal)),
					 "name \"%s\" of its index does not match %s", index->name, join(patterns));
	}
}

static void
check_naming(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	const char *kind = dm_subject_kind(subject);
	const char *name = subject->name ? subject->name : subject->schema_name;
	List	   *patterns = patterns_for(check, kind);
	IsFree		is_free = is_free_relation;
	List	   *taken = NIL;
	char	   *proposal;

	/*
	 * names of partitions are made by programs: only a rule of their own
	 * counts
	 */
	if (subject->object.type == DM_OBJECT_RELATION && !subject->is_partition)
	{
		check_columns(check);
		check_indexes(check, &taken);
	}
	if (fits(name, patterns))
		return;
	if (subject->object.type == DM_OBJECT_SCHEMA)
		is_free = is_free_schema;
	else if (subject->object.type == DM_OBJECT_FUNCTION)
		is_free = is_free_function;
	proposal = propose(subject, name, patterns, is_free, &taken);
	dm_violation(check, NULL,
				 proposal == NULL ? NULL :
				 psprintf("ALTER %s %s RENAME TO %s;", dm_subject_sql_type(subject),
						  subject->object.identity, quote_identifier(proposal)),
				 "name \"%s\" of the %s does not match %s", name, dm_subject_noun(subject), join(patterns));
}

const DmPolicyKind dm_kind_naming = {
	.name = "naming",
	.summary = "Names follow a pattern",
	.subjects = DM_JUDGES(DM_OBJECT_RELATION) | DM_JUDGES(DM_OBJECT_SCHEMA) |
	DM_JUDGES(DM_OBJECT_FUNCTION),
	.renames = true,
	.params = params,
	.validate = validate,
	.check = check_naming
};
