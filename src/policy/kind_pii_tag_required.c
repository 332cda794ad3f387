/*-------------------------------------------------------------------------
 *
 * kind_pii_tag_required.c
 *	  Policy kind: columns that look personal are tagged, or somebody said that
 *	  they are not.
 *
 * Tags are read only if some column looks personal.  A suggestion that nobody
 * has confirmed is no decision.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "meta/column_tag.h"
#include "policy/facts.h"
#include "policy/pattern.h"
#include "policy/personal_names.h"
#include "policy/policy.h"
#include "policy/scope.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

enum
{
	LANGUAGES,
	IGNORE,
	EXTRA
};

static const DmParam params[] = {
	[LANGUAGES] = {"languages", DM_PARAM_LIST, false, NULL,
	"languages of the names that are recognised: en, de, fr, es, it, pt, nl; by default all"},
	[IGNORE] = {"ignore", DM_PARAM_LIST, false, NULL,
	"LIKE patterns of columns that are left out, on the column's name or on schema.relation.column"},
	[EXTRA] = {"extra", DM_PARAM_MAP, false, NULL,
	"tags, each with regular expressions; a column whose name matches one needs that tag"},
	{NULL}
};

static void
validate(const DmPolicy *policy)
{
	ListCell   *cell;
	ListCell   *value;

	foreach(cell, policy->params[LANGUAGES].list)
		dm_choice_check("languages", lfirst(cell), dm_personal_languages);
	foreach(cell, policy->params[IGNORE].list)
		dm_like_check("ignore", lfirst(cell));
	foreach(cell, policy->params[EXTRA].list)
	{
		DmParamEntry *entry = lfirst(cell);

		if (!dm_tag_is_known(entry->key))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("parameter \"%s\" names a tag \"%s\" that does not exist", "extra", entry->key),
					 errhint("Add it with datamesh.add_tag.")));
		foreach(value, entry->values)
			dm_regex_check("extra", lfirst(value));
	}
}

/* What a column seems to hold. */
typedef struct Guess
{
	const char *tag;			/* NULL: nothing personal */
	const char *label;			/* NULL: by parameter "extra" */
	char	   *word;
} Guess;

/*
 * Can a column of that type hold such a thing?  A boolean "phone" says whether
 * there is one, an integer "address" points to one.
 */
static bool
can_hold(Oid type, const char *tag)
{
	static const char *const numbers[] = {
		"pii.phone", "pii.payment_card", "pii.ssn", "pii.national_id", "pii.passport",
		"pii.postcode", "pii.birth_date", "pii.geo", "pii.iban", NULL
	};
	Oid			element = get_base_element_type(type);
	char		category;
	bool		preferred;

	type = getBaseType(OidIsValid(element) ? element : type);
	get_type_category_preferred(type, &category, &preferred);
	switch (category)
	{
		case TYPCATEGORY_BOOLEAN:
		case TYPCATEGORY_TIMESPAN:
		case TYPCATEGORY_ENUM:
			return false;
		case TYPCATEGORY_DATETIME:
			return strcmp(tag, "pii.birth_date") == 0;
		case TYPCATEGORY_NETWORK:
			return strcmp(tag, "pii.ip") == 0;
		case TYPCATEGORY_GEOMETRIC:
			return strcmp(tag, "pii.geo") == 0;
		case TYPCATEGORY_NUMERIC:
			for (int i = 0; numbers[i]; i++)
				if (strcmp(numbers[i], tag) == 0)
					return true;
			return false;
		default:
			return type != UUIDOID;
	}
}

/* Tags by which a name says that there is a person in the row. */
static bool
tells_of_person(const char *tag)
{
	return strcmp(tag, "pii.person_name") == 0 || strcmp(tag, "pii.birth_date") == 0 ||
		strcmp(tag, "pii.ssn") == 0 || strcmp(tag, "pii.national_id") == 0 ||
		strcmp(tag, "pii.passport") == 0;
}

static uint32
judged_languages(DmCheck *check)
{
	uint32		languages = 0;
	ListCell   *cell;

	if (dm_param(check, LANGUAGES)->list == NIL)
		return DM_ALL_LANGUAGES;
	foreach(cell, dm_param(check, LANGUAGES)->list)
		languages |= dm_personal_language(lfirst(cell));
	return languages;
}

static void
guess_by_extra(DmCheck *check, const DmColumnFact *column, Guess *guess)
{
	ListCell   *cell;
	ListCell   *value;

	foreach(cell, dm_param(check, EXTRA)->list)
	{
		DmParamEntry *entry = lfirst(cell);

		foreach(value, entry->values)
		{
			if (dm_regex_matches(column->name, lfirst(value)))
			{
				guess->tag = entry->key;
				return;
			}
		}
	}
}

/*
 * What each column seems to hold; false if none holds anything.  A second look
 * is taken when some column tells of a person or is a part of an address,
 * because then a city is where that person lives.
 */
static bool
guess_columns(DmCheck *check, Guess *guesses)
{
	DmSubject  *subject = check->subject;
	uint32		languages = judged_languages(check);
	DmPersonalContext context;
	bool		some = false;

	dm_personal_context(subject->name, &context);
	for (int pass = 0; pass < 2; pass++)
	{
		for (int i = 0; i < subject->ncolumns; i++)
		{
			DmColumnFact *column = &subject->columns[i];
			Guess	   *guess = &guesses[i];
			DmPersonalName found;

			if (guess->tag)
				continue;
			guess_by_extra(check, column, guess);
			if (guess->tag == NULL &&
				dm_personal_name(column->name, &context, languages, &found) &&
				can_hold(column->type, found.tag))
			{
				guess->tag = found.tag;
				guess->label = found.label;
				guess->word = found.word;
				if (tells_of_person(found.tag))
					context.among_persons = true;
				if (strcmp(found.tag, "pii.address") == 0)
					context.among_addresses = true;
			}
			some |= guess->tag != NULL;
		}
		if (!context.among_persons && !context.among_addresses)
			break;
	}
	return some;
}

/* "pii." of "pii.email": other tags for the same matter begin with it too. */
static char *
tag_family(const char *tag)
{
	const char *dot = strchr(tag, '.');

	return dot ? psprintf("%.*s.*", (int) (dot - tag), tag) : pstrdup(tag);
}

/*
 * Has somebody decided about the column?  A confirmed tag for the same matter
 * counts, and so does a rejection of the tag itself.
 */
static bool
is_decided(const DmColumnFact *column, const char *tag, const char **suggested)
{
	char	   *family = tag_family(tag);
	ListCell   *cell;

	*suggested = NULL;
	foreach(cell, column->tags)
	{
		DmTagFact  *fact = lfirst(cell);

		if (strcmp(fact->state, "rejected") == 0)
		{
			if (dm_tag_matches(tag, fact->tag))
				return true;
		}
		else if (dm_tag_matches(fact->tag, family))
		{
			if (strcmp(fact->state, "confirmed") == 0)
				return true;
			*suggested = fact->tag;
		}
	}
	return false;
}

/* The cure confirms what was suggested, if something was. */
static void
report(DmCheck *check, const DmColumnFact *column, const Guess *guess, const char *suggested)
{
	char	   *fix = psprintf("SELECT datamesh.tag_column(%s, %s, %s);",
							   quote_literal_cstr(check->subject->object.identity),
							   quote_literal_cstr(column->name),
							   quote_literal_cstr(suggested ? suggested : guess->tag));

	if (guess->label == NULL)
		dm_violation(check, column->name, fix,
					 "column has a name that asks for the tag %s, but no confirmed tag of that kind "
					 "(if that is wrong: datamesh.reject_tag)", guess->tag);
	else
		dm_violation(check, column->name, fix,
					 "column looks personal (%s%s%s%s) and has no confirmed tag for that "
					 "(if it is not personal: datamesh.reject_tag)",
					 guess->label,
					 strcmp(guess->word, column->name) ? ", by \"" : "",
					 strcmp(guess->word, column->name) ? guess->word : "",
					 strcmp(guess->word, column->name) ? "\"" : "");
}

static void
check_pii_tag_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	List	   *ignore = dm_param(check, IGNORE)->list;
	Guess	   *guesses;

	if (dm_judged_with_parent(check))
		return;
	dm_fact_columns(subject);
	guesses = palloc0(sizeof(Guess) * Max(subject->ncolumns, 1));
	if (!guess_columns(check, guesses))
		return;
	dm_fact_tags(subject);
	for (int i = 0; i < subject->ncolumns; i++)
	{
		DmColumnFact *column = &subject->columns[i];
		const char *suggested;

		if (guesses[i].tag == NULL || is_decided(column, guesses[i].tag, &suggested))
			continue;
		if (ignore && (dm_like_any(column->name, ignore) ||
					   dm_like_any(dm_column_identity(subject->schema_name, subject->name, column->name),
								   ignore)))
			continue;
		report(check, column, &guesses[i], suggested);
	}
}

const DmPolicyKind dm_kind_pii_tag_required = {
	.name = "pii_tag_required",
	.summary = "Columns that look personal are tagged, or somebody said that they are not",
	.subjects = DM_JUDGES(DM_OBJECT_RELATION),
	.params = params,
	.validate = validate,
	.check = check_pii_tag_required
};
