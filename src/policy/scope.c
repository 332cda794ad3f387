/*-------------------------------------------------------------------------
 *
 * scope.c
 *	  Does a policy that concerns the domain also concern this subject?
 *
 * Domains and environments have been looked at by cache.c; what is left here
 * depends on the subject.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/scope.h"

#include "catalog/pg_collation.h"
#include "utils/builtins.h"

static bool
is_like(const char *text, const char *pattern)
{
	return DatumGetBool(DirectFunctionCall2Coll(textlike, C_COLLATION_OID,
												CStringGetTextDatum(text),
												CStringGetTextDatum(pattern)));
}

static bool
like_any(const char *text, List *patterns)
{
	ListCell   *cell;

	foreach(cell, patterns)
	{
		if (is_like(text, lfirst(cell)))
			return true;
	}
	return false;
}

static bool
equals_any(const char *text, List *strings)
{
	ListCell   *cell;

	foreach(cell, strings)
	{
		if (strcmp(text, lfirst(cell)) == 0)
			return true;
	}
	return false;
}

bool
dm_tag_matches(const char *tag, const char *pattern)
{
	size_t		length = strlen(pattern);

	if (length >= 2 && strcmp(pattern + length - 2, ".*") == 0)
		return strncmp(tag, pattern, length - 1) == 0;
	return strcmp(tag, pattern) == 0;
}

/* Does some column carry one of the tags, and nobody rejected it? */
static bool
carries_tag(DmSubject *subject, List *patterns)
{
	ListCell   *cell;
	ListCell   *pattern;

	if (subject->object.type != DM_OBJECT_RELATION)
		return false;
	dm_fact_tags(subject);
	for (int i = 0; i < subject->ncolumns; i++)
	{
		foreach(cell, subject->columns[i].tags)
		{
			DmTagFact  *fact = lfirst(cell);

			if (strcmp(fact->state, "rejected") == 0)
				continue;
			foreach(pattern, patterns)
			{
				if (dm_tag_matches(fact->tag, lfirst(pattern)))
					return true;
			}
		}
	}
	return false;
}

bool
dm_scope_excepts(const DmPolicy *policy, const char *identity)
{
	return policy->scope.except && like_any(identity, policy->scope.except);
}

bool
dm_scope_includes(const DmPolicy *policy, DmSubject *subject, char **why)
{
	const DmScope *scope = &policy->scope;
	const char *reason = NULL;

	if (scope->object_kinds && !equals_any(dm_subject_kind(subject), scope->object_kinds))
		reason = "its scope names other kinds of object";
	else if (scope->schemas &&
			 (subject->schema_name == NULL || !like_any(subject->schema_name, scope->schemas)))
		reason = "its scope names other schemas";
	else if (scope->products &&
			 (subject->product == NULL ||
			  !equals_any(dm_product_identity(subject->domain, subject->product), scope->products)))
		reason = "its scope names other products";
	else if (dm_scope_excepts(policy, subject->object.identity))
		reason = "its scope excepts it";
	else if (scope->tags && !carries_tag(subject, scope->tags))
		reason = "its scope names tags that it does not carry";

	if (reason && why)
		*why = pstrdup(reason);
	return reason == NULL;
}
