--
-- datamesh.semver: Semantic Versioning 2.0.0
--
CREATE EXTENSION datamesh;
\pset null '<null>'
CREATE SCHEMA types_semver;
SET search_path = types_semver, datamesh, public;

-- What the server says to an input: SQLSTATE, message and detail, or NULL
-- if it takes it.
CREATE FUNCTION problem(input text, OUT state text, OUT message text, OUT detail text)
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM input::datamesh.semver;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE,
		message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
END $$;

-- Does soft error reporting, which came with PostgreSQL 16, say the same?
CREATE FUNCTION soft_agrees(input text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	hard record := types_semver.problem(input);
	soft record;
BEGIN
	IF current_setting('server_version_num')::int < 160000 THEN
		RETURN true;
	END IF;
	EXECUTE 'SELECT pg_input_is_valid($1, $2) AS valid, e.*
			   FROM pg_input_error_info($1, $2) AS e'
		INTO soft USING input, 'datamesh.semver';
	RETURN soft.valid = (hard.state IS NULL)
		AND soft.sql_error_code IS NOT DISTINCT FROM hard.state
		AND soft.message IS NOT DISTINCT FROM hard.message
		AND soft.detail IS NOT DISTINCT FROM hard.detail;
END $$;

-- The valid and the invalid examples that come with the specification's
-- regular expression.
CREATE TABLE valid (input text);
COPY valid FROM stdin;
0.0.4
1.2.3
10.20.30
1.1.2-prerelease+meta
1.1.2+meta
1.1.2+meta-valid
1.0.0-alpha
1.0.0-beta
1.0.0-alpha.beta
1.0.0-alpha.beta.1
1.0.0-alpha.1
1.0.0-alpha0.valid
1.0.0-alpha.0valid
1.0.0-alpha-a.b-c-somethinglong+build.1-aef.1-its-okay
1.0.0-rc.1+build.1
2.0.0-rc.1+build.123
1.2.3-beta
10.2.3-DEV-SNAPSHOT
1.2.3-SNAPSHOT-123
1.0.0
2.0.0
1.1.7
2.0.0+build.1848
2.0.1-alpha.1227
1.0.0-alpha+beta
1.2.3----RC-SNAPSHOT.12.9.1--.12+788
1.2.3----R-S.12.9.1--.12+meta
1.2.3----RC-SNAPSHOT.12.9.1--.12
1.0.0+0.build.1-rc.10000aaa-kk-0.1
99999999999999999999999.999999999999999999.99999999999999999
1.0.0-0A.is.legal
\.
SELECT count(*), bool_and(input::semver::text = input) AS same_text,
	bool_and(soft_agrees(input)) AS soft_agrees
FROM valid;

CREATE TABLE invalid (n serial, input text);
COPY invalid (input) FROM stdin;
1
1.2
1.2.3-0123
1.2.3-0123.0123
1.1.2+.123
+invalid
-invalid
-invalid+invalid
-invalid.01
alpha
alpha.beta
alpha.beta.1
alpha.1
alpha+beta
alpha_beta
alpha.
alpha..
beta
1.0.0-alpha_beta
-alpha.
1.0.0-alpha..
1.0.0-alpha..1
1.0.0-alpha...1
1.0.0-alpha....1
1.0.0-alpha.....1
1.0.0-alpha......1
1.0.0-alpha.......1
01.1.1
1.01.1
1.1.01
1.2
1.2.3.DEV
1.2-SNAPSHOT
1.2.31.2.3----RC-SNAPSHOT.12.09.1--..12+788
1.2-RC-SNAPSHOT
-1.0.3-gamma+b7718
+justmeta
9.8.7+meta+meta
9.8.7-whatever+meta+meta
99999999999999999999999.999999999999999999.99999999999999999----RC-SNAPSHOT.12.09.1--------------------------------..12

 1.2.3
1.2.3\x20
v1.2.3
1.2.x
1.2.3-
1.2.3+
1.2.3-+
1.2.3-+b
1.2.3-a.+b
1.2.3+b.
1.2.3-00
1.2.3-é
1.2.3+b_1
1..3
1.2.
1.2.-3
٣.2.1
1.2.3\n
1.2.3\n4.5.6
1.2.3-a\tb
\.
SELECT input, p.state, p.detail, soft_agrees(input) AS soft
FROM invalid, problem(input) AS p ORDER BY n;

-- As a user sees it.
SELECT 'v1.0.0'::semver;
SELECT '1.0.0-01'::semver;
\set VERBOSITY sqlstate
SELECT 'v1.0.0'::semver;
\set VERBOSITY default

-- At most 255 bytes, and messages repeat only the beginning.
SELECT length(('1.0.0-' || repeat('a', 249))::semver::text);
SELECT * FROM problem('1.0.0-' || repeat('a', 250));
SELECT state, length(message), detail FROM problem(repeat('9', 1000000));

-- Precedence: the specification's chain, each against each.
CREATE TABLE chain (n serial PRIMARY KEY, v semver NOT NULL);
INSERT INTO chain (v) VALUES
	('0.0.0-0'), ('0.0.0'), ('0.0.1'), ('0.1.0'), ('0.9.0'), ('0.10.0'),
	('1.0.0--'), ('1.0.0-alpha'), ('1.0.0-alpha.1'), ('1.0.0-alpha.beta'),
	('1.0.0-beta'), ('1.0.0-beta.2'), ('1.0.0-beta.11'), ('1.0.0-rc.1'),
	('1.0.0'), ('1.0.1'), ('2.0.0'), ('2.1.0'), ('2.1.1'),
	('10.0.0-0'), ('10.0.0-9'), ('10.0.0-10'), ('10.0.0-18446744073709551616'),
	('10.0.0-18446744073709551617.0'), ('10.0.0-A'), ('10.0.0-a'), ('10.0.0'),
	('9223372036854775807.0.0'), ('9223372036854775808.0.0'),
	('99999999999999999999999.0.0'), ('100000000000000000000000.0.0');
SELECT count(*),
	bool_and((a.v < b.v) = (a.n < b.n)) AS lt,
	bool_and((a.v <= b.v) = (a.n <= b.n)) AS le,
	bool_and((a.v = b.v) = (a.n = b.n)) AS eq,
	bool_and((a.v <> b.v) = (a.n <> b.n)) AS ne,
	bool_and((a.v >= b.v) = (a.n >= b.n)) AS ge,
	bool_and((a.v > b.v) = (a.n > b.n)) AS gt,
	bool_and(sign(semver_cmp(a.v, b.v)) = sign(a.n - b.n)) AS cmp,
	bool_and((semver_hash(a.v) = semver_hash(b.v)) = (a.n = b.n)) AS hash,
	bool_and((semver_hash_extended(a.v, 42) = semver_hash_extended(b.v, 42)) = (a.n = b.n)) AS hash_extended
FROM chain a, chain b;
SELECT string_agg(v::text, ' < ' ORDER BY v) FROM chain WHERE n BETWEEN 7 AND 15;
SELECT array_agg(n ORDER BY v) = array_agg(n ORDER BY n) AS sorted,
	array_agg(n ORDER BY v DESC) = array_agg(n ORDER BY n DESC) AS reversed
FROM chain;
SELECT datamesh.min(v), datamesh.max(v) FROM chain;
SELECT datamesh.min(v), datamesh.max(v) FROM chain WHERE false;
SELECT datamesh.max(v) FROM (VALUES (NULL::semver), ('1.9.0'), ('1.10.0'), (NULL)) AS t(v);

-- Build metadata is kept, and ignored by order and equality.
SELECT '1.0.0+a'::semver = '1.0.0+b'::semver AS eq, '1.0.0'::semver = '1.0.0+b'::semver AS eq_none,
	'1.0.0+z'::semver < '1.0.1+a'::semver AS lt, '1.0.0-a+1'::semver = '1.0.0-a+2'::semver AS eq_pre,
	semver_hash('1.0.0+a') = semver_hash('1.0.0') AS hash,
	semver_hash_extended('1.0.0+a', 7) = semver_hash_extended('1.0.0', 7) AS hash_extended,
	'1.0.0+a'::semver::text = '1.0.0+b'::semver::text AS same_text;
CREATE TABLE release (v semver PRIMARY KEY);
INSERT INTO release VALUES ('1.0.0+a'), ('1.0.1');
INSERT INTO release VALUES ('1.0.0+b');
INSERT INTO release VALUES ('1.0.0') ON CONFLICT (v) DO NOTHING;
SELECT * FROM release ORDER BY v;
SELECT count(DISTINCT v) FROM (VALUES ('1.0.0+a'::semver), ('1.0.0+b'), ('1.0.0')) AS t(v);

-- Parts.
SELECT v, major(v), minor(v), patch(v), prerelease(v), build(v), is_prerelease(v)
FROM (VALUES ('1.2.3'::semver), ('0.0.0-0+0'), ('1.2.3-rc.1'), ('1.2.3+b-1.x'), ('1.2.3-a-b.--+c.-'),
	('99999999999999999999999.999999999999999999.99999999999999999')) AS t(v);
SELECT major(NULL), prerelease(NULL), is_prerelease(NULL), bump(NULL, 'major'), bump('1.0.0', NULL);

-- The next version.
SELECT v, bump(v, 'major') AS major, bump(v, 'minor') AS minor, bump(v, 'patch') AS patch,
	bump(v, 'prerelease') AS prerelease,
	bump(v, 'major') > v AND bump(v, 'minor') > v AND bump(v, 'patch') > v
	AND bump(v, 'prerelease') > v AS greater
FROM (VALUES ('0.0.0'::semver), ('1.2.3'), ('1.2.3+b'), ('9.9.9'), ('99.199.999'), ('1.0.0-rc.1'), ('1.0.0-rc.1+b'),
	('1.2.0-rc.9'), ('1.2.3-rc.99.x'), ('1.2.3-rc'), ('1.2.3-5'), ('1.2.3-1.a.2.b'), ('1.2.3-1a'),
	('1.2.99999999999999999999999')) AS t(v);
SELECT bump('1.0.0', 'build');
SELECT bump('1.0.0', 'Major');
SELECT length(bump(('9.9.' || repeat('9', 251))::semver, 'minor')::text);
SELECT bump(('9.9.' || repeat('9', 251))::semver, 'patch') IS NULL;

-- Conversions: from text explicitly, to text on assignment, never silently.
CREATE TABLE conversion (t text, c varchar(20), v semver);
INSERT INTO conversion SELECT v, v, v FROM (SELECT '1.2.3-rc.1+b'::text::semver) AS s(v);
INSERT INTO conversion (v) SELECT t FROM conversion;
SELECT * FROM conversion;
SELECT v < '1.10.0'::text FROM conversion;
SELECT v < '1.10.0' FROM conversion;
SELECT CAST(c AS semver) FROM conversion;

-- Indexes and joins.
-- Whether a plan has such a node: plans in full look different from version to version.
CREATE FUNCTION plan_has(query text, node text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF position(node IN line) > 0 THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END $$;
CREATE TABLE many (v semver NOT NULL, h semver NOT NULL, note text);
INSERT INTO many SELECT v::semver, v::semver, v
FROM (SELECT format('%s.%s.%s', a, b, c) || CASE WHEN c % 3 = 0 THEN '-rc.' || b ELSE '' END
		|| CASE WHEN c % 5 = 0 THEN '+b' || a ELSE '' END
	FROM generate_series(0, 11) a, generate_series(0, 11) b, generate_series(0, 11) c) AS s(v);
CREATE UNIQUE INDEX many_v ON many (v);
CREATE INDEX many_h ON many USING hash (h);
VACUUM ANALYZE many;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT note FROM many WHERE v = '1.10.0-rc.10';
SELECT note FROM many WHERE v = '1.10.0-rc.10';
EXPLAIN (COSTS OFF) SELECT note FROM many WHERE h = '1.10.1';
SELECT note FROM many WHERE h = '1.10.1';
EXPLAIN (COSTS OFF) SELECT note FROM many WHERE v >= '9.11.9' AND v < '10.0.1' ORDER BY v;
SELECT note FROM many WHERE v >= '9.11.9' AND v < '10.0.1' ORDER BY v;
SELECT plan_has('SELECT datamesh.max(v) FROM many', 'Index Only Scan Backward');
SELECT datamesh.min(v), datamesh.max(v) FROM many;
RESET enable_seqscan;
RESET enable_bitmapscan;
SET enable_nestloop = off;
SET enable_mergejoin = off;
SELECT plan_has('SELECT count(*) FROM many a JOIN many b ON a.v = b.h', 'Hash Join');
SELECT count(*) FROM many a JOIN many b ON a.v = b.h;
SET enable_hashjoin = off;
SET enable_mergejoin = on;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SELECT plan_has('SELECT count(*) FROM many a JOIN many b ON a.v = b.h', 'Merge Join');
SELECT count(*) FROM many a JOIN many b ON a.v = b.h;
RESET enable_nestloop;
RESET enable_hashjoin;
RESET enable_indexscan;
RESET enable_indexonlyscan;

-- Partitioning needs both kinds of operator class.
CREATE TABLE by_hash (v semver) PARTITION BY HASH (v);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO by_hash SELECT v FROM many;
SELECT count(*) FROM by_hash p JOIN many USING (v);
SELECT count(*) FROM by_hash WHERE v = '3.4.5';
CREATE TABLE by_range (v semver) PARTITION BY RANGE (v);
CREATE TABLE by_range_0 PARTITION OF by_range FOR VALUES FROM (MINVALUE) TO ('1.0.0');
CREATE TABLE by_range_1 PARTITION OF by_range FOR VALUES FROM ('1.0.0') TO (MAXVALUE);
INSERT INTO by_range VALUES ('1.0.0-rc.1'), ('1.0.0+b'), ('1.0.0');
SELECT tableoid::regclass, v FROM by_range ORDER BY v, v::text;

-- The operators live in the schema; sorting and grouping do without search_path.
SET search_path = pg_catalog;
SELECT v FROM types_semver.chain WHERE v OPERATOR(datamesh.>) '2.1.0' ORDER BY v LIMIT 2;
SELECT count(*) FROM (SELECT v FROM types_semver.many GROUP BY v) AS g;
SELECT 1 FROM types_semver.chain WHERE v > '2.1.0';
SET search_path = types_semver, datamesh, public;

-- Binary form: round trip through COPY; input is validated, as its binary
-- form is that of text.
\getenv abs_builddir PG_ABS_BUILDDIR
\set filename :abs_builddir '/results/types_semver.data'
COPY (SELECT v FROM chain ORDER BY n) TO :'filename' (FORMAT binary);
CREATE TABLE copied (n serial, v semver);
COPY copied (v) FROM :'filename' (FORMAT binary);
SELECT count(*), bool_and(a.v::text = b.v::text) FROM copied a JOIN chain b USING (n);
COPY (SELECT '1.2'::text) TO :'filename' (FORMAT binary);
\set VERBOSITY sqlstate
COPY copied (v) FROM :'filename' (FORMAT binary);
\set VERBOSITY default
SELECT encode(semver_send('1.2.3-rc.1+b'), 'escape');

-- Operator classes are complete, everything is documented, nothing is unsafe.
SELECT amname, opcdefault, amvalidate(c.oid)
FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
WHERE opcintype = 'datamesh.semver'::regtype ORDER BY 1;
SELECT p.oid::regprocedure, provolatile, proparallel, proisstrict,
	obj_description(p.oid, 'pg_proc') IS NOT NULL AS documented
FROM pg_proc p
WHERE ('datamesh.semver'::regtype = ANY (proargtypes) OR prorettype = 'datamesh.semver'::regtype)
	AND pronamespace = 'datamesh'::regnamespace AND prolang <> 12 AND proname NOT LIKE '%\_product'
	AND (provolatile <> 'i' OR proparallel <> 's' OR NOT proisstrict
		OR obj_description(p.oid, 'pg_proc') IS NULL)
ORDER BY p.oid::regprocedure::text COLLATE "C";
