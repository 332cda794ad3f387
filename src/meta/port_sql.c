/*-------------------------------------------------------------------------
 *
 * port_sql.c
 *	  SQL functions for ports, and what the text of an input port's source
 *	  means.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/errors.h"
#include "meta/domain.h"
#include "meta/input.h"
#include "meta/object.h"
#include "meta/product.h"
#include "meta/relation.h"
#include "types/product_ref.h"
#include "utils/builtins.h"

DM_FUNCTION(datamesh_attach_output_port);
DM_FUNCTION(datamesh_attach_input_port);
DM_FUNCTION(datamesh_attach_control_port);
DM_FUNCTION(datamesh_detach_port);

/* Length of "scheme:" in front of a URI, 0 if there is none. */
static size_t
scheme_length(const char *str)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";
	size_t		length = strspn(str, others);

	if (strspn(str, letters) == 0 || str[length] != ':')
		return 0;
	return length + 1;
}

static bool
skip_word(const char **str, const char *word)
{
	size_t		length = strlen(word);

	if (strncmp(*str, word, length) != 0)
		return false;
	*str += length;
	while (**str == ' ')
		(*str)++;
	return true;
}

static bool
as_relation(const char *str, DmPortSpec *spec)
{
	List	   *parts = dm_identifier_split(str);

	if (list_length(parts) != 2)
		return false;
	spec->schema = linitial(parts);
	spec->relation = lsecond(parts);
	return true;
}

static bool
is_known_product(const char *str)
{
	Datum		ref;
	DmProductRef parts;

	if (!dm_product_ref_try_parse(str, &ref, NULL))
		return false;
	dm_product_ref_deconstruct(ref, &parts);
	return dm_product_exists(parts.domain, parts.product);
}

/*
 * "product d.p", "relation s.r" and "external:anything" say what they are; so
 * does a URI by its scheme.  Else it is a product that is known, or a relation.
 */
static void
read_source(const char *str, DmPortSpec *spec)
{
	const char *rest = str;

	if (skip_word(&rest, "product "))
	{
		spec->source_product = rest;
		return;
	}
	if (skip_word(&rest, "relation "))
	{
		if (as_relation(rest, spec))
			return;
	}
	else if (skip_word(&rest, "external:"))
	{
		spec->external = rest;
		return;
	}
	else if (scheme_length(str) > 0)
	{
		spec->external = str;
		return;
	}
	else if (is_known_product(str))
	{
		spec->source_product = str;
		return;
	}
	else if (as_relation(str, spec) &&
			 OidIsValid(dm_relation_oid(spec->schema, spec->relation)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("source \"%s\" is neither a known data product nor a relation",
					dm_error_excerpt(str, strlen(str))),
			 errhint("Name a product as domain.product, a relation as schema.relation, or write external: in front of what lies outside this database.")));
}

static void
start_spec(FunctionCallInfo fcinfo, DmPortSpec *spec, const char *kind)
{
	char	   *domain;
	char	   *product;

	memset(spec, 0, sizeof(*spec));
	dm_input_product(fcinfo, 0, "product", &domain, &product, NULL);
	spec->domain = domain;
	spec->product = product;
	spec->kind = kind;
	spec->name = dm_input_text_or_null(fcinfo, 2);
	spec->description = dm_input_field(fcinfo, 3);
}

/* Puts the port and returns its name. */
static Datum
put(const DmPortSpec *spec)
{
	dm_port_put(spec, NULL);
	return PointerGetDatum(cstring_to_text(dm_port_name(spec)));
}

/* attach_output_port(product text, relation regclass, name text, description text) */
Datum
datamesh_attach_output_port(PG_FUNCTION_ARGS)
{
	DmPortSpec	spec;
	DmRelation	relation;

	start_spec(fcinfo, &spec, "output");
	dm_input_required(fcinfo, 1, "relation");
	dm_relation_describe(PG_GETARG_OID(1), &relation);
	spec.schema = relation.schema;
	spec.relation = relation.name;
	PG_RETURN_DATUM(put(&spec));
}

/* attach_input_port(product text, source text, name text, description text) */
Datum
datamesh_attach_input_port(PG_FUNCTION_ARGS)
{
	DmPortSpec	spec;
	char	   *source;

	start_spec(fcinfo, &spec, "input");
	source = dm_input_text(fcinfo, 1, "source");
	read_source(source + strspn(source, " "), &spec);
	PG_RETURN_DATUM(put(&spec));
}

/* attach_control_port(product text, endpoint text, name text, description text) */
Datum
datamesh_attach_control_port(PG_FUNCTION_ARGS)
{
	DmPortSpec	spec;

	start_spec(fcinfo, &spec, "control");
	spec.external = dm_input_text(fcinfo, 1, "endpoint");
	PG_RETURN_DATUM(put(&spec));
}

/* detach_port(product text, kind port_kind, name text) */
Datum
datamesh_detach_port(PG_FUNCTION_ARGS)
{
	char	   *domain;
	char	   *product;
	char	   *kind;
	char	   *name;

	dm_input_product(fcinfo, 0, "product", &domain, &product, NULL);
	dm_input_required(fcinfo, 1, "kind");
	kind = dm_input_enum(fcinfo, 1);
	name = dm_input_text(fcinfo, 2, "name");
	dm_port_close(domain, product, kind, name, NULL);
	PG_RETURN_VOID();
}
