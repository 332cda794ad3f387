/*-------------------------------------------------------------------------
 *
 * kind_allowed_types.c
 *	  Policy kind: columns are of types that everybody can work with.
 *
 * A type is named as people name it: numeric, varchar, timestamptz, "timestamp
 * with time zone", text[], varchar(20), checkout.money_eur.  What is not named
 * itself is judged as what it is made of: a domain as its base type, an array
 * as its elements.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/pattern.h"
#include "policy/policy.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_attrdef.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_partitioned_table.h"
#include "catalog/pg_statistic_ext.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
#include "lib/stringinfo.h"
#include "parser/parse_coerce.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

enum
{
	ALLOWED,
	FORBIDDEN
};

static const DmParam params[] = {
	[ALLOWED] = {"allowed", DM_PARAM_LIST, false, NULL,
	"types that columns may have; by default all that are not forbidden"},
	[FORBIDDEN] = {"forbidden", DM_PARAM_MAP, false, NULL,
	"types that columns must not have, each with the type to use instead"},
	{NULL}
};

/* Names in SQL that are neither names in pg_type nor what format_type() gives. */
static const char *const aliases[][2] = {
	{"int", "integer"},
	{"dec", "numeric"},
	{"decimal", "numeric"},
	{"float", "double precision"},
	{"char", "character"}
};

/* The type of that name in SQL, or InvalidOid. */
static Oid
find_type(const char *name)
{
	LOCAL_FCINFO(fcinfo, 1);
	Datum		type;

	InitFunctionCallInfoData(*fcinfo, NULL, 1, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = CStringGetTextDatum(name);
	fcinfo->args[0].isnull = false;
	type = to_regtype(fcinfo);
	return fcinfo->isnull ? InvalidOid : DatumGetObjectId(type);
}

static void
check_type_name(const char *parameter, const char *name)
{
	if (!OidIsValid(find_type(name)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("parameter \"%s\" names a type \"%s\" that does not exist", parameter, name)));
}

static void
validate(const DmPolicy *policy)
{
	ListCell   *cell;
	ListCell   *value;

	if (policy->params[ALLOWED].list == NIL && policy->params[FORBIDDEN].list == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("policy kind \"allowed_types\" needs the parameter \"allowed\" or \"forbidden\"")));
	foreach(cell, policy->params[ALLOWED].list)
		check_type_name("allowed", lfirst(cell));
	foreach(cell, policy->params[FORBIDDEN].list)
	{
		DmParamEntry *entry = lfirst(cell);

		check_type_name("forbidden", entry->key);
		foreach(value, entry->values)
			check_type_name("forbidden", lfirst(value));
	}
}

/* The type's name, the same for every search_path. */
static const char *
type_name(Oid type)
{
	static const char prefix[] = "pg_catalog.";
	const char *name = format_type_be_qualified(type);

	return strncmp(name, prefix, strlen(prefix)) == 0 ? name + strlen(prefix) : name;
}

/* What people call a type; looked up once for all names of the policy. */
typedef struct Called
{
	Oid			type;
	int32		typmod;
	const char *name;			/* timestamp with time zone,
								 * checkout.money_eur */
	const char *catalog;		/* timestamptz */
} Called;

static void
look_up(Oid type, int32 typmod, Called *called)
{
	HeapTuple	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));

	called->type = type;
	called->typmod = typmod;
	called->name = type_name(type);
	called->catalog = "";
	if (HeapTupleIsValid(tuple))
	{
		called->catalog = pstrdup(NameStr(((Form_pg_type) GETSTRUCT(tuple))->typname));
		ReleaseSysCache(tuple);
	}
}

/* The name without its modifier in parentheses, which goes to *modifier. */
static char *
without_modifier(const char *name, char **modifier)
{
	StringInfoData base;
	StringInfoData inner;
	bool		inside = false;

	initStringInfo(&base);
	initStringInfo(&inner);
	for (const char *p = name; *p; p++)
	{
		inside |= *p == '(';
		if (inside && *p != ' ')
			appendStringInfoChar(&inner, *p);
		else if (!inside && (*p != ' ' || (base.len > 0 && base.data[base.len - 1] != ' ')))
			appendStringInfoChar(&base, *p);
		inside &= *p != ')';
	}
	while (base.len > 0 && base.data[base.len - 1] == ' ')
		base.data[--base.len] = '\0';
	*modifier = inner.data;
	return base.data;
}

/* Is this a name of the type? */
static bool
is_called(const Called *called, const char *name)
{
	int			length = strlen(name);

	if (length > 2 && strcmp(name + length - 2, "[]") == 0)
	{
		Oid			element = get_element_type(called->type);
		Called		inner;

		if (!OidIsValid(element))
			return false;
		look_up(element, called->typmod, &inner);
		return is_called(&inner, pnstrdup(name, length - 2));
	}
	if (strchr(name, '('))
	{
		char	   *wanted;
		char	   *has;

		name = without_modifier(name, &wanted);
		(void) without_modifier(format_type_with_typemod(called->type, called->typmod), &has);
		if (strcmp(wanted, has) != 0)
			return false;
	}
	for (int i = 0; i < (int) lengthof(aliases); i++)
		if (pg_strcasecmp(name, aliases[i][0]) == 0)
			name = aliases[i][1];
	return pg_strcasecmp(name, called->name) == 0 ||
		pg_strcasecmp(name, called->catalog) == 0;
}

/* Verdict on a type, as far as its own names go. */
typedef enum Verdict
{
	NOT_NAMED,
	IS_ALLOWED,
	IS_FORBIDDEN
} Verdict;

static Verdict
judge_names(DmCheck *check, Oid type, int32 typmod, const char **replacement)
{
	Called		called;
	ListCell   *cell;

	look_up(type, typmod, &called);
	foreach(cell, dm_param(check, FORBIDDEN)->list)
	{
		DmParamEntry *entry = lfirst(cell);

		if (is_called(&called, entry->key))
		{
			*replacement = entry->values ? linitial(entry->values) : NULL;
			return IS_FORBIDDEN;
		}
	}
	foreach(cell, dm_param(check, ALLOWED)->list)
	{
		if (is_called(&called, lfirst(cell)))
			return IS_ALLOWED;
	}
	return NOT_NAMED;
}

/*
 * The verdict on the column's type.  If it is forbidden, *replacement becomes
 * the type to use instead if the policy names one, else NULL.
 */
static Verdict
judge_type(DmCheck *check, const DmColumnFact *column, char **replacement)
{
	Oid			type = column->type;
	int32		typmod = column->typmod;
	const char *brackets = "";

	*replacement = NULL;
	for (;;)
	{
		const char *instead = NULL;
		Verdict		verdict = judge_names(check, type, typmod, &instead);
		Oid			inner;

		if (instead)
			*replacement = psprintf("%s%s", instead, brackets);
		if (verdict != NOT_NAMED)
			return verdict;

		inner = getBaseTypeAndTypmod(type, &typmod);
		if (inner == type)
		{
			inner = get_element_type(type);
			brackets = "[]";
		}
		if (!OidIsValid(inner))
			return dm_param(check, ALLOWED)->list == NIL ? IS_ALLOWED : NOT_NAMED;
		type = inner;
	}
}

/*
 * An allowed type that holds every value of the column's, or NULL.  A date is
 * not a time at midnight.
 */
static char *
wider_type(DmCheck *check, const DmColumnFact *column)
{
	ListCell   *cell;

	if (column->type == DATEOID)
		return NULL;
	foreach(cell, dm_param(check, ALLOWED)->list)
	{
		Oid			target = find_type(lfirst(cell));
		Oid			function;

		if (OidIsValid(target) && strchr(lfirst(cell), '(') == NULL &&
			TypeCategory(target) == TypeCategory(column->type) &&
			find_coercion_pathway(target, column->type, COERCION_IMPLICIT, &function) != COERCION_PATH_NONE)
			return lfirst(cell);
	}
	return NULL;
}

/* Is the constraint one that does not compare the column with anything else? */
static bool
is_key(Oid constraint)
{
	HeapTuple	tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(constraint));
	char		type;

	if (!HeapTupleIsValid(tuple))
		return false;
	type = ((Form_pg_constraint) GETSTRUCT(tuple))->contype;
	ReleaseSysCache(tuple);
	return type == CONSTRAINT_PRIMARY || type == CONSTRAINT_UNIQUE ||
		type == 'n';			/* NOT NULL, a constraint since 18 */
}

/* Is the column a part of the table's partition key, or may it be? */
static bool
is_partition_key(Oid relid, AttrNumber attnum)
{
	HeapTuple	tuple = SearchSysCache1(PARTRELID, ObjectIdGetDatum(relid));
	Form_pg_partitioned_table form;
	bool		found = false;

	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_partitioned_table) GETSTRUCT(tuple);
	for (int i = 0; i < form->partnatts; i++)
		if (form->partattrs.values[i] == attnum || form->partattrs.values[i] == 0)
			found = true;
	ReleaseSysCache(tuple);
	return found;
}

/* Can this object stay when the type of a column that it depends on changes? */
static bool
can_follow(ObjectAddress *object, AttrNumber attnum, Oid target)
{
	Oid			access_method;

	switch (object->classId)
	{
		case RelationRelationId:
			return get_rel_relkind(object->objectId) == RELKIND_INDEX &&
				dm_index_is_ordinary(object->objectId, &access_method) &&
				OidIsValid(GetDefaultOpClass(target, access_method));
		case ConstraintRelationId:
			return is_key(object->objectId);
		case AttrDefaultRelationId:
			return GetAttrDefaultColumnAddress(object->objectId).objectSubId == attnum;
		case StatisticExtRelationId:
			return true;
		default:
			return false;
	}
}

/*
 * Does nothing hang on the column that would stop ALTER COLUMN TYPE?  What can
 * follow are its own default, ordinary indexes, keys and statistics.
 */
static bool
dependents_can_follow(Oid relid, AttrNumber attnum, Oid target)
{
	Relation	depend = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[3];
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		good = true;

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(RelationRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(relid));
	ScanKeyInit(&keys[2], Anum_pg_depend_refobjsubid, BTEqualStrategyNumber, F_INT4EQ,
				Int32GetDatum(attnum));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL, 3, keys);
	while (good && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend form = (Form_pg_depend) GETSTRUCT(tuple);
		ObjectAddress object = {form->classid, form->objid, form->objsubid};

		good = can_follow(&object, attnum, target);
	}
	systable_endscan(scan);
	table_close(depend, AccessShareLock);
	return good;
}

/* The same for the tables that inherit the column, too. */
static bool
all_can_follow(DmSubject *subject, const DmColumnFact *column, Oid target)
{
	ListCell   *cell;

	foreach(cell, find_all_inheritors(subject->objid, NoLock, NULL))
	{
		Oid			relid = lfirst_oid(cell);
		AttrNumber	attnum = get_attnum(relid, column->name);

		if (dm_relation_is_typed(relid) || is_partition_key(relid, attnum) ||
			!dependents_can_follow(relid, attnum, target))
			return false;
	}
	return true;
}

/*
 * A statement that gives the column the type, or NULL if it might fail: because
 * of what hangs on the column, or because of values that do not fit.
 */
static char *
fix(DmSubject *subject, const DmColumnFact *column, const char *type)
{
	Oid			target = find_type(type);
	bool		has_rows = subject->relkind != RELKIND_FOREIGN_TABLE && !dm_fact_is_empty(subject);
	Oid			function;
	const char *using = "";

	if (!OidIsValid(target) || column->inherited || column->generated || column->identity ||
		(subject->relkind != RELKIND_RELATION &&
		 subject->relkind != RELKIND_PARTITIONED_TABLE &&
		 subject->relkind != RELKIND_FOREIGN_TABLE) ||
		!all_can_follow(subject, column, target))
		return NULL;
	if (has_rows && strchr(type, '('))
		return NULL;			/* a value may be too long */
	if (find_coercion_pathway(target, column->type, COERCION_IMPLICIT, &function) == COERCION_PATH_NONE)
	{
		bool		assigns = find_coercion_pathway(target, column->type, COERCION_ASSIGNMENT,
													&function) != COERCION_PATH_NONE;

		/* of the casts that are only made on demand, these lose nothing */
		if (has_rows && !(assigns && (target == NUMERICOID || target == TEXTOID ||
									  target == VARCHAROID || target == JSONBOID)))
			return NULL;
		if (!assigns)
		{
			if (column->has_default ||
				find_coercion_pathway(target, column->type, COERCION_EXPLICIT, &function) == COERCION_PATH_NONE)
				return NULL;
			using = psprintf(" USING %s::%s", dm_column_sql(column), type);
		}
	}
	return psprintf("ALTER %s %s ALTER COLUMN %s TYPE %s%s;", dm_subject_sql_type(subject),
					subject->object.identity, dm_column_sql(column), type, using);
}

static void
check_allowed_types(DmCheck *check)
{
	DmSubject  *subject = check->subject;

	if (dm_judged_with_parent(check))
		return;
	dm_fact_columns(subject);
	for (int i = 0; i < subject->ncolumns; i++)
	{
		DmColumnFact *column = &subject->columns[i];
		const char *type = type_name(column->type);
		char	   *replacement;

		switch (judge_type(check, column, &replacement))
		{
			case IS_ALLOWED:
				break;
			case IS_FORBIDDEN:
				if (replacement)
					dm_violation(check, column->name, fix(subject, column, replacement),
								 "column is of type %s, where %s is to be used", type, replacement);
				else
					dm_violation(check, column->name, NULL,
								 "column is of type %s, which is not to be used", type);
				break;
			case NOT_NAMED:
				replacement = wider_type(check, column);
				dm_violation(check, column->name,
							 replacement ? fix(subject, column, replacement) : NULL,
							 "column is of type %s, which is not among the allowed types", type);
				break;
		}
	}
}

const DmPolicyKind dm_kind_allowed_types = {
	.name = "allowed_types",
	.summary = "Columns are of types that everybody can work with",
	.subjects = DM_JUDGES(DM_OBJECT_RELATION),
	.params = params,
	.validate = validate,
	.check = check_allowed_types
};
