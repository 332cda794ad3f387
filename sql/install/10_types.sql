/*
 * 10_types.sql
 *	  Base types datamesh.semver and datamesh.product_ref, URNs, and the enums
 *	  that the catalogue is written in.
 *
 * STATE: run once.  The types are stored in tables; what they look like on
 * disk never changes.
 *
 * There are no casts to look for.  PostgreSQL's own conversions through the
 * text form serve both base types: from text explicitly, to text on
 * assignment.  An implicit cast to text would let "version < '1.10.0'::text"
 * compare as text, silently and wrongly; without it that is an error.
 */

/* ----- semver ----- */

CREATE TYPE datamesh.semver;

CREATE FUNCTION datamesh.semver_in(cstring) RETURNS datamesh.semver
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_in';
COMMENT ON FUNCTION datamesh.semver_in(cstring) IS
'Input of semver; internal.';

CREATE FUNCTION datamesh.semver_out(datamesh.semver) RETURNS cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_out';
COMMENT ON FUNCTION datamesh.semver_out(datamesh.semver) IS
'Output of semver; internal.';

CREATE FUNCTION datamesh.semver_recv(internal) RETURNS datamesh.semver
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_recv';
COMMENT ON FUNCTION datamesh.semver_recv(internal) IS
'Binary input of semver; internal. The binary form is the text form.';

CREATE FUNCTION datamesh.semver_send(datamesh.semver) RETURNS bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_send';
COMMENT ON FUNCTION datamesh.semver_send(datamesh.semver) IS
'Binary output of semver; internal. The binary form is the text form.';

CREATE TYPE datamesh.semver (
	INPUT = datamesh.semver_in,
	OUTPUT = datamesh.semver_out,
	RECEIVE = datamesh.semver_recv,
	SEND = datamesh.semver_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = int4,
	STORAGE = extended
);
COMMENT ON TYPE datamesh.semver IS
'A version by Semantic Versioning 2.0.0: MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD], as 1.4.0-rc.1+build.5.
Strict: no leading zeros, no "v", no white space. Numbers may have any number of digits; a version has at most 255 bytes.
Order and equality are SemVer precedence: 1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-beta < 1.0.0, and build metadata is kept but ignored, so 1.0.0+a = 1.0.0+b. A unique index therefore admits one build of a version. Compare the texts where the build matters.
The operators are in the schema datamesh: have it in search_path, or write OPERATOR(datamesh.<). ORDER BY, DISTINCT and GROUP BY need neither.
Bad input: SQLSTATE 22P02 with a detail that says what is wrong.';

CREATE FUNCTION datamesh.semver_eq(datamesh.semver, datamesh.semver) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_eq';
COMMENT ON FUNCTION datamesh.semver_eq(datamesh.semver, datamesh.semver) IS
'Implementation of the operator = of semver.';

CREATE FUNCTION datamesh.semver_ne(datamesh.semver, datamesh.semver) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_ne';
COMMENT ON FUNCTION datamesh.semver_ne(datamesh.semver, datamesh.semver) IS
'Implementation of the operator <> of semver.';

CREATE FUNCTION datamesh.semver_lt(datamesh.semver, datamesh.semver) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_lt';
COMMENT ON FUNCTION datamesh.semver_lt(datamesh.semver, datamesh.semver) IS
'Implementation of the operator < of semver.';

CREATE FUNCTION datamesh.semver_le(datamesh.semver, datamesh.semver) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_le';
COMMENT ON FUNCTION datamesh.semver_le(datamesh.semver, datamesh.semver) IS
'Implementation of the operator <= of semver.';

CREATE FUNCTION datamesh.semver_gt(datamesh.semver, datamesh.semver) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_gt';
COMMENT ON FUNCTION datamesh.semver_gt(datamesh.semver, datamesh.semver) IS
'Implementation of the operator > of semver.';

CREATE FUNCTION datamesh.semver_ge(datamesh.semver, datamesh.semver) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_ge';
COMMENT ON FUNCTION datamesh.semver_ge(datamesh.semver, datamesh.semver) IS
'Implementation of the operator >= of semver.';

CREATE FUNCTION datamesh.semver_cmp(datamesh.semver, datamesh.semver) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_cmp';
COMMENT ON FUNCTION datamesh.semver_cmp(datamesh.semver, datamesh.semver) IS
'Order of two semver values: negative, zero or positive; support function of the btree operator class.';

CREATE FUNCTION datamesh.semver_hash(datamesh.semver) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_hash';
COMMENT ON FUNCTION datamesh.semver_hash(datamesh.semver) IS
'Hash of a semver value; equal values hash equally.';

CREATE FUNCTION datamesh.semver_hash_extended(datamesh.semver, bigint) RETURNS bigint
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_hash_extended';
COMMENT ON FUNCTION datamesh.semver_hash_extended(datamesh.semver, bigint) IS
'64-bit seeded hash of a semver value; equal values hash equally.';

CREATE OPERATOR datamesh.= (
	LEFTARG = datamesh.semver,
	RIGHTARG = datamesh.semver,
	FUNCTION = datamesh.semver_eq,
	COMMUTATOR = OPERATOR(datamesh.=),
	NEGATOR = OPERATOR(datamesh.<>),
	RESTRICT = pg_catalog.eqsel,
	JOIN = pg_catalog.eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR datamesh.= (datamesh.semver, datamesh.semver) IS
'equal to, by precedence (build metadata is ignored)';

CREATE OPERATOR datamesh.<> (
	LEFTARG = datamesh.semver,
	RIGHTARG = datamesh.semver,
	FUNCTION = datamesh.semver_ne,
	COMMUTATOR = OPERATOR(datamesh.<>),
	NEGATOR = OPERATOR(datamesh.=),
	RESTRICT = pg_catalog.neqsel,
	JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR datamesh.<> (datamesh.semver, datamesh.semver) IS
'not equal to, by precedence (build metadata is ignored)';

CREATE OPERATOR datamesh.< (
	LEFTARG = datamesh.semver,
	RIGHTARG = datamesh.semver,
	FUNCTION = datamesh.semver_lt,
	COMMUTATOR = OPERATOR(datamesh.>),
	NEGATOR = OPERATOR(datamesh.>=),
	RESTRICT = pg_catalog.scalarltsel,
	JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR datamesh.< (datamesh.semver, datamesh.semver) IS
'before, by precedence (build metadata is ignored)';

CREATE OPERATOR datamesh.<= (
	LEFTARG = datamesh.semver,
	RIGHTARG = datamesh.semver,
	FUNCTION = datamesh.semver_le,
	COMMUTATOR = OPERATOR(datamesh.>=),
	NEGATOR = OPERATOR(datamesh.>),
	RESTRICT = pg_catalog.scalarlesel,
	JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR datamesh.<= (datamesh.semver, datamesh.semver) IS
'before or equal to, by precedence (build metadata is ignored)';

CREATE OPERATOR datamesh.> (
	LEFTARG = datamesh.semver,
	RIGHTARG = datamesh.semver,
	FUNCTION = datamesh.semver_gt,
	COMMUTATOR = OPERATOR(datamesh.<),
	NEGATOR = OPERATOR(datamesh.<=),
	RESTRICT = pg_catalog.scalargtsel,
	JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR datamesh.> (datamesh.semver, datamesh.semver) IS
'after, by precedence (build metadata is ignored)';

CREATE OPERATOR datamesh.>= (
	LEFTARG = datamesh.semver,
	RIGHTARG = datamesh.semver,
	FUNCTION = datamesh.semver_ge,
	COMMUTATOR = OPERATOR(datamesh.<=),
	NEGATOR = OPERATOR(datamesh.<),
	RESTRICT = pg_catalog.scalargesel,
	JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR datamesh.>= (datamesh.semver, datamesh.semver) IS
'after or equal to, by precedence (build metadata is ignored)';

CREATE OPERATOR CLASS datamesh.semver_ops
	DEFAULT FOR TYPE datamesh.semver USING btree AS
	OPERATOR 1 datamesh.<,
	OPERATOR 2 datamesh.<=,
	OPERATOR 3 datamesh.=,
	OPERATOR 4 datamesh.>=,
	OPERATOR 5 datamesh.>,
	FUNCTION 1 datamesh.semver_cmp(datamesh.semver, datamesh.semver);
COMMENT ON OPERATOR CLASS datamesh.semver_ops USING btree IS
'semver, by precedence (build metadata is ignored)';

CREATE OPERATOR CLASS datamesh.semver_ops
	DEFAULT FOR TYPE datamesh.semver USING hash AS
	OPERATOR 1 datamesh.=,
	FUNCTION 1 datamesh.semver_hash(datamesh.semver),
	FUNCTION 2 datamesh.semver_hash_extended(datamesh.semver, bigint);
COMMENT ON OPERATOR CLASS datamesh.semver_ops USING hash IS
'semver, by precedence (build metadata is ignored)';

CREATE FUNCTION datamesh.semver_larger(datamesh.semver, datamesh.semver) RETURNS datamesh.semver
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_larger';
COMMENT ON FUNCTION datamesh.semver_larger(datamesh.semver, datamesh.semver) IS
'The version of higher precedence; the first if they are equal. Transition function of max.';

CREATE FUNCTION datamesh.semver_smaller(datamesh.semver, datamesh.semver) RETURNS datamesh.semver
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_semver_smaller';
COMMENT ON FUNCTION datamesh.semver_smaller(datamesh.semver, datamesh.semver) IS
'The version of lower precedence; the first if they are equal. Transition function of min.';

CREATE AGGREGATE datamesh.max(datamesh.semver) (
	SFUNC = datamesh.semver_larger,
	STYPE = datamesh.semver,
	COMBINEFUNC = datamesh.semver_larger,
	SORTOP = OPERATOR(datamesh.>),
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE datamesh.max(datamesh.semver) IS
'The version of highest precedence, NULL of no rows. Among versions that differ in build metadata only, any of them.
Example: SELECT datamesh.max(v) FROM (VALUES (''1.9.0''::datamesh.semver), (''1.10.0'')) AS t(v);';

CREATE AGGREGATE datamesh.min(datamesh.semver) (
	SFUNC = datamesh.semver_smaller,
	STYPE = datamesh.semver,
	COMBINEFUNC = datamesh.semver_smaller,
	SORTOP = OPERATOR(datamesh.<),
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE datamesh.min(datamesh.semver) IS
'The version of lowest precedence, NULL of no rows. Among versions that differ in build metadata only, any of them.
Example: SELECT datamesh.min(v) FROM (VALUES (''1.9.0''::datamesh.semver), (''1.10.0'')) AS t(v);';

CREATE FUNCTION datamesh.major(version datamesh.semver) RETURNS numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_major';
COMMENT ON FUNCTION datamesh.major(version datamesh.semver) IS
'The major number of a version. It is numeric because SemVer sets no limit to it; cast it where an integer is wanted.
Example: datamesh.major(''1.4.2'') is 1';

CREATE FUNCTION datamesh.minor(version datamesh.semver) RETURNS numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_minor';
COMMENT ON FUNCTION datamesh.minor(version datamesh.semver) IS
'The minor number of a version. It is numeric because SemVer sets no limit to it; cast it where an integer is wanted.
Example: datamesh.minor(''1.4.2'') is 4';

CREATE FUNCTION datamesh.patch(version datamesh.semver) RETURNS numeric
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_patch';
COMMENT ON FUNCTION datamesh.patch(version datamesh.semver) IS
'The patch number of a version. It is numeric because SemVer sets no limit to it; cast it where an integer is wanted.
Example: datamesh.patch(''1.4.2'') is 2';

CREATE FUNCTION datamesh.prerelease(version datamesh.semver) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_prerelease';
COMMENT ON FUNCTION datamesh.prerelease(version datamesh.semver) IS
'The prerelease of a version, without the leading "-"; NULL if it has none.
Example: datamesh.prerelease(''1.4.0-rc.1+b5'') is rc.1';

CREATE FUNCTION datamesh.build(version datamesh.semver) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_build';
COMMENT ON FUNCTION datamesh.build(version datamesh.semver) IS
'The build metadata of a version, without the leading "+"; NULL if it has none.
Example: datamesh.build(''1.4.0-rc.1+b5'') is b5';

CREATE FUNCTION datamesh.is_prerelease(version datamesh.semver) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_is_prerelease';
COMMENT ON FUNCTION datamesh.is_prerelease(version datamesh.semver) IS
'Has the version a prerelease, so that it comes before the release of the same numbers?
Example: datamesh.is_prerelease(''1.4.0-rc.1'') is true';

CREATE FUNCTION datamesh.bump(version datamesh.semver, part text) RETURNS datamesh.semver
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_bump';
COMMENT ON FUNCTION datamesh.bump(version datamesh.semver, part text) IS
'The next version. The part to raise is major, minor, patch or prerelease; lower numbers become 0, prerelease and build metadata go.
A prerelease of the very version asked for is finished, not passed over: 1.0.0-rc.1 leads to 1.0.0 by major, minor and patch alike, 1.2.0-rc.1 to 1.2.0 by minor and patch, and to 2.0.0 by major.
prerelease raises the last numeric identifier (1.0.0-rc.1 leads to 1.0.0-rc.2), adds one if there is none (1.0.0-rc to 1.0.0-rc.0), and opens the next patch of a release (1.0.0 to 1.0.1-0). The result always has higher precedence.
Errors: 22023 for another part, 22P02 if the result would exceed 255 bytes.
Example: datamesh.bump(''1.4.2'', ''minor'') is 1.5.0';

/* ----- product_ref ----- */

CREATE TYPE datamesh.product_ref;

CREATE FUNCTION datamesh.product_ref_in(cstring) RETURNS datamesh.product_ref
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_in';
COMMENT ON FUNCTION datamesh.product_ref_in(cstring) IS
'Input of product_ref; internal.';

CREATE FUNCTION datamesh.product_ref_out(datamesh.product_ref) RETURNS cstring
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_out';
COMMENT ON FUNCTION datamesh.product_ref_out(datamesh.product_ref) IS
'Output of product_ref; internal.';

CREATE FUNCTION datamesh.product_ref_recv(internal) RETURNS datamesh.product_ref
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_recv';
COMMENT ON FUNCTION datamesh.product_ref_recv(internal) IS
'Binary input of product_ref; internal. The binary form is the text form.';

CREATE FUNCTION datamesh.product_ref_send(datamesh.product_ref) RETURNS bytea
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_send';
COMMENT ON FUNCTION datamesh.product_ref_send(datamesh.product_ref) IS
'Binary output of product_ref; internal. The binary form is the text form.';

CREATE TYPE datamesh.product_ref (
	INPUT = datamesh.product_ref_in,
	OUTPUT = datamesh.product_ref_out,
	RECEIVE = datamesh.product_ref_recv,
	SEND = datamesh.product_ref_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = int4,
	STORAGE = extended
);
COMMENT ON TYPE datamesh.product_ref IS
'A data product, domain.product, or one version of it, domain.product@version, as sales.orders@1.4.0.
Names have 1 to 63 bytes, no control characters, and keep their case. A name with other characters than ASCII letters, digits, "_" and "-" (or non-ASCII ones) is written in double quotes, quotes doubled: "we.ird"."na""me"@1.0.0. White space around the whole is ignored.
Order: domain and product by bytes, whatever the locale; a reference without version before those with one; versions by SemVer precedence, where those that differ in build metadata only are equal.
A reference is a name: what it names need not exist.
Bad input: SQLSTATE 22P02 with a detail that says what is wrong.';

CREATE FUNCTION datamesh.product_ref_eq(datamesh.product_ref, datamesh.product_ref) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_eq';
COMMENT ON FUNCTION datamesh.product_ref_eq(datamesh.product_ref, datamesh.product_ref) IS
'Implementation of the operator = of product_ref.';

CREATE FUNCTION datamesh.product_ref_ne(datamesh.product_ref, datamesh.product_ref) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_ne';
COMMENT ON FUNCTION datamesh.product_ref_ne(datamesh.product_ref, datamesh.product_ref) IS
'Implementation of the operator <> of product_ref.';

CREATE FUNCTION datamesh.product_ref_lt(datamesh.product_ref, datamesh.product_ref) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_lt';
COMMENT ON FUNCTION datamesh.product_ref_lt(datamesh.product_ref, datamesh.product_ref) IS
'Implementation of the operator < of product_ref.';

CREATE FUNCTION datamesh.product_ref_le(datamesh.product_ref, datamesh.product_ref) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_le';
COMMENT ON FUNCTION datamesh.product_ref_le(datamesh.product_ref, datamesh.product_ref) IS
'Implementation of the operator <= of product_ref.';

CREATE FUNCTION datamesh.product_ref_gt(datamesh.product_ref, datamesh.product_ref) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_gt';
COMMENT ON FUNCTION datamesh.product_ref_gt(datamesh.product_ref, datamesh.product_ref) IS
'Implementation of the operator > of product_ref.';

CREATE FUNCTION datamesh.product_ref_ge(datamesh.product_ref, datamesh.product_ref) RETURNS boolean
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_ge';
COMMENT ON FUNCTION datamesh.product_ref_ge(datamesh.product_ref, datamesh.product_ref) IS
'Implementation of the operator >= of product_ref.';

CREATE FUNCTION datamesh.product_ref_cmp(datamesh.product_ref, datamesh.product_ref) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_cmp';
COMMENT ON FUNCTION datamesh.product_ref_cmp(datamesh.product_ref, datamesh.product_ref) IS
'Order of two product_ref values: negative, zero or positive; support function of the btree operator class.';

CREATE FUNCTION datamesh.product_ref_hash(datamesh.product_ref) RETURNS integer
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_hash';
COMMENT ON FUNCTION datamesh.product_ref_hash(datamesh.product_ref) IS
'Hash of a product_ref value; equal values hash equally.';

CREATE FUNCTION datamesh.product_ref_hash_extended(datamesh.product_ref, bigint) RETURNS bigint
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref_hash_extended';
COMMENT ON FUNCTION datamesh.product_ref_hash_extended(datamesh.product_ref, bigint) IS
'64-bit seeded hash of a product_ref value; equal values hash equally.';

CREATE OPERATOR datamesh.= (
	LEFTARG = datamesh.product_ref,
	RIGHTARG = datamesh.product_ref,
	FUNCTION = datamesh.product_ref_eq,
	COMMUTATOR = OPERATOR(datamesh.=),
	NEGATOR = OPERATOR(datamesh.<>),
	RESTRICT = pg_catalog.eqsel,
	JOIN = pg_catalog.eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR datamesh.= (datamesh.product_ref, datamesh.product_ref) IS
'equal to, by domain and product in byte order, then version by precedence';

CREATE OPERATOR datamesh.<> (
	LEFTARG = datamesh.product_ref,
	RIGHTARG = datamesh.product_ref,
	FUNCTION = datamesh.product_ref_ne,
	COMMUTATOR = OPERATOR(datamesh.<>),
	NEGATOR = OPERATOR(datamesh.=),
	RESTRICT = pg_catalog.neqsel,
	JOIN = pg_catalog.neqjoinsel
);
COMMENT ON OPERATOR datamesh.<> (datamesh.product_ref, datamesh.product_ref) IS
'not equal to, by domain and product in byte order, then version by precedence';

CREATE OPERATOR datamesh.< (
	LEFTARG = datamesh.product_ref,
	RIGHTARG = datamesh.product_ref,
	FUNCTION = datamesh.product_ref_lt,
	COMMUTATOR = OPERATOR(datamesh.>),
	NEGATOR = OPERATOR(datamesh.>=),
	RESTRICT = pg_catalog.scalarltsel,
	JOIN = pg_catalog.scalarltjoinsel
);
COMMENT ON OPERATOR datamesh.< (datamesh.product_ref, datamesh.product_ref) IS
'before, by domain and product in byte order, then version by precedence';

CREATE OPERATOR datamesh.<= (
	LEFTARG = datamesh.product_ref,
	RIGHTARG = datamesh.product_ref,
	FUNCTION = datamesh.product_ref_le,
	COMMUTATOR = OPERATOR(datamesh.>=),
	NEGATOR = OPERATOR(datamesh.>),
	RESTRICT = pg_catalog.scalarlesel,
	JOIN = pg_catalog.scalarlejoinsel
);
COMMENT ON OPERATOR datamesh.<= (datamesh.product_ref, datamesh.product_ref) IS
'before or equal to, by domain and product in byte order, then version by precedence';

CREATE OPERATOR datamesh.> (
	LEFTARG = datamesh.product_ref,
	RIGHTARG = datamesh.product_ref,
	FUNCTION = datamesh.product_ref_gt,
	COMMUTATOR = OPERATOR(datamesh.<),
	NEGATOR = OPERATOR(datamesh.<=),
	RESTRICT = pg_catalog.scalargtsel,
	JOIN = pg_catalog.scalargtjoinsel
);
COMMENT ON OPERATOR datamesh.> (datamesh.product_ref, datamesh.product_ref) IS
'after, by domain and product in byte order, then version by precedence';

CREATE OPERATOR datamesh.>= (
	LEFTARG = datamesh.product_ref,
	RIGHTARG = datamesh.product_ref,
	FUNCTION = datamesh.product_ref_ge,
	COMMUTATOR = OPERATOR(datamesh.<=),
	NEGATOR = OPERATOR(datamesh.<),
	RESTRICT = pg_catalog.scalargesel,
	JOIN = pg_catalog.scalargejoinsel
);
COMMENT ON OPERATOR datamesh.>= (datamesh.product_ref, datamesh.product_ref) IS
'after or equal to, by domain and product in byte order, then version by precedence';

CREATE OPERATOR CLASS datamesh.product_ref_ops
	DEFAULT FOR TYPE datamesh.product_ref USING btree AS
	OPERATOR 1 datamesh.<,
	OPERATOR 2 datamesh.<=,
	OPERATOR 3 datamesh.=,
	OPERATOR 4 datamesh.>=,
	OPERATOR 5 datamesh.>,
	FUNCTION 1 datamesh.product_ref_cmp(datamesh.product_ref, datamesh.product_ref);
COMMENT ON OPERATOR CLASS datamesh.product_ref_ops USING btree IS
'product_ref, by domain and product in byte order, then version by precedence';

CREATE OPERATOR CLASS datamesh.product_ref_ops
	DEFAULT FOR TYPE datamesh.product_ref USING hash AS
	OPERATOR 1 datamesh.=,
	FUNCTION 1 datamesh.product_ref_hash(datamesh.product_ref),
	FUNCTION 2 datamesh.product_ref_hash_extended(datamesh.product_ref, bigint);
COMMENT ON OPERATOR CLASS datamesh.product_ref_ops USING hash IS
'product_ref, by domain and product in byte order, then version by precedence';

CREATE FUNCTION datamesh.product_ref(domain text, product text, version datamesh.semver DEFAULT NULL) RETURNS datamesh.product_ref
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_ref';
COMMENT ON FUNCTION datamesh.product_ref(domain text, product text, version datamesh.semver) IS
'The reference made of a domain, a product and, unless NULL, a version. Names are taken as they are, without quotes. NULL if domain or product is NULL.
Errors: 42602 for an empty or too long name, or one with control characters.
Example: datamesh.product_ref(''sales'', ''orders'', ''1.4.0'') is sales.orders@1.4.0';

CREATE FUNCTION datamesh.domain_of(ref datamesh.product_ref) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_domain_of';
COMMENT ON FUNCTION datamesh.domain_of(ref datamesh.product_ref) IS
'The domain in a product reference, as it is, without quotes.
Example: datamesh.domain_of(''sales.orders@1.4.0'') is sales';

CREATE FUNCTION datamesh.product_of(ref datamesh.product_ref) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_product_of';
COMMENT ON FUNCTION datamesh.product_of(ref datamesh.product_ref) IS
'The product in a product reference, as it is, without quotes and domain.
Example: datamesh.product_of(''sales.orders@1.4.0'') is orders';

CREATE FUNCTION datamesh.version_of(ref datamesh.product_ref) RETURNS datamesh.semver
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_version_of';
COMMENT ON FUNCTION datamesh.version_of(ref datamesh.product_ref) IS
'The version in a product reference, NULL if it has none.
Example: datamesh.version_of(''sales.orders@1.4.0'') is 1.4.0';

CREATE FUNCTION datamesh.with_version(ref datamesh.product_ref, version datamesh.semver) RETURNS datamesh.product_ref
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_with_version';
COMMENT ON FUNCTION datamesh.with_version(ref datamesh.product_ref, version datamesh.semver) IS
'The same product at the given version, in place of any it names now.
Example: datamesh.with_version(''sales.orders'', ''1.4.0'') is sales.orders@1.4.0';

CREATE FUNCTION datamesh.without_version(ref datamesh.product_ref) RETURNS datamesh.product_ref
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_without_version';
COMMENT ON FUNCTION datamesh.without_version(ref datamesh.product_ref) IS
'The same product without a version.
Example: datamesh.without_version(''sales.orders@1.4.0'') is sales.orders';

/*
 * URNs.  STABLE, not IMMUTABLE: in a database whose encoding is not UTF-8 they
 * go through the encoding conversions, which are catalogue objects.
 */

CREATE FUNCTION datamesh.to_urn(mesh text, ref datamesh.product_ref) RETURNS text
	LANGUAGE C STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_to_urn';
COMMENT ON FUNCTION datamesh.to_urn(mesh text, ref datamesh.product_ref) IS
'The stable URN (RFC 8141) of a product, or of one version of it, in the mesh of that name: urn:datamesh:MESH:DOMAIN:PRODUCT[:VERSION]. Parts are in UTF-8, and all bytes but A-Z a-z 0-9 . _ ~ - are percent-encoded.
Errors: 42602 if the mesh name is empty, longer than 63 bytes or has control characters.
Example: datamesh.to_urn(''acme'', ''sales.orders@1.4.0'') is urn:datamesh:acme:sales:orders:1.4.0';

CREATE FUNCTION datamesh.from_urn(urn text) RETURNS datamesh.product_ref
	LANGUAGE C STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_from_urn';
COMMENT ON FUNCTION datamesh.from_urn(urn text) IS
'The product reference in a URN of datamesh; urn_mesh has the mesh. "urn:datamesh" may be in any case, and what RFC 8141 lets stand unencoded may.
Errors: 22P02 if it is no URN of datamesh, with a detail that says why.
Example: datamesh.from_urn(''urn:datamesh:acme:sales:orders:1.4.0'') is sales.orders@1.4.0';

CREATE FUNCTION datamesh.urn_mesh(urn text) RETURNS text
	LANGUAGE C STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_urn_mesh';
COMMENT ON FUNCTION datamesh.urn_mesh(urn text) IS
'The name of the mesh in a URN of datamesh. The whole URN is checked, as by from_urn.
Errors: 22P02 if it is no URN of datamesh, with a detail that says why.
Example: datamesh.urn_mesh(''urn:datamesh:acme:sales:orders:1.4.0'') is acme';

/* ----- Enums ----- */

CREATE TYPE datamesh.domain_kind AS ENUM (
	'source_aligned',
	'aggregate',
	'consumer_aligned'
);
COMMENT ON TYPE datamesh.domain_kind IS
'What a domain''s data is closest to: source_aligned (the systems where facts arise), aggregate (facts of several domains put together), consumer_aligned (a use).';

CREATE TYPE datamesh.lifecycle AS ENUM (
	'draft',
	'active',
	'deprecated',
	'retired'
);
COMMENT ON TYPE datamesh.lifecycle IS
'Where a product version is in its life, in this order: draft (not published), active (in use), deprecated (in use, to be left), retired (gone).';

CREATE TYPE datamesh.policy_level AS ENUM (
	'required',
	'recommended',
	'optional'
);
COMMENT ON TYPE datamesh.policy_level IS
'How much a policy matters, most first: required, recommended, optional. What happens on a violation is policy_enforcement, a separate choice.';

CREATE TYPE datamesh.policy_enforcement AS ENUM (
	'off',
	'shadow',
	'warn',
	'deny'
);
COMMENT ON TYPE datamesh.policy_enforcement IS
'What a violation of a policy leads to, mildest first: off (not checked), shadow (recorded only), warn (recorded and reported), deny (the statement fails with SQLSTATE MD001).';

CREATE TYPE datamesh.policy_moment AS ENUM (
	'statement',
	'commit',
	'publish',
	'scheduled'
);
COMMENT ON TYPE datamesh.policy_moment IS
'When a policy is checked: statement (at the end of each DDL statement), commit (once before the transaction commits), publish (when a product version is published), scheduled (by a background job).';

CREATE TYPE datamesh.sensitivity AS ENUM (
	'public',
	'internal',
	'confidential',
	'restricted'
);
COMMENT ON TYPE datamesh.sensitivity IS
'How sensitive data is, least first, so that < and max() mean what they say: public, internal, confidential, restricted.';

CREATE TYPE datamesh.port_kind AS ENUM (
	'input',
	'output',
	'control'
);
COMMENT ON TYPE datamesh.port_kind IS
'What a port of a data product is for: input (data that comes in), output (data offered to others), control (its administration).';
