/*-------------------------------------------------------------------------
 *
 * json.c
 *	  Reads JSON with jansson.
 *
 * jansson judges the grammar and decodes the strings.  What it does not tell is
 * where a value stood and how a number was written, and it has no limits of
 * our size.  So the text is scanned before: the scanner knows no grammar, only
 * where strings, brackets and words are.  It keeps the limits and notes the
 * place of every key and value, in order.  If jansson accepts the text, its
 * values in order of insertion are those of the scanner one by one, and the
 * tree is built by walking both.
 *
 * The only file that includes jansson.h, which declares a json_object() as
 * utils/builtins.h does.  The server exports its own function of that name, so
 * a call of jansson's would end there: never call it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include <jansson.h>

#include "base/clib.h"
#include "base/errors.h"
#include "base/guc.h"
#include "document/reader.h"
#include "miscadmin.h"
#include "utils/memutils.h"

/* A key, a scalar, or the bracket that opens a list or map. */
typedef struct Token
{
	int			offset;
	int			length;
	int			line;
	int			column;
} Token;

typedef struct JsonState
{
	DmReader   *reader;
	const char *utf8;
	int			length;
	Token	   *tokens;
	int			count;
	int			allocated;
	int			next;			/* while building: the first unused token */
} JsonState;

static const DmPath root_path = {NULL, NULL, 0};

static void
release_json(void *object)
{
	json_decref((json_t *) object);
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_structural(char c)
{
	return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':' || c == '"';
}

static void
add_token(JsonState *state, Token token)
{
	if (state->count >= state->allocated)
	{
		state->allocated = Max(64, state->allocated * 2);
		if (state->tokens == NULL)
			state->tokens = MemoryContextAlloc(state->reader->scratch,
											   state->allocated * sizeof(Token));
		else
			state->tokens = repalloc_huge(state->tokens, state->allocated * sizeof(Token));
	}
	state->tokens[state->count++] = token;
}

/* End of the string, word or bracket that begins at offset. */
static int
token_end(const char *utf8, int length, int offset)
{
	int			i = offset + 1;

	if (utf8[offset] == '"')
	{
		while (i < length && utf8[i] != '"')
			i += utf8[i] == '\\' ? 2 : 1;
		return Min(i + 1, length);
	}
	if (is_structural(utf8[offset]))
		return i;
	while (i < length && !is_space(utf8[i]) && !is_structural(utf8[i]))
		i++;
	return i;
}

/*
 * Notes the tokens of the text and ends the reading if there are too many, or
 * nested too deeply: later it would be too late.
 */
static void
scan(JsonState *state)
{
	const char *utf8 = state->utf8;
	int			length = state->length;
	int			line = 1;
	int			line_start = 0;
	int			continuation = 0;	/* bytes of this line that begin no
									 * character */
	int			depth = 0;
	int			values = 0;
	bool		after_string = false;
	int			i = 0;

	while (i < length)
	{
		char		c = utf8[i];
		int			end;
		Token		token;

		if (is_space(c))
		{
			i++;
			if (c == '\n' || (c == '\r' && !(i < length && utf8[i] == '\n')))
			{
				line++;
				line_start = i;
				continuation = 0;
				CHECK_FOR_INTERRUPTS();
			}
			continue;
		}
		if (c == '}' || c == ']' || c == ',' || c == ':')
		{
			/* The string before a colon was a key. */
			if (c == ':' && after_string)
				values--;
			if (c == '}' || c == ']')
				depth--;
			after_string = false;
			i++;
			continue;
		}

		end = token_end(utf8, length, i);
		token.offset = i;
		token.length = end - i;
		token.line = line;
		token.column = i - line_start - continuation + 1;
		add_token(state, token);
		after_string = c == '"';

		/* One more: the list around several documents is no part of any. */
		if ((c == '{' || c == '[') && ++depth > dm_max_document_depth + 1)
		{
			dm_reader_end(state->reader, token.line, token.column, &root_path,
						  "nesting is deeper than the %d levels that datamesh.max_document_depth allows",
						  dm_max_document_depth);
			return;
		}
		if (++values - 2 > dm_max_document_nodes)
		{
			dm_reader_end(state->reader, token.line, token.column, &root_path,
						  "there are more than the %d values that datamesh.max_document_nodes allows",
						  dm_max_document_nodes);
			return;
		}

		for (; i < end; i++)
		{
			if ((utf8[i] & 0xC0) == 0x80)
				continuation++;
			else if (utf8[i] == '\n')
			{
				/* Not allowed in a string, but lines count. */
				line++;
				line_start = i + 1;
				continuation = 0;
			}
		}
	}
}

static DmNode *
build(JsonState *state, json_t *value, int depth, const DmPath *path)
{
	const Token *token;
	DmNode	   *node;
	DmNodeKind	kind;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();

	if (state->next >= state->count)
		elog(ERROR, "JSON tokens and values differ in number");
	token = &state->tokens[state->next++];

	kind = json_is_object(value) ? DM_NODE_MAP :
		json_is_array(value) ? DM_NODE_LIST : DM_NODE_SCALAR;
	node = dm_reader_node(state->reader, kind, token->line, token->column, depth, path);
	if (node == NULL)
		return NULL;

	if (kind == DM_NODE_MAP)
	{
		for (void *iter = json_object_iter(value); iter != NULL;
			 iter = json_object_iter_next(value, iter))
		{
			const char *utf8 = json_object_iter_key(iter);
			const Token *key_token;
			DmPath		at = {path, NULL, 0};
			DmNode	   *child;
			char	   *key;

			if (state->next >= state->count)
				elog(ERROR, "JSON tokens and values differ in number");
			key_token = &state->tokens[state->next++];
			key = dm_reader_text(state->reader, utf8, strlen(utf8),
								 key_token->line, key_token->column, path);
			at.key = key != NULL ? key : "?";
			child = build(state, json_object_iter_value(iter), depth + 1, &at);
			if (child == NULL)
				return NULL;
			if (key != NULL)
				dm_reader_put(node, key, key_token->line, key_token->column, child);
		}
	}
	else if (kind == DM_NODE_LIST)
	{
		size_t		size = json_array_size(value);

		for (size_t i = 0; i < size; i++)
		{
			DmPath		at = {path, NULL, (int) i};
			DmNode	   *child = build(state, json_array_get(value, i), depth + 1, &at);

			if (child == NULL)
				return NULL;
			dm_reader_append(node, child);
		}
	}
	else if (json_is_string(value))
	{
		node->text = dm_reader_text(state->reader, json_string_value(value),
									json_string_length(value),
									token->line, token->column, path);
		if (node->text == NULL)
		{
			node->text = pstrdup("");
			node->broken = true;
		}
	}
	else
	{
		/* Numbers, true, false, null: ASCII, as they were written. */
		node->text = pnstrdup(state->utf8 + token->offset, token->length);
		node->plain = true;
	}
	return node;
}

/*
 * Where the text went wrong: jansson says how far it had read.  If that is
 * within a token, the token is at fault; within a string it is the character,
 * if exact is set.
 */
static Token
find_error(const JsonState *state, int read, bool exact)
{
	int			at = Max(0, Min(read, state->length) - 1);
	int			low = 0;
	int			high = state->count;
	DmPosition	position;

	/* the last token that begins at or before */
	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (state->tokens[middle].offset <= at)
			low = middle + 1;
		else
			high = middle;
	}
	if (low > 0 && !exact)
	{
		const Token *token = &state->tokens[low - 1];

		if (at < token->offset + token->length)
			return *token;
	}

	position = dm_text_position(state->utf8, at, PG_UTF8);
	return (Token)
	{
		at, 1, position.line, position.column
	};
}

static void
report_error(JsonState *state, const json_error_t *error)
{
	enum json_error_code code = json_error_code(error);
	const char *near = strstr(error->text, " near ");
	int			length = near != NULL ? (int) (near - error->text) : (int) strlen(error->text);
	bool		exact = strncmp(error->text, "invalid escape", 14) == 0 ||
	strncmp(error->text, "control character", 17) == 0;
	Token		at = find_error(state, error->position, exact);
	bool		yaml;

	switch (code)
	{
		case json_error_out_of_memory:
			ereport(ERROR,
					(errcode(ERRCODE_OUT_OF_MEMORY),
					 errmsg("out of memory"),
					 errdetail("Failed while reading a JSON document.")));
			break;
		case json_error_premature_end_of_input:
			{
				DmPosition	end = dm_text_position(state->utf8, state->length, PG_UTF8);

				dm_reader_end(state->reader, end.line, end.column, &root_path,
							  "JSON: the text ends in the middle of a value");
				break;
			}
		case json_error_end_of_input_expected:
			dm_reader_end(state->reader, at.line, at.column, &root_path,
						  "JSON: nothing may follow the first value; write several documents as one list");
			break;
		case json_error_duplicate_key:
			{
				char	   *key = dm_reader_text(state->reader, state->utf8 + at.offset, at.length,
												 at.line, at.column, &root_path);

				dm_reader_end(state->reader, at.line, at.column, &root_path, "duplicate key %s",
							  key != NULL ? dm_error_excerpt(key, strlen(key)) : "");
				break;
			}
		case json_error_null_character:
		case json_error_null_byte_in_key:
			dm_reader_end(state->reader, at.line, at.column, &root_path,
						  "zero characters are not allowed");
			break;
		case json_error_numeric_overflow:
			dm_reader_end(state->reader, at.line, at.column, &root_path,
						  "JSON: the number is out of range");
			break;
		default:
			/* That is what YAML looks like to jansson. */
			yaml = strncmp(error->text, "string or '}'", 13) == 0 ||
				strncmp(error->text, "invalid token", 13) == 0;
			dm_reader_end(state->reader, at.line, at.column, &root_path, "JSON: %.*s%s",
						  length, error->text, yaml ?
						  " (text that begins with \"{\" or \"[\" is read as JSON)" : "");
			break;
	}
}

/* The documents are the items of a list at the top, or all is one document. */
static void
build_roots(JsonState *state, json_t *value)
{
	DmReader   *reader = state->reader;

	if (!json_is_array(value))
	{
		DmNode	   *root = build(state, value, 0, &root_path);

		if (root != NULL)
			reader->roots = lappend(reader->roots, root);
		return;
	}

	state->next++;
	for (size_t i = 0; i < json_array_size(value); i++)
	{
		DmNode	   *root = build(state, json_array_get(value, i), 0, &root_path);

		if (root == NULL)
			break;
		reader->roots = lappend(reader->roots, root);
	}
}

void
dm_json_read(DmReader *reader, const char *utf8, int length)
{
	JsonState	state = {0};
	DmHandle   *handle;
	json_error_t error;

	state.reader = reader;
	state.utf8 = utf8;
	state.length = length;
	scan(&state);
	if (reader->ended)
		return;

	/*
	 * Integers as floats: jansson has 64 bits for them and would refuse
	 * longer ones, but what we use is the source text.
	 */
	handle = dm_handle_create(reader->scratch, release_json);
	handle->object = json_loadb(utf8, length,
								JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &error);
	if (handle->object == NULL)
		report_error(&state, &error);
	else
		build_roots(&state, handle->object);
	dm_handle_release(handle);
}
