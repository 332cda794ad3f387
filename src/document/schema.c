/*-------------------------------------------------------------------------
 *
 * schema.c
 *	  Checks the tree of a document against the tables that describe it.
 *
 * Nothing stops at the first problem: a person wants to hear of all of them.
 * Every message says what was expected at its place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "document/schema.h"
#include "miscadmin.h"
#include "utils/varlena.h"

/* Longer words get no suggestion; the distance is quadratic in their length. */
#define SUGGESTION_MAXLEN	64

/* Shorter words are not completed. */
#define PREFIX_MINLEN		4

/* With more possible keys than this a message does not list them. */
#define LISTED_WORDS		12

void
dm_validation_error(DmValidation *validation, const DmNode *node, const DmPath *path,
					const char *fmt,...)
{
	va_list		args;

	va_start(args, fmt);
	dm_problem_va(validation->problems, node->line, node->column, dm_path_text(path),
				  "error", fmt, args);
	va_end(args);
}

void
dm_validation_warning(DmValidation *validation, const DmNode *node, const DmPath *path,
					  const char *fmt,...)
{
	va_list		args;

	va_start(args, fmt);
	dm_problem_va(validation->problems, node->line, node->column, dm_path_text(path),
				  "warning", fmt, args);
	va_end(args);
}

void
dm_validation_unique(DmValidation *validation, const char *scope, const char *name,
					 const DmNode *node, const DmPath *path)
{
	char	   *key = psprintf("%s\n%s", scope, name);
	const DmNode *first;

	first = dm_nameset_add(validation->names, key, unconstify(DmNode *, node));
	if (first != NULL)
	{
		dm_validation_error(validation, node, path, "%s is here twice, first in line %d",
							name, first->line);
		pfree(key);
	}
}

/* Lower case without separators: output_ports and outputPorts are close. */
static char *
fold_word(const char *word)
{
	char	   *folded = palloc(strlen(word) + 1);
	char	   *to = folded;

	for (; *word; word++)
	{
		if (*word != '_' && *word != '-' && *word != ' ')
			*to++ = pg_ascii_tolower((unsigned char) *word);
	}
	*to = '\0';
	return folded;
}

const char *
dm_word_closest(const char *word, const char *const *words)
{
	const char *best = NULL;
	int			best_distance;
	int			length = (int) strlen(word);
	char	   *folded;

	if (length == 0 || length > SUGGESTION_MAXLEN)
		return NULL;

	folded = fold_word(word);
	for (int i = 0; words[i] != NULL; i++)
	{
		if (strcmp(folded, fold_word(words[i])) == 0)
			return words[i];
	}

	/* The beginning of one word, and of no other. */
	for (int i = 0; words[i] != NULL && length >= PREFIX_MINLEN; i++)
	{
		if (strncmp(word, words[i], length) == 0)
		{
			if (best != NULL)
			{
				best = NULL;
				break;
			}
			best = words[i];
		}
	}
	if (best != NULL)
		return best;

	/* A third of the word may be wrong, but never all of it. */
	best_distance = Min(3, (length + 2) / 3) + 1;
	for (int i = 0; words[i] != NULL; i++)
	{
		int			distance;

		distance = varstr_levenshtein_less_equal(word, length, words[i],
												 (int) strlen(words[i]), 1, 1, 1,
												 best_distance, true);
		if (distance < best_distance && distance < length)
		{
			best = words[i];
			best_distance = distance;
		}
	}
	return best;
}

char *
dm_word_suggestion(const char *word, const char *const *words)
{
	const char *closest = dm_word_closest(word, words);

	return closest == NULL ? pstrdup("") : psprintf(", did you mean \"%s\"?", closest);
}

/* "a, b or c" */
static char *
list_words(const char *const *words)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; words[i] != NULL; i++)
	{
		if (i > 0)
			appendStringInfoString(&text, words[i + 1] == NULL ? " or " : ", ");
		appendStringInfoString(&text, words[i]);
	}
	return text.data;
}

/* What a node is, for "found ...". */
static const char *
describe(const DmNode *node)
{
	if (dm_node_is_null(node))
		return "nothing";
	switch (node->kind)
	{
		case DM_NODE_LIST:
			return "a list";
		case DM_NODE_MAP:
			return "a map";
		case DM_NODE_SCALAR:
			break;
	}
	return psprintf("\"%s\"", dm_error_excerpt(node->text, strlen(node->text)));
}

static void
expected(DmValidation *validation, const DmNode *node, const DmPath *path,
		 const char *what)
{
	dm_validation_error(validation, node, path, "expected %s, found %s", what, describe(node));
}

static const char *const *
key_names(const DmKey *keys)
{
	const char **names;
	int			count = 0;

	while (keys[count].name != NULL)
		count++;
	names = palloc0((count + 1) * sizeof(char *));
	for (int i = 0; i < count; i++)
		names[i] = keys[i].name;
	return names;
}

static void
unknown_key(DmValidation *validation, const DmPair *pair, const DmPath *path,
			const char *const *words)
{
	DmPath		at = {path, pair->key, 0};
	const char *closest = dm_word_closest(pair->key, words);
	int			count = 0;
	char	   *more;

	while (words[count] != NULL)
		count++;
	if (closest != NULL)
		more = psprintf(", did you mean \"%s\"?", closest);
	else if (count <= LISTED_WORDS)
		more = psprintf(", expected %s", list_words(words));
	else
		more = pstrdup("");
	dm_problem_at(validation->problems, pair->line, pair->column, dm_path_text(&at), "error",
				  "unknown key \"%s\"%s", dm_error_excerpt(pair->key, strlen(pair->key)), more);
}

static void
check_record(DmValidation *validation, const DmNode *node, const DmShape *shape,
			 const DmPath *path)
{
	const char *const *names = key_names(shape->keys);

	for (int i = 0; i < node->count && !dm_problems_full(*validation->problems); i++)
	{
		const DmPair *pair = &node->pairs[i];
		const DmKey *key;
		DmPath		at = {path, pair->key, 0};

		for (key = shape->keys; key->name != NULL; key++)
		{
			if (strcmp(key->name, pair->key) == 0)
				break;
		}
		if (key->name == NULL)
			unknown_key(validation, pair, path, names);
		else if (!dm_node_is_null(pair->value))
			dm_schema_check(validation, pair->value, key->shape, &at);
		else if ((key->flags & DM_KEY_NULLABLE) == 0)
			expected(validation, pair->value, &at, key->shape->what);
	}

	for (const DmKey *key = shape->keys; key->name != NULL; key++)
	{
		if ((key->flags & DM_KEY_REQUIRED) != 0 && dm_node_get(node, key->name) == NULL)
			dm_validation_error(validation, node, path, "missing key \"%s\": %s",
								key->name, key->shape->what);
	}
}

static void
check_dict(DmValidation *validation, const DmNode *node, const DmShape *shape,
		   const DmPath *path)
{
	for (int i = 0; i < node->count && !dm_problems_full(*validation->problems); i++)
	{
		const DmPair *pair = &node->pairs[i];
		DmPath		at = {path, pair->key, 0};

		if (shape->words != NULL)
		{
			const char *const *word = shape->words;

			while (*word != NULL && strcmp(*word, pair->key) != 0)
				word++;
			if (*word == NULL)
			{
				const char *closest;

				if (shape->closed)
				{
					unknown_key(validation, pair, path, shape->words);
					continue;
				}
				closest = dm_word_closest(pair->key, shape->words);
				if (closest != NULL)
					dm_problem_at(validation->problems, pair->line, pair->column,
								  dm_path_text(&at), "warning",
								  "\"%s\" is not one of the usual keys, did you mean \"%s\"?",
								  dm_error_excerpt(pair->key, strlen(pair->key)), closest);
			}
		}

		/* null: not there */
		if (!dm_node_is_null(pair->value))
			dm_schema_check(validation, pair->value, shape->item, &at);
	}
}

static void
check_word(DmValidation *validation, const DmNode *node, const DmShape *shape,
		   const DmPath *path)
{
	for (int i = 0; shape->words[i] != NULL; i++)
	{
		if (strcmp(node->text, shape->words[i]) == 0)
			return;
	}
	dm_validation_error(validation, node, path, "expected %s, found \"%s\"%s",
						list_words(shape->words),
						dm_error_excerpt(node->text, strlen(node->text)),
						shape->words[1] == NULL ? "" : dm_word_suggestion(node->text, shape->words));
}

void
dm_schema_check(DmValidation *validation, const DmNode *node, const DmShape *shape,
				const DmPath *path)
{
	DmNodeKind	kind = DM_NODE_SCALAR;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();

	if (node->broken || dm_problems_full(*validation->problems))
		return;
	if (shape->kind == DM_SHAPE_LIST)
		kind = DM_NODE_LIST;
	else if (shape->kind == DM_SHAPE_RECORD || shape->kind == DM_SHAPE_DICT)
		kind = DM_NODE_MAP;
	if (shape->kind != DM_SHAPE_ANY && (node->kind != kind || dm_node_is_null(node)))
	{
		expected(validation, node, path, shape->what);
		return;
	}

	switch (shape->kind)
	{
		case DM_SHAPE_TEXT:
			if (shape->check_text != NULL)
			{
				char	   *problem = shape->check_text(node->text);

				if (problem != NULL)
				{
					dm_validation_error(validation, node, path, "%s", problem);
					return;
				}
			}
			break;

		case DM_SHAPE_WORD:
			check_word(validation, node, shape, path);
			break;

		case DM_SHAPE_BOOL:
			{
				bool		value;

				if (!dm_node_get_bool(node, &value))
					expected(validation, node, path, shape->what);
				break;
			}

		case DM_SHAPE_LIST:
			for (int i = 0; i < node->count; i++)
			{
				DmPath		at = {path, NULL, i};

				dm_schema_check(validation, node->items[i], shape->item, &at);
			}
			break;

		case DM_SHAPE_RECORD:
			check_record(validation, node, shape, path);
			break;

		case DM_SHAPE_DICT:
			check_dict(validation, node, shape, path);
			break;

		case DM_SHAPE_ANY:
			break;
	}

	if (shape->check != NULL)
		shape->check(validation, node, path);
}
