/*-------------------------------------------------------------------------
 *
 * pattern.c
 *	  Values of policies' parameters: LIKE patterns, regular expressions, words
 *	  to choose from.
 *
 * Compiled expressions are kept by the server, which remembers the last few
 * dozen, so a policy with some patterns compiles them once per backend.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/pattern.h"

#include "catalog/pg_collation.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "regex/regex.h"
#include "utils/builtins.h"

bool
dm_like(const char *text, const char *pattern)
{
	return DatumGetBool(DirectFunctionCall2Coll(textlike, C_COLLATION_OID,
												CStringGetTextDatum(text),
												CStringGetTextDatum(pattern)));
}

bool
dm_like_any(const char *text, List *patterns)
{
	ListCell   *cell;

	foreach(cell, patterns)
	{
		if (dm_like(text, lfirst(cell)))
			return true;
	}
	return false;
}

bool
dm_regex_matches(const char *text, const char *pattern)
{
	return RE_compile_and_execute(cstring_to_text(pattern),
								  unconstify(char *, text), strlen(text),
								  REG_ADVANCED | REG_NOSUB, DEFAULT_COLLATION_OID,
								  0, NULL);
}

void
dm_like_check(const char *parameter, const char *pattern)
{
	bool		escaped = false;

	for (const char *p = pattern; *p; p++)
		escaped = !escaped && *p == '\\';
	if (escaped)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid LIKE pattern \"%s\" in parameter \"%s\"", pattern, parameter),
				 errdetail("A pattern must not end with a single backslash.")));
}

void
dm_regex_check(const char *parameter, const char *pattern)
{
	regex_t		compiled;
	pg_wchar   *wide = palloc((strlen(pattern) + 1) * sizeof(pg_wchar));
	int			length = pg_mb2wchar_with_len(pattern, wide, strlen(pattern));
	int			result = pg_regcomp(&compiled, wide, length, REG_ADVANCED | REG_NOSUB,
									DEFAULT_COLLATION_OID);
	char		message[100];

	if (result != REG_OKAY)
	{
		pg_regerror(result, &compiled, message, sizeof(message));
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid regular expression \"%s\" in parameter \"%s\"", pattern, parameter),
				 errdetail("The expression is not accepted: %s.", message)));
	}
	pg_regfree(&compiled);
	pfree(wide);
}

void
dm_choice_check(const char *parameter, const char *value, const char *const *choices)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; choices[i]; i++)
	{
		if (strcmp(choices[i], value) == 0)
			return;
		appendStringInfo(&list, "%s%s", i ? ", " : "", choices[i]);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("parameter \"%s\" cannot be \"%s\"", parameter, value),
			 errdetail("Choose from: %s.", list.data)));
}

bool
dm_list_has(List *strings, const char *string)
{
	ListCell   *cell;

	foreach(cell, strings)
	{
		if (strcmp(lfirst(cell), string) == 0)
			return true;
	}
	return false;
}
