/*-------------------------------------------------------------------------
 *
 * reader.c
 *	  From the text of a document to its tree: what YAML and JSON share.
 *
 * The text comes from whoever may call datamesh.apply() or validate(), that
 * is, from anybody.  Every limit is therefore kept while reading: size before
 * the text is even converted, depth before the library that parses it can nest
 * any deeper, nodes as they are made.  What is wrong becomes a DmProblem with
 * its place; nothing is thrown but cancel and out of memory.
 *
 * Nodes are palloc'd in the context of the caller, everything else in a scratch
 * context whose end also releases what libyaml and jansson hold.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/clib.h"
#include "base/errors.h"
#include "base/guc.h"
#include "document/nameset.h"
#include "document/reader.h"
#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#define UTF8_BOM		"\xef\xbb\xbf"
#define UTF8_BOM_LEN	3

/* Maps up to this size are searched for duplicate keys pair by pair. */
#define SMALL_MAP		8

static const DmPath root_path = {NULL, NULL, 0};

static void add_error(DmReader *reader, int line, int column, const DmPath *path,
					  const char *fmt, va_list args) pg_attribute_printf(5, 0);

static void
add_error(DmReader *reader, int line, int column, const DmPath *path,
		  const char *fmt, va_list args)
{
	char	   *text = dm_path_text(path);

	dm_problem_va(reader->problems, line, column, text, "error", fmt, args);
	pfree(text);
	if (dm_problems_full(*reader->problems))
		reader->ended = true;
}

void
dm_reader_error(DmReader *reader, int line, int column, const DmPath *path,
				const char *fmt,...)
{
	va_list		args;

	va_start(args, fmt);
	add_error(reader, line, column, path, fmt, args);
	va_end(args);
}

void
dm_reader_end(DmReader *reader, int line, int column, const DmPath *path,
			  const char *fmt,...)
{
	va_list		args;

	va_start(args, fmt);
	add_error(reader, line, column, path, fmt, args);
	va_end(args);
	reader->ended = true;
}

DmNode *
dm_reader_node(DmReader *reader, DmNodeKind kind, int line, int column,
			   int depth, const DmPath *path)
{
	DmNode	   *node;

	if (kind != DM_NODE_SCALAR && depth >= dm_max_document_depth)
	{
		dm_reader_end(reader, line, column, path,
					  "nesting is deeper than the %d levels that datamesh.max_document_depth allows",
					  dm_max_document_depth);
		return NULL;
	}
	if (reader->nodes >= dm_max_document_nodes)
	{
		dm_reader_end(reader, line, column, path,
					  "there are more than the %d values that datamesh.max_document_nodes allows",
					  dm_max_document_nodes);
		return NULL;
	}
	reader->nodes++;

	node = palloc0(sizeof(DmNode));
	node->kind = kind;
	node->line = line;
	node->column = column;
	return node;
}

void
dm_reader_append(DmNode *list, DmNode *item)
{
	if (list->count >= list->allocated)
	{
		list->allocated = Max(4, list->allocated * 2);
		if (list->items == NULL)
			list->items = palloc(list->allocated * sizeof(DmNode *));
		else
			list->items = repalloc_huge(list->items, list->allocated * sizeof(DmNode *));
	}
	list->items[list->count++] = item;
}

void
dm_reader_put(DmNode *map, char *key, int line, int column, DmNode *value)
{
	if (map->count >= map->allocated)
	{
		map->allocated = Max(4, map->allocated * 2);
		if (map->pairs == NULL)
			map->pairs = palloc(map->allocated * sizeof(DmPair));
		else
			map->pairs = repalloc_huge(map->pairs, map->allocated * sizeof(DmPair));
	}
	map->pairs[map->count++] = (DmPair)
	{
		key, line, column, value
	};
}

char *
dm_reader_text(DmReader *reader, const char *utf8, size_t length,
			   int line, int column, const DmPath *path)
{
	char	   *text;
	int			bad;

	if (memchr(utf8, '\0', length) != NULL)
	{
		dm_reader_error(reader, line, column, path, "zero characters are not allowed");
		return NULL;
	}
	text = dm_text_from_utf8(utf8, (int) length, &bad);

	if (text == NULL)
		dm_reader_error(reader, line, column, path,
						"character U+%04X does not exist in the database encoding %s",
						(unsigned int) utf8_to_unicode((const unsigned char *) utf8 + bad),
						GetDatabaseEncodingName());
	return text;
}

static void
report_duplicate(DmReader *reader, const DmPath *path, const DmPair *first, const DmPair *again)
{
	DmPath		at = {path, again->key, 0};

	dm_reader_error(reader, again->line, again->column, &at,
					"duplicate key \"%s\", first in line %d",
					dm_error_excerpt(again->key, strlen(again->key)), first->line);
}

void
dm_reader_check_keys(DmReader *reader, const DmNode *map, const DmPath *path)
{
	DmNameSet  *seen;

	if (map->count <= SMALL_MAP)
	{
		for (int i = 1; i < map->count; i++)
		{
			for (int j = 0; j < i; j++)
			{
				if (strcmp(map->pairs[i].key, map->pairs[j].key) == 0)
				{
					report_duplicate(reader, path, &map->pairs[j], &map->pairs[i]);
					break;
				}
			}
		}
		return;
	}

	seen = dm_nameset_create(map->count);
	for (int i = 0; i < map->count && !reader->ended; i++)
	{
		DmPair	   *pair = &map->pairs[i];
		DmPair	   *first = dm_nameset_add(seen, pair->key, pair);

		if (first != NULL)
			report_duplicate(reader, path, first, pair);
	}
	dm_nameset_free(seen);
}

/*
 * Offset of the first byte order mark, or -1.  One may begin the text; others
 * are refused, for they would hide in names.
 */
static int
find_bom(const char *utf8, int length)
{
	const char *p = utf8;
	const char *end = utf8 + length;

	while ((p = memchr(p, UTF8_BOM[0], end - p)) != NULL)
	{
		if (end - p < UTF8_BOM_LEN)
			return -1;
		if (memcmp(p, UTF8_BOM, UTF8_BOM_LEN) == 0)
			return p - utf8;
		p++;
	}
	return -1;
}

/* The first character that is no space, or a zero byte. */
static char
first_character(const char *utf8, int length)
{
	for (int i = 0; i < length; i++)
	{
		char		c = utf8[i];

		if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			return c;
	}
	return '\0';
}

/* Adds the problem that the text, in that encoding, has at the offset. */
static void
end_at_offset(DmReader *reader, const char *text, int offset, int encoding, const char *message)
{
	DmPosition	position = dm_text_position(text, offset, encoding);

	dm_reader_end(reader, position.line, position.column, &root_path, "%s", message);
}

static void
read_text(DmReader *reader, const char *text, int length)
{
	MemoryContext caller;
	const char *utf8;
	const char *zero;
	int			utf8_length;
	int			bad;

	/* kB, so this cannot be compared in int */
	if ((int64) length > (int64) dm_max_document_size * 1024)
	{
		dm_reader_end(reader, 1, 1, &root_path,
					  "the text has %d bytes, more than the %d kB that datamesh.max_document_size allows",
					  length, dm_max_document_size);
		return;
	}

	zero = memchr(text, '\0', length);
	if (zero != NULL)
	{
		end_at_offset(reader, text, zero - text, GetDatabaseEncoding(),
					  "zero characters are not allowed");
		return;
	}

	caller = MemoryContextSwitchTo(reader->scratch);
	utf8 = dm_text_to_utf8(text, length, &utf8_length, &bad);
	MemoryContextSwitchTo(caller);
	if (utf8 == NULL)
	{
		/* An SQL_ASCII database takes any bytes; up to here they are UTF-8. */
		int			encoding = GetDatabaseEncoding();

		if (encoding == PG_SQL_ASCII)
			encoding = PG_UTF8;
		end_at_offset(reader, text, bad, encoding,
					  encoding == PG_UTF8 ?
					  "the text is not valid UTF-8" :
					  "this character cannot be converted to UTF-8");
		return;
	}

	if (utf8_length >= UTF8_BOM_LEN && memcmp(utf8, UTF8_BOM, UTF8_BOM_LEN) == 0)
	{
		utf8 += UTF8_BOM_LEN;
		utf8_length -= UTF8_BOM_LEN;
	}
	bad = find_bom(utf8, utf8_length);
	if (bad >= 0)
	{
		end_at_offset(reader, utf8, bad, PG_UTF8,
					  "a byte order mark is allowed only once, as the first character");
		return;
	}

	switch (first_character(utf8, utf8_length))
	{
		case '\0':
			break;
		case '{':
		case '[':
			dm_json_read(reader, utf8, utf8_length);
			break;
		default:
			dm_yaml_read(reader, utf8, utf8_length);
			break;
	}
}

List *
dm_document_read(const char *text, int length, List **problems)
{
	DmReader	reader = {0};
	MemoryContext caller = CurrentMemoryContext;

	reader.problems = problems;
	reader.scratch = AllocSetContextCreate(caller, "datamesh document reader",
										   ALLOCSET_DEFAULT_SIZES);
	read_text(&reader, text, length);
	Assert(CurrentMemoryContext == caller);
	MemoryContextDelete(reader.scratch);

	if (reader.roots == NIL && dm_problems_errors(*problems) == 0)
		dm_problem_at(problems, 1, 1, "$", "error", "no document");
	dm_problems_sort(*problems);
	return reader.roots;
}
