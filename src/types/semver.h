/*-------------------------------------------------------------------------
 *
 * semver.h
 *	  The type datamesh.semver, for C callers.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_TYPES_SEMVER_H
#define DM_TYPES_SEMVER_H

#include "base/compat.h"

/*
 * Longest version in bytes.  SemVer 2.0.0 sets no limit and its FAQ calls 255
 * characters "probably overkill"; with it a version always fits in an index.
 */
#define DM_SEMVER_MAXLEN 255

/*
 * Is str[0..len) a version?  Never throws.  If not, and "detail" is not NULL,
 * *detail becomes a palloc'd sentence that says what is wrong.
 */
extern bool dm_semver_check(const char *str, size_t len, char **detail);

/*
 * The version in the NUL-terminated "str" (not NULL) as a palloc'd Datum.
 * Throws invalid_text_representation if it is none.
 */
extern Datum dm_semver_parse(const char *str);

/* The text of a version (not NULL), palloc'd and NUL-terminated. */
extern char *dm_semver_to_cstring(Datum version);

/*
 * Order of precedence of two versions (neither NULL): negative, zero or
 * positive.  Build metadata does not count.  Never throws.
 */
extern int	dm_semver_compare(Datum a, Datum b);

/* The same for valid version texts that need no terminator. */
extern int	dm_semver_compare_text(const char *a, int alen,
								   const char *b, int blen);

/*
 * How many leading bytes of a valid version text decide its precedence, that
 * is all before the build metadata.  Two versions have equal precedence if and
 * only if these bytes are equal, which is what makes hashing them right.
 */
extern int	dm_semver_precedence_len(const char *str, int len);

#endif							/* DM_TYPES_SEMVER_H */
