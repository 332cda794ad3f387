/*-------------------------------------------------------------------------
 *
 * document.c
 *	  From the tree of a document to its kind: check it, map it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "document/document.h"
#include "miscadmin.h"

typedef struct KindEntry
{
	const char *name;
	DmDocumentKind kind;
	const DmShape *shape;
} KindEntry;

static const KindEntry kind_table[] = {
	{"Domain", DM_DOCUMENT_DOMAIN, &dm_domain_shape},
	{"DataProduct", DM_DOCUMENT_PRODUCT, &dm_product_shape},
	{"Policy", DM_DOCUMENT_POLICY, &dm_policy_shape},
};

static const DmPath root_path = {NULL, NULL, 0};
static const DmPath metadata_path = {&root_path, "metadata", 0};
static const DmPath name_path = {&metadata_path, "name", 0};

/* For a document whose kind is not known, or not there. */
static const DmShape any_shape = {.kind = DM_SHAPE_ANY,.what = "anything"};
static const DmKey any_keys[] = {
	{"apiVersion", &dm_shape_api_version, DM_KEY_REQUIRED},
	{"kind", &dm_shape_kind, DM_KEY_REQUIRED},
	{"metadata", &any_shape, 0},
	{"spec", &any_shape, 0},
	{NULL}
};
static const DmShape document_shape = {
	.kind = DM_SHAPE_RECORD,.what = "a map with apiVersion, kind, metadata and spec",
	.keys = any_keys
};

static const KindEntry *
find_kind(const DmNode *root)
{
	DmNode	   *kind = dm_node_get(root, "kind");

	for (size_t i = 0; i < lengthof(kind_table); i++)
	{
		if (kind != NULL && kind->kind == DM_NODE_SCALAR &&
			strcmp(kind->text, kind_table[i].name) == 0)
			return &kind_table[i];
	}
	return NULL;
}

static DmNode *
get_scalar(const DmNode *map, const char *key)
{
	DmNode	   *node = dm_node_get(map, key);

	return node != NULL && node->kind == DM_NODE_SCALAR ? node : NULL;
}

/* Two documents of a text must not describe the same thing. */
static void
check_identity(DmValidation *validation, const DmNode *root, const KindEntry *entry)
{
	DmNode	   *metadata = dm_node_get(root, "metadata");
	DmNode	   *name = get_scalar(metadata, "name");
	DmNode	   *domain = get_scalar(metadata, "domain");
	char	   *identity;

	if (name == NULL || (entry->kind == DM_DOCUMENT_PRODUCT && domain == NULL))
		return;
	if (entry->kind == DM_DOCUMENT_PRODUCT)
		identity = psprintf("%s \"%s.%s\"", entry->name, domain->text, name->text);
	else
		identity = psprintf("%s \"%s\"", entry->name, name->text);
	dm_validation_unique(validation, "document", identity, name, &name_path);
}

/*
 * Parents that lead back to the domain, within the text: each domain is visited
 * once per walk, and a walk ends where an earlier one was.
 */
static void
check_parents(DmValidation *validation, List *roots)
{
	DmNameSet  *domains = dm_nameset_create(list_length(roots));
	DmNameSet  *walked = dm_nameset_create(list_length(roots));
	ListCell   *lc;

	foreach(lc, roots)
	{
		DmNode	   *root = lfirst(lc);
		const KindEntry *entry = find_kind(root);
		DmNode	   *name = get_scalar(dm_node_get(root, "metadata"), "name");

		if (entry != NULL && entry->kind == DM_DOCUMENT_DOMAIN && name != NULL)
			dm_nameset_add(domains, name->text, root);
	}

	foreach(lc, roots)
	{
		DmNode	   *start = lfirst(lc);
		DmNode	   *root = start;

		while (root != NULL)
		{
			const KindEntry *entry = find_kind(root);
			DmNode	   *name = get_scalar(dm_node_get(root, "metadata"), "name");
			DmNode	   *parent = get_scalar(dm_node_get(root, "spec"), "parent");
			DmNode	   *before;

			if (dm_node_is_null(parent))
				parent = NULL;
			if (entry == NULL || entry->kind != DM_DOCUMENT_DOMAIN || name == NULL)
				break;
			before = dm_nameset_add(walked, name->text, start);
			if (before != NULL && before != start)
				break;
			if (before == start && parent != NULL)
			{
				DmPath		spec = {&root_path, "spec", 0};
				DmPath		at = {&spec, "parent", 0};

				/* a domain that names itself has been told so */
				if (strcmp(name->text, parent->text) != 0)
					dm_validation_error(validation, parent, &at,
										"domain \"%s\" is its own ancestor", name->text);
				break;
			}
			root = parent == NULL || before != NULL ? NULL : dm_nameset_find(domains, parent->text);
		}
	}
	dm_nameset_free(domains);
	dm_nameset_free(walked);
}

void
dm_documents_check(List *roots, List **problems)
{
	DmValidation validation;
	ListCell   *lc;

	validation.problems = problems;
	validation.names = dm_nameset_create(64);
	foreach(lc, roots)
	{
		DmNode	   *root = lfirst(lc);
		const KindEntry *entry = find_kind(root);

		CHECK_FOR_INTERRUPTS();
		if (dm_problems_full(*problems))
			break;
		dm_schema_check(&validation, root, entry != NULL ? entry->shape : &document_shape,
						&root_path);
		if (entry != NULL)
			check_identity(&validation, root, entry);
	}
	check_parents(&validation, roots);
	dm_problems_sort(*problems);
}

DmDocument *
dm_document_map(const DmNode *root)
{
	const KindEntry *entry = find_kind(root);
	DmDocument *document = palloc0(sizeof(DmDocument));

	if (entry == NULL)
		elog(ERROR, "document of no kind");
	document->kind = entry->kind;
	document->place = dm_place(dm_node_get(dm_node_get(root, "metadata"), "name"), &name_path);
	switch (entry->kind)
	{
		case DM_DOCUMENT_DOMAIN:
			document->domain = dm_domain_map(root);
			break;
		case DM_DOCUMENT_POLICY:
			document->policy = dm_policy_map(root);
			break;
		case DM_DOCUMENT_PRODUCT:
			document->product = dm_product_map(root);
			break;
	}
	return document;
}
