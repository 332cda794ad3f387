/*-------------------------------------------------------------------------
 *
 * column_tag.h
 *	  Tags on columns, from a governed vocabulary.
 *
 * The same promises as domain.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_COLUMN_TAG_H
#define DM_META_COLUMN_TAG_H

#include "meta/change.h"

typedef struct DmTagSpec
{
	Oid			relid;			/* a relation that exists */
	const char *column;
	const char *tag;			/* of the vocabulary; of a rejected one also
								 * "pii.*"; NULL in a list: see below */
	const char *value;			/* one of the tag's allowed values; NULL if it
								 * has none, or the tag is rejected */
	const char *state;			/* confirmed, suggested, rejected */
	const char *source;			/* manual, contract, classifier, propagated */
	float4		confidence;
	const char *reason;			/* why rejected; may be NULL */
} DmTagSpec;

extern void dm_tag_put(const DmTagSpec *spec, List **changes);

/*
 * The same for many tags, in a time linear in their number: one look at the
 * relation and its present tags, one statement for all that differ.  exact: tags
 * of source "contract" on these columns that are not in the list are removed; a
 * spec without a tag names a column that is to have none.
 */
extern void dm_tag_put_list(Oid relid, List *specs, bool exact, List **changes);
extern void dm_tag_remove(Oid relid, const char *column, const char *tag, List **changes);
extern bool dm_tag_is_known(const char *tag);

#endif							/* DM_META_COLUMN_TAG_H */
