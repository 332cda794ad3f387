/*-------------------------------------------------------------------------
 *
 * check.c
 *	  datamesh.validate(): everything that is wrong with a text of documents
 *	  without looking into the catalogue.
 *
 * document/ knows the form of documents, policy/ the kinds of policies; here
 * they meet.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "apply/check.h"
#include "base/errors.h"
#include "document/document.h"
#include "funcapi.h"
#include "meta/input.h"
#include "miscadmin.h"
#include "policy/policy.h"
#include "policy/store.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

DM_FUNCTION(datamesh_validate);

static const DmPath root_path = {NULL, NULL, 0};
static const DmPath spec_path = {&root_path, "spec", 0};
static const DmPath kind_path = {&spec_path, "kind", 0};
static const DmPath parameters_path = {&spec_path, "parameters", 0};

static const char *const *
policy_kind_names(void)
{
	const char **names;
	int			count = 0;

	while (dm_policy_kinds[count] != NULL)
		count++;
	names = palloc0((count + 1) * sizeof(char *));
	for (int i = 0; i < count; i++)
		names[i] = dm_policy_kinds[i]->name;
	return names;
}

/*
 * Adds what the kind says of the parameters.  It speaks of one of them as a
 * sentence with the name in quotes: that is where a person has to look.
 */
static void
check_parameters(const char *kind, const DmNode *parameters, List **problems)
{
	char	   *problem = dm_policy_parameters_problem(kind, dm_node_to_json(parameters));

	if (problem == NULL)
		return;
	for (int i = 0; i < parameters->count; i++)
	{
		const DmPair *pair = &parameters->pairs[i];
		DmPath		path = {&parameters_path, pair->key, 0};

		if (strstr(problem, psprintf("\"%s\"", pair->key)) != NULL)
		{
			dm_problem_at(problems, pair->line, pair->column, dm_path_text(&path), "error",
						  "%s", problem);
			return;
		}
	}
	dm_problem_add(problems, parameters, dm_path_text(&parameters_path), "error", "%s", problem);
}

/* The kind of a policy, and what that kind says of the parameters. */
static void
check_policy(const DmNode *root, List **problems)
{
	DmNode	   *spec = dm_node_get(root, "spec");
	DmNode	   *kind = dm_node_get(spec, "kind");
	DmNode	   *parameters = dm_node_get(spec, "parameters");

	if (kind == NULL || kind->kind != DM_NODE_SCALAR || dm_node_is_null(kind))
		return;
	if (dm_policy_kind(kind->text) == NULL)
	{
		char	   *suggestion = dm_word_suggestion(kind->text, policy_kind_names());

		dm_problem_add(problems, kind, dm_path_text(&kind_path), "error",
					   "unknown kind of policy \"%s\"%s",
					   dm_error_excerpt(kind->text, strlen(kind->text)),
					   suggestion[0] != '\0' ? suggestion :
					   ", the view datamesh.policy_kinds lists them");
		return;
	}
	if (parameters != NULL && parameters->kind == DM_NODE_MAP)
		check_parameters(kind->text, parameters, problems);
}

List *
dm_text_check(const char *text, int length, List **problems)
{
	List	   *roots = dm_document_read(text, length, problems);
	ListCell   *lc;

	dm_documents_check(roots, problems);
	foreach(lc, roots)
	{
		DmNode	   *root = lfirst(lc);
		DmNode	   *kind = dm_node_get(root, "kind");

		CHECK_FOR_INTERRUPTS();
		if (kind != NULL && kind->kind == DM_NODE_SCALAR && strcmp(kind->text, "Policy") == 0)
			check_policy(root, problems);
	}
	dm_problems_sort(*problems);
	return roots;
}

Datum
datamesh_validate(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	text	   *document;
	List	   *problems = NIL;
	ListCell   *lc;

	dm_input_required(fcinfo, 0, "document");
	document = PG_GETARG_TEXT_PP(0);
	InitMaterializedSRF(fcinfo, 0);

	dm_text_check(VARDATA_ANY(document), VARSIZE_ANY_EXHDR(document), &problems);
	foreach(lc, problems)
	{
		const DmProblem *problem = lfirst(lc);
		Datum		values[5];
		bool		nulls[5] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = Int32GetDatum(problem->line);
		values[1] = Int32GetDatum(problem->column);
		values[2] = CStringGetTextDatum(problem->path);
		values[3] = CStringGetTextDatum(problem->severity);
		values[4] = CStringGetTextDatum(problem->message);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
