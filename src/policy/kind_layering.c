/*-------------------------------------------------------------------------
 *
 * kind_layering.c
 *	  Policy kind: who may build on what.
 *
 * Rules say for the readers that a pattern names what they may read.  Reading
 * is what the definition of a view or materialized view names, and what a
 * foreign key points to.  Only relations in schemas of domains count, on either
 * side.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/pattern.h"
#include "policy/policy.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

enum
{
	RULES,
	DEFAULT_ALLOW
};

static const DmParam params[] = {
	[RULES] = {"rules", DM_PARAM_MAP, true, NULL,
		"readers and what they may read; both are LIKE patterns on schema.relation, \"domain:name\" or "
	"\"kind:source_aligned\""},
	[DEFAULT_ALLOW] = {"default_allow", DM_PARAM_BOOL, false, "true",
	"relations that no rule names may read anything"},
	{NULL}
};

/* A relation as a pattern sees it. */
typedef struct Party
{
	char	   *identity;
	const char *domain;
	const char *kind;			/* of the domain; looked up when needed */
} Party;

static void
check_pattern(const char *pattern)
{
	static const char *const kinds[] = {"source_aligned", "aggregate", "consumer_aligned", NULL};

	if (strncmp(pattern, "kind:", 5) == 0)
		dm_choice_check("rules", pattern + 5, kinds);
	else if (strncmp(pattern, "domain:", 7) != 0)
		dm_like_check("rules", pattern);
}

static void
validate(const DmPolicy *policy)
{
	ListCell   *cell;
	ListCell   *value;

	foreach(cell, policy->params[RULES].list)
	{
		DmParamEntry *rule = lfirst(cell);

		check_pattern(rule->key);
		foreach(value, rule->values)
			check_pattern(lfirst(value));
	}
}

static bool
is_meant(Party *party, const char *pattern)
{
	if (strncmp(pattern, "domain:", 7) == 0)
		return strcmp(party->domain, pattern + 7) == 0;
	if (strncmp(pattern, "kind:", 5) == 0)
	{
		if (party->kind == NULL)
		{
			party->kind = dm_fact_kind_of_domain(party->domain);
			if (party->kind == NULL)
				party->kind = "";
		}
		return strcmp(party->kind, pattern + 5) == 0;
	}
	return dm_like(party->identity, pattern);
}

static bool
may_read(DmCheck *check, Party *reader, Party *source)
{
	bool		ruled = false;
	ListCell   *cell;
	ListCell   *value;

	foreach(cell, dm_param(check, RULES)->list)
	{
		DmParamEntry *rule = lfirst(cell);

		if (!is_meant(reader, rule->key))
			continue;
		ruled = true;
		foreach(value, rule->values)
		{
			if (is_meant(source, lfirst(value)))
				return true;
		}
	}
	return !ruled && dm_param(check, DEFAULT_ALLOW)->boolean;
}

static void
check_layering(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	Party		reader = {subject->object.identity, subject->domain, NULL};
	ListCell   *cell;

	foreach(cell, dm_fact_reads(subject))
	{
		DmReadFact *read = lfirst(cell);
		Party		source = {dm_relation_identity(read->schema_name, read->name), read->domain, NULL};

		if (may_read(check, &reader, &source))
			continue;
		if (read->constraint)
			dm_violation(check, NULL,
						 psprintf("ALTER TABLE %s DROP CONSTRAINT %s;", subject->object.identity,
								  quote_identifier(read->constraint)),
						 "foreign key \"%s\" points to %s, which no rule lets it build on",
						 read->constraint, source.identity);
		else
			dm_violation(check, NULL, NULL, "%s reads %s, which no rule lets it build on",
						 dm_subject_noun(subject), source.identity);
	}
}

const DmPolicyKind dm_kind_layering = {
	.name = "layering",
	.summary = "Relations build only on what the layer below them offers",
	.subjects = DM_JUDGES(DM_OBJECT_RELATION),
	.params = params,
	.validate = validate,
	.check = check_layering
};
