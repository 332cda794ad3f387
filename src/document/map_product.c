/*-------------------------------------------------------------------------
 *
 * map_product.c
 *	  Documents of kind DataProduct.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "document/document.h"
#include "types/product_ref.h"
#include "types/semver.h"
#include "utils/datetime.h"
#include "utils/json.h"
#include "utils/timestamp.h"

#define SENSITIVITY_TAG		"sensitivity"
#define PERSONAL_TAGS		"pii.*"

const char *const dm_port_kind_names[DM_PORTS_COUNT] = {"output", "control", "input"};

/*
 * The server's interval_in() without its errors: 16 and later could report them
 * softly, 15 cannot.
 */
static char *
check_interval(const char *text)
{
	char		work[256];
	char	   *field[MAXDATEFIELDS];
	int			ftype[MAXDATEFIELDS];
	int			nf;
	int			dtype = DTK_DELTA;
	int			error;
	struct pg_itm_in itm;
	Interval	span;

	memset(&itm, 0, sizeof(itm));
	error = ParseDateTime(text, work, sizeof(work), field, ftype, MAXDATEFIELDS, &nf);
	if (error == 0)
		error = DecodeInterval(field, ftype, nf, INTERVAL_FULL_RANGE, &dtype, &itm);
	if (error == DTERR_BAD_FORMAT)
	{
		memset(&itm, 0, sizeof(itm));
		error = DecodeISO8601Interval(pstrdup(text), &dtype, &itm);
	}
	if (error != 0 || dtype != DTK_DELTA || itmin2interval(&itm, &span) != 0)
		return psprintf("expected an interval such as 7 years or P7Y, found \"%s\"",
						dm_error_excerpt(text, strlen(text)));
	if (span.month < 0 || span.day < 0 || span.time < 0)
		return psprintf("expected an interval that is not negative, found \"%s\"",
						dm_error_excerpt(text, strlen(text)));
	return NULL;
}

static char *
check_version(const char *text)
{
	char	   *detail;

	if (dm_semver_check(text, strlen(text), &detail))
		return NULL;
	return psprintf("expected a version such as 1.4.0, found \"%s\": %s",
					dm_error_excerpt(text, strlen(text)), detail);
}

static char *
check_source_product(const char *text)
{
	char	   *detail;

	if (dm_product_ref_try_parse(text, NULL, &detail))
		return NULL;
	return psprintf("expected a data product as domain.product or domain.product@version, found \"%s\": %s",
					dm_error_excerpt(text, strlen(text)), detail);
}

static char *
check_column_name(const char *text)
{
	return dm_name_problem("column name", text);
}

static char *
check_port_name(const char *text)
{
	return dm_name_problem("port name", text);
}

static char *
check_not_empty(const char *text)
{
	for (const char *p = text; *p; p++)
	{
		if (*p != ' ' && *p != '\t' && *p != '\n' && *p != '\r')
			return NULL;
	}
	return pstrdup("expected text, found nothing");
}

/* "tag" or "tag=value"; whether the vocabulary has the tag is asked later. */
static char *
check_tag(const char *text)
{
	const char *p = text;

	while ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ||
		   *p == '_' || *p == '.' || *p == '-')
		p++;
	if (p > text &&(*p == '\0' || (*p == '=' && p[1] != '\0')))
		return NULL;
	return psprintf("expected a tag such as pii.email, or tag=value, found \"%s\"",
					dm_error_excerpt(text, strlen(text)));
}

static char *
tag_name(const char *text)
{
	return pnstrdup(text, strcspn(text, "="));
}

/* A reason, or "false" for: it may well be personal. */
static void
check_not_personal(DmValidation *validation, const DmNode *node, const DmPath *path)
{
	bool		value;
	bool		is_bool = dm_node_get_bool(node, &value);

	if (node->kind != DM_NODE_SCALAR || (is_bool && value) ||
		(!is_bool && check_not_empty(node->text) != NULL))
		dm_validation_error(validation, node, path,
							"expected the reason why the column is not personal, or false");
}

static bool
not_personal(const DmNode *node)
{
	bool		value;

	return node != NULL && node->kind == DM_NODE_SCALAR && !dm_node_is_null(node) &&
		!dm_node_get_bool(node, &value);
}

/* No tag twice, and none that contradicts another key. */
static void
check_column(DmValidation *validation, const DmNode *node, const DmPath *path)
{
	DmNode	   *tags = dm_node_get(node, "tags");
	DmNode	   *sensitivity = dm_node_get(node, "sensitivity");
	bool		impersonal = not_personal(dm_node_get(node, "notPersonal"));
	DmPath		tags_path = {path, "tags", 0};
	DmNameSet  *seen;

	if (tags == NULL || tags->kind != DM_NODE_LIST)
		return;
	seen = dm_nameset_create(tags->count);
	for (int i = 0; i < tags->count; i++)
	{
		DmNode	   *item = tags->items[i];
		DmPath		at = {&tags_path, NULL, i};
		char	   *name;

		if (item->kind != DM_NODE_SCALAR)
			continue;
		name = tag_name(item->text);
		if (dm_nameset_add(seen, name, item) != NULL)
			dm_validation_error(validation, item, &at, "tag \"%s\" is here twice",
								dm_error_excerpt(name, strlen(name)));
		if (strcmp(name, SENSITIVITY_TAG) == 0 && sensitivity != NULL)
			dm_validation_error(validation, item, &at,
								"the column has the key \"sensitivity\" besides this tag");
		if (impersonal && strncmp(name, "pii.", 4) == 0)
			dm_validation_error(validation, item, &at,
								"the column is said to be not personal, so it cannot have this tag");
	}
	dm_nameset_free(seen);
}

/* A column is described once in a text. */
static void
check_column_once(DmValidation *validation, const DmNode *column, const char *relation,
				  const DmPath *path)
{
	DmNode	   *name = dm_node_get(column, "name");
	DmPath		at = {path, "name", 0};
	char	   *schema;
	char	   *table;

	if (name == NULL || name->kind != DM_NODE_SCALAR ||
		!dm_relation_name_parse(relation, &schema, &table))
		return;
	dm_validation_unique(validation, "column",
						 psprintf("column \"%s\" of \"%s.%s\"",
								  dm_error_excerpt(name->text, strlen(name->text)),
								  schema, table),
						 name, &at);
}

/* A column of a relation that is no port. */
static void
check_other_column(DmValidation *validation, const DmNode *node, const DmPath *path)
{
	DmNode	   *relation = dm_node_get(node, "relation");

	check_column(validation, node, path);
	if (relation != NULL && relation->kind == DM_NODE_SCALAR)
		check_column_once(validation, node, relation->text, path);
}

/* Names of ports are unique within the list, as far as they are given. */
static void
check_ports(DmValidation *validation, const DmNode *node, const DmPath *path)
{
	DmNameSet  *seen = dm_nameset_create(node->count);

	for (int i = 0; i < node->count; i++)
	{
		DmNode	   *name = dm_node_get(node->items[i], "name");
		DmPath		item = {path, NULL, i};
		DmPath		at = {&item, "name", 0};
		DmNode	   *first;

		if (name == NULL || name->kind != DM_NODE_SCALAR || dm_node_is_null(name))
			continue;
		first = dm_nameset_add(seen, name->text, name);
		if (first != NULL)
			dm_validation_error(validation, name, &at,
								"port \"%s\" is here twice, first in line %d",
								dm_error_excerpt(name->text, strlen(name->text)), first->line);
	}
	dm_nameset_free(seen);
}

/* A relation is an output port of one product: no text can say anything else. */
static void
check_output_port(DmValidation *validation, const DmNode *node, const DmPath *path)
{
	DmNode	   *relation = dm_node_get(node, "relation");
	DmNode	   *columns = dm_node_get(node, "columns");
	DmPath		relation_path = {path, "relation", 0};
	DmPath		columns_path = {path, "columns", 0};
	char	   *schema;
	char	   *name;

	if (relation == NULL || relation->kind != DM_NODE_SCALAR ||
		!dm_relation_name_parse(relation->text, &schema, &name))
		return;
	dm_validation_unique(validation, "output port",
						 psprintf("output port of relation \"%s.%s\"", schema, name),
						 relation, &relation_path);
	for (int i = 0; columns != NULL && columns->kind == DM_NODE_LIST && i < columns->count; i++)
	{
		DmPath		at = {&columns_path, NULL, i};

		check_column_once(validation, columns->items[i], relation->text, &at);
	}
}

static void
check_input_port(DmValidation *validation, const DmNode *node, const DmPath *path)
{
	static const char *const sources[] = {"product", "relation", "external", NULL};
	const char *first = NULL;

	for (int i = 0; sources[i] != NULL; i++)
	{
		DmNode	   *source = dm_node_get(node, sources[i]);
		DmPath		at = {path, sources[i], 0};

		if (source == NULL)
			continue;
		if (first != NULL)
			dm_validation_error(validation, source, &at,
								"an input port has one source, this one has \"%s\" already", first);
		else
			first = sources[i];
	}
	if (first == NULL)
		dm_validation_error(validation, node, path,
							"missing source: expected one of the keys product, relation, external");
}

static const char *const sensitivities[] = {
	"public", "internal", "confidential", "restricted", NULL
};
static const char *const slas[] = {
	"freshness", "availability", "accuracy", "completeness", "latency", "supportHours", NULL
};

static const DmShape sensitivity_shape = {
	.kind = DM_SHAPE_WORD,.what = "public, internal, confidential or restricted",
	.words = sensitivities
};
static const DmShape interval_shape = {
	.kind = DM_SHAPE_TEXT,.what = "an interval such as 7 years or P7Y",
	.check_text = check_interval
};
static const DmShape filled_shape = {
	.kind = DM_SHAPE_TEXT,.what = "text",.check_text = check_not_empty
};
static const DmShape sla_shape = {
	.kind = DM_SHAPE_DICT,.what = "a map of service levels",.words = slas,.item = &filled_shape
};
static const DmShape version_shape = {
	.kind = DM_SHAPE_TEXT,.what = "a version such as 1.4.0",.check_text = check_version
};

static const DmShape column_name_shape = {
	.kind = DM_SHAPE_TEXT,.what = "the name of a column",.check_text = check_column_name
};
static const DmShape tag_shape = {
	.kind = DM_SHAPE_TEXT,.what = "a tag such as pii.email, or tag=value",.check_text = check_tag
};
static const DmShape tags_shape = {
	.kind = DM_SHAPE_LIST,.what = "a list of tags",.item = &tag_shape
};
static const DmShape not_personal_shape = {
	.kind = DM_SHAPE_ANY,.what = "a reason or false",.check = check_not_personal
};
static const DmKey column_keys[] = {
	{"name", &column_name_shape, DM_KEY_REQUIRED},
	{"tags", &tags_shape, DM_KEY_NULLABLE},
	{"sensitivity", &sensitivity_shape, DM_KEY_NULLABLE},
	{"notPersonal", &not_personal_shape, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape column_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a column with its tags",
	.keys = column_keys,.check = check_column
};
static const DmShape columns_shape = {
	.kind = DM_SHAPE_LIST,.what = "a list of columns",.item = &column_shape
};
static const DmKey other_column_keys[] = {
	{"relation", &dm_shape_relation, DM_KEY_REQUIRED},
	{"name", &column_name_shape, DM_KEY_REQUIRED},
	{"tags", &tags_shape, DM_KEY_NULLABLE},
	{"sensitivity", &sensitivity_shape, DM_KEY_NULLABLE},
	{"notPersonal", &not_personal_shape, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape other_column_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a column with its relation and tags",
	.keys = other_column_keys,.check = check_other_column
};
static const DmShape other_columns_shape = {
	.kind = DM_SHAPE_LIST,.what = "a list of columns",.item = &other_column_shape
};

static const DmShape port_name_shape = {
	.kind = DM_SHAPE_TEXT,.what = "the name of a port",.check_text = check_port_name
};
static const DmShape endpoint_shape = {
	.kind = DM_SHAPE_TEXT,.what = "an address such as https://example.org/api",
	.check_text = check_not_empty
};
static const DmShape external_shape = {
	.kind = DM_SHAPE_TEXT,.what = "an address such as s3://bucket/path",
	.check_text = check_not_empty
};
static const DmShape source_product_shape = {
	.kind = DM_SHAPE_TEXT,.what = "a data product as domain.product",
	.check_text = check_source_product
};

static const DmKey output_keys[] = {
	{"relation", &dm_shape_relation, DM_KEY_REQUIRED},
	{"name", &port_name_shape, DM_KEY_NULLABLE},
	{"description", &dm_shape_text, DM_KEY_NULLABLE},
	{"columns", &columns_shape, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape output_shape = {
	.kind = DM_SHAPE_RECORD,.what = "an output port with its relation",
	.keys = output_keys,.check = check_output_port
};
static const DmShape outputs_shape = {
	.kind = DM_SHAPE_LIST,.what = "a list of output ports",
	.item = &output_shape,.check = check_ports
};
static const DmKey input_keys[] = {
	{"product", &source_product_shape, 0},
	{"relation", &dm_shape_relation, 0},
	{"external", &external_shape, 0},
	{"name", &port_name_shape, DM_KEY_NULLABLE},
	{"description", &dm_shape_text, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape input_shape = {
	.kind = DM_SHAPE_RECORD,.what = "an input port with its source",
	.keys = input_keys,.check = check_input_port
};
static const DmShape inputs_shape = {
	.kind = DM_SHAPE_LIST,.what = "a list of input ports",
	.item = &input_shape,.check = check_ports
};
static const DmKey control_keys[] = {
	{"name", &port_name_shape, DM_KEY_NULLABLE},
	{"endpoint", &endpoint_shape, DM_KEY_REQUIRED},
	{"description", &dm_shape_text, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape control_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a control port with its endpoint",.keys = control_keys
};
static const DmShape controls_shape = {
	.kind = DM_SHAPE_LIST,.what = "a list of control ports",
	.item = &control_shape,.check = check_ports
};

static const DmKey spec_keys[] = {
	{"description", &dm_shape_text, DM_KEY_NULLABLE},
	{"documentation", &dm_shape_text, DM_KEY_NULLABLE},
	{"sensitivity", &sensitivity_shape, DM_KEY_NULLABLE},
	{"retention", &interval_shape, DM_KEY_NULLABLE},
	{"sla", &sla_shape, DM_KEY_NULLABLE},
	{"purpose", &dm_shape_text, DM_KEY_NULLABLE},
	{"useCases", &dm_shape_words, DM_KEY_NULLABLE},
	{"tags", &dm_shape_words, DM_KEY_NULLABLE},
	{"outputPorts", &outputs_shape, DM_KEY_NULLABLE},
	{"inputPorts", &inputs_shape, DM_KEY_NULLABLE},
	{"controlPorts", &controls_shape, DM_KEY_NULLABLE},
	{"columns", &other_columns_shape, DM_KEY_NULLABLE},
	{"version", &version_shape, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape spec_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a map that describes the data product",.keys = spec_keys
};

static const DmKey metadata_keys[] = {
	{"name", &dm_shape_product_name, DM_KEY_REQUIRED},
	{"domain", &dm_shape_domain_name, DM_KEY_REQUIRED},
	{"annotations", &dm_shape_annotations, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape metadata_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a map with the names of the data product and its domain",
	.keys = metadata_keys
};

static const DmKey document_keys[] = {
	{"apiVersion", &dm_shape_api_version, DM_KEY_REQUIRED},
	{"kind", &dm_shape_kind, DM_KEY_REQUIRED},
	{"metadata", &metadata_shape, DM_KEY_REQUIRED},
	{"spec", &spec_shape, DM_KEY_REQUIRED},
	{NULL}
};
const DmShape dm_product_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a document of kind DataProduct",.keys = document_keys
};

static void
map_texts(const DmNode *map, const char *key, bool *set, List **texts)
{
	DmNode	   *list = dm_node_get(map, key);

	*set = list != NULL;
	for (int i = 0; list != NULL && i < list->count; i++)
		*texts = lappend(*texts, list->items[i]->text);
}

/* Service levels are texts; their names in the catalogue have underscores. */
static DmField
sla_field(const DmNode *spec)
{
	DmNode	   *sla = dm_node_get(spec, "sla");
	StringInfoData json;
	bool		first = true;

	if (sla == NULL)
		return DM_ABSENT;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	for (int i = 0; i < sla->count; i++)
	{
		const DmPair *pair = &sla->pairs[i];

		if (dm_node_is_null(pair->value))
			continue;
		if (!first)
			appendStringInfoString(&json, ", ");
		first = false;
		escape_json(&json, strcmp(pair->key, "supportHours") == 0 ? "support_hours" : pair->key);
		appendStringInfoString(&json, ": ");
		escape_json(&json, pair->value->text);
	}
	appendStringInfoChar(&json, '}');
	return DM_FIELD(json.data);
}

static DmTagDoc *
make_tag(char *tag, char *value, char *reason, const DmNode *node, const DmPath *path)
{
	DmTagDoc   *doc = palloc(sizeof(DmTagDoc));

	doc->tag = tag;
	doc->value = value;
	doc->reason = reason;
	doc->place = dm_place(node, path);
	return doc;
}

static DmColumnDoc *
map_column(const DmNode *node, char *schema, char *relation, const DmPath *path)
{
	DmColumnDoc *doc = palloc0(sizeof(DmColumnDoc));
	DmNode	   *name = dm_node_get(node, "name");
	DmNode	   *tags = dm_node_get(node, "tags");
	DmNode	   *sensitivity = dm_node_get(node, "sensitivity");
	DmNode	   *impersonal = dm_node_get(node, "notPersonal");
	DmPath		tags_path = {path, "tags", 0};

	doc->schema = schema;
	doc->relation = relation;
	doc->name = name->text;
	doc->place = dm_place(node, path);

	for (int i = 0; tags != NULL && i < tags->count; i++)
	{
		DmPath		at = {&tags_path, NULL, i};
		char	   *text = tags->items[i]->text;
		char	   *value = strchr(text, '=');

		doc->tags = lappend(doc->tags,
							make_tag(tag_name(text), value != NULL ? value + 1 : NULL, NULL,
									 tags->items[i], &at));
	}
	if (sensitivity != NULL && !dm_node_is_null(sensitivity))
	{
		DmPath		at = {path, "sensitivity", 0};

		doc->tags = lappend(doc->tags,
							make_tag(pstrdup(SENSITIVITY_TAG), sensitivity->text, NULL,
									 sensitivity, &at));
	}
	if (not_personal(impersonal))
	{
		DmPath		at = {path, "notPersonal", 0};

		doc->tags = lappend(doc->tags,
							make_tag(pstrdup(PERSONAL_TAGS), NULL, impersonal->text,
									 impersonal, &at));
	}
	return doc;
}

/* Text of a key, NULL if it is absent or null. */
static char *
get_text(const DmNode *map, const char *key)
{
	DmNode	   *node = dm_node_get(map, key);

	return node == NULL || dm_node_is_null(node) ? NULL : node->text;
}

static DmPortDoc *
map_port(const DmNode *node, DmPortList list, const DmProductSpec *product, const DmPath *path)
{
	DmPortDoc  *doc = palloc0(sizeof(DmPortDoc));
	DmNode	   *columns = dm_node_get(node, "columns");
	DmPath		columns_path = {path, "columns", 0};
	char	   *text;

	doc->place = dm_place(node, path);
	doc->spec.domain = product->domain;
	doc->spec.product = product->name;
	doc->spec.kind = dm_port_kind_names[list];
	doc->spec.name = get_text(node, "name");
	doc->spec.description = dm_field(node, "description");
	doc->spec.source_product = get_text(node, "product");
	doc->spec.external = get_text(node, list == DM_PORTS_CONTROL ? "endpoint" : "external");

	text = get_text(node, "relation");

	if (text !=NULL)
	{
		char	   *schema;
		char	   *relation;

		if (!dm_relation_name_parse(text, &schema, &relation))
			elog(ERROR, "port with an invalid relation name");
		doc->spec.schema = schema;
		doc->spec.relation = relation;
	}

	doc->set_columns = columns != NULL;
	for (int i = 0; columns != NULL && i < columns->count; i++)
	{
		DmPath		at = {&columns_path, NULL, i};

		doc->columns = lappend(doc->columns,
							   map_column(columns->items[i],
										  unconstify(char *, doc->spec.schema),
										  unconstify(char *, doc->spec.relation), &at));
	}
	return doc;
}

DmProductDoc *
dm_product_map(const DmNode *root)
{
	static const char *const port_keys[DM_PORTS_COUNT] = {"outputPorts", "controlPorts", "inputPorts"};
	static const DmPath root_path = {NULL, NULL, 0};
	static const DmPath spec_path = {&root_path, "spec", 0};
	static const DmPath columns_path = {&spec_path, "columns", 0};
	static const DmPath version_path = {&spec_path, "version", 0};
	DmProductDoc *doc = palloc0(sizeof(DmProductDoc));
	DmNode	   *metadata = dm_node_get(root, "metadata");
	DmNode	   *spec = dm_node_get(root, "spec");
	DmNode	   *node;

	doc->spec.domain = dm_node_get(metadata, "domain")->text;
	doc->spec.name = dm_node_get(metadata, "name")->text;
	doc->spec.description = dm_field(spec, "description");
	doc->spec.documentation_url = dm_field(spec, "documentation");
	doc->spec.sensitivity = dm_field(spec, "sensitivity");
	doc->spec.retention = dm_field(spec, "retention");
	doc->spec.sla = sla_field(spec);
	doc->spec.purpose = dm_field(spec, "purpose");
	map_texts(spec, "useCases", &doc->spec.set_use_cases, &doc->spec.use_cases);
	map_texts(spec, "tags", &doc->spec.set_tags, &doc->spec.tags);

	for (int list = 0; list < DM_PORTS_COUNT; list++)
	{
		DmPath		list_path = {&spec_path, port_keys[list], 0};

		node = dm_node_get(spec, port_keys[list]);
		doc->set_ports[list] = node != NULL;
		for (int i = 0; node != NULL && i < node->count; i++)
		{
			DmPath		at = {&list_path, NULL, i};

			doc->ports[list] = lappend(doc->ports[list],
									   map_port(node->items[i], list, &doc->spec, &at));
		}
	}

	node = dm_node_get(spec, "columns");
	for (int i = 0; node != NULL && i < node->count; i++)
	{
		DmPath		at = {&columns_path, NULL, i};
		char	   *schema;
		char	   *relation;

		if (!dm_relation_name_parse(dm_node_get(node->items[i], "relation")->text,
									&schema, &relation))
			elog(ERROR, "column with an invalid relation name");
		doc->columns = lappend(doc->columns,
							   map_column(node->items[i], schema, relation, &at));
	}

	node = dm_node_get(spec, "version");
	if (node != NULL && !dm_node_is_null(node))
	{
		doc->version = node->text;
		doc->version_place = dm_place(node, &version_path);
	}
	return doc;
}
