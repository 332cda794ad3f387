/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Differences between the PostgreSQL versions datamesh builds for.
 *
 * The only file that looks at PG_VERSION_NUM.  Each shim makes the older
 * server look like the newer one and names the change in core, so that it
 * can go when the older version does.  Include it right after postgres.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_BASE_COMPAT_H
#define DM_BASE_COMPAT_H

#if PG_VERSION_NUM < 150000
#error "datamesh needs PostgreSQL 15 or later"
#endif

/*
 * 16 builds extensions with hidden visibility, so there PGDLLEXPORT marks
 * what the server must find.  On 15 it is empty; make it mean the same, so
 * that the sources may be built with hidden visibility on every version.
 */
#if PG_VERSION_NUM < 160000 && defined(__GNUC__) && !defined(WIN32)
#undef PGDLLEXPORT
#define PGDLLEXPORT __attribute__((visibility("default")))
#endif

#include "fmgr.h"

/* 16 moved the VARDATA_ANY family out of postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/*
 * 16 brought soft errors: ereturn() reports into fcinfo->context when the
 * caller asked for that, and throws otherwise.  15 always throws.
 */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#else
#define ereturn(context, dummy_value, ...) \
	do { \
		(void) (context); \
		(void) (dummy_value); \
		ereport(ERROR, __VA_ARGS__); \
	} while (0)
#endif

/* 16 gave stringToQualifiedNameList() a context for soft errors. */
#if PG_VERSION_NUM >= 160000
#define DM_SOFT_NULL , NULL
#else
#define DM_SOFT_NULL
#endif

/* 18 put pg_noreturn in place of pg_attribute_noreturn(). */
#ifndef pg_noreturn
#define pg_noreturn __attribute__((noreturn))
#endif

/*
 * 17 brought JSON_VALUE and its like, whose node converts to any type by
 * itself.  Needs nodes/primnodes.h.
 */
#if PG_VERSION_NUM >= 170000
#define DM_IS_JSON_EXPR(node) IsA(node, JsonExpr)
#else
#define DM_IS_JSON_EXPR(node) ((void) (node), false)
#endif

/*
 * Declares an SQL-callable function.  From 16 on PG_FUNCTION_INFO_V1 exports
 * the function itself, on 15 only its info record.
 */
#define DM_FUNCTION(name) \
	extern PGDLLEXPORT Datum name(PG_FUNCTION_ARGS); \
	PG_FUNCTION_INFO_V1(name)

/* 15 declares this before our PGDLLEXPORT could take effect. */
extern PGDLLEXPORT void _PG_init(void);

#endif							/* DM_BASE_COMPAT_H */
