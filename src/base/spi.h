/*-------------------------------------------------------------------------
 *
 * spi.h
 *	  The one way in which this extension runs SQL of its own.
 *
 * Statements run as the owner of the extension with search_path pinned to
 * pg_catalog, whoever the caller is: who may do what has been decided before,
 * in C, for the calling role.  Plans are kept for the life of the backend.
 *
 *		static DmQuery find = DM_QUERY("SELECT owner_role FROM ... WHERE name = $1");
 *		DmSpi	spi;
 *
 *		dm_spi_begin(&spi);
 *		if (dm_spi_run(&find, DM_ARGS(dm_arg_text(name))) > 0)
 *			owner = dm_spi_text(&spi, 0, 1);
 *		dm_spi_end(&spi);
 *
 * An error in between needs no clean-up by the caller: (sub)transaction abort
 * restores role, search_path and SPI stack.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_BASE_SPI_H
#define DM_BASE_SPI_H

#include "executor/spi.h"
#include "utils/timestamp.h"

/* A statement with its saved plan; define them static. */
typedef struct DmQuery
{
	const char *sql;
	SPIPlanPtr	plan;
} DmQuery;

#define DM_QUERY(text)	{text, NULL}

/* A parameter: its type, its value, whether it is NULL. */
typedef struct DmArg
{
	Oid			type;
	Datum		value;
	bool		isnull;
} DmArg;

/* For the last two arguments of dm_spi_run(): how many, and which. */
#define DM_ARGS(...) \
	(int) lengthof(((DmArg[]) {__VA_ARGS__})), (DmArg[]) {__VA_ARGS__}

typedef struct DmSpi
{
	MemoryContext caller;		/* results are copied here */
	Oid			save_userid;
	int			save_sec_context;
	int			guc_level;
	bool		wrote;			/* private to spi.c */
} DmSpi;

/*
 * Called by dm_spi_end(), back in the caller's identity, when statements in
 * between inserted, updated or deleted something.  Set by hooks/judge.c, which
 * must learn that an announced change (meta/touch.h) has been made; may be NULL.
 */
extern void (*dm_spi_written) (void);

extern void dm_spi_begin(DmSpi *spi);
extern void dm_spi_end(DmSpi *spi);
extern uint64 dm_spi_run(DmQuery *query, int nargs, const DmArg *args);

/* For a SELECT that fills a cache: sees what is committed now, always. */
extern uint64 dm_spi_run_latest(DmQuery *query, int nargs, const DmArg *args);

/* Fields of the last result; rows from 0, columns from 1; NULL gives NULL. */
extern char *dm_spi_text(DmSpi *spi, uint64 row, int column);
extern bool dm_spi_bool(uint64 row, int column);
extern int64 dm_spi_int(uint64 row, int column);
extern Datum dm_spi_datum(DmSpi *spi, uint64 row, int column, bool *isnull);

extern DmArg dm_arg_text(const char *value);
extern DmArg dm_arg_int(int32 value);
extern DmArg dm_arg_int8(int64 value);
extern DmArg dm_arg_bool(bool value);
extern DmArg dm_arg_real(float4 value);
extern DmArg dm_arg_timestamptz(TimestampTz value);
extern DmArg dm_arg_datum(Oid type, Datum value, bool isnull);
extern DmArg dm_arg_text_list(List *strings);	/* text[]; NIL gives '{}' */

#endif							/* DM_BASE_SPI_H */
