/*-------------------------------------------------------------------------
 *
 * ddl.c
 *	  What PostgreSQL says a DDL command did, for C.
 *
 * Calls the set-returning functions that SQL event triggers use, without SQL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "hooks/ddl.h"

#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "funcapi.h"
#include "nodes/execnodes.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/tuplestore.h"

/* Calls a set-returning function without arguments; its rows, or NULL. */
static Tuplestorestate *
call_srf(Oid function, TupleDesc *desc)
{
	LOCAL_FCINFO(fcinfo, 0);
	FmgrInfo	flinfo;
	ReturnSetInfo *rsinfo = makeNode(ReturnSetInfo);

	fmgr_info(function, &flinfo);
	rsinfo->econtext = CreateStandaloneExprContext();
	rsinfo->allowedModes = SFRM_Materialize;
	rsinfo->returnMode = SFRM_ValuePerCall;
	InitFunctionCallInfoData(*fcinfo, &flinfo, 0, InvalidOid, NULL, (Node *) rsinfo);
	(void) FunctionCallInvoke(fcinfo);
	*desc = rsinfo->setDesc;
	return rsinfo->setResult;
}

static char *
slot_text(TupleTableSlot *slot, int column)
{
	bool		isnull;
	Datum		value = slot_getattr(slot, column, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

static Oid
slot_oid(TupleTableSlot *slot, int column)
{
	bool		isnull;
	Datum		value = slot_getattr(slot, column, &isnull);

	return isnull ? InvalidOid : DatumGetObjectId(value);
}

List *
dm_ddl_commands(void)
{
	List	   *commands = NIL;
	TupleDesc	desc;
	Tuplestorestate *rows = call_srf(F_PG_EVENT_TRIGGER_DDL_COMMANDS, &desc);
	TupleTableSlot *slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);

	while (tuplestore_gettupleslot(rows, true, false, slot))
	{
		DmDdlCommand *command = palloc0(sizeof(DmDdlCommand));
		bool		isnull;
		Datum		value;

		command->address.classId = slot_oid(slot, 1);
		command->address.objectId = slot_oid(slot, 2);
		value = slot_getattr(slot, 3, &isnull);
		command->address.objectSubId = isnull ? 0 : DatumGetInt32(value);
		command->tag = slot_text(slot, 4);
		value = slot_getattr(slot, 8, &isnull);
		command->in_extension = !isnull && DatumGetBool(value);
		value = slot_getattr(slot, 9, &isnull);
		command->command = isnull ? NULL : (CollectedCommand *) DatumGetPointer(value);
		commands = lappend(commands, command);
	}
	ExecDropSingleTupleTableSlot(slot);
	tuplestore_end(rows);
	return commands;
}

static List *
text_array(TupleTableSlot *slot, int column)
{
	bool		isnull;
	Datum		value = slot_getattr(slot, column, &isnull);
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	List	   *texts = NIL;

	if (isnull)
		return NIL;
	deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
		texts = lappend(texts, nulls[i] ? NULL : TextDatumGetCString(elements[i]));
	return texts;
}

List *
dm_ddl_dropped(void)
{
	List	   *objects = NIL;
	TupleDesc	desc;
	Tuplestorestate *rows = call_srf(F_PG_EVENT_TRIGGER_DROPPED_OBJECTS, &desc);
	TupleTableSlot *slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);

	while (tuplestore_gettupleslot(rows, true, false, slot))
	{
		DmDroppedObject *object;
		bool		isnull;
		Datum		temporary = slot_getattr(slot, 6, &isnull);

		if (!isnull && DatumGetBool(temporary))
			continue;
		object = palloc0(sizeof(DmDroppedObject));
		object->type = slot_text(slot, 7);
		object->schema = slot_text(slot, 8);
		object->name = slot_text(slot, 9);
		object->address_names = text_array(slot, 11);
		objects = lappend(objects, object);
	}
	ExecDropSingleTupleTableSlot(slot);
	tuplestore_end(rows);
	return objects;
}
