/*-------------------------------------------------------------------------
 *
 * schema.h
 *	  Tables that describe what a document may contain, and the checker that
 *	  reads them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_DOCUMENT_SCHEMA_H
#define DM_DOCUMENT_SCHEMA_H

#include "document/nameset.h"
#include "document/node.h"

typedef enum DmShapeKind
{
	DM_SHAPE_TEXT,				/* any scalar but null, as it is written */
	DM_SHAPE_WORD,				/* one of the words */
	DM_SHAPE_BOOL,
	DM_SHAPE_LIST,				/* of item */
	DM_SHAPE_RECORD,			/* map with the keys */
	DM_SHAPE_DICT,				/* map with any keys, each value an item */
	DM_SHAPE_ANY
} DmShapeKind;

typedef struct DmShape DmShape;

/* What a check run knows; shared by all documents of a text. */
typedef struct DmValidation
{
	List	  **problems;
	DmNameSet  *names;			/* what may be there once only */
} DmValidation;

#define DM_KEY_REQUIRED		1
#define DM_KEY_NULLABLE		2	/* null: cleared */

typedef struct DmKey
{
	const char *name;			/* NULL ends the array */
	const DmShape *shape;
	int			flags;
} DmKey;

struct DmShape
{
	DmShapeKind kind;
	const char *what;			/* "a role name": completes "expected ..." */
	const char *const *words;	/* ends with NULL; of a dict: the usual keys,
								 * or the only ones if closed */
	bool		closed;
	const DmShape *item;
	const DmKey *keys;

	/* Text: a palloc'd sentence about what is wrong, or NULL.  Never throws. */
	char	   *(*check_text) (const char *text);

	/* Whatever else is to say of a node of the right kind; may be NULL. */
	void		(*check) (DmValidation *validation, const DmNode *node, const DmPath *path);
};

/* Adds a problem for everything in the node that does not fit the shape. */
extern void dm_schema_check(DmValidation *validation, const DmNode *node,
							const DmShape *shape, const DmPath *path);

extern void dm_validation_error(DmValidation *validation, const DmNode *node, const DmPath *path,
								const char *fmt,...) pg_attribute_printf(4, 5);
extern void dm_validation_warning(DmValidation *validation, const DmNode *node, const DmPath *path,
								  const char *fmt,...) pg_attribute_printf(4, 5);

/*
 * Reports the node as an error if the text has this thing before.  The name is
 * what a person reads, with its kind: 'schema "sales"'; scope keeps apart
 * what may have equal names.  Both are copied.
 */
extern void dm_validation_unique(DmValidation *validation, const char *scope, const char *name,
								 const DmNode *node, const DmPath *path);

/* The word that was probably meant, or NULL; ", did you mean ..." or "" */
extern const char *dm_word_closest(const char *word, const char *const *words);
extern char *dm_word_suggestion(const char *word, const char *const *words);

#endif							/* DM_DOCUMENT_SCHEMA_H */
