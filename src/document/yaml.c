/*-------------------------------------------------------------------------
 *
 * yaml.c
 *	  Reads YAML with libyaml's event parser.
 *
 * Only events are asked for: libyaml's own loader keeps a list of anchors that
 * it searches for each of them, and nests without limit.  Aliases, anchors,
 * merge keys and tags of one's own are refused: they let a short text stand for
 * a long document, or mean something that other readers would not see.
 *
 * The open lists and maps are a chain of frames, so nesting costs no C stack.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include <yaml.h>

#include "base/clib.h"
#include "base/errors.h"
#include "document/reader.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

/*
 * libyaml compares each %TAG line of a document with all before it.  We refuse
 * documents with such lines, but only hear of them when it has read them all.
 */
#define MAX_TAG_DIRECTIVES	100

#define CORE_TAG	"tag:yaml.org,2002:"

/* The parser and the event at hand: both own memory of libyaml's. */
typedef struct YamlParser
{
	yaml_parser_t parser;
	yaml_event_t event;
} YamlParser;

/* A list or map that has begun and not ended. */
typedef struct Frame
{
	struct Frame *parent;
	DmNode	   *node;
	DmPath		path;
	int			depth;
	/* maps: the key whose value comes next */
	bool		has_key;
	char	   *key;			/* NULL: unusable, has been reported */
	int			key_line;
	int			key_column;
} Frame;

typedef struct YamlState
{
	DmReader   *reader;
	yaml_event_t *event;
	Frame	   *top;			/* innermost open list or map; NULL: none */
	int			line;			/* where the event begins */
	int			column;
} YamlState;

static const DmPath root_path = {NULL, NULL, 0};

static void
release_parser(void *object)
{
	YamlParser *yaml = object;

	yaml_event_delete(&yaml->event);
	yaml_parser_delete(&yaml->parser);
}

/* Path of the node that the present event makes. */
static DmPath
event_path(const YamlState *state)
{
	const Frame *top = state->top;

	if (top == NULL)
		return root_path;
	if (top->node->kind == DM_NODE_LIST)
		return (DmPath)
	{
		&top->path, NULL, top->node->count
	};
	if (top->has_key && top->key != NULL)
		return (DmPath)
	{
		&top->path, top->key, 0
	};
	return top->path;
}

static bool
is_key(const YamlState *state)
{
	return state->top != NULL && state->top->node->kind == DM_NODE_MAP &&
		!state->top->has_key;
}

/*
 * Says where the event's anchor and tag are not allowed.  Result: whether the
 * tag makes text of a plain scalar.
 */
static bool
check_properties(const YamlState *state, const yaml_char_t *anchor, const yaml_char_t *tag,
				 DmNodeKind kind)
{
	static const char *const scalar_tags[] = {"str", "null", "bool", "int", "float", NULL};
	static const char *const list_tags[] = {"seq", NULL};
	static const char *const map_tags[] = {"map", NULL};
	const char *const *allowed = kind == DM_NODE_LIST ? list_tags :
	kind == DM_NODE_MAP ? map_tags : scalar_tags;
	const char *text = (const char *) tag;
	const char *shown;
	DmPath		path = event_path(state);

	if (anchor != NULL)
		dm_reader_error(state->reader, state->line, state->column, &path,
						"anchors and aliases are not allowed: write the value out");
	if (tag == NULL || strcmp(text, "!") == 0)
		return tag != NULL;

	shown = text;

	if (strncmp(text, CORE_TAG, strlen(CORE_TAG)) == 0)
	{
		const char *name = text +strlen(CORE_TAG);

		for (int i = 0; allowed[i] != NULL; i++)
		{
			if (strcmp(name, allowed[i]) == 0)
				return i == 0;
		}
		shown = psprintf("!!%s", name);
	}

	/* A tag may hold any characters, percent-encoded: show plain ones only. */
	for (const char *p = shown; *p; p++)
	{
		if (IS_HIGHBIT_SET(*p))
		{
			shown = "!...";
			break;
		}
	}
	dm_reader_error(state->reader, state->line, state->column, &path,
					"the tag %s is not allowed here", dm_error_excerpt(shown, strlen(shown)));
	return false;
}

/* Puts a value where the document has it. */
static void
place_node(YamlState *state, DmNode *node)
{
	Frame	   *top = state->top;

	if (top == NULL)
		return;
	if (top->node->kind == DM_NODE_LIST)
		dm_reader_append(top->node, node);
	else
	{
		if (top->key != NULL)
			dm_reader_put(top->node, top->key, top->key_line, top->key_column, node);
		top->has_key = false;
		top->key = NULL;
	}
}

static void
set_key(YamlState *state, char *key)
{
	Frame	   *top = state->top;

	top->has_key = true;
	top->key = key;
	top->key_line = state->line;
	top->key_column = state->column;
}

/* The root of a document that consists of this one value. */
static void
end_root(YamlState *state, DmNode *node)
{
	if (state->top == NULL && !dm_node_is_null(node))
		state->reader->roots = lappend(state->reader->roots, node);
}

static void
on_scalar(YamlState *state)
{
	yaml_event_t *event = state->event;
	DmPath		path = event_path(state);
	bool		key = is_key(state);
	bool		plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	const char *utf8 = (const char *) event->data.scalar.value;
	size_t		length = event->data.scalar.length;
	char	   *text;
	DmNode	   *node;

	if (event->data.scalar.tag != NULL || event->data.scalar.anchor != NULL)
	{
		bool		is_text;

		is_text = check_properties(state, event->data.scalar.anchor,
								   event->data.scalar.tag, DM_NODE_SCALAR);
		plain = event->data.scalar.tag == NULL ? plain : !is_text;
	}

	text = dm_reader_text(state->reader, utf8, length, state->line, state->column, &path);

	if (key)
	{
		if (text !=NULL && plain && length == 0)
		{
			dm_reader_error(state->reader, state->line, state->column, &path,
							"a key is missing here");
			text = NULL;
		}
		else if (text !=NULL && plain && strcmp(text, "<<") == 0)
		{
			dm_reader_error(state->reader, state->line, state->column, &path,
							"merge keys (<<) are not allowed: write the values out");
			text = NULL;
		}
		set_key(state, text);
		return;
	}

	node = dm_reader_node(state->reader, DM_NODE_SCALAR, state->line, state->column,
						  0, &path);
	if (node == NULL)
		return;
	node->text = text !=NULL ? text : pstrdup("");
	node->plain = plain && text !=NULL;
	node->broken = text == NULL;

	place_node(state, node);
	end_root(state, node);
}

static void
on_alias(YamlState *state)
{
	DmPath		path = event_path(state);
	DmNode	   *node;

	dm_reader_error(state->reader, state->line, state->column, &path,
					"anchors and aliases are not allowed: write the value out");
	if (is_key(state))
	{
		set_key(state, NULL);
		return;
	}
	node = dm_reader_node(state->reader, DM_NODE_SCALAR, state->line, state->column,
						  0, &path);
	if (node == NULL)
		return;
	node->text = pstrdup("");
	node->broken = true;
	place_node(state, node);
}

static void
on_begin(YamlState *state, DmNodeKind kind, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	DmPath		path = event_path(state);
	int			depth = state->top == NULL ? 0 : state->top->depth;
	DmNode	   *node;
	Frame	   *frame;

	if (is_key(state))
	{
		dm_reader_end(state->reader, state->line, state->column, &path,
					  "a key must be text, not a %s", kind == DM_NODE_MAP ? "map" : "list");
		return;
	}
	check_properties(state, anchor, tag, kind);

	node = dm_reader_node(state->reader, kind, state->line, state->column, depth, &path);
	if (node == NULL)
		return;

	frame = palloc0(sizeof(Frame));
	frame->parent = state->top;
	frame->node = node;
	frame->path = path;
	frame->depth = depth + 1;
	state->top = frame;
}

static void
on_end(YamlState *state)
{
	Frame	   *frame = state->top;

	if (frame->node->kind == DM_NODE_MAP)
		dm_reader_check_keys(state->reader, frame->node, &frame->path);
	state->top = frame->parent;
	place_node(state, frame->node);
	end_root(state, frame->node);
	pfree(frame);
}

static void
on_document_start(YamlState *state)
{
	if (state->event->data.document_start.tag_directives.start !=
		state->event->data.document_start.tag_directives.end)
		dm_reader_error(state->reader, state->line, state->column, &root_path,
						"%%TAG directives are not allowed");
}

static void
handle_event(YamlState *state)
{
	yaml_event_t *event = state->event;

	state->line = (int) event->start_mark.line + 1;
	state->column = (int) event->start_mark.column + 1;

	switch (event->type)
	{
		case YAML_DOCUMENT_START_EVENT:
			on_document_start(state);
			break;
		case YAML_SCALAR_EVENT:
			on_scalar(state);
			break;
		case YAML_ALIAS_EVENT:
			on_alias(state);
			break;
		case YAML_SEQUENCE_START_EVENT:
			on_begin(state, DM_NODE_LIST, event->data.sequence_start.anchor,
					 event->data.sequence_start.tag);
			break;
		case YAML_MAPPING_START_EVENT:
			on_begin(state, DM_NODE_MAP, event->data.mapping_start.anchor,
					 event->data.mapping_start.tag);
			break;
		case YAML_SEQUENCE_END_EVENT:
		case YAML_MAPPING_END_EVENT:
			on_end(state);
			break;
		case YAML_NO_EVENT:
		case YAML_STREAM_START_EVENT:
		case YAML_STREAM_END_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			break;
	}
}

/* The parser stopped: tell why, in its words, which are ASCII. */
static void
report_parser_error(YamlState *state, const yaml_parser_t *parser, const char *utf8, int length)
{
	DmPath		path = event_path(state);
	const char *why = parser->problem != NULL ? parser->problem : "unknown error";

	/* Every second person meets this one. */
	if (parser->error == YAML_SCANNER_ERROR && parser->buffer.pointer != NULL &&
		parser->buffer.pointer < parser->buffer.last && *parser->buffer.pointer == '\t')
	{
		dm_reader_end(state->reader, (int) parser->problem_mark.line + 1,
					  (int) parser->problem_mark.column + 1, &path,
					  "YAML: a tab cannot be used for indentation");
		return;
	}

	switch (parser->error)
	{
		case YAML_MEMORY_ERROR:
			ereport(ERROR,
					(errcode(ERRCODE_OUT_OF_MEMORY),
					 errmsg("out of memory"),
					 errdetail("Failed while reading a YAML document.")));
			break;

		case YAML_READER_ERROR:
			{
				int			offset = Min((int) parser->problem_offset, length);
				DmPosition	at = dm_text_position(utf8, offset, PG_UTF8);

				if (parser->problem_value > 0)
					dm_reader_end(state->reader, at.line, at.column, &path,
								  "YAML: %s (U+%04X)", why, (unsigned int) parser->problem_value);
				else
					dm_reader_end(state->reader, at.line, at.column, &path, "YAML: %s", why);
				break;
			}

		default:
			{
				int			line = (int) parser->problem_mark.line + 1;
				int			column = (int) parser->problem_mark.column + 1;

				if (parser->context != NULL)
					dm_reader_end(state->reader, line, column, &path,
								  "YAML: %s, %s that began in line %d", why,
								  parser->context, (int) parser->context_mark.line + 1);
				else
					dm_reader_end(state->reader, line, column, &path, "YAML: %s", why);
				break;
			}
	}
}

/* See MAX_TAG_DIRECTIVES. */
static bool
has_few_directives(DmReader *reader, const char *utf8, int length)
{
	const char *end = utf8 + length;
	const char *p = utf8;
	int			directives = 0;

	while ((p = memchr(p, '%', end - p)) != NULL)
	{
		/* Line feed and return are not the only characters that end a line. */
		if (end - p >= 4 && memcmp(p, "%TAG", 4) == 0 &&
			(p == utf8 || p[-1] == '\n' || p[-1] == '\r' || IS_HIGHBIT_SET(p[-1])) &&
			++directives > MAX_TAG_DIRECTIVES)
		{
			DmPosition	at = dm_text_position(utf8, p - utf8, PG_UTF8);

			dm_reader_end(reader, at.line, at.column, &root_path,
						  "%%TAG directives are not allowed");
			return false;
		}
		p++;
	}
	return true;
}

void
dm_yaml_read(DmReader *reader, const char *utf8, int length)
{
	YamlState	state = {0};
	YamlParser *yaml;
	DmHandle   *handle;

	if (!has_few_directives(reader, utf8, length))
		return;

	yaml = MemoryContextAllocZero(reader->scratch, sizeof(YamlParser));
	handle = dm_handle_create(reader->scratch, release_parser);
	if (!yaml_parser_initialize(&yaml->parser))
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory"),
				 errdetail("Failed while reading a YAML document.")));
	handle->object = yaml;
	yaml_parser_set_encoding(&yaml->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&yaml->parser, (const unsigned char *) utf8, length);

	state.reader = reader;
	state.event = &yaml->event;
	while (!reader->ended)
	{
		bool		last;

		CHECK_FOR_INTERRUPTS();
		if (!yaml_parser_parse(&yaml->parser, &yaml->event))
		{
			report_parser_error(&state, &yaml->parser, utf8, length);
			break;
		}
		handle_event(&state);
		last = yaml->event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&yaml->event);
		if (last)
			break;
	}
	dm_handle_release(handle);
}
