/*-------------------------------------------------------------------------
 *
 * shapes.c
 *	  Shapes that several kinds of documents share.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "document/document.h"
#include "parser/scansup.h"
#include "types/product_ref.h"

#define API_VERSION		"datamesh/v1"

const DmShape dm_shape_text = {.kind = DM_SHAPE_TEXT,.what = "text"};

const DmShape dm_shape_bool = {.kind = DM_SHAPE_BOOL,.what = "true or false"};

const DmShape dm_shape_words = {
	.kind = DM_SHAPE_LIST,.what = "a list of texts",.item = &dm_shape_text
};

static const DmShape any_shape = {.kind = DM_SHAPE_ANY,.what = "anything"};

const DmShape dm_shape_annotations = {
	.kind = DM_SHAPE_DICT,.what = "a map of annotations",.item = &any_shape
};

static const char *const api_versions[] = {API_VERSION, NULL};
static const char *const kinds[] = {"Domain", "DataProduct", "Policy", NULL};

const DmShape dm_shape_api_version = {
	.kind = DM_SHAPE_WORD,.what = "the version of the format, " API_VERSION,.words = api_versions
};

const DmShape dm_shape_kind = {
	.kind = DM_SHAPE_WORD,.what = "the kind of the document: Domain, DataProduct or Policy",
	.words = kinds
};

static char *
check_domain_name(const char *text)
{
	return dm_name_problem("domain name", text);
}

const DmShape dm_shape_domain_name = {
	.kind = DM_SHAPE_TEXT,.what = "the name of a domain",.check_text = check_domain_name
};

static char *
check_product_name(const char *text)
{
	return dm_name_problem("product name", text);
}

const DmShape dm_shape_product_name = {
	.kind = DM_SHAPE_TEXT,.what = "the name of a data product",.check_text = check_product_name
};

/*
 * Reads one identifier as SQL does: folded to lower case unless in double
 * quotes.  Result: the character after it; NULL if there is none, or if it is
 * longer than names of the database can be.
 */
static const char *
parse_identifier(const char *p, char **name)
{
	if (*p == '"')
	{
		StringInfoData quoted;

		initStringInfo(&quoted);
		for (p++; *p; p++)
		{
			if (*p == '"' && *++p != '"')
			{
				*name = quoted.data;
				return quoted.len > 0 && quoted.len < NAMEDATALEN ? p : NULL;
			}
			appendStringInfoChar(&quoted, *p);
		}
		return NULL;
	}
	else
	{
		const char *start = p;

		while (IS_HIGHBIT_SET(*p) || *p == '_' ||
			   (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			   (p > start && ((*p >= '0' && *p <= '9') || *p == '$')))
			p++;
		if (p == start || p - start >= NAMEDATALEN)
			return NULL;
		*name = downcase_identifier(start, p - start, false, false);
		return p;
	}
}

bool
dm_relation_name_parse(const char *text, char **schema, char **relation)
{
	const char *p = parse_identifier(text, schema);

	if (p == NULL || *p != '.')
		return false;
	p = parse_identifier(p + 1, relation);
	return p != NULL && *p == '\0';
}

static char *
check_relation(const char *text)
{
	char	   *schema;
	char	   *relation;

	if (dm_relation_name_parse(text, &schema, &relation))
		return NULL;
	return psprintf("expected a relation as schema.name, quoted as in SQL, found \"%s\"",
					dm_error_excerpt(text, strlen(text)));
}

const DmShape dm_shape_relation = {
	.kind = DM_SHAPE_TEXT,.what = "a relation as schema.name",.check_text = check_relation
};

DmPlace
dm_place(const DmNode *node, const DmPath *path)
{
	return (DmPlace)
	{
		node->line, node->column, dm_path_text(path)
	};
}

DmField
dm_field(const DmNode *map, const char *key)
{
	DmNode	   *node = dm_node_get(map, key);

	if (node == NULL)
		return DM_ABSENT;
	return DM_FIELD(dm_node_is_null(node) ? NULL : node->text);
}
