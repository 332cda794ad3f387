/*-------------------------------------------------------------------------
 *
 * node.h
 *	  A YAML or JSON document as a tree that remembers where it stood.
 *
 * Scalars keep their source text: what "1.10" or "y" or "2022-10-03" is, is
 * decided by who asks, not by the reader.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_DOCUMENT_NODE_H
#define DM_DOCUMENT_NODE_H

#include "nodes/pg_list.h"
#include "lib/stringinfo.h"

typedef enum DmNodeKind
{
	DM_NODE_SCALAR,
	DM_NODE_LIST,
	DM_NODE_MAP
} DmNodeKind;

typedef struct DmNode DmNode;

typedef struct DmPair
{
	char	   *key;
	int			line;			/* of the key, from 1 */
	int			column;			/* from 1, in characters */
	DmNode	   *value;
} DmPair;

struct DmNode
{
	DmNodeKind	kind;
	int			line;
	int			column;
	/* scalars */
	char	   *text;			/* source text, in the server encoding */
	bool		plain;			/* YAML plain scalar, or JSON
								 * number/true/false/null */
	bool		broken;			/* stands for what could not be read; a
								 * problem says so */
	/* lists and maps */
	int			count;
	int			allocated;
	DmNode	  **items;			/* lists */
	DmPair	   *pairs;			/* maps */
};

/*
 * Who has this many problems has to begin somewhere: what is found after them
 * is not kept, so that a hostile text cannot fill the memory with them.  The
 * last one that is kept says so, and is an error, for what comes after it has
 * not been checked.
 */
#define DM_MAX_PROBLEMS		1000

typedef struct DmProblem
{
	int			line;
	int			column;
	char	   *path;			/* $.spec.outputPorts[0].relation */
	const char *severity;		/* "error" or "warning" */
	char	   *message;
} DmProblem;

/*
 * Reads every document of the text (server encoding).  Result: the roots, in
 * order; *problems: what is wrong, in order of position.  A syntax error or a
 * broken limit ends the reading; the documents complete before it are
 * returned.  Throws only for cancel and out of memory.
 */
extern List *dm_document_read(const char *text, int length, List **problems);

/* Value of a key, or NULL. */
extern DmNode *dm_node_get(const DmNode *map, const char *key);
extern bool dm_node_is_null(const DmNode *node);	/* YAML 1.2 core: null, ~,
													 * empty plain */
extern bool dm_node_get_bool(const DmNode *node, bool *value);	/* true, false (core
																 * schema) */

/* Canonical JSON text (sorted keys as jsonb would), for jsonb_in; palloc'd. */
extern char *dm_node_to_json(const DmNode *node);

extern void dm_problem_add(List **problems, const DmNode *at, const char *path,
						   const char *severity, const char *fmt,...) pg_attribute_printf(5, 6);
extern void dm_problem_at(List **problems, int line, int column, const char *path,
						  const char *severity, const char *fmt,...) pg_attribute_printf(6, 7);
extern void dm_problem_va(List **problems, int line, int column, const char *path,
						  const char *severity, const char *fmt, va_list args) pg_attribute_printf(6, 0);
extern bool dm_problems_full(const List *problems); /* DM_MAX_PROBLEMS */
extern void dm_problems_sort(List *problems);	/* by position */
extern int	dm_problems_errors(const List *problems);	/* how many are errors */

/*
 * The way from the root to a node, kept on the C stack of whoever walks there
 * and written out only when somebody has something to say about the node.
 */
typedef struct DmPath
{
	const struct DmPath *parent;	/* NULL: the root */
	const char *key;			/* NULL: an item of a list */
	int			index;
} DmPath;

extern char *dm_path_text(const DmPath *path);	/* palloc'd */

#endif							/* DM_DOCUMENT_NODE_H */
