/*-------------------------------------------------------------------------
 *
 * spi.c
 *	  The one way in which this extension runs SQL of its own.
 *
 * Between dm_spi_begin() and dm_spi_end() the current role is the owner of the
 * extension, search_path is pinned, and SPI is connected; all three are undone
 * by (sub)transaction abort as well, so nothing here needs PG_TRY.  The two
 * calls nest.
 *
 * The current memory context stays the caller's throughout: what a caller
 * allocates in between is his, and only the rows of the last result live in
 * SPI's own memory, until the next dm_spi_run() or dm_spi_end().
 *
 * A plan is prepared at its first use and kept.  It remembers names, not OIDs,
 * of what it reads, so it survives DROP and CREATE EXTENSION in one session;
 * only the types of its parameters are OIDs, and when those have changed it
 * is prepared anew.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "base/compat.h"
#include "base/spi.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#define PINNED_SEARCH_PATH "pg_catalog, pg_temp"

void		(*dm_spi_written) (void) = NULL;

/*
 * Whether the innermost dm_spi_begin() has seen rows change.  What an error
 * leaves behind does no harm: each begin starts anew.
 */
static bool wrote = false;

/* Whoever owns the schema of the tables is who may write them. */
static Oid
extension_owner(void)
{
	HeapTuple	tuple;
	Oid			owner;

	tuple = SearchSysCache1(NAMESPACENAME, CStringGetDatum("datamesh_catalog"));
	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("extension \"datamesh\" is not installed in this database"),
				 errhint("Use CREATE EXTENSION datamesh.")));
	owner = ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner;
	ReleaseSysCache(tuple);
	return owner;
}

void
dm_spi_begin(DmSpi *spi)
{
	Oid			owner = extension_owner();

	spi->caller = CurrentMemoryContext;
	GetUserIdAndSecContext(&spi->save_userid, &spi->save_sec_context);
	SetUserIdAndSecContext(owner, spi->save_sec_context |
						   SECURITY_LOCAL_USERID_CHANGE);
	spi->guc_level = 0;
	if (strcmp(namespace_search_path, PINNED_SEARCH_PATH) != 0)
	{
		spi->guc_level = NewGUCNestLevel();
		(void) set_config_option("search_path", PINNED_SEARCH_PATH,
								 PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
	}
	spi->wrote = wrote;			/* that of the session around this one */
	wrote = false;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	MemoryContextSwitchTo(spi->caller);
}

void
dm_spi_end(DmSpi *spi)
{
	bool		tell = wrote;

	wrote = spi->wrote;
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "SPI_finish failed");
	if (spi->guc_level > 0)
		AtEOXact_GUC(true, spi->guc_level);
	SetUserIdAndSecContext(spi->save_userid, spi->save_sec_context);
	MemoryContextSwitchTo(spi->caller);
	if (tell && dm_spi_written)
		dm_spi_written();
}

static bool
plan_fits(SPIPlanPtr plan, int nargs, const DmArg *args)
{
	if (SPI_getargcount(plan) != nargs)
		return false;
	for (int i = 0; i < nargs; i++)
	{
		if (SPI_getargtypeid(plan, i) != args[i].type)
			return false;
	}
	return true;
}

static void
prepare(DmQuery *query, int nargs, const DmArg *args)
{
	Oid		   *types = palloc(sizeof(Oid) * Max(nargs, 1));
	SPIPlanPtr	plan;

	if (query->plan)
	{
		plan = query->plan;
		query->plan = NULL;
		SPI_freeplan(plan);
	}
	for (int i = 0; i < nargs; i++)
		types[i] = args[i].type;
	plan = SPI_prepare(query->sql, nargs, types);
	if (plan == NULL)
		elog(ERROR, "SPI_prepare failed: %s: %s",
			 SPI_result_code_string(SPI_result), query->sql);
	SPI_keepplan(plan);
	query->plan = plan;
	pfree(types);
}

static uint64
run(DmQuery *query, int nargs, const DmArg *args, bool read_only)
{
	MemoryContext caller = CurrentMemoryContext;
	Datum	   *values;
	char	   *nulls;
	int			result;

	if (SPI_tuptable)
		SPI_freetuptable(SPI_tuptable);
	SPI_tuptable = NULL;

	if (query->plan == NULL || !plan_fits(query->plan, nargs, args))
		prepare(query, nargs, args);
	MemoryContextSwitchTo(caller);

	values = palloc(sizeof(Datum) * Max(nargs, 1));
	nulls = palloc(nargs + 1);
	for (int i = 0; i < nargs; i++)
	{
		values[i] = args[i].value;
		nulls[i] = args[i].isnull ? 'n' : ' ';
	}
	nulls[nargs] = '\0';
	result = SPI_execute_plan(query->plan, values, nulls, read_only, 0);
	if (result < 0)
		elog(ERROR, "SPI_execute_plan failed: %s: %s",
			 SPI_result_code_string(result), query->sql);
	MemoryContextSwitchTo(caller);
	pfree(values);
	pfree(nulls);
	if (SPI_processed > 0 && result != SPI_OK_SELECT && result != SPI_OK_UTILITY)
		wrote = true;
	return SPI_processed;
}

/*
 * Runs the statement with a snapshot of its own, so that it sees what earlier
 * statements of this command did.  Returns the number of rows.
 */
uint64
dm_spi_run(DmQuery *query, int nargs, const DmArg *args)
{
	/* Parallel mode allows no new command; all that runs there only reads. */
	return run(query, nargs, args, IsInParallelMode());
}

/*
 * The same for a SELECT whose result outlives the transaction, in a cache: it
 * sees what is committed now even where the transaction's snapshot is older.
 * Otherwise REPEATABLE READ would fill the cache with what an invalidation,
 * already consumed, has just declared out of date.
 */
uint64
dm_spi_run_latest(DmQuery *query, int nargs, const DmArg *args)
{
	uint64		result;

	if (IsInParallelMode())
		return run(query, nargs, args, true);
	PushActiveSnapshot(GetLatestSnapshot());
	result = run(query, nargs, args, true);
	PopActiveSnapshot();
	return result;
}

/* Fields of the last result, copied to the context of dm_spi_begin(). */

char *
dm_spi_text(DmSpi *spi, uint64 row, int column)
{
	MemoryContext old = MemoryContextSwitchTo(spi->caller);
	char	   *result;

	Assert(row < SPI_tuptable->numvals);
	result = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column);
	MemoryContextSwitchTo(old);
	return result;
}

bool
dm_spi_bool(uint64 row, int column)
{
	bool		isnull;
	Datum		value;

	Assert(row < SPI_tuptable->numvals);
	value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
						  column, &isnull);
	return !isnull && DatumGetBool(value);
}

/* int2, int4 and int8 alike; NULL gives 0 */
int64
dm_spi_int(uint64 row, int column)
{
	bool		isnull;
	Datum		value;

	Assert(row < SPI_tuptable->numvals);
	value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
						  column, &isnull);
	if (isnull)
		return 0;
	switch (SPI_gettypeid(SPI_tuptable->tupdesc, column))
	{
		case INT2OID:
			return DatumGetInt16(value);
		case INT4OID:
			return DatumGetInt32(value);
		case INT8OID:
			return DatumGetInt64(value);
		default:
			elog(ERROR, "column %d of the result is no integer", column);
	}
	return 0;					/* not reached */
}

Datum
dm_spi_datum(DmSpi *spi, uint64 row, int column, bool *isnull)
{
	TupleDesc	desc = SPI_tuptable->tupdesc;
	Form_pg_attribute attribute = TupleDescAttr(desc, column - 1);
	MemoryContext old;
	Datum		value;

	Assert(row < SPI_tuptable->numvals);
	value = SPI_getbinval(SPI_tuptable->vals[row], desc, column, isnull);
	if (*isnull)
		return (Datum) 0;
	old = MemoryContextSwitchTo(spi->caller);
	value = datumCopy(value, attribute->attbyval, attribute->attlen);
	MemoryContextSwitchTo(old);
	return value;
}

/* Parameters. */

DmArg
dm_arg_datum(Oid type, Datum value, bool isnull)
{
	DmArg		arg;

	arg.type = type;
	arg.value = value;
	arg.isnull = isnull;
	return arg;
}

DmArg
dm_arg_text(const char *value)
{
	return dm_arg_datum(TEXTOID, value ? CStringGetTextDatum(value) : (Datum) 0,
						value == NULL);
}

DmArg
dm_arg_int(int32 value)
{
	return dm_arg_datum(INT4OID, Int32GetDatum(value), false);
}

DmArg
dm_arg_int8(int64 value)
{
	return dm_arg_datum(INT8OID, Int64GetDatum(value), false);
}

DmArg
dm_arg_bool(bool value)
{
	return dm_arg_datum(BOOLOID, BoolGetDatum(value), false);
}

DmArg
dm_arg_real(float4 value)
{
	return dm_arg_datum(FLOAT4OID, Float4GetDatum(value), false);
}

DmArg
dm_arg_timestamptz(TimestampTz value)
{
	return dm_arg_datum(TIMESTAMPTZOID, TimestampTzGetDatum(value), false);
}

/* NULL strings become NULL elements. */
DmArg
dm_arg_text_list(List *strings)
{
	int			count = list_length(strings);
	Datum	   *values = palloc(sizeof(Datum) * Max(count, 1));
	bool	   *nulls = palloc(sizeof(bool) * Max(count, 1));
	int			lower = 1;
	ListCell   *cell;
	ArrayType  *array;
	int			i = 0;

	foreach(cell, strings)
	{
		const char *string = lfirst(cell);

		nulls[i] = string == NULL;
		values[i] = string ? CStringGetTextDatum(string) : (Datum) 0;
		i++;
	}
	if (count == 0)
		array = construct_empty_array(TEXTOID);
	else
		array = construct_md_array(values, nulls, 1, &count, &lower,
								   TEXTOID, -1, false, TYPALIGN_INT);
	return dm_arg_datum(TEXTARRAYOID, PointerGetDatum(array), false);
}
