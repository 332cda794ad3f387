/*-------------------------------------------------------------------------
 *
 * event_trigger.c
 *	  DDL comes in here.
 *
 * One function serves three event triggers:
 *
 * ddl_command_start	takes note of what is wrong with the statement's targets
 *						before it changes them
 * sql_drop				closes what the catalogue knows of dropped objects
 * ddl_command_end		follows renames and hands changed objects to the judge
 *
 * Statements whose parse tree shows that they touch nothing governed leave after
 * a few cache look-ups; that is nearly all of them in most databases.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/guc.h"
#include "hooks/ddl.h"
#include "hooks/judge.h"
#include "hooks/notes.h"
#include "hooks/targets.h"
#include "meta/follow.h"
#include "meta/governed.h"
#include "meta/rights.h"
#include "policy/finding.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_policy.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_trigger.h"
#include "commands/event_trigger.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "tcop/cmdtag.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

DM_FUNCTION(datamesh_on_ddl);

static bool
is_governed(Oid schema)
{
	return OidIsValid(schema) && dm_governed_schema(schema)->domain != NULL;
}

/* Does the catalogue have rows about what lies in this schema? */
static bool
is_known(Oid schema)
{
	const DmSchema *known;

	if (!OidIsValid(schema))
		return false;
	known = dm_governed_schema(schema);
	return known->domain != NULL || known->has_rows;
}

/* The schemas of all that the statement is about to change, each once. */
static List *
target_schemas(const DmTargets *targets)
{
	List	   *schemas = list_copy(targets->schemas);
	ListCell   *cell;

	if (OidIsValid(targets->schema))
		schemas = list_append_unique_oid(schemas, targets->schema);
	foreach(cell, targets->relations)
		schemas = list_append_unique_oid(schemas, get_rel_namespace(lfirst_oid(cell)));
	foreach(cell, targets->children)
		schemas = list_append_unique_oid(schemas, get_rel_namespace(lfirst_oid(cell)));
	foreach(cell, targets->functions)
		schemas = list_append_unique_oid(schemas, get_func_namespace(lfirst_oid(cell)));
	return schemas;
}

/* May the statement concern us at all? */
static bool
is_relevant(const DmTargets *targets)
{
	ListCell   *cell;

	if (targets->unknown)
		return true;
	foreach(cell, target_schemas(targets))
	{
		if (is_known(lfirst_oid(cell)))
			return true;
	}
	return false;
}

static bool
is_governed_target(const DmTargets *targets)
{
	ListCell   *cell;

	foreach(cell, target_schemas(targets))
	{
		if (is_governed(lfirst_oid(cell)))
			return true;
	}
	return false;
}

static void
note_relation(Oid relid, DmTouchKind kind, const char *tag)
{
	if (OidIsValid(relid) && is_governed(get_rel_namespace(relid)))
		dm_judge_note_after(DM_OBJECT_RELATION, relid, kind, tag);
}

static void
note_schema(Oid schema, const char *tag)
{
	if (is_governed(schema))
		dm_judge_note_after(DM_OBJECT_SCHEMA, schema, DM_TOUCH_CHANGED, tag);
}

static void
note_function(Oid function, DmTouchKind kind, const char *tag)
{
	if (is_governed(get_func_namespace(function)))
		dm_judge_note_after(DM_OBJECT_FUNCTION, function, kind, tag);
}

/* ---------------------------------------------------------------------
 * ddl_command_start
 * ---------------------------------------------------------------------
 */

/* The table whose index DROP INDEX CONCURRENTLY is about to drop. */
static Oid	loses_index = InvalidOid;

/*
 * Afterwards nobody knows whose index it was, so the table counts as changed
 * from now on; with CONCURRENTLY that would not outlive the first of several
 * commits, so there it is kept aside.
 */
static void
note_dropped_index(const DropStmt *stmt, List *relations, const char *tag)
{
	ListCell   *cell;

	foreach(cell, relations)
	{
		if (stmt->concurrent)
			loses_index = lfirst_oid(cell);
		else
			note_relation(lfirst_oid(cell), DM_TOUCH_CHANGED, tag);
	}
}

/*
 * What belongs to an extension is not judged, so to put something there is to
 * exempt it.
 */
static void
check_extension_member(const DmTargets *targets)
{
	if (is_governed_target(targets))
		dm_require_governance("make a governed object part of an extension");
}

static void
note_rules(const DmTargets *targets)
{
	ListCell   *cell;

	if (targets->unknown)
		dm_note_rules(NULL);
	foreach(cell, target_schemas(targets))
	{
		if (is_governed(lfirst_oid(cell)))
			dm_note_rules(pstrdup(dm_governed_schema(lfirst_oid(cell))->domain));
	}
}

static void
on_start(Node *parsetree, const char *tag)
{
	DmTargets	targets;
	ListCell   *cell;

	/* see what others committed: no lock of ours has brought it in yet */
	AcceptInvalidationMessages();
	dm_targets_find(parsetree, &targets);
	if (!is_relevant(&targets))
		return;
	if (IsA(parsetree, AlterExtensionContentsStmt))
		check_extension_member(&targets);
	note_rules(&targets);
	foreach(cell, targets.relations)
		dm_judge_note_before(DM_OBJECT_RELATION, lfirst_oid(cell));
	foreach(cell, targets.children)
		dm_judge_note_before(DM_OBJECT_RELATION, lfirst_oid(cell));
	foreach(cell, targets.functions)
		dm_judge_note_before(DM_OBJECT_FUNCTION, lfirst_oid(cell));
	foreach(cell, targets.schemas)
		dm_judge_note_before(DM_OBJECT_SCHEMA, lfirst_oid(cell));
	if (IsA(parsetree, DropStmt) && ((DropStmt *) parsetree)->removeType == OBJECT_INDEX)
		note_dropped_index((DropStmt *) parsetree, targets.relations, tag);
}

/* ---------------------------------------------------------------------
 * sql_drop
 * ---------------------------------------------------------------------
 */

/* Of functions only findings know the name; those are found anew. */
static void
forget_functions(Oid schema)
{
	if (is_known(schema))
		dm_findings_forget_functions(get_namespace_name(schema));
}

/* A constraint, policy, trigger or column is gone: the relation it was on changed. */
static void
note_loss(const DmDroppedObject *object, const char *tag)
{
	Oid			schema;

	if (list_length(object->address_names) != 3)
		return;
	schema = get_namespace_oid(linitial(object->address_names), true);
	if (is_governed(schema))
		note_relation(get_relname_relid(lsecond(object->address_names), schema),
					  DM_TOUCH_CHANGED, tag);
}

/* What is gone cannot be judged, but rules may ask for what is missing now. */
static void
note_lost_relation(Oid schema, const char *tag)
{
	if (!is_governed(schema))
		return;
	dm_judge_note_before(DM_OBJECT_SCHEMA, schema);
	note_schema(schema, tag);
}

static void
on_drop(const char *tag)
{
	ListCell   *cell;

	foreach(cell, dm_ddl_dropped())
	{
		DmDroppedObject *object = lfirst(cell);

		if (dm_is_enforcing())
			note_loss(object, tag);
		if (strcmp(object->type, "schema") == 0)
			dm_follow_drop_schema(object->name);
		else if (object->schema == NULL)
			continue;
		else if (!is_known(get_namespace_oid(object->schema, true)))
			continue;
		else if (strcmp(object->type, "table") == 0 ||
				 strcmp(object->type, "view") == 0 ||
				 strcmp(object->type, "materialized view") == 0 ||
				 strcmp(object->type, "foreign table") == 0)
		{
			dm_follow_drop_relation(object->schema, object->name);
			if (dm_is_enforcing())
				note_lost_relation(get_namespace_oid(object->schema, true), tag);
		}
		else if (strcmp(object->type, "function") == 0 ||
				 strcmp(object->type, "procedure") == 0 ||
				 strcmp(object->type, "aggregate") == 0)
			forget_functions(get_namespace_oid(object->schema, true));
		else if (strcmp(object->type, "table column") == 0 &&
				 list_length(object->address_names) == 3)
			dm_follow_drop_column(linitial(object->address_names), lsecond(object->address_names),
								  lthird(object->address_names));
	}
}

/* ---------------------------------------------------------------------
 * ddl_command_end
 * ---------------------------------------------------------------------
 */

/* The relation in a row of some catalogue, found by the row's oid. */
static Oid
relation_of(Oid catalog, Oid index, AttrNumber oid_column, AttrNumber relation_column, Oid oid)
{
	Relation	rel = table_open(catalog, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	Oid			relid = InvalidOid;

	ScanKeyInit(&key, oid_column, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(oid));
	scan = systable_beginscan(rel, index, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		bool		isnull;

		relid = DatumGetObjectId(heap_getattr(tuple, relation_column, RelationGetDescr(rel), &isnull));
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return relid;
}

/* The relation that a changed object is or belongs to, or InvalidOid. */
static Oid
affected_relation(const ObjectAddress *address)
{
	Oid			oid = address->objectId;

	switch (address->classId)
	{
		case RelationRelationId:
			return dm_target_heap(oid);
		case ConstraintRelationId:
			return relation_of(ConstraintRelationId, ConstraintOidIndexId,
							   Anum_pg_constraint_oid, Anum_pg_constraint_conrelid, oid);
		case TriggerRelationId:
			return relation_of(TriggerRelationId, TriggerOidIndexId,
							   Anum_pg_trigger_oid, Anum_pg_trigger_tgrelid, oid);
		case RewriteRelationId:
			return relation_of(RewriteRelationId, RewriteOidIndexId,
							   Anum_pg_rewrite_oid, Anum_pg_rewrite_ev_class, oid);
		case PolicyRelationId:
			return relation_of(PolicyRelationId, PolicyOidIndexId,
							   Anum_pg_policy_oid, Anum_pg_policy_polrelid, oid);
		default:
			return InvalidOid;
	}
}

/* A GRANT or REVOKE names its objects only in the collected command. */
static void
note_grant(const InternalGrant *grant, const char *tag)
{
	ListCell   *cell;

	foreach(cell, grant->objects)
	{
		Oid			oid = lfirst_oid(cell);

		switch (grant->objtype)
		{
			case OBJECT_TABLE:
				note_relation(oid, DM_TOUCH_CHANGED, tag);
				break;
			case OBJECT_SCHEMA:
				note_schema(oid, tag);
				break;
			case OBJECT_FUNCTION:
			case OBJECT_PROCEDURE:
			case OBJECT_ROUTINE:
				note_function(oid, DM_TOUCH_CHANGED, tag);
				break;
			default:
				break;
		}
	}
}

static void
note_command(const DmDdlCommand *command, DmTouchKind changed, const char *statement)
{
	const char *tag = command->tag;
	DmTouchKind kind = changed;

	if (command->in_extension)
		return;
	if (command->command && command->command->type == SCT_Grant)
	{
		note_grant(command->command->d.grant.istmt, statement);
		return;
	}
	if (changed == DM_TOUCH_CHANGED &&
		(strncmp(tag, "CREATE ", 7) == 0 || strcmp(tag, "SELECT INTO") == 0 ||
		 strcmp(tag, "IMPORT FOREIGN SCHEMA") == 0))
		kind = DM_TOUCH_CREATED;

	if (command->address.classId == NamespaceRelationId)
		note_schema(command->address.objectId, statement);
	else if (command->address.classId == ProcedureRelationId)
		note_function(command->address.objectId, kind, statement);
	else
	{
		Oid			relid = affected_relation(&command->address);

		/* CREATE INDEX and the like create nothing but change a relation */
		if (kind == DM_TOUCH_CREATED && relid != command->address.objectId)
			kind = changed;
		note_relation(relid, kind, statement);
	}
}

static void
follow_relation_rename(const RenameStmt *stmt, Oid relid)
{
	char	   *schema = get_namespace_name(get_rel_namespace(relid));

	switch (get_rel_relkind(relid))
	{
		case RELKIND_RELATION:
		case RELKIND_PARTITIONED_TABLE:
		case RELKIND_VIEW:
		case RELKIND_MATVIEW:
		case RELKIND_FOREIGN_TABLE:
			dm_follow_rename_relation(schema, stmt->relation->relname, stmt->newname);
			break;
		default:
			break;
	}
}

/* Renaming a column renames it in all tables that inherit it. */
static void
follow_column_rename(const RenameStmt *stmt, Oid relid)
{
	ListCell   *cell;

	foreach(cell, find_all_inheritors(relid, NoLock, NULL))
	{
		Oid			child = lfirst_oid(cell);

		dm_follow_rename_column(get_namespace_name(get_rel_namespace(child)),
								get_rel_name(child), stmt->subname, stmt->newname);
	}
}

static void
follow_rename(const RenameStmt *stmt, List *commands)
{
	Oid			relid = InvalidOid;
	ListCell   *cell;

	if (stmt->renameType == OBJECT_SCHEMA)
	{
		dm_follow_rename_schema(stmt->subname, stmt->newname);
		return;
	}
	foreach(cell, commands)
	{
		DmDdlCommand *command = lfirst(cell);

		if (command->address.classId == RelationRelationId)
			relid = command->address.objectId;
		if (command->address.classId == ProcedureRelationId)
			forget_functions(get_func_namespace(command->address.objectId));
	}
	if (!OidIsValid(relid) || !is_known(get_rel_namespace(relid)))
		return;
	if (stmt->renameType == OBJECT_COLUMN)
		follow_column_rename(stmt, relid);
	else if (stmt->relation && stmt->renameType != OBJECT_TABCONSTRAINT &&
			 stmt->renameType != OBJECT_TRIGGER && stmt->renameType != OBJECT_RULE &&
			 stmt->renameType != OBJECT_POLICY && stmt->renameType != OBJECT_ATTRIBUTE)
		follow_relation_rename(stmt, relid);
}

/* ALTER ... SET SCHEMA: the row tells the new place and the old schema. */
static void
follow_move(List *commands)
{
	ListCell   *cell;

	foreach(cell, commands)
	{
		DmDdlCommand *command = lfirst(cell);
		ObjectAddress *old;

		if (command->command == NULL || command->command->type != SCT_Simple)
			continue;
		old = &command->command->d.simple.secondaryObject;
		if (old->classId != NamespaceRelationId || !is_known(old->objectId))
			continue;
		if (command->address.classId == ProcedureRelationId)
			forget_functions(old->objectId);
		if (command->address.classId != RelationRelationId)
			continue;
		dm_follow_move_relation(get_namespace_name(old->objectId),
								get_namespace_name(get_rel_namespace(command->address.objectId)),
								get_rel_name(command->address.objectId));
	}
}

/*
 * Statements that commit in the middle: what they did stays, so their last
 * transaction is not the place to deny it.
 */
static bool
commits_in_between(const Node *parsetree)
{
	if (IsA(parsetree, IndexStmt))
		return ((const IndexStmt *) parsetree)->concurrent;
	if (IsA(parsetree, DropStmt))
		return ((const DropStmt *) parsetree)->concurrent;
	if (IsA(parsetree, ReindexStmt))
		return true;
	if (IsA(parsetree, AlterTableStmt))
	{
		ListCell   *cell;

		foreach(cell, ((const AlterTableStmt *) parsetree)->cmds)
		{
			AlterTableCmd *cmd = lfirst(cell);

			if (cmd->subtype == AT_DetachPartition && IsA(cmd->def, PartitionCmd) &&
				((PartitionCmd *) cmd->def)->concurrent)
				return true;
		}
	}
	return false;
}

/*
 * While a materialized view is refreshed, PostgreSQL does not tell what the
 * functions in it change.  Relations are found by their names.
 */
static void
note_uncollected(const DmTargets *targets, const char *tag)
{
	if (targets->created)
		note_relation(RangeVarGetRelid(targets->created, NoLock, true), DM_TOUCH_CHANGED, tag);
	if (targets->unknown)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s is not possible while a materialized view is refreshed", tag),
				 errdetail("It could change governed objects without being judged.")));
}

static void
note_changes(Node *parsetree, const char *tag, const DmTargets *targets, List *commands)
{
	DmTouchKind changed = commits_in_between(parsetree) ? DM_TOUCH_REPORT : DM_TOUCH_CHANGED;
	ListCell   *cell;

	foreach(cell, commands)
		note_command(lfirst(cell), changed, tag);

	/* of these, the command tells only of the parent */
	if (!IsA(parsetree, GrantStmt))
		foreach(cell, targets->children)
			note_relation(lfirst_oid(cell), changed, tag);

	/*
	 * nothing is collected for what a partition or the target of a DROP was
	 * part of
	 */
	if (IsA(parsetree, DropStmt) || IsA(parsetree, AlterTableStmt) || commands == NIL)
		foreach(cell, targets->relations)
			note_relation(lfirst_oid(cell), changed, tag);
	if (IsA(parsetree, DropStmt) && OidIsValid(loses_index))
		note_relation(loses_index, changed, tag);
	if (commands == NIL && InSecurityRestrictedOperation())
		note_uncollected(targets, tag);
}

static void
on_end(Node *parsetree, const char *tag)
{
	DmTargets	targets;
	List	   *commands;

	/*
	 * the old name of what was renamed, moved or dropped leads nowhere any
	 * more
	 */
	dm_targets_find(parsetree, &targets);
	if (IsA(parsetree, RenameStmt) || IsA(parsetree, AlterObjectSchemaStmt) ||
		IsA(parsetree, DropStmt) || is_relevant(&targets))
	{
		commands = dm_ddl_commands();
		if (IsA(parsetree, RenameStmt))
			follow_rename((RenameStmt *) parsetree, commands);
		else if (IsA(parsetree, AlterObjectSchemaStmt))
			follow_move(commands);
		if (dm_is_enforcing())
			note_changes(parsetree, tag, &targets, commands);
	}
	loses_index = InvalidOid;
	dm_judge_settle(tag);
}

/*
 * Library and SQL are of different versions, so nothing can be judged: what is
 * certainly governed does not pass.
 */
static void
refuse_governed(Node *parsetree)
{
	DmTargets	targets;

	dm_targets_find(parsetree, &targets);
	if (is_governed_target(&targets))
		dm_extension_check();
}

Datum
datamesh_on_ddl(PG_FUNCTION_ARGS)
{
	EventTriggerData *data;

	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be called as an event trigger",
						"datamesh_catalog.on_ddl")));
	data = (EventTriggerData *) fcinfo->context;
	switch (dm_extension_state())
	{
		case DM_EXTENSION_ABSENT:
		case DM_EXTENSION_BUSY:
			PG_RETURN_NULL();
		case DM_EXTENSION_MISMATCH:
			if (strcmp(data->event, "ddl_command_start") == 0)
				refuse_governed(data->parsetree);
			PG_RETURN_NULL();
		case DM_EXTENSION_READY:
			break;
	}
	if (creating_extension)
		PG_RETURN_NULL();

	/* names are followed even while nothing is judged */
	if (strcmp(data->event, "sql_drop") == 0)
		on_drop(GetCommandTagName(data->tag));
	else if (strcmp(data->event, "ddl_command_end") == 0)
		on_end(data->parsetree, GetCommandTagName(data->tag));
	else if (dm_is_enforcing())
		on_start(data->parsetree, GetCommandTagName(data->tag));
	PG_RETURN_NULL();
}
