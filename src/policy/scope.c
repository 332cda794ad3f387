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

#include "policy/pattern.h"
#include "policy/scope.h"

#include "utils/builtins.h"

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
	return policy->scope.except && dm_like_any(identity, policy->scope.except);
}

bool
dm_scope_includes(const DmPolicy *policy, DmSubject *subject, char **why)
{
	const DmScope *scope = &policy->scope;
	const char *reason = NULL;

	if (scope->object_kinds && !dm_list_has(scope->object_kinds, dm_subject_kind(subject)))
		reason = "its scope names other kinds of object";
	else if (scope->schemas &&
			 (subject->schema_name == NULL || !dm_like_any(subject->schema_name, scope->schemas)))
		reason = "its scope names other schemas";
	else if (scope->products &&
			 (subject->product == NULL ||
			  !dm_list_has(scope->products, dm_product_identity(subject->domain, subject->product))))
		reason = "its scope names other products";
	else if (dm_scope_excepts(policy, subject->object.identity))
		reason = "its scope excepts it";
	else if (scope->tags && !carries_tag(subject, scope->tags))
		reason = "its scope names tags that it does not carry";

	if (reason && why)
		*why = pstrdup(reason);
	return reason == NULL;
}
