/*-------------------------------------------------------------------------
 *
 * kind_comment_required.c
 *	  Policy kind: things are described.
 *
 * The comment of an object in SQL, the description of a product or domain.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/pattern.h"
#include "policy/policy.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

enum
{
	ON,
	MIN_LENGTH
};

static const DmParam params[] = {
	[ON] = {"on", DM_PARAM_LIST, false, "[\"relation\"]",
	"what must be described: relation, column, schema, function, product, domain"},
	[MIN_LENGTH] = {"min_length", DM_PARAM_NUMBER, false, "1",
	"least number of characters, without the space around them"},
	{NULL}
};

static void
validate(const DmPolicy *policy)
{
	static const char *const things[] = {
		"relation", "column", "schema", "function", "product", "domain", NULL
	};
	ListCell   *cell;

	foreach(cell, policy->params[ON].list)
		dm_choice_check("on", lfirst(cell), things);
	if (policy->params[MIN_LENGTH].number < 1 || policy->params[MIN_LENGTH].number > 10000)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("parameter \"min_length\" must be between 1 and 10000")));
}

static int
description_length(const char *comment)
{
	static const char space[] = " \t\r\n";
	int			end;

	if (comment == NULL)
		return 0;
	comment += strspn(comment, space);
	end = strlen(comment);
	while (end > 0 && strchr(space, comment[end - 1]))
		end--;
	return pg_mbstrlen_with_len(comment, end);
}

/*
 * A comment to fill in, as an SQL literal: it says what is to be written there,
 * and is long enough.
 */
static char *
placeholder(const char *what, int min_length)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "<%s", what);
	if (pg_mbstrlen(text.data) + 1 < min_length)
		appendStringInfo(&text, ", in at least %d characters", min_length);
	while (pg_mbstrlen(text.data) + 1 < min_length)
		appendStringInfoChar(&text, '.');
	appendStringInfoChar(&text, '>');
	return quote_literal_cstr(text.data);
}

static char *
fix(DmSubject *subject, int min_length)
{
	const DmDomainFact *domain;

	switch (subject->object.type)
	{
		case DM_OBJECT_DOMAIN:
			domain = dm_fact_domain(subject);
			return psprintf("SELECT datamesh.register_domain(%s, %s, %s, description => %s);",
							quote_literal_cstr(subject->domain),
							quote_literal_cstr(quote_identifier(domain->owner_role)),
							quote_literal_cstr(domain->kind),
							placeholder("what this domain is responsible for", min_length));
		case DM_OBJECT_PRODUCT:
			return psprintf("SELECT datamesh.create_product(%s, description => %s);",
							quote_literal_cstr(subject->object.identity),
							placeholder("what this product offers, and to whom", min_length));
		case DM_OBJECT_RELATION:
			return psprintf("COMMENT ON %s %s IS %s;", dm_subject_sql_type(subject),
							subject->object.identity,
							placeholder(psprintf("what one row of \"%s\" stands for", subject->name),
										min_length));
		case DM_OBJECT_FUNCTION:
			return psprintf("COMMENT ON %s %s IS %s;", dm_subject_sql_type(subject),
							subject->object.identity,
							placeholder(psprintf("what \"%s\" computes", subject->name), min_length));
		default:
			return psprintf("COMMENT ON %s %s IS %s;", dm_subject_sql_type(subject),
							subject->object.identity,
							placeholder("what is kept in this schema", min_length));
	}
}

/* A comment that is too short is none: making it longer makes nothing worse. */
static void
report(DmCheck *check, const char *column, const char *fix_sql, const char *thing)
{
	DmObjectType type = check->subject->object.type;
	int			min_length = (int) dm_param(check, MIN_LENGTH)->number;
	const char *description =
	type == DM_OBJECT_DOMAIN || type == DM_OBJECT_PRODUCT ? "description" : "comment";

	if (min_length == 1)
		dm_violation(check, column, fix_sql, "%s has no %s", thing, description);
	else
		dm_violation(check, column, fix_sql, "%s has no %s of at least %d characters",
					 thing, description, min_length);
}

static void
check_comment_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	List	   *on = dm_param(check, ON)->list;
	int			min_length = (int) dm_param(check, MIN_LENGTH)->number;

	if (dm_judged_with_parent(check))
		return;
	if (dm_list_has(on, dm_object_type_name(subject->object.type)))
	{
		if (description_length(dm_fact_comment(subject)) < min_length)
			report(check, NULL, fix(subject, min_length), dm_subject_noun(subject));
	}
	if (subject->object.type != DM_OBJECT_RELATION || !dm_list_has(on, "column"))
		return;
	dm_fact_comments(subject);
	for (int i = 0; i < subject->ncolumns; i++)
	{
		DmColumnFact *column = &subject->columns[i];

		if (description_length(column->comment) < min_length)
			report(check, column->name,
				   psprintf("COMMENT ON COLUMN %s.%s IS %s;", subject->object.identity,
							dm_column_sql(column),
							placeholder(psprintf("what \"%s\" holds", column->name), min_length)),
				   "column");
	}
}

const DmPolicyKind dm_kind_comment_required = {
	.name = "comment_required",
	.summary = "Relations, columns, schemas, functions, products and domains are described",
	.subjects = DM_JUDGES(DM_OBJECT_RELATION) | DM_JUDGES(DM_OBJECT_SCHEMA) |
	DM_JUDGES(DM_OBJECT_FUNCTION) | DM_JUDGES(DM_OBJECT_PRODUCT) | DM_JUDGES(DM_OBJECT_DOMAIN),
	.params = params,
	.validate = validate,
	.check = check_comment_required
};
