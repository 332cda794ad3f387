/*-------------------------------------------------------------------------
 *
 * node.c
 *	  Reading the tree of a document: access, problems, canonical JSON.
 *
 * What a plain scalar means is decided here by the core schema of YAML 1.2,
 * which JSON's literals are a part of: null and ~, true and false, decimal,
 * octal (0o17) and hexadecimal (0x1f) integers, floats.  Everything else, such
 * as "yes", "1_000", "2022-10-03" or "12:30", is text.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "document/node.h"
#include "miscadmin.h"
#include "utils/json.h"

/*
 * Numbers longer than this, or with an exponent of more digits, stay text in
 * JSON: jsonb's numeric would refuse some of them.
 */
#define NUMBER_MAXLEN		400
#define EXPONENT_MAXLEN		3

DmNode *
dm_node_get(const DmNode *map, const char *key)
{
	if (map == NULL || map->kind != DM_NODE_MAP)
		return NULL;
	for (int i = 0; i < map->count; i++)
	{
		if (strcmp(map->pairs[i].key, key) == 0)
			return map->pairs[i].value;
	}
	return NULL;
}

bool
dm_node_is_null(const DmNode *node)
{
	const char *text;

	if (node == NULL || node->kind != DM_NODE_SCALAR || !node->plain)
		return false;
	text = node->text;
	return text[0] == '\0' || strcmp(text, "~") == 0 ||
	strcmp(text, "null") == 0 || strcmp(text, "Null") == 0 ||
	strcmp(text, "NULL") == 0;
}

bool
dm_node_get_bool(const DmNode *node, bool *value)
{
	const char *text;

	if (node == NULL || node->kind != DM_NODE_SCALAR || !node->plain)
		return false;
	text = node->text;

	if (strcmp(text, "true") == 0 || strcmp(text, "True") == 0 || strcmp(text, "TRUE") == 0)
		*value = true;
	else if (strcmp(text, "false") == 0 || strcmp(text, "False") == 0 || strcmp(text, "FALSE") == 0)
		*value = false;
	else
		return false;
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Writes 0o17 or 0x1f in decimal; false if it is none, or has over 64 bits. */
static bool
append_radix(StringInfo json, const char *text)
{
	int			bits;
	uint64		value = 0;

	if (text[0] != '0' || (text[1] != 'o' && text[1] != 'x') ||text[2] == '\0')
		return false;
	bits = text[1] == 'o' ? 3 : 4;

	for (const char *p = text +2; *p; p++)
	{
		int			digit;

		if (is_digit(*p))
			digit = *p - '0';
		else if (*p >= 'a' && *p <= 'f')
			digit = *p - 'a' + 10;
		else if (*p >= 'A' && *p <= 'F')
			digit = *p - 'A' + 10;
		else
			return false;
		if (digit >= (1 << bits) || (value >> (64 - bits)) != 0)
			return false;
		value = (value << bits) | digit;
	}
	appendStringInfo(json, UINT64_FORMAT, value);
	return true;
}

/*
 * Writes a plain scalar as a JSON number if it is one: the digits as they
 * stand, only put into JSON's form (no plus sign, no leading zeros, a digit on
 * either side of the point).
 */
static bool
append_number(StringInfo json, const char *text)
{
	const char *p = text;
	const char *whole;
	const char *fraction;
	const char *exponent;
	int			whole_digits;
	int			fraction_digits = 0;
	int			exponent_digits = 0;
	bool		negative = false;
	bool		point = false;
	bool		exponent_negative = false;

	if (append_radix(json, text))
		return true;

	if (*p == '-' || *p == '+')
		negative = *p++ == '-';
	whole = p;
	while (is_digit(*p))
		p++;
	whole_digits = p - whole;
	fraction = p;
	if (*p == '.')
	{
		point = true;
		fraction = ++p;
		while (is_digit(*p))
			p++;
		fraction_digits = p - fraction;
	}
	if (whole_digits + fraction_digits == 0)
		return false;
	exponent = p;
	if (*p == 'e' || *p == 'E')
	{
		p++;
		if (*p == '-' || *p == '+')
			exponent_negative = *p++ == '-';
		exponent = p;
		while (is_digit(*p))
			p++;
		exponent_digits = p - exponent;
		if (exponent_digits == 0 || exponent_digits > EXPONENT_MAXLEN)
			return false;
	}
	if (*p != '\0' || p - text >NUMBER_MAXLEN)
		return false;

	while (whole_digits > 1 && *whole == '0')
	{
		whole++;
		whole_digits--;
	}
	if (negative)
		appendStringInfoChar(json, '-');
	if (whole_digits == 0)
		appendStringInfoChar(json, '0');
	appendBinaryStringInfo(json, whole, whole_digits);
	if (point)
	{
		appendStringInfoChar(json, '.');
		if (fraction_digits == 0)
			appendStringInfoChar(json, '0');
		appendBinaryStringInfo(json, fraction, fraction_digits);
	}
	if (exponent_digits > 0)
	{
		appendStringInfoString(json, exponent_negative ? "e-" : "e");
		appendBinaryStringInfo(json, exponent, exponent_digits);
	}
	return true;
}

static void
append_scalar(StringInfo json, const DmNode *node)
{
	bool		value;

	if (dm_node_is_null(node))
		appendStringInfoString(json, "null");
	else if (dm_node_get_bool(node, &value))
		appendStringInfoString(json, value ? "true" : "false");
	else if (!node->plain || !append_number(json, node->text))
		escape_json(json, node->text);
}

/* jsonb's order of keys: the shorter first, then by bytes. */
static int
compare_pairs(const void *a, const void *b)
{
	const DmPair *pa = *(const DmPair *const *) a;
	const DmPair *pb = *(const DmPair *const *) b;
	size_t		la = strlen(pa->key);
	size_t		lb = strlen(pb->key);

	if (la != lb)
		return la < lb ? -1 : 1;
	return memcmp(pa->key, pb->key, la);
}

static void
append_node(StringInfo json, const DmNode *node)
{
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();

	switch (node->kind)
	{
		case DM_NODE_SCALAR:
			append_scalar(json, node);
			break;

		case DM_NODE_LIST:
			appendStringInfoChar(json, '[');
			for (int i = 0; i < node->count; i++)
			{
				if (i > 0)
					appendStringInfoString(json, ", ");
				append_node(json, node->items[i]);
			}
			appendStringInfoChar(json, ']');
			break;

		case DM_NODE_MAP:
			{
				const DmPair **sorted = palloc(sizeof(DmPair *) * Max(node->count, 1));

				for (int i = 0; i < node->count; i++)
					sorted[i] = &node->pairs[i];
				qsort(sorted, node->count, sizeof(DmPair *), compare_pairs);

				appendStringInfoChar(json, '{');
				for (int i = 0; i < node->count; i++)
				{
					if (i > 0)
						appendStringInfoString(json, ", ");
					escape_json(json, sorted[i]->key);
					appendStringInfoString(json, ": ");
					append_node(json, sorted[i]->value);
				}
				appendStringInfoChar(json, '}');
				pfree(sorted);
				break;
			}
	}
}

char *
dm_node_to_json(const DmNode *node)
{
	StringInfoData json;

	initStringInfo(&json);
	append_node(&json, node);
	return json.data;
}

void
dm_problem_va(List **problems, int line, int column, const char *path,
			  const char *severity, const char *fmt, va_list args)
{
	DmProblem  *problem;
	StringInfoData message;

	if (dm_problems_full(*problems))
		return;
	if (list_length(*problems) == DM_MAX_PROBLEMS - 1)
	{
		problem = palloc(sizeof(DmProblem));
		*problem = (DmProblem)
		{
			line, column, pstrdup(path), "error",
				pstrdup("there are more problems, which are not listed")
		};
		*problems = lappend(*problems, problem);
		return;
	}

	initStringInfo(&message);
	for (;;)
	{
		va_list		copy;
		int			needed;

		va_copy(copy, args);
		needed = appendStringInfoVA(&message, fmt, copy);
		va_end(copy);
		if (needed == 0)
			break;
		enlargeStringInfo(&message, needed);
	}

	problem = palloc(sizeof(DmProblem));
	problem->line = line;
	problem->column = column;
	problem->path = pstrdup(path);
	problem->severity = severity;
	problem->message = message.data;
	*problems = lappend(*problems, problem);
}

void
dm_problem_add(List **problems, const DmNode *at, const char *path,
			   const char *severity, const char *fmt,...)
{
	va_list		args;

	va_start(args, fmt);
	dm_problem_va(problems, at->line, at->column, path, severity, fmt, args);
	va_end(args);
}

void
dm_problem_at(List **problems, int line, int column, const char *path,
			  const char *severity, const char *fmt,...)
{
	va_list		args;

	va_start(args, fmt);
	dm_problem_va(problems, line, column, path, severity, fmt, args);
	va_end(args);
}

bool
dm_problems_full(const List *problems)
{
	return list_length(problems) >= DM_MAX_PROBLEMS;
}

/* By position; equal positions by text, so that the order is always the same. */
static int
compare_problems(const ListCell *a, const ListCell *b)
{
	const DmProblem *pa = lfirst(a);
	const DmProblem *pb = lfirst(b);

	if (pa->line != pb->line)
		return pa->line < pb->line ? -1 : 1;
	if (pa->column != pb->column)
		return pa->column < pb->column ? -1 : 1;
	return strcmp(pa->message, pb->message);
}

void
dm_problems_sort(List *problems)
{
	list_sort(problems, compare_problems);
}

int
dm_problems_errors(const List *problems)
{
	int			errors = 0;
	ListCell   *lc;

	foreach(lc, problems)
	{
		const DmProblem *problem = lfirst(lc);

		if (strcmp(problem->severity, "error") == 0)
			errors++;
	}
	return errors;
}

/* A key that needs no quotes in a JSON path. */
static bool
is_simple_key(const char *key)
{
	if (is_digit(*key) || *key == '\0')
		return false;
	for (; *key; key++)
	{
		char		c = *key;

		if (!(is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			  c == '_' || IS_HIGHBIT_SET(c)))
			return false;
	}
	return true;
}

static void
append_path(StringInfo text, const DmPath *path)
{
	const char *key = path->key;

	if (path->parent == NULL)
	{
		appendStringInfoChar(text, '$');
		return;
	}

	check_stack_depth();
	append_path(text, path->parent);
	if (key != NULL && strlen(key) > DM_EXCERPT_BYTES)
		key = dm_error_excerpt(key, strlen(key));
	if (key == NULL)
		appendStringInfo(text, "[%d]", path->index);
	else if (is_simple_key(key))
		appendStringInfo(text, ".%s", key);
	else
	{
		appendStringInfoChar(text, '[');
		escape_json(text, key);
		appendStringInfoChar(text, ']');
	}
}

char *
dm_path_text(const DmPath *path)
{
	StringInfoData text;

	initStringInfo(&text);
	append_path(&text, path);
	return text.data;
}
