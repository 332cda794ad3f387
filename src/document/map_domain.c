/*-------------------------------------------------------------------------
 *
 * map_domain.c
 *	  Documents of kind Domain.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "document/document.h"
#include "types/product_ref.h"

static char *
check_role(const char *text)
{
	return dm_name_problem("role name", text);
}

static char *
check_schema(const char *text)
{
	return dm_name_problem("schema name", text);
}

static char *
check_contact(const char *text)
{
	for (const char *p = text; *p; p++)
	{
		if (*p != ' ' && *p != '\t' && *p != '\n')
			return NULL;
	}
	return pstrdup("expected an address, name or channel, found nothing");
}

/* A schema belongs to one domain: no text can say anything else. */
static void
check_schemas(DmValidation *validation, const DmNode *node, const DmPath *path)
{
	for (int i = 0; i < node->count; i++)
	{
		DmPath		at = {path, NULL, i};

		if (node->items[i]->kind == DM_NODE_SCALAR)
			dm_validation_unique(validation, "schema",
								 psprintf("schema \"%s\"", node->items[i]->text),
								 node->items[i], &at);
	}
}

static const char *const domain_kinds[] = {
	"source_aligned", "aggregate", "consumer_aligned", NULL
};

static const char *const contact_kinds[] = {
	"technical_owner", "developer", "business_owner", "steward", "on_call",
	"escalation_path", "channel", NULL
};

static const DmShape owner_shape = {
	.kind = DM_SHAPE_TEXT,.what = "the name of the role that owns the domain",
	.check_text = check_role
};
static const DmShape domain_kind_shape = {
	.kind = DM_SHAPE_WORD,.what = "source_aligned, aggregate or consumer_aligned",
	.words = domain_kinds
};
static const DmShape schema_shape = {
	.kind = DM_SHAPE_TEXT,.what = "the name of a schema",.check_text = check_schema
};
static const DmShape schemas_shape = {
	.kind = DM_SHAPE_LIST,.what = "a list of schema names",
	.item = &schema_shape,.check = check_schemas
};
static const DmShape contact_shape = {
	.kind = DM_SHAPE_TEXT,.what = "an address, name or channel",.check_text = check_contact
};
static const DmShape contacts_shape = {
	.kind = DM_SHAPE_DICT,.what = "a map of contacts",
	.words = contact_kinds,.closed = true,.item = &contact_shape
};

static const DmKey spec_keys[] = {
	{"owner", &owner_shape, 0},
	{"kind", &domain_kind_shape, 0},
	{"parent", &dm_shape_domain_name, DM_KEY_NULLABLE},
	{"description", &dm_shape_text, DM_KEY_NULLABLE},
	{"schemas", &schemas_shape, DM_KEY_NULLABLE},
	{"contacts", &contacts_shape, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape spec_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a map that describes the domain",.keys = spec_keys
};

static const DmKey metadata_keys[] = {
	{"name", &dm_shape_domain_name, DM_KEY_REQUIRED},
	{"annotations", &dm_shape_annotations, DM_KEY_NULLABLE},
	{NULL}
};
static const DmShape metadata_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a map with the name of the domain",.keys = metadata_keys
};

static void
check_domain(DmValidation *validation, const DmNode *root, const DmPath *path)
{
	DmNode	   *name = dm_node_get(dm_node_get(root, "metadata"), "name");
	DmNode	   *parent = dm_node_get(dm_node_get(root, "spec"), "parent");

	if (name != NULL && parent != NULL && name->kind == DM_NODE_SCALAR &&
		parent->kind == DM_NODE_SCALAR && !dm_node_is_null(parent) &&
		strcmp(name->text, parent->text) == 0)
	{
		DmPath		spec = {path, "spec", 0};
		DmPath		at = {&spec, "parent", 0};

		dm_validation_error(validation, parent, &at, "a domain cannot be its own parent");
	}
}

static const DmKey document_keys[] = {
	{"apiVersion", &dm_shape_api_version, DM_KEY_REQUIRED},
	{"kind", &dm_shape_kind, DM_KEY_REQUIRED},
	{"metadata", &metadata_shape, DM_KEY_REQUIRED},
	{"spec", &spec_shape, DM_KEY_REQUIRED},
	{NULL}
};
const DmShape dm_domain_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a document of kind Domain",
	.keys = document_keys,.check = check_domain
};

DmDomainDoc *
dm_domain_map(const DmNode *root)
{
	static const DmPath root_path = {NULL, NULL, 0};
	static const DmPath spec_path = {&root_path, "spec", 0};
	static const DmPath schemas_path = {&spec_path, "schemas", 0};
	static const DmPath contacts_path = {&spec_path, "contacts", 0};
	DmDomainDoc *doc = palloc0(sizeof(DmDomainDoc));
	DmNode	   *spec = dm_node_get(root, "spec");
	DmNode	   *node;

	doc->spec.name = dm_node_get(dm_node_get(root, "metadata"), "name")->text;
	doc->spec.owner = dm_field(spec, "owner");
	doc->spec.kind = dm_field(spec, "kind");
	doc->spec.parent = dm_field(spec, "parent");
	doc->spec.description = dm_field(spec, "description");

	node = dm_node_get(spec, "schemas");
	doc->set_schemas = node != NULL;
	for (int i = 0; node != NULL && i < node->count; i++)
	{
		DmPath		path = {&schemas_path, NULL, i};
		DmWord	   *word = palloc(sizeof(DmWord));

		word->text = node->items[i]->text;
		word->place = dm_place(node->items[i], &path);
		doc->schemas = lappend(doc->schemas, word);
	}

	node = dm_node_get(spec, "contacts");
	doc->set_contacts = node != NULL;
	for (int i = 0; node != NULL && i < node->count; i++)
	{
		const DmPair *pair = &node->pairs[i];
		DmPath		path = {&contacts_path, pair->key, 0};
		DmContactDoc *contact;

		if (dm_node_is_null(pair->value))
			continue;
		contact = palloc(sizeof(DmContactDoc));
		contact->kind = pair->key;
		contact->value = pair->value->text;
		contact->place = dm_place(pair->value, &path);
		doc->contacts = lappend(doc->contacts, contact);
	}
	return doc;
}
