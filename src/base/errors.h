/*-------------------------------------------------------------------------
 *
 * errors.h
 *	  datamesh's own SQLSTATEs, and helpers for writing error messages.
 *
 * Standard SQLSTATEs come first.  Class MD is only for conditions that a
 * client may want to catch and that no standard code names; the letters A to
 * H would belong to the SQL standard, M does not.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_BASE_ERRORS_H
#define DM_BASE_ERRORS_H

#include "base/compat.h"
#include "mb/pg_wchar.h"

/* A statement would break a policy whose enforcement is "deny". */
#define ERRCODE_DATAMESH_POLICY_VIOLATION	MAKE_SQLSTATE('M', 'D', '0', '0', '1')

/* A change would break the published contract of a data product. */
#define ERRCODE_DATAMESH_CONTRACT_BREACH	MAKE_SQLSTATE('M', 'D', '0', '0', '2')

/* A rule itself cannot be evaluated, so nothing can be said about the data. */
#define ERRCODE_DATAMESH_BROKEN_RULE		MAKE_SQLSTATE('M', 'D', '0', '0', '3')

/*
 * Reports an error from a type input function and leaves it: softly where the
 * caller can take that (pg_input_is_valid, COPY ... ON_ERROR), else by throwing.
 */
#define DM_INPUT_ERROR(fcinfo, ...) \
	ereturn((fcinfo)->context, (Datum) 0, __VA_ARGS__)

/* How many bytes of somebody's text an error message repeats. */
#define DM_EXCERPT_BYTES 200

/*
 * The beginning of "len" bytes of server-encoded text, fit for an error
 * message: cut at a character boundary, control characters replaced, so that
 * it can neither flood nor forge a log.  The result is palloc'd.
 */
static inline char *
dm_error_excerpt(const char *text, size_t len)
{
	bool		cut = len > DM_EXCERPT_BYTES;
	int			keep = (int) Min(len, DM_EXCERPT_BYTES);
	char	   *result = palloc(keep + sizeof("..."));

	if (cut)
		keep = pg_mbcliplen(text, (int) len, keep);
	for (int i = 0; i < keep; i++)
	{
		unsigned char c = (unsigned char) text[i];

		result[i] = (c < 0x20 || c == 0x7f) ? '?' : text[i];
	}
	strcpy(result + keep, cut ? "..." : "");
	return result;
}

#endif							/* DM_BASE_ERRORS_H */
