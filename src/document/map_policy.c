/*-------------------------------------------------------------------------
 *
 * map_policy.c
 *	  Documents of kind Policy.
 *
 * Whether the kind exists and takes these parameters is asked above, by apply/:
 * the policies are a layer of their own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "document/document.h"
#include "types/product_ref.h"
#include "utils/json.h"

static char *
check_policy_name(const char *text)
{
	return dm_name_problem("policy name", text);
}

static char *
check_statement(const char *text)
{
	for (const char *p = text; *p; p++)
	{
		if (*p != ' ' && *p != '\t' && *p != '\n' && *p != '\r')
			return NULL;
	}
	return pstrdup("expected SQL statements, found nothing");
}

static char *
check_product_ref(const char *text)
{
	char	   *detail;

	if (dm_product_ref_try_parse(text, NULL, &detail))
		return NULL;
	return psprintf("expected a data product as domain.product, found \"%s\": %s",
					dm_error_excerpt(text, strlen(text)), detail);
}

static const char *const levels[] = {"required", "recommended", "optional", NULL};
static const char *const enforcements[] = {"off", "shadow", "warn", "deny", NULL};
static const char *const moments[] = {"statement", "commit", "publish", "scheduled", NULL};
static const char *const existings[] = {"report", "deny_on_touch", NULL};
static const char *const expects[] = {"deny", "pass", NULL};
static const char *const object_kinds[] = {
	"table", "partition", "view", "materialized_view", "foreign_table", "schema",
	"function", "product", "domain", "database", NULL
};

static const DmShape name_shape = {
	.kind = DM_SHAPE_TEXT,.what = "the name of the policy",.check_text = check_policy_name
};
static const DmShape kind_shape = {
	.kind = DM_SHAPE_TEXT,.what = "a kind of policy"
};
static const DmShape level_shape = {
	.kind = DM_SHAPE_WORD,.what = "required, recommended or optional",.words = levels
};
static const DmShape enforcement_shape = {
	.kind = DM_SHAPE_WORD,.what = "off, shadow, warn or deny",.words = enforcements
};
static const DmShape moment_shape = {
	.kind = DM_SHAPE_WORD,.what = "statement, commit, publish or scheduled",.words = moments
};
static const DmShape existing_shape = {
	.kind = DM_SHAPE_WORD,.what = "report or deny_on_touch",.words = existings
};
static const DmShape object_kind_shape = {
	.kind = DM_SHAPE_WORD,.what = "a kind of object",.words = object_kinds
};
static const DmShape object_kinds_shape = {
	.kind = DM_SHAPE_LIST,.what = "a list of kinds of objects",.item = &object_kind_shape
};
static const DmShape product_shape = {
	.kind = DM_SHAPE_TEXT,.what = "a data product as domain.product",
	.check_text = check_product_ref
};
static const DmShape products_shape = {
	.kind = DM_SHAPE_LIST,.what = "a list of data products",.item = &product_shape
};

/* In the document as here, in the catalogue with underscores. */
static const DmKey scope_keys[] = {
	{"domains", &dm_shape_words, DM_KEY_NULLABLE},
	{"schemas", &dm_shape_words, DM_KEY_NULLABLE},
	{"products", &products_shape, DM_KEY_NULLABLE},
	{"tags", &dm_shape_words, DM_KEY_NULLABLE},
	{"objectKinds", &object_kinds_shape, DM_KEY_NULLABLE},
	{"environments", &dm_shape_words, DM_KEY_NULLABLE},
	{"except", &dm_shape_words, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape scope_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a map that narrows what the policy judges",
	.keys = scope_keys
};

static const DmShape any_shape = {.kind = DM_SHAPE_ANY,.what = "a value"};
static const DmShape parameters_shape = {
	.kind = DM_SHAPE_DICT,.what = "a map of parameters",.item = &any_shape
};

static const DmShape sql_shape = {
	.kind = DM_SHAPE_TEXT,.what = "SQL statements",.check_text = check_statement
};
static const DmShape expect_shape = {
	.kind = DM_SHAPE_WORD,.what = "deny or pass",.words = expects
};
static const DmKey test_keys[] = {
	{"name", &dm_shape_text, DM_KEY_REQUIRED},
	{"sql", &sql_shape, DM_KEY_REQUIRED},
	{"expect", &expect_shape, DM_KEY_REQUIRED},
	{NULL}
};
static const DmShape test_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a test with name, sql and expect",.keys = test_keys
};
static const DmShape tests_shape = {
	.kind = DM_SHAPE_LIST,.what = "a list of tests",.item = &test_shape
};

static const DmKey spec_keys[] = {
	{"kind", &kind_shape, 0},
	{"level", &level_shape, 0},
	{"enforcement", &enforcement_shape, 0},
	{"moment", &moment_shape, 0},
	{"scope", &scope_shape, DM_KEY_NULLABLE},
	{"existing", &existing_shape, 0},
	{"description", &dm_shape_text, DM_KEY_NULLABLE},
	{"message", &dm_shape_text, DM_KEY_NULLABLE},
	{"remediation", &dm_shape_text, DM_KEY_NULLABLE},
	{"separateApprover", &dm_shape_bool, 0},
	{"parameters", &parameters_shape, DM_KEY_NULLABLE},
	{"tests", &tests_shape, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape spec_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a map that describes the policy",.keys = spec_keys
};

static const DmKey metadata_keys[] = {
	{"name", &name_shape, DM_KEY_REQUIRED},
	{"domain", &dm_shape_domain_name, DM_KEY_NULLABLE},
	{"annotations", &dm_shape_annotations, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape metadata_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a map with the name of the policy",.keys = metadata_keys
};

static const DmKey document_keys[] = {
	{"apiVersion", &dm_shape_api_version, DM_KEY_REQUIRED},
	{"kind", &dm_shape_kind, DM_KEY_REQUIRED},
	{"metadata", &metadata_shape, DM_KEY_REQUIRED},
	{"spec", &spec_shape, DM_KEY_REQUIRED},
	{NULL}
};
const DmShape dm_policy_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a document of kind Policy",.keys = document_keys
};

/* The name that the catalogue has for a key: objectKinds is object_kinds. */
static void
append_snake_key(StringInfo json, const char *key)
{
	StringInfoData snake;

	initStringInfo(&snake);
	for (; *key; key++)
	{
		if (*key >= 'A' && *key <= 'Z')
			appendStringInfo(&snake, "_%c", pg_ascii_tolower((unsigned char) *key));
		else
			appendStringInfoChar(&snake, *key);
	}
	escape_json(json, snake.data);
	appendStringInfoString(json, ": ");
	pfree(snake.data);
}

/* Texts stay texts, even where YAML would see a number. */
static void
append_texts(StringInfo json, const DmNode *list)
{
	appendStringInfoChar(json, '[');
	for (int i = 0; i < list->count; i++)
	{
		if (i > 0)
			appendStringInfoString(json, ", ");
		escape_json(json, list->items[i]->text);
	}
	appendStringInfoChar(json, ']');
}

static DmField
scope_field(const DmNode *spec)
{
	DmNode	   *scope = dm_node_get(spec, "scope");
	StringInfoData json;
	bool		first = true;

	if (scope == NULL)
		return DM_ABSENT;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	for (int i = 0; i < scope->count; i++)
	{
		/* An empty list does not narrow: as if it were not there. */
		if (scope->pairs[i].value->count == 0)
			continue;
		if (!first)
			appendStringInfoString(&json, ", ");
		first = false;
		append_snake_key(&json, scope->pairs[i].key);
		append_texts(&json, scope->pairs[i].value);
	}
	appendStringInfoChar(&json, '}');
	return DM_FIELD(json.data);
}

static DmField
parameters_field(const DmNode *spec)
{
	DmNode	   *parameters = dm_node_get(spec, "parameters");

	if (parameters == NULL)
		return DM_ABSENT;
	return DM_FIELD(dm_node_is_null(parameters) ? "{}" : dm_node_to_json(parameters));
}

static DmField
tests_field(const DmNode *spec)
{
	DmNode	   *tests = dm_node_get(spec, "tests");
	StringInfoData json;

	if (tests == NULL)
		return DM_ABSENT;

	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	for (int i = 0; i < tests->count; i++)
	{
		const DmNode *test = tests->items[i];

		appendStringInfoString(&json, i > 0 ? ", {" : "{");
		for (int j = 0; j < test->count; j++)
		{
			if (j > 0)
				appendStringInfoString(&json, ", ");
			append_snake_key(&json, test->pairs[j].key);
			escape_json(&json, test->pairs[j].value->text);
		}
		appendStringInfoChar(&json, '}');
	}
	appendStringInfoChar(&json, ']');
	return DM_FIELD(json.data);
}

DmPolicyDoc *
dm_policy_map(const DmNode *root)
{
	DmPolicyDoc *doc = palloc0(sizeof(DmPolicyDoc));
	DmNode	   *metadata = dm_node_get(root, "metadata");
	DmNode	   *spec = dm_node_get(root, "spec");
	DmNode	   *kind = dm_node_get(spec, "kind");
	DmNode	   *separate = dm_node_get(spec, "separateApprover");
	bool		value;

	doc->name = dm_node_get(metadata, "name")->text;
	doc->kind = kind != NULL ? kind->text : NULL;
	doc->domain = dm_field(metadata, "domain");
	doc->level = dm_field(spec, "level");
	doc->enforcement = dm_field(spec, "enforcement");
	doc->moment = dm_field(spec, "moment");
	doc->existing = dm_field(spec, "existing");
	doc->scope = scope_field(spec);
	doc->parameters = parameters_field(spec);
	doc->description = dm_field(spec, "description");
	doc->message = dm_field(spec, "message");
	doc->remediation = dm_field(spec, "remediation");
	if (separate != NULL && dm_node_get_bool(separate, &value))
		doc->separate_approver = DM_FIELD(value ? "true" : "false");
	doc->tests = tests_field(spec);
	return doc;
}
