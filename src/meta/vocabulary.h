/*-------------------------------------------------------------------------
 *
 * vocabulary.h
 *	  The tags that columns can carry: those built in and those that the
 *	  governance role added.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_VOCABULARY_H
#define DM_META_VOCABULARY_H

#include "nodes/pg_list.h"

typedef struct DmVocabularyTag
{
	char	   *name;
	bool		built_in;
	List	   *allowed_values; /* of char *; NIL: the tag takes no value */
} DmVocabularyTag;

/* The whole vocabulary, or one tag of it (NULL if unknown); palloc'd. */
extern List *dm_vocabulary(void);
extern DmVocabularyTag *dm_vocabulary_find(const char *name);

#endif							/* DM_META_VOCABULARY_H */
