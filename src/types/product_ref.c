/*-------------------------------------------------------------------------
 *
 * product_ref.c
 *	  The type datamesh.product_ref: a data product, or one version of it.
 *
 * Text form: domain.product or domain.product@version, where a name that has
 * other characters than ASCII letters, digits, "_" and "-" (and anything not
 * ASCII) is put in double quotes.  Names are data: their case is kept, and
 * nothing is looked up, so a reference may name what does not exist.
 *
 * Inside, behind the varlena header: one byte with the length of the domain,
 * one byte with that of the product, then the domain, the product and the
 * version's text, empty if there is none, without separators.  Nothing needs
 * alignment, and every byte that counts in equality comes before the build
 * metadata of the version, so that a hash covers one stretch of memory.
 *
 * Order is by bytes, whatever the locale, then by SemVer precedence; as with
 * semver, versions that differ in build metadata only are equal.
 *
 * All functions are pure: they read their arguments and nothing else.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/errors.h"
#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "types/product_ref.h"
#include "types/semver.h"
#include "utils/builtins.h"

/* Lengths of names are kept in one byte each. */
StaticAssertDecl(DM_NAME_MAXLEN <= 255, "names too long for product_ref");

#define REF_HEADER 2			/* the two length bytes */

/* A stored reference as it lies in memory; nothing is terminated. */
typedef struct DmRefView
{
	const char *payload;
	int			payload_len;
	const char *domain;
	int			domain_len;
	const char *product;
	int			product_len;
	const char *version;
	int			version_len;	/* 0 if there is none */
} DmRefView;

/* One name while it is read. */
typedef struct DmNameBuffer
{
	char		data[DM_NAME_MAXLEN + 1];
	size_t		len;			/* real length, may exceed what data holds */
} DmNameBuffer;

DM_FUNCTION(datamesh_product_ref_in);
DM_FUNCTION(datamesh_product_ref_out);
DM_FUNCTION(datamesh_product_ref_recv);
DM_FUNCTION(datamesh_product_ref_send);
DM_FUNCTION(datamesh_product_ref_eq);
DM_FUNCTION(datamesh_product_ref_ne);
DM_FUNCTION(datamesh_product_ref_lt);
DM_FUNCTION(datamesh_product_ref_le);
DM_FUNCTION(datamesh_product_ref_gt);
DM_FUNCTION(datamesh_product_ref_ge);
DM_FUNCTION(datamesh_product_ref_cmp);
DM_FUNCTION(datamesh_product_ref_hash);
DM_FUNCTION(datamesh_product_ref_hash_extended);
DM_FUNCTION(datamesh_product_ref);
DM_FUNCTION(datamesh_domain_of);
DM_FUNCTION(datamesh_product_of);
DM_FUNCTION(datamesh_version_of);
DM_FUNCTION(datamesh_with_version);
DM_FUNCTION(datamesh_without_version);

/* Names. */

static inline bool
is_control(char c)
{
	return (unsigned char) c < 0x20 || c == 0x7f;
}

/* May stand in a name without quotes? */
static inline bool
is_bare(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') || c == '_' || c == '-' || IS_HIGHBIT_SET(c);
}

static inline bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* "len" may exceed what "name" holds if it is over the limit. */
static char *
name_problem(const char *what, const char *name, size_t len)
{
	if (len == 0)
		return psprintf("The %s is empty.", what);
	if (len > DM_NAME_MAXLEN)
		return psprintf("The %s has %zu bytes, at most %d are allowed.",
						what, len, DM_NAME_MAXLEN);
	for (size_t i = 0; i < len; i++)
	{
		if (is_control(name[i]))
			return psprintf("The %s has a control character.", what);
	}
	return NULL;
}

char *
dm_name_problem(const char *what, const char *name)
{
	return name_problem(what, name, strlen(name));
}

void
dm_name_check(const char *what, const char *name)
{
	char	   *problem = dm_name_problem(what, name);

	if (problem)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid %s: \"%s\"",
						what, dm_error_excerpt(name, strlen(name))),
				 errdetail("%s", problem)));
}

static void
append_name(StringInfo buf, const char *name, int len)
{
	bool		bare = len > 0;

	for (int i = 0; i < len && bare; i++)
		bare = is_bare(name[i]);
	if (bare)
	{
		appendBinaryStringInfo(buf, name, len);
		return;
	}
	appendStringInfoChar(buf, '"');
	for (int i = 0; i < len; i++)
	{
		if (name[i] == '"')
			appendStringInfoChar(buf, '"');
		appendStringInfoChar(buf, name[i]);
	}
	appendStringInfoChar(buf, '"');
}

char *
dm_name_quote(const char *name)
{
	StringInfoData buf;

	initStringInfo(&buf);
	append_name(&buf, name, strlen(name));
	return buf.data;
}

/* Stored form. */

static Datum
form_ref(const char *domain, size_t domain_len,
		 const char *product, size_t product_len,
		 const char *version, size_t version_len)
{
	size_t		size = VARHDRSZ + REF_HEADER + domain_len + product_len + version_len;
	struct varlena *ref = palloc(size);
	char	   *p = VARDATA(ref);

	SET_VARSIZE(ref, size);
	*p++ = (char) domain_len;
	*p++ = (char) product_len;
	memcpy(p, domain, domain_len);
	p += domain_len;
	memcpy(p, product, product_len);
	p += product_len;
	if (version_len > 0)
		memcpy(p, version, version_len);
	return PointerGetDatum(ref);
}

static void
view_ref(struct varlena *ref, DmRefView *view)
{
	view->payload = VARDATA_ANY(ref);
	view->payload_len = VARSIZE_ANY_EXHDR(ref);
	view->domain = view->payload + REF_HEADER;
	view->domain_len = (unsigned char) view->payload[0];
	view->product = view->domain + view->domain_len;
	view->product_len = (unsigned char) view->payload[1];
	view->version = view->product + view->product_len;
	view->version_len = view->payload_len - REF_HEADER -
		view->domain_len - view->product_len;
}

/* How many bytes of the payload count in equality. */
static int
significant_len(const DmRefView *view)
{
	return view->payload_len - view->version_len +
		dm_semver_precedence_len(view->version, view->version_len);
}

/* Text form. */

static void
keep_char(DmNameBuffer *name, char c)
{
	if (name->len < DM_NAME_MAXLEN)
		name->data[name->len] = c;
	name->len++;
}

/* Reads one name, bare or quoted, from *p and moves *p behind it. */
static bool
read_name(const char **p, const char *end, const char *what,
		  DmNameBuffer *name, char **detail)
{
	name->len = 0;
	if (*p < end && **p == '"')
	{
		for (;;)
		{
			(*p)++;
			if (*p >= end)
			{
				*detail = psprintf("The %s has no closing quote.", what);
				return false;
			}
			if (**p == '"')
			{
				if (*p + 1 >= end || (*p)[1] != '"')
					break;
				(*p)++;
			}
			keep_char(name, **p);
		}
		(*p)++;
	}
	else
	{
		for (; *p < end && is_bare(**p); (*p)++)
			keep_char(name, **p);
		if (name->len == 0 && *p < end && **p != '.' && **p != '@')
		{
			*detail = psprintf("The %s has a character that needs double quotes.", what);
			return false;
		}
	}
	*detail = name_problem(what, name->data, name->len);
	return *detail == NULL;
}

static bool
parse_ref(const char *str, Datum *result, char **detail)
{
	const char *p = str;
	const char *end = str + strlen(str);
	DmNameBuffer domain;
	DmNameBuffer product;
	const char *version = NULL;

	while (p < end && is_blank(*p))
		p++;
	while (end > p && is_blank(end[-1]))
		end--;

	if (!read_name(&p, end, "domain name", &domain, detail))
		return false;
	if (p >= end || *p == '@')
	{
		*detail = pstrdup("The product name is missing: a product is DOMAIN.PRODUCT, optionally followed by @VERSION.");
		return false;
	}
	if (*p != '.')
	{
		*detail = pstrdup("The domain name must be followed by \".\"; names with characters other than letters, digits, \"_\" and \"-\" need double quotes.");
		return false;
	}
	p++;
	if (!read_name(&p, end, "product name", &product, detail))
		return false;
	if (p < end && *p != '@')
	{
		*detail = pstrdup("Only \"@\" and a version may follow the product name; names with characters other than letters, digits, \"_\" and \"-\" need double quotes.");
		return false;
	}
	if (p < end)
	{
		version = p + 1;
		if (!dm_semver_check(version, end - version, detail))
			return false;
	}
	if (result)
		*result = form_ref(domain.data, domain.len, product.data, product.len,
						   version, version ? end - version : 0);
	return true;
}

bool
dm_product_ref_try_parse(const char *str, Datum *result, char **detail)
{
	char	   *ignored;

	return parse_ref(str, result, detail ? detail : &ignored);
}

Datum
dm_product_ref_parse(const char *str)
{
	Datum		result;
	char	   *detail;

	if (!parse_ref(str, &result, &detail))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid product reference: \"%s\"",
						dm_error_excerpt(str, strlen(str))),
				 errdetail("%s", detail)));
	return result;
}

/* The canonical text of a stored reference, palloc'd. */
static char *
ref_text(struct varlena *ref)
{
	DmRefView	view;
	StringInfoData buf;

	view_ref(ref, &view);
	initStringInfo(&buf);
	append_name(&buf, view.domain, view.domain_len);
	appendStringInfoChar(&buf, '.');
	append_name(&buf, view.product, view.product_len);
	if (view.version_len > 0)
	{
		appendStringInfoChar(&buf, '@');
		appendBinaryStringInfo(&buf, view.version, view.version_len);
	}
	return buf.data;
}

char *
dm_product_ref_to_cstring(Datum ref)
{
	return ref_text(PG_DETOAST_DATUM_PACKED(ref));
}

/* Parts. */

Datum
dm_product_ref_make(const char *domain, const char *product, const char *version)
{
	dm_name_check("domain name", domain);
	dm_name_check("product name", product);
	if (version)
		(void) dm_semver_parse(version);
	return form_ref(domain, strlen(domain), product, strlen(product),
					version, version ? strlen(version) : 0);
}

void
dm_product_ref_deconstruct(Datum ref, DmProductRef *parts)
{
	DmRefView	view;

	view_ref(PG_DETOAST_DATUM_PACKED(ref), &view);
	parts->domain = pnstrdup(view.domain, view.domain_len);
	parts->product = pnstrdup(view.product, view.product_len);
	parts->version = view.version_len > 0 ?
		pnstrdup(view.version, view.version_len) : NULL;
}

/* Comparison. */

static int
compare_bytes(const char *a, int alen, const char *b, int blen)
{
	int			cmp = memcmp(a, b, Min(alen, blen));

	return cmp != 0 ? cmp : alen - blen;
}

static int
compare_views(const DmRefView *a, const DmRefView *b)
{
	int			cmp;

	cmp = compare_bytes(a->domain, a->domain_len, b->domain, b->domain_len);
	if (cmp != 0)
		return cmp;
	cmp = compare_bytes(a->product, a->product_len, b->product, b->product_len);
	if (cmp != 0)
		return cmp;
	if (a->version_len == 0 || b->version_len == 0)
		return (a->version_len > 0) - (b->version_len > 0);
	return dm_semver_compare_text(a->version, a->version_len,
								  b->version, b->version_len);
}

int
dm_product_ref_compare(Datum a, Datum b)
{
	struct varlena *va = PG_DETOAST_DATUM_PACKED(a);
	struct varlena *vb = PG_DETOAST_DATUM_PACKED(b);
	DmRefView	viewa;
	DmRefView	viewb;
	int			cmp;

	view_ref(va, &viewa);
	view_ref(vb, &viewb);
	cmp = compare_views(&viewa, &viewb);

	/* Index support functions must not leak. */
	if ((Pointer) va != DatumGetPointer(a))
		pfree(va);
	if ((Pointer) vb != DatumGetPointer(b))
		pfree(vb);
	return cmp;
}

/* Input and output. */

Datum
datamesh_product_ref_in(PG_FUNCTION_ARGS)
{
	const char *str = PG_GETARG_CSTRING(0);
	Datum		result;
	char	   *detail;

	if (!parse_ref(str, &result, &detail))
		DM_INPUT_ERROR(fcinfo,
					   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
						errmsg("invalid input syntax for type %s: \"%s\"",
							   "product_ref", dm_error_excerpt(str, strlen(str))),
						errdetail("%s", detail)));
	PG_RETURN_DATUM(result);
}

Datum
datamesh_product_ref_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(ref_text(PG_GETARG_VARLENA_PP(0)));
}

/* The binary form is the text form. */
Datum
datamesh_product_ref_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			len;
	char	   *str = pq_getmsgtext(buf, buf->len - buf->cursor, &len);

	PG_RETURN_DATUM(dm_product_ref_parse(str));
}

Datum
datamesh_product_ref_send(PG_FUNCTION_ARGS)
{
	char	   *str = ref_text(PG_GETARG_VARLENA_PP(0));
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendtext(&buf, str, strlen(str));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* Operators and support functions. */

Datum
datamesh_product_ref_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_product_ref_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) == 0);
}

Datum
datamesh_product_ref_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_product_ref_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) != 0);
}

Datum
datamesh_product_ref_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_product_ref_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) < 0);
}

Datum
datamesh_product_ref_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_product_ref_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) <= 0);
}

Datum
datamesh_product_ref_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_product_ref_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) > 0);
}

Datum
datamesh_product_ref_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_product_ref_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) >= 0);
}

Datum
datamesh_product_ref_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(dm_product_ref_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

Datum
datamesh_product_ref_hash(PG_FUNCTION_ARGS)
{
	struct varlena *ref = PG_GETARG_VARLENA_PP(0);
	DmRefView	view;
	Datum		result;

	view_ref(ref, &view);
	result = hash_any((const unsigned char *) view.payload,
					  significant_len(&view));
	PG_FREE_IF_COPY(ref, 0);
	PG_RETURN_DATUM(result);
}

Datum
datamesh_product_ref_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *ref = PG_GETARG_VARLENA_PP(0);
	DmRefView	view;
	Datum		result;

	view_ref(ref, &view);
	result = hash_any_extended((const unsigned char *) view.payload,
							   significant_len(&view), PG_GETARG_INT64(1));
	PG_FREE_IF_COPY(ref, 0);
	PG_RETURN_DATUM(result);
}

/* Constructors and accessors. */

/* Not strict, because the version may be NULL. */
Datum
datamesh_product_ref(PG_FUNCTION_ARGS)
{
	char	   *domain;
	char	   *product;
	char	   *version = NULL;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	domain = text_to_cstring(PG_GETARG_TEXT_PP(0));
	product = text_to_cstring(PG_GETARG_TEXT_PP(1));
	if (!PG_ARGISNULL(2))
		version = dm_semver_to_cstring(PG_GETARG_DATUM(2));
	PG_RETURN_DATUM(dm_product_ref_make(domain, product, version));
}

Datum
datamesh_domain_of(PG_FUNCTION_ARGS)
{
	DmRefView	view;

	view_ref(PG_GETARG_VARLENA_PP(0), &view);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(view.domain, view.domain_len));
}

Datum
datamesh_product_of(PG_FUNCTION_ARGS)
{
	DmRefView	view;

	view_ref(PG_GETARG_VARLENA_PP(0), &view);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(view.product, view.product_len));
}

Datum
datamesh_version_of(PG_FUNCTION_ARGS)
{
	DmRefView	view;

	view_ref(PG_GETARG_VARLENA_PP(0), &view);
	if (view.version_len == 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(dm_semver_parse(pnstrdup(view.version, view.version_len)));
}

Datum
datamesh_with_version(PG_FUNCTION_ARGS)
{
	DmRefView	view;
	char	   *version = dm_semver_to_cstring(PG_GETARG_DATUM(1));

	view_ref(PG_GETARG_VARLENA_PP(0), &view);
	PG_RETURN_DATUM(form_ref(view.domain, view.domain_len,
							 view.product, view.product_len,
							 version, strlen(version)));
}

Datum
datamesh_without_version(PG_FUNCTION_ARGS)
{
	DmRefView	view;

	view_ref(PG_GETARG_VARLENA_PP(0), &view);
	PG_RETURN_DATUM(form_ref(view.domain, view.domain_len,
							 view.product, view.product_len, NULL, 0));
}
