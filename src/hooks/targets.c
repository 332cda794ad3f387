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

#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "nodes/makefuncs.h"
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

/* The schema in which a relation of that name would be created. */
static void
add_creation(DmTargets *targets, const RangeVar *name)
{
	List	   *path;

	if (name->schemaname)
	{
		targets->schema = get_namespace_oid(name->schemaname, true);
		return;
	}
	if (name->relpersistence == RELPERSISTENCE_TEMP)
		return;
	path = fetch_search_path(false);
	if (path != NIL)
		targets->schema = linitial_oid(path);
	list_free(path);
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
	switch (type)
	{
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
		else if (IsA(lfirst(cell), List))
			add_object(targets, type, lfirst(cell));
		else
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
		case T_AlterTableStmt:
			add_relation(targets, ((AlterTableStmt *) parsetree)->relation);
			break;
		case T_RenameStmt:
			if (((RenameStmt *) parsetree)->relation)
				add_relation(targets, ((RenameStmt *) parsetree)->relation);
			else
				targets->unknown = true;
			break;
		case T_AlterObjectSchemaStmt:
			if (((AlterObjectSchemaStmt *) parsetree)->relation)
				add_relation(targets, ((AlterObjectSchemaStmt *) parsetree)->relation);
			targets->unknown = true;	/* the new schema counts too */
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
			add_objects(targets, ((DropStmt *) parsetree)->removeType, ((DropStmt *) parsetree)->objects);
			break;
		case T_GrantStmt:
			if (((GrantStmt *) parsetree)->targtype == ACL_TARGET_OBJECT)
				add_objects(targets, ((GrantStmt *) parsetree)->objtype, ((GrantStmt *) parsetree)->objects);
			else
				targets->unknown = true;
			break;
		case T_RefreshMatViewStmt:
			break;				/* changes rows, not what policies look at */
		default:
			targets->unknown = true;
	}
}
