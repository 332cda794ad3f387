/*-------------------------------------------------------------------------
 *
 * targets.c
 *	  What a utility statement is about to change, from its parse tree.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "hooks/targets.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "nodes/makefuncs.h"
#include "parser/parse_type.h"
#include "parser/parse_func.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

Oid
dm_target_heap(Oid relid)
{
	char		relkind = get_rel_relkind(relid);

	if (relkind == RELKIND_INDEX || relkind == RELKIND_PARTITIONED_INDEX)
		return IndexGetRelation(relid, true);
	return relid;
}

static void
add_relation(DmTargets *targets, const RangeVar *name)
{
	Oid			relid;

	if (name == NULL)
		return;
	relid = RangeVarGetRelid(name, NoLock, true);
	if (OidIsValid(relid))
		relid = dm_target_heap(relid);
	if (OidIsValid(relid))
		targets->relations = list_append_unique_oid(targets->relations, relid);
}

/*
 * Relations with this oid in a column of pg_class that has no index: as costly
 * as the GRANT ... ON ALL TABLES IN SCHEMA and ALTER TYPE it is used for.
 */
static List *
find_relations(AttrNumber column, Oid oid)
{
	Relation	rel = table_open(RelationRelationId, AccessShareLock);
	List	   *found = NIL;
	ScanKeyData key;
	TableScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, column, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(oid));
	scan = table_beginscan_catalog(rel, 1, &key);
	while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL)
	{
		Form_pg_class form = (Form_pg_class) GETSTRUCT(tuple);

		if (form->relkind != RELKIND_INDEX && form->relkind != RELKIND_PARTITIONED_INDEX &&
			form->relkind != RELKIND_SEQUENCE)
			found = lappend_oid(found, form->oid);
	}
	table_endscan(scan);
	table_close(rel, AccessShareLock);
	return found;
}

/* A relation whose columns other relations share, and those. */
static void
add_with_children(DmTargets *targets, const RangeVar *name)
{
	Oid			relid = RangeVarGetRelid(name, NoLock, true);
	Oid			type;

	add_relation(targets, name);
	if (!OidIsValid(relid))
		return;
	if (get_rel_relkind(relid) == RELKIND_COMPOSITE_TYPE)
	{
		type = get_rel_type_id(relid);
		if (OidIsValid(type))
			targets->children = find_relations(Anum_pg_class_reloftype, type);
	}
	else if (has_subclass(relid))
		targets->children = list_delete_first(find_all_inheritors(relid, NoLock, NULL));
}

/* Attached or detached, a partition is judged otherwise than before. */
static void
add_partitions(DmTargets *targets, const List *cmds)
{
	ListCell   *cell;

	foreach(cell, cmds)
	{
		AlterTableCmd *cmd = lfirst(cell);

		if (cmd->def && IsA(cmd->def, PartitionCmd))
			add_relation(targets, ((PartitionCmd *) cmd->def)->name);
	}
}

/* The schema in which something without a schema's name would be created. */
static void
add_default_creation(DmTargets *targets)
{
	List	   *path = fetch_search_path(false);

	if (path != NIL)
		targets->schema = linitial_oid(path);
	list_free(path);
}

/* The schema in which a relation of that name would be created. */
static void
add_creation(DmTargets *targets, const RangeVar *name)
{
	if (name->schemaname)
		targets->schema = get_namespace_oid(name->schemaname, true);
	else if (name->relpersistence != RELPERSISTENCE_TEMP)
		add_default_creation(targets);
	if (name->relpersistence != RELPERSISTENCE_TEMP)
		targets->created = name;
}

/* The same for what is no relation, named by a list of String. */
static void
add_named_creation(DmTargets *targets, List *names)
{
	if (list_length(names) == 1)
		add_default_creation(targets);
	else if (list_length(names) <= 3)
		targets->schema = get_namespace_oid(strVal(list_nth(names, list_length(names) - 2)), true);
	else
		targets->unknown = true;
}

static void
add_schema(DmTargets *targets, const char *name)
{
	Oid			schema = get_namespace_oid(name, true);

	if (OidIsValid(schema))
		targets->schemas = lappend_oid(targets->schemas, schema);
}

static void
add_function(DmTargets *targets, ObjectType type, ObjectWithArgs *object)
{
	Oid			function = LookupFuncWithArgs(type, object, true);

	if (OidIsValid(function))
		targets->functions = lappend_oid(targets->functions, function);
}

/* A possibly qualified name given as a list of String. */
static void
add_qualified(DmTargets *targets, List *names)
{
	if (names == NIL || list_length(names) > 3)
		targets->unknown = true;
	else
		add_relation(targets, makeRangeVarFromNameList(names));
}

/* The relation in front of a column, trigger, rule or policy name. */
static void
add_owner_of(DmTargets *targets, List *names)
{
	if (list_length(names) < 2)
		targets->unknown = true;
	else
		add_qualified(targets, list_truncate(list_copy(names), list_length(names) - 1));
}

static void
add_object(DmTargets *targets, ObjectType type, Node *object)
{
	if (object == NULL)
	{
		targets->unknown = true;
		return;
	}
	switch (type)
	{
		case OBJECT_SCHEMA:
			add_schema(targets, strVal(object));
			break;
		case OBJECT_FUNCTION:
		case OBJECT_PROCEDURE:
		case OBJECT_ROUTINE:
		case OBJECT_AGGREGATE:
			add_function(targets, type, castNode(ObjectWithArgs, object));
			break;
		case OBJECT_TABLE:
		case OBJECT_VIEW:
		case OBJECT_MATVIEW:
		case OBJECT_FOREIGN_TABLE:
		case OBJECT_INDEX:
			add_qualified(targets, castNode(List, object));
			break;
		case OBJECT_COLUMN:
		case OBJECT_TRIGGER:
		case OBJECT_RULE:
		case OBJECT_POLICY:
		case OBJECT_TABCONSTRAINT:
			add_owner_of(targets, castNode(List, object));
			break;
		default:
			targets->unknown = true;
	}
}

static void
add_objects(DmTargets *targets, ObjectType type, List *objects)
{
	ListCell   *cell;

	foreach(cell, objects)
	{
		if (IsA(lfirst(cell), RangeVar))
			add_relation(targets, lfirst(cell));
		else
			add_object(targets, type, lfirst(cell));
	}
}

/* GRANT ... ON ALL TABLES IN SCHEMA; other kinds have no state to be noted. */
static void
add_all_in_schemas(DmTargets *targets, ObjectType type, List *schemas)
{
	ListCell   *cell;

	targets->unknown = true;
	if (type != OBJECT_TABLE)
		return;
	foreach(cell, schemas)
	{
		Oid			schema = get_namespace_oid(strVal(lfirst(cell)), true);

		if (OidIsValid(schema))
			targets->children = list_concat(targets->children,
											find_relations(Anum_pg_class_relnamespace, schema));
	}
	list_sort(targets->children, list_oid_cmp);
}

static void
add_rename(DmTargets *targets, RenameStmt *stmt)
{
	switch (stmt->renameType)
	{
		case OBJECT_SCHEMA:
			add_schema(targets, stmt->subname);
			break;
		case OBJECT_FUNCTION:
		case OBJECT_PROCEDURE:
		case OBJECT_ROUTINE:
		case OBJECT_AGGREGATE:
			add_object(targets, stmt->renameType, stmt->object);
			break;
		default:
			if (stmt->relation == NULL)
				targets->unknown = true;
			else
				add_with_children(targets, stmt->relation);
	}
}

/* Types have no state of their own, but a composite one may have tables. */
static void
add_types(DmTargets *targets, List *types)
{
	ListCell   *cell;

	foreach(cell, types)
	{
		Oid			type = LookupTypeNameOid(NULL, lfirst_node(TypeName, cell), true);

		if (OidIsValid(type) && OidIsValid(typeOrDomainTypeRelid(type)))
			targets->unknown = true;
	}
}

/* DROP: only of what can be dropped from under a relation that stays. */
static void
add_drop(DmTargets *targets, DropStmt *stmt)
{
	switch (stmt->removeType)
	{
		case OBJECT_TABLE:
		case OBJECT_VIEW:
		case OBJECT_MATVIEW:
		case OBJECT_FOREIGN_TABLE:
		case OBJECT_INDEX:
		case OBJECT_TRIGGER:
		case OBJECT_RULE:
		case OBJECT_POLICY:
		case OBJECT_FUNCTION:
		case OBJECT_PROCEDURE:
		case OBJECT_ROUTINE:
		case OBJECT_AGGREGATE:
			add_objects(targets, stmt->removeType, stmt->objects);
			break;
		case OBJECT_SEQUENCE:
			add_objects(targets, OBJECT_TABLE, stmt->objects);
			break;
		case OBJECT_TYPE:
		case OBJECT_DOMAIN:
			add_types(targets, stmt->objects);
			break;
		default:
			targets->unknown = true;
	}
}

void
dm_targets_find(Node *parsetree, DmTargets *targets)
{
	memset(targets, 0, sizeof(*targets));
	targets->schema = InvalidOid;

	switch (nodeTag(parsetree))
	{
		case T_CreateStmt:
		case T_CreateForeignTableStmt:	/* begins with a CreateStmt */
			add_creation(targets, ((CreateStmt *) parsetree)->relation);
			break;
		case T_CreateTableAsStmt:
			add_creation(targets, ((CreateTableAsStmt *) parsetree)->into->rel);
			break;
		case T_ViewStmt:
			add_creation(targets, ((ViewStmt *) parsetree)->view);
			add_relation(targets, ((ViewStmt *) parsetree)->view);
			break;
		case T_CreateSeqStmt:
			add_creation(targets, ((CreateSeqStmt *) parsetree)->sequence);
			break;
		case T_CompositeTypeStmt:
			add_creation(targets, ((CompositeTypeStmt *) parsetree)->typevar);
			break;
		case T_CreateFunctionStmt:
			add_named_creation(targets, ((CreateFunctionStmt *) parsetree)->funcname);
			break;
		case T_CreateEnumStmt:
			add_named_creation(targets, ((CreateEnumStmt *) parsetree)->typeName);
			break;
		case T_CreateDomainStmt:
			add_named_creation(targets, ((CreateDomainStmt *) parsetree)->domainname);
			break;
		case T_AlterTableStmt:
			add_with_children(targets, ((AlterTableStmt *) parsetree)->relation);
			add_partitions(targets, ((AlterTableStmt *) parsetree)->cmds);
			break;
		case T_RenameStmt:
			add_rename(targets, (RenameStmt *) parsetree);
			break;
		case T_AlterObjectSchemaStmt:
			if (((AlterObjectSchemaStmt *) parsetree)->relation)
				add_relation(targets, ((AlterObjectSchemaStmt *) parsetree)->relation);
			else
				add_object(targets, ((AlterObjectSchemaStmt *) parsetree)->objectType,
						   ((AlterObjectSchemaStmt *) parsetree)->object);
			targets->unknown = true;	/* the new schema counts too */
			break;
		case T_AlterOwnerStmt:
			add_object(targets, ((AlterOwnerStmt *) parsetree)->objectType,
					   ((AlterOwnerStmt *) parsetree)->object);
			break;
		case T_AlterFunctionStmt:
			add_function(targets, ((AlterFunctionStmt *) parsetree)->objtype,
						 ((AlterFunctionStmt *) parsetree)->func);
			break;
		case T_IndexStmt:
			add_relation(targets, ((IndexStmt *) parsetree)->relation);
			break;
		case T_CreateTrigStmt:
			add_relation(targets, ((CreateTrigStmt *) parsetree)->relation);
			break;
		case T_RuleStmt:
			add_relation(targets, ((RuleStmt *) parsetree)->relation);
			break;
		case T_CreatePolicyStmt:
			add_relation(targets, ((CreatePolicyStmt *) parsetree)->table);
			break;
		case T_AlterPolicyStmt:
			add_relation(targets, ((AlterPolicyStmt *) parsetree)->table);
			break;
		case T_CommentStmt:
			add_object(targets, ((CommentStmt *) parsetree)->objtype, ((CommentStmt *) parsetree)->object);
			break;
		case T_DropStmt:
			add_drop(targets, (DropStmt *) parsetree);
			break;
		case T_GrantStmt:
			if (((GrantStmt *) parsetree)->targtype == ACL_TARGET_OBJECT)
				add_objects(targets, ((GrantStmt *) parsetree)->objtype, ((GrantStmt *) parsetree)->objects);
			else if (((GrantStmt *) parsetree)->targtype == ACL_TARGET_ALL_IN_SCHEMA)
				add_all_in_schemas(targets, ((GrantStmt *) parsetree)->objtype, ((GrantStmt *) parsetree)->objects);
			else
				targets->unknown = true;
			break;
		case T_AlterExtensionContentsStmt:
			targets->unknown = true;
			if (((AlterExtensionContentsStmt *) parsetree)->action > 0)
				add_object(targets, ((AlterExtensionContentsStmt *) parsetree)->objtype,
						   ((AlterExtensionContentsStmt *) parsetree)->object);
			break;
		case T_RefreshMatViewStmt:
			break;				/* changes rows, not what policies look at */
		default:
			targets->unknown = true;
	}
}
