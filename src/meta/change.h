/*-------------------------------------------------------------------------
 *
 * change.h
 *	  What a call changed in the catalogue, for datamesh.apply() to report.
 *
 * Every function that writes the catalogue takes a "List **changes" and
 * appends one DmChange per thing that it really changed; nothing when the
 * catalogue already said so.  NULL means that nobody wants to know.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_CHANGE_H
#define DM_META_CHANGE_H

#include "nodes/pg_list.h"

typedef struct DmChange
{
	const char *action;			/* "create", "alter", "close", "publish", ... */
	const char *kind;			/* "domain", "schema", "contact", "product",
								 * "port", "tag", "version", "policy" */
	char	   *name;			/* identity of the thing */
	char	   *detail;			/* what changed, for a person; may be NULL */
} DmChange;

extern void dm_change_add(List **changes, const char *action, const char *kind,
						  const char *name, const char *detail_fmt,...) pg_attribute_printf(5, 6);

/*
 * An attribute that a caller may leave alone (absent), set, or clear (present
 * and NULL).
 */
typedef struct DmField
{
	bool		present;
	const char *value;
} DmField;

#define DM_FIELD(v)		((DmField) {true, (v)})
#define DM_ABSENT		((DmField) {false, NULL})

#endif							/* DM_META_CHANGE_H */
