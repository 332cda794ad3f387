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
#include "catalog/pg_statistic_ext.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
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

/* What people may call a type. */
typedef struct TypeNames
{
	Oid			type;
	int32		typmod;
	char	   *formatted;		/* timestamp with time zone, text[] */
	char	   *qualified;		/* checkout.money_eur */
	char	   *catalog;		/* timestamptz, _text */
} TypeNames;

static void
name_type(Oid type, int32 typmod, TypeNames *names)
{
	HeapTuple	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));

	names->type = type;
	names->typmod = typmod;
	names->formatted = format_type_be(type);
	names->qualified = format_type_be_qualified(type);
	names->catalog = "";
	if (HeapTupleIsValid(tuple))
	{
		names->catalog = pstrdup(NameStr(((Form_pg_type) GETSTRUCT(tuple))->typname));
		ReleaseSysCache(tuple);
	}
}

static bool
is_called(const TypeNames *names, const char *name)
{
	for (int i = 0; i < (int) lengthof(aliases); i++)
		if (pg_strcasecmp(name, aliases[i][0]) == 0)
			name = aliases[i][1];
	return pg_strcasecmp(name, names->formatted) == 0 ||
		pg_strcasecmp(name, names->qualified) == 0 ||
		pg_strcasecmp(name, names->catalog) == 0 ||
		(strchr(name, '(') &&
		 pg_strcasecmp(name, format_type_with_typemod(names->type, names->typmod)) == 0);
}

/* Verdict on a type, as far as its own names go. */
typedef enum Verdict
{
	NOT_NAMED,
	IS_ALLOWED,
	IS_FORBIDDEN
} Verdict;

static Verdict
judge_names(DmCheck *check, const TypeNames *names, const char **replacement)
{
	ListCell   *cell;

	foreach(cell, dm_param(check, FORBIDDEN)->list)
	{
		DmParamEntry *entry = lfirst(cell);

		if (is_called(names, entry->key))
		{
			*replacement = entry->values ? linitial(entry->values) : NULL;
			return IS_FORBIDDEN;
		}
	}
	foreach(cell, dm_param(check, ALLOWED)->list)
		if (is_called(names, lfirst(cell)))
			return IS_ALLOWED;
	return NOT_NAMED;
}

/*
 * Is the column's type all right?  If not, *replacement becomes the type to use
 * instead if the policy names one, else NULL.
 */
static bool
is_type_allowed(DmCheck *check, const DmColumnFact *column, char **replacement)
{
	Oid			type = column->type;
	int32		typmod = column->typmod;
	const char *brackets = "";

	*replacement = NULL;
	for (;;)
	{
		const char *instead = NULL;
		TypeNames	names;
		Oid			inner;

		name_type(type, typmod, &names);
		switch (judge_names(check, &names, &instead))
		{
			case IS_ALLOWED:
				return true;
			case IS_FORBIDDEN:
				if (instead)
					*replacement = psprintf("%s%s", instead, brackets);
				return false;
			case NOT_NAMED:
				break;
		}

		inner = getBaseTypeAndTypmod(type, &typmod);
		if (inner == type)
		{
			inner = get_element_type(type);
			brackets = "[]";
		}
		if (!OidIsValid(inner) || inner == type)
			break;
		type = inner;
	}
	return dm_param(check, ALLOWED)->list == NIL;
}

/* An allowed type that holds every value of the column's, or NULL. */
static char *
wider_type(DmCheck *check, const DmColumnFact *column)
{
	ListCell   *cell;

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

/* Can an index be built again over the new type? */
static bool
index_can_follow(DmSubject *subject, Oid indexrelid, Oid target)
{
	ListCell   *cell;

	foreach(cell, dm_fact_indexes(subject))
	{
		DmIndexFact *index = lfirst(cell);
		Oid			access_method;

		if (index->oid == indexrelid)
			return index->plain &&
				dm_index_has_default_order(subject, index, &access_method) &&
				OidIsValid(GetDefaultOpClass(target, access_method));
	}
	return false;
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

/*
 * Does nothing hang on the column that would stop ALTER COLUMN TYPE?  What can
 * follow are its own default, plain indexes, keys and statistics.
 */
static bool
dependents_can_follow(DmSubject *subject, AttrNumber attnum, Oid target)
{
	Relation	depend = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[3];
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		good = true;

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(RelationRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(subject->objid));
	ScanKeyInit(&keys[2], Anum_pg_depend_refobjsubid, BTEqualStrategyNumber, F_INT4EQ,
				Int32GetDatum(attnum));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL, 3, keys);
	while (good && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend form = (Form_pg_depend) GETSTRUCT(tuple);

		switch (form->classid)
		{
			case RelationRelationId:
				good = index_can_follow(subject, form->objid, target);
				break;
			case ConstraintRelationId:
				good = is_key(form->objid);
				break;
			case AttrDefaultRelationId:
				good = GetAttrDefaultColumnAddress(form->objid).objectSubId == attnum;
				break;
			case StatisticExtRelationId:
				break;
			default:
				good = false;
		}
	}
	systable_endscan(scan);
	table_close(depend, AccessShareLock);
	return good;
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
		dm_relation_is_typed(subject->objid) ||
		!dependents_can_follow(subject, column->attnum, target))
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
		char	   *replacement;
		char	   *type;

		if (is_type_allowed(check, column, &replacement))
			continue;
		type = format_type_be(column->type);
		if (replacement)
			dm_violation(check, column->name, fix(subject, column, replacement),
						 "column is of type %s, where %s is to be used", type, replacement);
		else
		{
			char	   *wider = wider_type(check, column);

			dm_violation(check, column->name, wider ? fix(subject, column, wider) : NULL,
						 "column is of type %s, which is not among the allowed types", type);
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
