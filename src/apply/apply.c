/*-------------------------------------------------------------------------
 *
 * apply.c
 *	  datamesh.apply(): the catalogue becomes what a text of documents says.
 *
 * The text is read and checked as a whole before anything is done.  Then all of
 * it is applied within the calling statement, so that an error leaves nothing
 * behind.  A dry run does the same in a sub-transaction that is rolled back:
 * nothing else could say truly what would happen.
 *
 * A text that changed something is kept: as it came, in UTF-8, and as jsonb.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "access/xact.h"
#include "apply/check.h"
#include "apply/execute.h"
#include "base/clib.h"
#include "base/spi.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "meta/input.h"
#include "meta/rights.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/resowner.h"
#include "utils/tuplestore.h"

DM_FUNCTION(datamesh_apply);

/* How many problems an error message repeats. */
#define SHOWN_PROBLEMS	20

/* Throws if any of the problems is an error. */
static void
require_valid(const List *problems)
{
	int			errors = dm_problems_errors(problems);
	int			shown = 0;
	StringInfoData detail;
	ListCell   *lc;

	if (errors == 0)
		return;

	initStringInfo(&detail);
	foreach(lc, problems)
	{
		const DmProblem *problem = lfirst(lc);

		if (strcmp(problem->severity, "error") != 0)
			continue;
		if (shown == SHOWN_PROBLEMS)
			break;
		if (shown++ > 0)
			appendStringInfoChar(&detail, '\n');
		appendStringInfo(&detail, "line %d, column %d: %s: %s",
						 problem->line, problem->column, problem->path, problem->message);
	}
	if (errors > shown)
		appendStringInfo(&detail, "\nand %d more", errors - shown);

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 dm_problems_full(problems) ?
			 errmsg("the document has %d errors or more", errors) :
			 errmsg_plural("the document has %d error", "the document has %d errors",
						   errors, errors),
			 errdetail_internal("%s", detail.data),
			 errhint("SELECT * FROM datamesh.validate(document) lists all problems as rows.")));
}

/* [document, ...] */
static char *
canonical_json(const List *roots)
{
	StringInfoData json;
	ListCell   *lc;

	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	foreach(lc, roots)
	{
		char	   *document = dm_node_to_json(lfirst(lc));

		if (json.len > 1)
			appendStringInfoString(&json, ", ");
		appendStringInfoString(&json, document);
		pfree(document);
	}
	appendStringInfoChar(&json, ']');
	return json.data;
}

/* Keeps the text, unless it is the one that was kept last. */
static void
keep_document(const text *document, const List *roots)
{
	static DmQuery insert =
	DM_QUERY("INSERT INTO datamesh_catalog.document (sha256, original, canonical, applied_by) "
			 "SELECT pg_catalog.sha256($1), $1, $2::pg_catalog.jsonb, $3 "
			 "WHERE NOT EXISTS (SELECT FROM datamesh_catalog.document AS d "
			 "WHERE d.sha256 OPERATOR(pg_catalog.=) pg_catalog.sha256($1) "
			 "AND d.applied_at OPERATOR(pg_catalog.=) "
			 "(SELECT pg_catalog.max(applied_at) FROM datamesh_catalog.document))");
	const char *utf8;
	int			length;
	int			bad;
	bytea	   *original;
	char	   *role = dm_current_role_name();
	DmSpi		spi;

	utf8 = dm_text_to_utf8(VARDATA_ANY(document), VARSIZE_ANY_EXHDR(document), &length, &bad);
	if (utf8 == NULL)
		elog(ERROR, "document is not UTF-8");
	original = palloc(VARHDRSZ + length);
	SET_VARSIZE(original, VARHDRSZ + length);
	memcpy(VARDATA(original), utf8, length);

	dm_spi_begin(&spi);
	dm_spi_run(&insert, DM_ARGS(dm_arg_datum(BYTEAOID, PointerGetDatum(original), false),
								dm_arg_text(canonical_json(roots)),
								dm_arg_text(role)));
	dm_spi_end(&spi);
}

/*
 * Executes the plan and takes it back.  What is palloc'd meanwhile outlives the
 * sub-transaction.  An error must end it too before it goes on: whoever catches
 * the error rolls back one level only, his own as he thinks.
 */
static void
execute_dry(const DmPlan *plan, List **changes)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction("datamesh_dry_run");
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		dm_plan_execute(plan, changes);
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		ReThrowError(error);
	}
	PG_END_TRY();
}

static List *
apply_document(const text *document, bool dry_run)
{
	List	   *problems = NIL;
	List	   *changes = NIL;
	List	   *roots;
	DmPlan	   *plan;

	roots = dm_text_check(VARDATA_ANY(document), VARSIZE_ANY_EXHDR(document), &problems);
	require_valid(problems);
	plan = dm_plan_make(roots);

	if (dry_run)
		execute_dry(plan, &changes);
	else
	{
		dm_plan_execute(plan, &changes);
		if (changes != NIL)
			keep_document(document, roots);
	}
	return changes;
}

Datum
datamesh_apply(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	List	   *changes;
	ListCell   *lc;

	dm_input_required(fcinfo, 0, "document");
	dm_input_required(fcinfo, 1, "dry_run");
	InitMaterializedSRF(fcinfo, 0);

	changes = apply_document(PG_GETARG_TEXT_PP(0), PG_GETARG_BOOL(1));
	foreach(lc, changes)
	{
		const DmChange *change = lfirst(lc);
		Datum		values[4];
		bool		nulls[4] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = CStringGetTextDatum(change->action);
		values[1] = CStringGetTextDatum(change->kind);
		values[2] = CStringGetTextDatum(change->name);
		nulls[3] = change->detail == NULL;
		values[3] = nulls[3] ? (Datum) 0 : CStringGetTextDatum(change->detail);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
