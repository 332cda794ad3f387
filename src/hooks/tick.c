/*-------------------------------------------------------------------------
 *
 * tick.c
 *	  Having the judge called once before commit.
 *
 * A callback at PRE_COMMIT comes too late to judge: constraint triggers that it
 * causes would not fire any more.  So the judge is a deferred constraint
 * trigger itself, on a table with one row that never changes.  To queue it we
 * tell the trigger manager that this row has just been inserted, which it was,
 * once.  Nothing is written, so nothing bloats and nothing is replicated; and
 * savepoints, SET CONSTRAINTS, PREPARE TRANSACTION and errors at commit are
 * handled by PostgreSQL as for any deferred constraint.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "hooks/tick.h"

#include "access/table.h"
#include "access/tableam.h"
#include "catalog/namespace.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

/* The first row of the table, in the slot. */
static void
fetch_row(Relation rel, TupleTableSlot *slot)
{
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	TableScanDesc scan = table_beginscan(rel, snapshot, 0, NULL);
	bool		found = table_scan_getnextslot(scan, ForwardScanDirection, slot);

	if (found)
		ExecMaterializeSlot(slot);
	table_endscan(scan);
	UnregisterSnapshot(snapshot);
	if (!found)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("table \"%s\" of the extension datamesh is empty", RelationGetRelationName(rel)),
				 errdetail("Without its row, changes of governed objects cannot be judged before commit."),
				 errhint("As a superuser, INSERT INTO datamesh_catalog.tick VALUES (true).")));
}

void
dm_tick_queue(void)
{
	Oid			schema = get_namespace_oid("datamesh_catalog", false);
	Relation	rel = table_open(get_relname_relid("tick", schema), RowExclusiveLock);
	EState	   *estate = CreateExecutorState();
	ResultRelInfo *info = makeNode(ResultRelInfo);
	TupleTableSlot *slot = table_slot_create(rel, NULL);

	InitResultRelInfo(info, rel, 0, NULL, 0);
	fetch_row(rel, slot);

	AfterTriggerBeginQuery();
	ExecARInsertTriggers(estate, info, slot, NIL, NULL);
	AfterTriggerEndQuery(estate);

	/*
	 * if the trigger fired at once, the executor state holds its relation and
	 * slots
	 */
	ExecCloseResultRelations(estate);
	ExecResetTupleTable(estate->es_tupleTable, false);
	ExecDropSingleTupleTableSlot(slot);
	FreeExecutorState(estate);
	table_close(rel, NoLock);
}
