/*-------------------------------------------------------------------------
 *
 * product_ref.h
 *	  Names of domains and products, and the type datamesh.product_ref, for
 *	  C callers.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_TYPES_PRODUCT_REF_H
#define DM_TYPES_PRODUCT_REF_H

#include "base/compat.h"

/* Longest name of a domain or product in bytes, as for PostgreSQL's names. */
#define DM_NAME_MAXLEN (NAMEDATALEN - 1)

/* A reference taken apart.  "version" is NULL if it names no version. */
typedef struct DmProductRef
{
	char	   *domain;
	char	   *product;
	char	   *version;
} DmProductRef;

/*
 * What is wrong with "name" as a name: a palloc'd sentence, or NULL if it is
 * right, that is 1 to DM_NAME_MAXLEN bytes without ASCII control characters.
 * "what" says in the sentence what is named, as "domain name".  Never throws.
 */
extern char *dm_name_problem(const char *what, const char *name);

/* Throws invalid_name unless dm_name_problem() finds nothing. */
extern void dm_name_check(const char *what, const char *name);

/*
 * "name" as references write it, palloc'd: as it is if it consists of ASCII
 * letters, digits, "_", "-" and bytes above 0x7f only, else in double quotes
 * with quotes doubled.  The name is not checked.
 */
extern char *dm_name_quote(const char *name);

/*
 * Reads a reference in text form.  Never throws: if "str" is none, returns
 * false and, if "detail" is not NULL, sets *detail to a palloc'd sentence that
 * says what is wrong.  If it is one and "result" is not NULL, sets *result to
 * a palloc'd Datum.
 */
extern bool dm_product_ref_try_parse(const char *str, Datum *result, char **detail);

/* The same, throwing invalid_text_representation; the result is palloc'd. */
extern Datum dm_product_ref_parse(const char *str);

/*
 * A palloc'd reference made from parts, "version" NULL for none.  Throws
 * invalid_name or, for the version, invalid_text_representation.
 */
extern Datum dm_product_ref_make(const char *domain, const char *product,
								 const char *version);

/* Fills *parts with palloc'd copies of the parts of "ref" (not NULL). */
extern void dm_product_ref_deconstruct(Datum ref, DmProductRef *parts);

/* The canonical text of "ref" (not NULL), palloc'd. */
extern char *dm_product_ref_to_cstring(Datum ref);

/*
 * Order of two references (neither NULL): by bytes of the domain, of the
 * product, then by precedence of the version, none before any.  Never throws.
 */
extern int	dm_product_ref_compare(Datum a, Datum b);

#endif							/* DM_TYPES_PRODUCT_REF_H */
