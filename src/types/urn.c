/*-------------------------------------------------------------------------
 *
 * urn.c
 *	  Stable URNs of data products: urn:datamesh:mesh:domain:product[:version]
 *
 * RFC 8141 URNs with the namespace "datamesh".  Parts are UTF-8, whatever the
 * database encoding, and every byte other than A-Z a-z 0-9 . _ ~ - is percent-
 * encoded, so that a product has exactly one URN and ":" only separates.
 *
 * Reading is more liberal, as the RFC asks: "urn" and the namespace in any
 * case, hex digits in any case, and unencoded what may stand unencoded in a
 * URN.  It refuses r-, q- and f-components, for they are no part of a name.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/errors.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "types/product_ref.h"
#include "types/semver.h"
#include "types/urn.h"
#include "utils/builtins.h"

#define URN_PREFIX "urn:datamesh:"
#define URN_MIN_PARTS 3			/* mesh, domain, product */
#define URN_MAX_PARTS 4			/* and version */

DM_FUNCTION(datamesh_to_urn);
DM_FUNCTION(datamesh_from_urn);
DM_FUNCTION(datamesh_urn_mesh);

static inline bool
is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') ||
		c == '.' || c == '_' || c == '~' || c == '-';
}

/* What else RFC 8141 lets stand unencoded in a URN, save our separator. */
static inline bool
is_tolerated(char c)
{
	return c != '\0' && strchr("!$&'()*+,;=@/", c) != NULL;
}

static inline int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static void
append_part(StringInfo buf, const char *part)
{
	const char *utf8 = pg_server_to_any(part, strlen(part), PG_UTF8);

	appendStringInfoChar(buf, ':');
	for (; *utf8; utf8++)
	{
		if (is_unreserved(*utf8))
			appendStringInfoChar(buf, *utf8);
		else
			appendStringInfo(buf, "%%%02X", (unsigned char) *utf8);
	}
}

char *
dm_urn_make(const char *mesh, const DmProductRef *ref)
{
	StringInfoData buf;

	dm_name_check("mesh name", mesh);
	initStringInfo(&buf);
	appendStringInfoString(&buf, "urn:datamesh");
	append_part(&buf, mesh);
	append_part(&buf, ref->domain);
	append_part(&buf, ref->product);
	if (ref->version)
		append_part(&buf, ref->version);
	return buf.data;
}

pg_noreturn static void urn_error(const char *urn, const char *detail);

static void
urn_error(const char *urn, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid datamesh URN: \"%s\"",
					dm_error_excerpt(urn, strlen(urn))),
			 errdetail("%s", detail)));
}

/* Decodes the part of "urn" from *p to the next ":" and moves *p there. */
static char *
decode_part(const char *urn, const char **p)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (; **p && **p != ':'; (*p)++)
	{
		char		c = **p;

		if (c == '%')
		{
			int			high = hex_value((*p)[1]);
			int			low = high < 0 ? -1 : hex_value((*p)[2]);

			if (low < 0)
				urn_error(urn, "\"%\" is not followed by two hexadecimal digits.");
			if (high == 0 && low == 0)
				urn_error(urn, "A name cannot have a NUL character.");
			c = (char) (high << 4 | low);
			*p += 2;
		}
		else if (!is_unreserved(c) && !is_tolerated(c))
			urn_error(urn, "It has a character that must be percent-encoded, as %20 for a space.");
		appendStringInfoChar(&buf, c);
	}
	if (!pg_verify_mbstr(PG_UTF8, buf.data, buf.len, true))
		urn_error(urn, "The percent-encoded bytes are not valid UTF-8.");
	return pg_any_to_server(buf.data, buf.len, PG_UTF8);
}

void
dm_urn_parse(const char *urn, char **mesh, DmProductRef *ref)
{
	static const char *const names[] = {"mesh name", "domain name", "product name"};
	char	   *parts[URN_MAX_PARTS] = {NULL};
	const char *p = urn;
	int			n = 0;
	char	   *detail;

	if (pg_strncasecmp(urn, URN_PREFIX, strlen(URN_PREFIX)) != 0)
		urn_error(urn, "It does not begin with \"" URN_PREFIX "\".");
	p += strlen(URN_PREFIX);
	for (;;)
	{
		if (n == URN_MAX_PARTS)
			urn_error(urn, "It has too many parts: a URN is urn:datamesh:MESH:DOMAIN:PRODUCT, optionally followed by :VERSION.");
		parts[n++] = decode_part(urn, &p);
		if (*p == '\0')
			break;
		p++;
	}
	if (n < URN_MIN_PARTS)
		urn_error(urn, "It has too few parts: a URN is urn:datamesh:MESH:DOMAIN:PRODUCT, optionally followed by :VERSION.");
	for (int i = 0; i < URN_MIN_PARTS; i++)
	{
		detail = dm_name_problem(names[i], parts[i]);
		if (detail)
			urn_error(urn, detail);
	}
	if (parts[3] && !dm_semver_check(parts[3], strlen(parts[3]), &detail))
		urn_error(urn, detail);
	*mesh = parts[0];
	ref->domain = parts[1];
	ref->product = parts[2];
	ref->version = parts[3];
}

Datum
datamesh_to_urn(PG_FUNCTION_ARGS)
{
	char	   *mesh = text_to_cstring(PG_GETARG_TEXT_PP(0));
	DmProductRef ref;

	dm_product_ref_deconstruct(PG_GETARG_DATUM(1), &ref);
	PG_RETURN_TEXT_P(cstring_to_text(dm_urn_make(mesh, &ref)));
}

Datum
datamesh_from_urn(PG_FUNCTION_ARGS)
{
	char	   *urn = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *mesh;
	DmProductRef ref;

	dm_urn_parse(urn, &mesh, &ref);
	PG_RETURN_DATUM(dm_product_ref_make(ref.domain, ref.product, ref.version));
}

Datum
datamesh_urn_mesh(PG_FUNCTION_ARGS)
{
	char	   *urn = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *mesh;
	DmProductRef ref;

	dm_urn_parse(urn, &mesh, &ref);
	PG_RETURN_TEXT_P(cstring_to_text(mesh));
}
