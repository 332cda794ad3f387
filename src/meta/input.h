/*-------------------------------------------------------------------------
 *
 * input.h
 *	  Arguments of SQL functions, checked and taken apart.
 *
 * Everything returned is palloc'd.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_INPUT_H
#define DM_META_INPUT_H

#include "fmgr.h"
#include "meta/change.h"
#include "nodes/pg_list.h"

/* Throws null_value_not_allowed, naming the argument. */
extern void dm_input_required(FunctionCallInfo fcinfo, int n, const char *name);

/* A text or name argument that must not be NULL, or may be. */
extern char *dm_input_text(FunctionCallInfo fcinfo, int n, const char *name);
extern char *dm_input_name(FunctionCallInfo fcinfo, int n, const char *name);
extern char *dm_input_text_or_null(FunctionCallInfo fcinfo, int n);

/* NULL leaves as it is. */
extern DmField dm_input_field(FunctionCallInfo fcinfo, int n);

/* Label of an enum argument, text form of a semver argument; NULL for NULL. */
extern char *dm_input_enum(FunctionCallInfo fcinfo, int n);
extern char *dm_input_version(FunctionCallInfo fcinfo, int n);

/* Name of the role or schema that a regrole or regnamespace argument names. */
extern char *dm_input_role(FunctionCallInfo fcinfo, int n, const char *name);
extern char *dm_input_schema(FunctionCallInfo fcinfo, int n, const char *name);

/* Strings of a text[] argument; throws for NULL elements, *present = false for NULL. */
extern List *dm_input_text_list(FunctionCallInfo fcinfo, int n, const char *name, bool *present);

/*
 * A product named in text.  version may be NULL: then the name must have none;
 * else *version becomes the version or NULL.
 */
extern void dm_input_product(FunctionCallInfo fcinfo, int n, const char *name,
							 char **domain, char **product, char **version);

/* Throws invalid_parameter_value unless datamesh.<type> has that label. */
extern void dm_check_enum(const char *type, const char *what, const char *label);

/* "a, b, c and 4 more", for error messages */
extern char *dm_enumerate(List *strings, int most);

#endif							/* DM_META_INPUT_H */
