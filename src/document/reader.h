/*-------------------------------------------------------------------------
 *
 * reader.h
 *	  What the readers of YAML and JSON share; private to them.
 *
 * json.c includes this header together with jansson.h, so nothing here may
 * include utils/builtins.h: both declare a json_object().
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_DOCUMENT_READER_H
#define DM_DOCUMENT_READER_H

#include "document/node.h"

typedef struct DmReader
{
	MemoryContext scratch;		/* goes when reading ends; libraries' handles */
	List	  **problems;
	List	   *roots;
	int			nodes;			/* made so far, in all documents */
	bool		ended;			/* a problem after which reading cannot go on */
} DmReader;

/* UTF-8 without BOM; they set reader->roots */
extern void dm_yaml_read(DmReader *reader, const char *utf8, int length);
extern void dm_json_read(DmReader *reader, const char *utf8, int length);

/*
 * A new node; NULL when the document has too many or is too deep, which ends
 * the reading.  depth: how many lists and maps it lies in.
 */
extern DmNode *dm_reader_node(DmReader *reader, DmNodeKind kind, int line, int column,
							  int depth, const DmPath *path);
extern void dm_reader_append(DmNode *list, DmNode *item);
extern void dm_reader_put(DmNode *map, char *key, int line, int column, DmNode *value);

/* Text of a scalar or key in the server encoding; NULL after a problem. */
extern char *dm_reader_text(DmReader *reader, const char *utf8, size_t length,
							int line, int column, const DmPath *path);

/* Adds a problem for each key that is in the map before. */
extern void dm_reader_check_keys(DmReader *reader, const DmNode *map, const DmPath *path);

/* Adds an error; dm_reader_end: one that ends the reading. */
extern void dm_reader_error(DmReader *reader, int line, int column, const DmPath *path,
							const char *fmt,...) pg_attribute_printf(5, 6);
extern void dm_reader_end(DmReader *reader, int line, int column, const DmPath *path,
						  const char *fmt,...) pg_attribute_printf(5, 6);

#endif							/* DM_DOCUMENT_READER_H */
