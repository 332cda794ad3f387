/*-------------------------------------------------------------------------
 *
 * object.c
 *	  How the catalogue names what it speaks of.
 *
 * Identities of things in SQL are quoted by the rule of quote_identifier(),
 * but never by the setting quote_all_identifiers: they are compared and
 * stored, so they must not depend on the session.  Domains and products are
 * quoted as product references write them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "base/compat.h"
#include "base/spi.h"
#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "commands/dbcommands.h"
#include "common/keywords.h"
#include "lib/stringinfo.h"
#include "meta/domain.h"
#include "meta/object.h"
#include "meta/product.h"
#include "miscadmin.h"
#include "types/product_ref.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/varlena.h"

static const char *const type_names[] = {
	[DM_OBJECT_DATABASE] = "database",
	[DM_OBJECT_DOMAIN] = "domain",
	[DM_OBJECT_PRODUCT] = "product",
	[DM_OBJECT_SCHEMA] = "schema",
	[DM_OBJECT_RELATION] = "relation",
	[DM_OBJECT_COLUMN] = "column",
	[DM_OBJECT_FUNCTION] = "function",
	[DM_OBJECT_OTHER] = "other",
};

const char *
dm_object_type_name(DmObjectType type)
{
	return type_names[type];
}

bool
dm_object_type_from_name(const char *name, DmObjectType *type)
{
	for (int i = 0; i < (int) lengthof(type_names); i++)
	{
		if (strcmp(name, type_names[i]) == 0)
		{
			*type = (DmObjectType) i;
			return true;
		}
	}
	return false;
}

/* Needs an SQL identifier no quotes? */
static bool
is_bare_identifier(const char *name)
{
	int			keyword;

	if (!((name[0] >= 'a' && name[0] <= 'z') || name[0] == '_'))
		return false;
	for (const char *p = name; *p; p++)
	{
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_'))
			return false;
	}
	keyword = ScanKeywordLookup(name, &ScanKeywords);
	return keyword < 0 || ScanKeywordCategories[keyword] == UNRESERVED_KEYWORD;
}

static void
append_identifier(StringInfo buf, const char *name)
{
	if (is_bare_identifier(name))
	{
		appendStringInfoString(buf, name);
		return;
	}
	appendStringInfoChar(buf, '"');
	for (const char *p = name; *p; p++)
	{
		if (*p == '"')
			appendStringInfoChar(buf, '"');
		appendStringInfoChar(buf, *p);
	}
	appendStringInfoChar(buf, '"');
}

char *
dm_schema_identity(const char *schema)
{
	StringInfoData buf;

	initStringInfo(&buf);
	append_identifier(&buf, schema);
	return buf.data;
}

char *
dm_relation_identity(const char *schema, const char *relation)
{
	StringInfoData buf;

	initStringInfo(&buf);
	append_identifier(&buf, schema);
	appendStringInfoChar(&buf, '.');
	append_identifier(&buf, relation);
	return buf.data;
}

char *
dm_column_identity(const char *schema, const char *relation, const char *column)
{
	StringInfoData buf;

	initStringInfo(&buf);
	append_identifier(&buf, schema);
	appendStringInfoChar(&buf, '.');
	append_identifier(&buf, relation);
	appendStringInfoChar(&buf, '.');
	append_identifier(&buf, column);
	return buf.data;
}

char *
dm_domain_identity(const char *domain)
{
	return dm_name_quote(domain);
}

char *
dm_product_identity(const char *domain, const char *product)
{
	return psprintf("%s.%s", dm_name_quote(domain), dm_name_quote(product));
}

/* A type as a function's identity shows it: qualified unless in pg_catalog. */
static const char *
argument_type(Oid type)
{
	char	   *name = format_type_extended(type, -1, FORMAT_TYPE_FORCE_QUALIFY);
	static const char prefix[] = "pg_catalog.";

	if (strncmp(name, prefix, strlen(prefix)) == 0)
		name += strlen(prefix);
	return name;
}

char *
dm_function_identity(Oid function)
{
	bool		save_quote_all = quote_all_identifiers;
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Form_pg_proc proc;
	StringInfoData buf;

	if (!HeapTupleIsValid(tuple))
		return NULL;
	proc = (Form_pg_proc) GETSTRUCT(tuple);
	initStringInfo(&buf);
	append_identifier(&buf, get_namespace_name_or_temp(proc->pronamespace));
	appendStringInfoChar(&buf, '.');
	append_identifier(&buf, NameStr(proc->proname));
	appendStringInfoChar(&buf, '(');
	PG_TRY();
	{
		quote_all_identifiers = false;
		for (int i = 0; i < proc->pronargs; i++)
			appendStringInfo(&buf, "%s%s", i > 0 ? "," : "",
							 argument_type(proc->proargtypes.values[i]));
	}
	PG_FINALLY();
	{
		quote_all_identifiers = save_quote_all;
	}
	PG_END_TRY();
	appendStringInfoChar(&buf, ')');
	ReleaseSysCache(tuple);
	return buf.data;
}

/* The end of the first n parts of a quoted identity, NULL if it has fewer. */
static const char *
end_of_parts(const char *identity, int n)
{
	bool		quoted = false;
	const char *p;

	for (p = identity; *p; p++)
	{
		if (*p == '"')
			quoted = !quoted;
		else if (*p == '.' && !quoted && --n == 0)
			return p;
	}
	return n == 1 ? p : NULL;
}

bool
dm_object_split(const DmObject *object, char **domain, char **product)
{
	DmProductRef parts;
	Datum		ref;
	char	   *str;

	if (object->type == DM_OBJECT_DOMAIN)
		str = psprintf("%s.x", object->identity);	/* read as any product's
													 * domain */
	else if (object->type == DM_OBJECT_PRODUCT)
		str = object->identity;
	else
		return false;
	if (!dm_product_ref_try_parse(str, &ref, NULL))
		return false;
	dm_product_ref_deconstruct(ref, &parts);
	*domain = parts.domain;
	*product = object->type == DM_OBJECT_PRODUCT ? parts.product : NULL;
	return true;
}

char *
dm_object_root(const DmObject *object)
{
	const char *end;

	if (object->type == DM_OBJECT_COLUMN)
	{
		end = end_of_parts(object->identity, 2);
		if (end)
			return pnstrdup(object->identity, end - object->identity);
	}
	return pstrdup(object->identity);
}

/*
 * Splits "a.b.c" into names as SQL does: folded unless quoted.  NIL if it is
 * no such thing.
 */
List *
dm_identifier_split(const char *str)
{
	List	   *parts;

	/* takes its argument apart, and returns pointers into it */
	if (!SplitIdentifierString(pstrdup(str), '.', &parts))
		return NIL;
	return parts;
}

Oid
dm_relation_oid(const char *schema, const char *relation)
{
	Oid			namespace = get_namespace_oid(schema, true);

	return OidIsValid(namespace) ?
		get_relname_relid(relation, namespace) : InvalidOid;
}

static DmObject
make_object(DmObjectType type, char *identity)
{
	DmObject	object;

	object.type = type;
	object.identity = identity;
	return object;
}

/* A domain as written: a plain name, or one in double quotes. */
static char *
domain_name(const char *str)
{
	List	   *parts;

	if (str[0] != '"')
		return pstrdup(str);
	parts = dm_identifier_split(str);
	return list_length(parts) == 1 ? linitial(parts) : pstrdup(str);
}

static bool
parse_product(const char *str, DmProductRef *parts)
{
	Datum		ref;

	if (!dm_product_ref_try_parse(str, &ref, NULL))
		return false;
	dm_product_ref_deconstruct(ref, parts);
	return true;
}

static char *
parts_identity(List *parts)
{
	switch (list_length(parts))
	{
		case 1:
			return dm_schema_identity(linitial(parts));
		case 2:
			return dm_relation_identity(linitial(parts), lsecond(parts));
		case 3:
			return dm_column_identity(linitial(parts), lsecond(parts), lthird(parts));
		default:
			return NULL;
	}
}

/*
 * Takes "checkout.total(integer, text)" apart; false if it has not that shape.
 * Names are folded unless quoted, types are left as text.
 */
static bool
split_function(const char *str, List **names, List **types)
{
	size_t		length = strlen(str);
	const char *open = NULL;
	const char *start = NULL;
	int			depth = 0;
	bool		quoted = false;

	*types = NIL;
	if (length == 0 || str[length - 1] != ')')
		return false;
	for (const char *p = str; *p; p++)
	{
		if (*p == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (*p == '(' && depth++ == 0)
		{
			if (open)
				return false;
			open = p;
			start = p + 1;
		}
		else if (*p == ')' && --depth < 0)
			return false;
		if ((*p == ',' && depth == 1) || (*p == ')' && depth == 0))
		{
			/* "f()" has no types, but "f(a,)" an empty one */
			if (*p == ',' || *types != NIL || start[strspn(start, " ")] != ')')
				*types = lappend(*types, pnstrdup(start, p - start));
			start = p + 1;
		}
	}
	if (open == NULL || depth != 0)
		return false;
	*names = dm_identifier_split(pnstrdup(str, open - str));
	return list_length(*names) == 2;
}

/* The function of that name and those types, InvalidOid if there is none. */
static Oid
find_function(List *names, List *types)
{
	static DmQuery query =
	DM_QUERY("SELECT to_regtype(t)::oid FROM unnest($1) WITH ORDINALITY AS u (t, n) ORDER BY n");
	Oid			namespace = get_namespace_oid(linitial(names), true);
	Oid			oids[FUNC_MAX_ARGS];
	ListCell   *cell;
	uint64		count;
	bool		known = true;
	DmSpi		spi;

	if (!OidIsValid(namespace) || list_length(types) > FUNC_MAX_ARGS)
		return InvalidOid;
	foreach(cell, types)
	{
		const char *type = lfirst(cell);

		if (type[strspn(type, " ")] == '\0')
			return InvalidOid;
	}
	dm_spi_begin(&spi);
	count = dm_spi_run(&query, DM_ARGS(dm_arg_text_list(types)));
	for (uint64 i = 0; i < count; i++)
	{
		bool		isnull;

		oids[i] = DatumGetObjectId(dm_spi_datum(&spi, i, 1, &isnull));
		if (isnull)
			known = false;
	}
	dm_spi_end(&spi);
	if (!known)
		return InvalidOid;
	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
						   CStringGetDatum((char *) lsecond(names)),
						   PointerGetDatum(buildoidvector(oids, (int) count)),
						   ObjectIdGetDatum(namespace));
}

Oid
dm_function_oid(const char *str)
{
	List	   *names;
	List	   *types;

	return split_function(str, &names, &types) ? find_function(names, types) : InvalidOid;
}

/* A function as pg_proc has it; as written if it does not exist. */
static char *
function_as_written(const char *str)
{
	List	   *names;
	List	   *types;
	char	   *identity = NULL;

	if (split_function(str, &names, &types))
		identity = dm_function_identity(find_function(names, types));
	return identity ? identity : pstrdup(str);
}

/* The object of that type that the rest of the text names, existing or not. */
static DmObject
parse_as(DmObjectType type, const char *str)
{
	DmProductRef product;
	List	   *parts;
	int			wanted = 0;
	char	   *identity = NULL;

	switch (type)
	{
		case DM_OBJECT_DOMAIN:
			identity = dm_domain_identity(domain_name(str));
			break;
		case DM_OBJECT_PRODUCT:
			if (parse_product(str, &product))
				identity = dm_product_identity(product.domain, product.product);
			break;
		case DM_OBJECT_DATABASE:
		case DM_OBJECT_SCHEMA:
			wanted = 1;
			break;
		case DM_OBJECT_RELATION:
			wanted = 2;
			break;
		case DM_OBJECT_COLUMN:
			wanted = 3;
			break;
		case DM_OBJECT_FUNCTION:
			identity = function_as_written(str);
			break;
		case DM_OBJECT_OTHER:
			identity = pstrdup(str);
			break;
	}
	if (wanted > 0)
	{
		parts = dm_identifier_split(str);
		if (list_length(parts) == wanted)
			identity = parts_identity(parts);
	}
	if (identity == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid name of a %s: \"%s\"", type_names[type], str)));
	return make_object(type, identity);
}

/* "relation checkout.orders": the type in front, and *rest behind it. */
static bool
leading_type(const char *str, DmObjectType *type, const char **rest)
{
	size_t		length = strcspn(str, " ");

	if (str[length] != ' ' ||
		!dm_object_type_from_name(pnstrdup(str, length), type))
		return false;
	*rest = str + length;
	while (**rest == ' ')
		(*rest)++;
	return **rest != '\0';
}

/* Would dm_object_parse() take it for something in particular? */
static bool
looks_special(const char *str)
{
	DmObjectType type;
	const char *rest;
	List	   *names;
	List	   *types;

	return leading_type(str, &type, &rest) || dm_identifier_split(str) != NIL ||
		split_function(str, &names, &types);
}

/* What dm_object_parse() reads back as the same object. */
char *
dm_object_label(const DmObject *object)
{
	if (object->type == DM_OBJECT_OTHER && !looks_special(object->identity))
		return pstrdup(object->identity);
	return psprintf("%s %s", type_names[object->type], object->identity);
}

/*
 * Without a type in front: what exists by that name, and of several such things
 * the narrower, because what is said of it (a waiver, say) then covers less.
 * What does not exist is taken for what it looks like.
 */
DmObject
dm_object_parse(const char *str)
{
	DmObjectType type;
	DmProductRef product;
	const char *rest;
	List	   *parts;
	List	   *types;
	int			count;

	while (*str == ' ')
		str++;
	if (leading_type(str, &type, &rest))
		return parse_as(type, rest);
	if (split_function(str, &parts, &types))
		return parse_as(DM_OBJECT_FUNCTION, str);

	parts = dm_identifier_split(str);
	count = list_length(parts);
	if (count == 1)
	{
		if (OidIsValid(get_namespace_oid(linitial(parts), true)))
			return make_object(DM_OBJECT_SCHEMA, parts_identity(parts));
		if (dm_domain_exists(domain_name(str)))
			return parse_as(DM_OBJECT_DOMAIN, str);
		if (strcmp(linitial(parts), get_database_name(MyDatabaseId)) == 0)
			return make_object(DM_OBJECT_DATABASE, parts_identity(parts));
		return make_object(DM_OBJECT_SCHEMA, parts_identity(parts));
	}
	if (count == 2 && OidIsValid(dm_relation_oid(linitial(parts), lsecond(parts))))
		return make_object(DM_OBJECT_RELATION, parts_identity(parts));
	if (parse_product(str, &product) &&
		dm_product_exists(product.domain, product.product))
		return parse_as(DM_OBJECT_PRODUCT, str);
	if (count == 0 && dm_domain_exists(domain_name(str)))
		return parse_as(DM_OBJECT_DOMAIN, str);
	if (count == 2)
		return make_object(DM_OBJECT_RELATION, parts_identity(parts));
	if (count == 3)
		return make_object(DM_OBJECT_COLUMN, parts_identity(parts));
	return make_object(DM_OBJECT_OTHER, pstrdup(str));
}
