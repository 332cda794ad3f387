/*-------------------------------------------------------------------------
 *
 * semver.c
 *	  The type datamesh.semver: a version by Semantic Versioning 2.0.0.
 *
 * A value is its own text behind a varlena header.  The grammar gives every
 * version exactly one spelling (no leading zeros, no white space, no "v"), so
 * the text is canonical, costs the least space, and is read in one pass when
 * two values are compared.  Numeric identifiers are digit strings of any
 * length: without leading zeros the longer one is the greater, and nothing
 * can overflow.
 *
 * Equality is equality of precedence, as citext's is equality of the folded
 * text: '1.0.0+a' = '1.0.0+b' holds, because build metadata must not count in
 * precedence and a btree needs one total order.  So a unique index admits one
 * build of a version, which is what "a published version never changes" asks
 * for.  The operator class therefore offers no btree deduplication: equal
 * values may look different.  Compare the texts where the build matters.
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
#include "types/semver.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

/* A stretch of a version's text, without a terminator. */
typedef struct DmPiece
{
	const char *data;
	int			len;
} DmPiece;

/* A valid version taken apart; absent parts have length 0. */
typedef struct DmSemverParts
{
	DmPiece		number[3];		/* major, minor, patch */
	DmPiece		prerelease;
	DmPiece		build;
} DmSemverParts;

static const char *const number_names[3] = {"major", "minor", "patch"};

DM_FUNCTION(datamesh_semver_in);
DM_FUNCTION(datamesh_semver_out);
DM_FUNCTION(datamesh_semver_recv);
DM_FUNCTION(datamesh_semver_send);
DM_FUNCTION(datamesh_semver_eq);
DM_FUNCTION(datamesh_semver_ne);
DM_FUNCTION(datamesh_semver_lt);
DM_FUNCTION(datamesh_semver_le);
DM_FUNCTION(datamesh_semver_gt);
DM_FUNCTION(datamesh_semver_ge);
DM_FUNCTION(datamesh_semver_cmp);
DM_FUNCTION(datamesh_semver_hash);
DM_FUNCTION(datamesh_semver_hash_extended);
DM_FUNCTION(datamesh_semver_larger);
DM_FUNCTION(datamesh_semver_smaller);
DM_FUNCTION(datamesh_major);
DM_FUNCTION(datamesh_minor);
DM_FUNCTION(datamesh_patch);
DM_FUNCTION(datamesh_prerelease);
DM_FUNCTION(datamesh_build);
DM_FUNCTION(datamesh_is_prerelease);
DM_FUNCTION(datamesh_bump);

/* Character tests of the grammar: ASCII, whatever the locale. */

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_identifier_char(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		c == '-';
}

static bool
all_digits(DmPiece piece)
{
	for (int i = 0; i < piece.len; i++)
	{
		if (!is_digit(piece.data[i]))
			return false;
	}
	return piece.len > 0;
}

/* Hands out the text from *p up to one of "stops" or the end, and moves *p. */
static DmPiece
take_until(const char **p, const char *end, const char *stops)
{
	DmPiece		piece = {*p, 0};

	/* A NUL is no stop, though strchr() would find it. */
	while (*p < end && (**p == '\0' || strchr(stops, **p) == NULL))
		(*p)++;
	piece.len = *p - piece.data;
	return piece;
}

/* Takes a valid version apart. */
static void
split_version(const char *str, int len, DmSemverParts *parts)
{
	const char *p = str;
	const char *end = str + len;

	memset(parts, 0, sizeof(*parts));
	for (int i = 0; i < 3; i++)
	{
		parts->number[i] = take_until(&p, end, ".-+");
		if (i < 2 && p < end)
			p++;
	}
	if (p < end && *p == '-')
	{
		p++;
		parts->prerelease = take_until(&p, end, "+");
	}
	if (p < end && *p == '+')
	{
		p++;
		parts->build = take_until(&p, end, "");
	}
}

static void
split_datum(struct varlena *version, DmSemverParts *parts)
{
	split_version(VARDATA_ANY(version), VARSIZE_ANY_EXHDR(version), parts);
}

/*
 * Checks dot-separated identifiers from *p to the end or, if "is_build" is
 * false, to a '+'; leaves *p there.
 */
static bool
check_identifiers(const char **p, const char *end, bool is_build, char **detail)
{
	const char *what = is_build ? "build metadata" : "prerelease";

	for (;;)
	{
		DmPiece		id = take_until(p, end, is_build ? "." : ".+");

		if (id.len == 0)
		{
			*detail = psprintf("An identifier of the %s is empty.", what);
			return false;
		}
		for (int i = 0; i < id.len; i++)
		{
			if (!is_identifier_char(id.data[i]))
			{
				*detail = psprintf("The %s identifier \"%s\" has a character other than ASCII letters, digits and \"-\".",
								   what, dm_error_excerpt(id.data, id.len));
				return false;
			}
		}
		if (!is_build && id.len > 1 && id.data[0] == '0' && all_digits(id))
		{
			*detail = psprintf("The numeric %s identifier \"%s\" has a leading zero.",
							   what, dm_error_excerpt(id.data, id.len));
			return false;
		}
		if (*p >= end || **p != '.')
			return true;
		(*p)++;
	}
}

static bool
check_version(const char *str, size_t len, char **detail)
{
	const char *p = str;
	const char *end = str + len;

	if (len > DM_SEMVER_MAXLEN)
	{
		*detail = psprintf("A version has at most %d bytes, this one has %zu.",
						   DM_SEMVER_MAXLEN, len);
		return false;
	}
	for (int i = 0; i < 3; i++)
	{
		DmPiece		number = take_until(&p, end, ".-+");

		if (number.len == 0)
		{
			*detail = psprintf("The %s number is missing: a version is MAJOR.MINOR.PATCH, optionally followed by -PRERELEASE and +BUILD.",
							   number_names[i]);
			return false;
		}
		if (!all_digits(number))
		{
			*detail = psprintf("The %s number is \"%s\", which is not a number.",
							   number_names[i],
							   dm_error_excerpt(number.data, number.len));
			return false;
		}
		if (number.len > 1 && number.data[0] == '0')
		{
			*detail = psprintf("The %s number \"%s\" has a leading zero.",
							   number_names[i],
							   dm_error_excerpt(number.data, number.len));
			return false;
		}
		/* Anything but a dot makes the next number an empty one. */
		if (i < 2 && p < end && *p == '.')
			p++;
		else if (i < 2)
			end = p;
	}
	if (p < end && *p == '.')
	{
		*detail = pstrdup("Only \"-\" and a prerelease or \"+\" and build metadata may follow the patch number.");
		return false;
	}
	if (p < end && *p == '-')
	{
		p++;
		if (!check_identifiers(&p, end, false, detail))
			return false;
	}
	if (p < end && *p == '+')
	{
		p++;
		if (!check_identifiers(&p, end, true, detail))
			return false;
	}
	Assert(p == end);
	return true;
}

bool
dm_semver_check(const char *str, size_t len, char **detail)
{
	char	   *ignored;

	return check_version(str, len, detail ? detail : &ignored);
}

static Datum
make_version(const char *str, size_t len)
{
	return PointerGetDatum(cstring_to_text_with_len(str, (int) len));
}

Datum
dm_semver_parse(const char *str)
{
	size_t		len = strlen(str);
	char	   *detail;

	if (!dm_semver_check(str, len, &detail))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid semantic version: \"%s\"",
						dm_error_excerpt(str, len)),
				 errdetail("%s", detail)));
	return make_version(str, len);
}

char *
dm_semver_to_cstring(Datum version)
{
	return TextDatumGetCString(version);
}

int
dm_semver_precedence_len(const char *str, int len)
{
	const char *plus = memchr(str, '+', len);

	return plus ? (int) (plus - str) : len;
}

static int
compare_bytes(DmPiece a, DmPiece b)
{
	int			cmp = memcmp(a.data, b.data, Min(a.len, b.len));

	return cmp != 0 ? cmp : a.len - b.len;
}

/* Digit strings without leading zeros: the longer one is the greater. */
static int
compare_numbers(DmPiece a, DmPiece b)
{
	return a.len != b.len ? a.len - b.len : memcmp(a.data, b.data, a.len);
}

/* SemVer 2.0.0 section 11.4, for prereleases that are both present. */
static int
compare_prereleases(DmPiece a, DmPiece b)
{
	const char *pa = a.data;
	const char *pb = b.data;
	const char *enda = a.data + a.len;
	const char *endb = b.data + b.len;

	for (;;)
	{
		DmPiece		ida = take_until(&pa, enda, ".");
		DmPiece		idb = take_until(&pb, endb, ".");
		bool		numa = all_digits(ida);
		bool		numb = all_digits(idb);
		int			cmp;

		if (numa != numb)
			return numa ? -1 : 1;
		cmp = numa ? compare_numbers(ida, idb) : compare_bytes(ida, idb);
		if (cmp != 0)
			return cmp;
		/* All fields so far are equal: the one with more fields is greater. */
		if (pa >= enda || pb >= endb)
			return (pa < enda) - (pb < endb);
		pa++;
		pb++;
	}
}

int
dm_semver_compare_text(const char *a, int alen, const char *b, int blen)
{
	DmSemverParts pa;
	DmSemverParts pb;

	split_version(a, alen, &pa);
	split_version(b, blen, &pb);
	for (int i = 0; i < 3; i++)
	{
		int			cmp = compare_numbers(pa.number[i], pb.number[i]);

		if (cmp != 0)
			return cmp;
	}
	/* A prerelease comes before its release. */
	if (pa.prerelease.len == 0 || pb.prerelease.len == 0)
		return (pa.prerelease.len == 0) - (pb.prerelease.len == 0);
	return compare_prereleases(pa.prerelease, pb.prerelease);
}

int
dm_semver_compare(Datum a, Datum b)
{
	struct varlena *va = PG_DETOAST_DATUM_PACKED(a);
	struct varlena *vb = PG_DETOAST_DATUM_PACKED(b);
	int			cmp = dm_semver_compare_text(VARDATA_ANY(va), VARSIZE_ANY_EXHDR(va),
											 VARDATA_ANY(vb), VARSIZE_ANY_EXHDR(vb));

	/* Index support functions must not leak. */
	if ((Pointer) va != DatumGetPointer(a))
		pfree(va);
	if ((Pointer) vb != DatumGetPointer(b))
		pfree(vb);
	return cmp;
}

/* Input and output. */

Datum
datamesh_semver_in(PG_FUNCTION_ARGS)
{
	const char *str = PG_GETARG_CSTRING(0);
	size_t		len = strlen(str);
	char	   *detail;

	if (!dm_semver_check(str, len, &detail))
		DM_INPUT_ERROR(fcinfo,
					   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
						errmsg("invalid input syntax for type %s: \"%s\"",
							   "semver", dm_error_excerpt(str, len)),
						errdetail("%s", detail)));
	PG_RETURN_DATUM(make_version(str, len));
}

Datum
datamesh_semver_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(dm_semver_to_cstring(PG_GETARG_DATUM(0)));
}

/* The binary form is the text form. */
Datum
datamesh_semver_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			len;
	char	   *str = pq_getmsgtext(buf, buf->len - buf->cursor, &len);

	PG_RETURN_DATUM(dm_semver_parse(str));
}

Datum
datamesh_semver_send(PG_FUNCTION_ARGS)
{
	struct varlena *version = PG_GETARG_VARLENA_PP(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendtext(&buf, VARDATA_ANY(version), VARSIZE_ANY_EXHDR(version));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* Comparison. */

Datum
datamesh_semver_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_semver_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) == 0);
}

Datum
datamesh_semver_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_semver_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) != 0);
}

Datum
datamesh_semver_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_semver_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) < 0);
}

Datum
datamesh_semver_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_semver_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) <= 0);
}

Datum
datamesh_semver_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_semver_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) > 0);
}

Datum
datamesh_semver_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(dm_semver_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)) >= 0);
}

Datum
datamesh_semver_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(dm_semver_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

Datum
datamesh_semver_hash(PG_FUNCTION_ARGS)
{
	struct varlena *version = PG_GETARG_VARLENA_PP(0);
	const char *str = VARDATA_ANY(version);
	Datum		result;

	result = hash_any((const unsigned char *) str,
					  dm_semver_precedence_len(str, VARSIZE_ANY_EXHDR(version)));
	PG_FREE_IF_COPY(version, 0);
	PG_RETURN_DATUM(result);
}

Datum
datamesh_semver_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *version = PG_GETARG_VARLENA_PP(0);
	const char *str = VARDATA_ANY(version);
	Datum		result;

	result = hash_any_extended((const unsigned char *) str,
							   dm_semver_precedence_len(str, VARSIZE_ANY_EXHDR(version)),
							   PG_GETARG_INT64(1));
	PG_FREE_IF_COPY(version, 0);
	PG_RETURN_DATUM(result);
}

Datum
datamesh_semver_larger(PG_FUNCTION_ARGS)
{
	Datum		a = PG_GETARG_DATUM(0);
	Datum		b = PG_GETARG_DATUM(1);

	PG_RETURN_DATUM(dm_semver_compare(a, b) >= 0 ? a : b);
}

Datum
datamesh_semver_smaller(PG_FUNCTION_ARGS)
{
	Datum		a = PG_GETARG_DATUM(0);
	Datum		b = PG_GETARG_DATUM(1);

	PG_RETURN_DATUM(dm_semver_compare(a, b) <= 0 ? a : b);
}

/* Accessors. */

/* One of the three numbers, as numeric because it may be of any size. */
static Datum
version_number(Datum version, int which)
{
	DmSemverParts parts;
	char	   *digits;

	split_datum(PG_DETOAST_DATUM_PACKED(version), &parts);
	digits = pnstrdup(parts.number[which].data, parts.number[which].len);
	return DirectFunctionCall3(numeric_in, CStringGetDatum(digits),
							   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

Datum
datamesh_major(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(version_number(PG_GETARG_DATUM(0), 0));
}

Datum
datamesh_minor(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(version_number(PG_GETARG_DATUM(0), 1));
}

Datum
datamesh_patch(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(version_number(PG_GETARG_DATUM(0), 2));
}

Datum
datamesh_prerelease(PG_FUNCTION_ARGS)
{
	DmSemverParts parts;

	split_datum(PG_GETARG_VARLENA_PP(0), &parts);
	if (parts.prerelease.len == 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(parts.prerelease.data,
											  parts.prerelease.len));
}

Datum
datamesh_build(PG_FUNCTION_ARGS)
{
	DmSemverParts parts;

	split_datum(PG_GETARG_VARLENA_PP(0), &parts);
	if (parts.build.len == 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(parts.build.data,
											  parts.build.len));
}

Datum
datamesh_is_prerelease(PG_FUNCTION_ARGS)
{
	DmSemverParts parts;

	split_datum(PG_GETARG_VARLENA_PP(0), &parts);
	PG_RETURN_BOOL(parts.prerelease.len > 0);
}

/* Bumping. */

/* Appends a decimal number plus one. */
static void
append_incremented(StringInfo buf, DmPiece number)
{
	int			start = buf->len;
	int			i;

	appendBinaryStringInfo(buf, number.data, number.len);
	for (i = buf->len - 1; i >= start && buf->data[i] == '9'; i--)
		buf->data[i] = '0';
	if (i >= start)
		buf->data[i]++;
	else
	{
		/* All nines: 99 has become 00, and is to be 100. */
		buf->data[start] = '1';
		appendStringInfoChar(buf, '0');
	}
}

/* Appends a prerelease with its last numeric identifier plus one, or ".0". */
static void
append_next_prerelease(StringInfo buf, DmPiece prerelease)
{
	const char *p = prerelease.data;
	const char *end = prerelease.data + prerelease.len;
	DmPiece		last = {NULL, 0};

	for (;;)
	{
		DmPiece		id = take_until(&p, end, ".");

		if (all_digits(id))
			last = id;
		if (p >= end)
			break;
		p++;
	}
	if (last.data == NULL)
	{
		appendBinaryStringInfo(buf, prerelease.data, prerelease.len);
		appendStringInfoString(buf, ".0");
	}
	else
	{
		const char *rest = last.data + last.len;

		appendBinaryStringInfo(buf, prerelease.data, last.data - prerelease.data);
		append_incremented(buf, last);
		appendBinaryStringInfo(buf, rest, end - rest);
	}
}

Datum
datamesh_bump(PG_FUNCTION_ARGS)
{
	struct varlena *version = PG_GETARG_VARLENA_PP(0);
	char	   *part = text_to_cstring(PG_GETARG_TEXT_PP(1));
	DmSemverParts parts;
	StringInfoData buf;
	bool		is_prerelease;
	bool		next_prerelease = false;
	int			which;

	split_datum(version, &parts);
	is_prerelease = parts.prerelease.len > 0;
	for (which = 0; which < 3; which++)
	{
		if (strcmp(part, number_names[which]) == 0)
			break;
	}
	if (which == 3)
	{
		if (strcmp(part, "prerelease") != 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("invalid version part \"%s\"",
							dm_error_excerpt(part, strlen(part))),
					 errhint("Use one of \"major\", \"minor\", \"patch\", \"prerelease\".")));
		next_prerelease = true;
		which = 2;
	}

	initStringInfo(&buf);
	if (next_prerelease && is_prerelease)
	{
		appendBinaryStringInfo(&buf, VARDATA_ANY(version),
							   parts.prerelease.data - VARDATA_ANY(version));
		append_next_prerelease(&buf, parts.prerelease);
	}
	else
	{
		/*
		 * A prerelease of the very version that the bump would lead to is
		 * finished, not passed over: 2.0.0-rc.1 leads to 2.0.0.  It is one if
		 * all numbers below the bumped one are zero.
		 */
		bool		finish = is_prerelease;

		for (int i = which + 1; i < 3; i++)
			finish = finish && parts.number[i].data[0] == '0';
		for (int i = 0; i < 3; i++)
		{
			if (i > 0)
				appendStringInfoChar(&buf, '.');
			if (i > which)
				appendStringInfoChar(&buf, '0');
			else if (i == which && !finish)
				append_incremented(&buf, parts.number[i]);
			else
				appendBinaryStringInfo(&buf, parts.number[i].data,
									   parts.number[i].len);
		}
		if (next_prerelease)
			appendStringInfoString(&buf, "-0");
	}
	/* The result may be one byte too long. */
	PG_RETURN_DATUM(dm_semver_parse(buf.data));
}
