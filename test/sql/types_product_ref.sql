--
-- datamesh.product_ref: names of data products, and their URNs
--
CREATE EXTENSION datamesh;
\pset null '<null>'
CREATE SCHEMA types_product_ref;
SET search_path = types_product_ref, datamesh, public;

-- What the server says to an input: SQLSTATE, message and detail, or NULL
-- if it takes it.
CREATE FUNCTION problem(input text, OUT state text, OUT message text, OUT detail text)
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM input::datamesh.product_ref;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE,
		message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
END $$;

-- Does soft error reporting, which came with PostgreSQL 16, say the same?
CREATE FUNCTION soft_agrees(input text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	hard record := types_product_ref.problem(input);
	soft record;
BEGIN
	IF current_setting('server_version_num')::int < 160000 THEN
		RETURN true;
	END IF;
	EXECUTE 'SELECT pg_input_is_valid($1, $2) AS valid, e.*
			   FROM pg_input_error_info($1, $2) AS e'
		INTO soft USING input, 'datamesh.product_ref';
	RETURN soft.valid = (hard.state IS NULL)
		AND soft.sql_error_code IS NOT DISTINCT FROM hard.state
		AND soft.message IS NOT DISTINCT FROM hard.message
		AND soft.detail IS NOT DISTINCT FROM hard.detail;
END $$;

-- Good input, its canonical form and its parts.
CREATE TABLE good (n serial, input text);
COPY good (input) FROM stdin;
sales.orders
sales.orders@1.4.0
sales.orders@1.4.0-rc.1+b.5
Sales.Orders
"sales"."orders"@1.4.0
"we.ird"."na""me"@1.0.0
"sales@eu".orders
sales."orders@1.0.0"
sales."orders@1.0.0"@2.0.0
" spaced ".""""
  sales.orders@1.0.0\x20\x20
\t\n sales.orders \r\n
0.1
0.1@2.3.4
_.-
-a-.--@0.0.0
données.größe@1.0.0
"donn ées".数据
"a:b"."c/d%"
"'"."\\\\"
\.
SELECT input, input::product_ref AS ref, domain_of(input::product_ref), product_of(input::product_ref),
	version_of(input::product_ref),
	input::product_ref::text::product_ref = input::product_ref
	AND input::product_ref::text::product_ref::text = input::product_ref::text AS canonical,
	product_ref(domain_of(input::product_ref), product_of(input::product_ref), version_of(input::product_ref))::text
	= input::product_ref::text AS rebuilt,
	soft_agrees(input) AS soft
FROM good ORDER BY n;

-- Bad input.
CREATE TABLE bad (n serial, input text);
COPY bad (input) FROM stdin;

\x20\x20
sales
sales.
.orders
.
@
sales@1.0.0
sales.@1.0.0
sales.orders@
sales.orders@1.0
sales.orders@v1.0.0
sales.orders@1.0.0@2.0.0
sales.orders@ 1.0.0
sales.orders @1.0.0
sales .orders
sales. orders
sales.my orders
sales.orders.items
sales/orders
$sales.orders
sales.$orders
"sales.orders
sales."orders
sales."orders""
"
""
"".orders
sales.""
"sales"x.orders
x"sales".orders
"sales"."orders"x
sa\tles.orders
"sa\tles".orders
sales."ord\ners"
sales."ord\x7fers"
\.
SELECT input, p.state, p.detail, soft_agrees(input) AS soft
FROM bad, problem(input) AS p ORDER BY n;
SELECT 'sales'::product_ref;
SELECT 'sales.orders@1'::product_ref;

-- Names have at most 63 bytes, whatever takes more to write them.
SELECT length((repeat('d', 63) || '.' || repeat('p', 63))::product_ref::text);
SELECT length(('"' || repeat('""', 63) || '".p')::product_ref::text);
SELECT state, detail FROM problem(repeat('d', 64) || '.p');
SELECT state, detail FROM problem('d.' || repeat('p', 64));
SELECT state, detail FROM problem('"' || repeat('""', 64) || '".p');
SELECT state, length(message), detail FROM problem('dd.' || repeat('é', 500000));

-- The constructor takes names as they are.
SELECT product_ref('sales', 'orders'), product_ref('sales', 'orders', '1.0.0'),
	product_ref('a.b', '"c"', '1.0.0'), product_ref(' ', '@'),
	product_ref(domain => 'sales', product => 'orders', version => NULL);
SELECT product_ref(NULL, 'orders'), product_ref('sales', NULL, '1.0.0');
SELECT product_ref('', 'orders');
SELECT product_ref('sales', repeat('o', 64));
SELECT product_ref('sales', E'or\nders');
SELECT with_version('sales.orders', '1.0.0'), with_version('"a b".c@1.0.0+b', '2.0.0-rc.1'),
	without_version('sales."o.o"@1.0.0'), without_version('sales.orders');
SELECT domain_of(NULL), version_of(NULL), with_version('a.b', NULL);

-- Order: domain and product by bytes, then no version, then by precedence.
CREATE TABLE chain (n serial PRIMARY KEY, r product_ref NOT NULL);
INSERT INTO chain (r) VALUES
	('A.z'), ('B.a'), ('a.B'), ('a.a'), ('a.a@0.9.0'), ('a.a@1.0.0-rc.2'), ('a.a@1.0.0-rc.10'), ('a.a@1.0.0'),
	('a.a@10.0.0'), ('a.aa'), ('a.b'), ('"a b".z'), ('a-b.a'), ('aa.a'), ('b.a'), ('é.a');
SELECT count(*),
	bool_and((a.r < b.r) = (a.n < b.n)) AS lt,
	bool_and((a.r <= b.r) = (a.n <= b.n)) AS le,
	bool_and((a.r = b.r) = (a.n = b.n)) AS eq,
	bool_and((a.r <> b.r) = (a.n <> b.n)) AS ne,
	bool_and((a.r >= b.r) = (a.n >= b.n)) AS ge,
	bool_and((a.r > b.r) = (a.n > b.n)) AS gt,
	bool_and(sign(product_ref_cmp(a.r, b.r)) = sign(a.n - b.n)) AS cmp,
	bool_and((product_ref_hash(a.r) = product_ref_hash(b.r)) = (a.n = b.n)) AS hash,
	bool_and((product_ref_hash_extended(a.r, 42) = product_ref_hash_extended(b.r, 42)) = (a.n = b.n)) AS hash_extended
FROM chain a, chain b;
SELECT array_agg(n ORDER BY r) = array_agg(n ORDER BY n) AS sorted FROM chain;

-- Where one name ends and the next begins counts; build metadata does not.
SELECT 'ab.c'::product_ref = 'a.bc'::product_ref AS shifted,
	product_ref_hash('ab.c') = product_ref_hash('a.bc') AS hash,
	'a.b@1.0.0+x'::product_ref = 'a.b@1.0.0+y'::product_ref AS build,
	product_ref_hash('a.b@1.0.0+x') = product_ref_hash('a.b@1.0.0') AS build_hash,
	product_ref_hash_extended('a.b@1.0.0+x', 1) = product_ref_hash_extended('a.b@1.0.0', 1) AS build_hash_extended;

-- Conversions: from text explicitly, to text on assignment, never silently.
CREATE TABLE conversion (t text, r product_ref);
INSERT INTO conversion SELECT r, r FROM (SELECT '"sales".orders@1.0.0'::text::product_ref) AS s(r);
INSERT INTO conversion (r) SELECT t FROM conversion;
SELECT * FROM conversion;
SELECT r = t FROM conversion;

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
CREATE TABLE many (r product_ref NOT NULL, h product_ref NOT NULL);
INSERT INTO many SELECT r, r
FROM (SELECT product_ref('domain ' || a, 'product' || b, CASE WHEN c > 0 THEN format('%s.0.0+b', c)::semver END)
	FROM generate_series(1, 10) a, generate_series(1, 10) b, generate_series(0, 11) c) AS s(r);
CREATE UNIQUE INDEX many_r ON many (r);
CREATE INDEX many_h ON many USING hash (h);
VACUUM ANALYZE many;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT r FROM many WHERE r >= '"domain 3".product7' AND r < '"domain 3".product7@10.0.0' ORDER BY r;
SELECT r FROM many WHERE r >= '"domain 3".product7' AND r < '"domain 3".product7@10.0.0' ORDER BY r;
EXPLAIN (COSTS OFF) SELECT h FROM many WHERE h = '"domain 3".product7@10.0.0';
SELECT h FROM many WHERE h = '"domain 3".product7@10.0.0';
RESET enable_seqscan;
RESET enable_bitmapscan;
SET enable_nestloop = off;
SET enable_mergejoin = off;
SELECT plan_has('SELECT count(*) FROM many a JOIN many b ON a.r = b.h', 'Hash Join');
SELECT count(*) FROM many a JOIN many b ON a.r = b.h;
SET enable_hashjoin = off;
SET enable_mergejoin = on;
SELECT count(*) FROM many a JOIN many b ON a.r = b.h;
RESET enable_nestloop;
RESET enable_hashjoin;
SELECT domain_of(r), count(*), datamesh.max(version_of(r)) FROM many GROUP BY 1 ORDER BY 1 LIMIT 2;
INSERT INTO many VALUES ('"domain 1".product1@1.0.0+other', 'a.b');

-- Binary form: round trip through COPY; input is validated, as its binary
-- form is that of text.
\getenv abs_builddir PG_ABS_BUILDDIR
\set filename :abs_builddir '/results/types_product_ref.data'
COPY (SELECT input::product_ref FROM good ORDER BY n) TO :'filename' (FORMAT binary);
CREATE TABLE copied (n serial, r product_ref);
COPY copied (r) FROM :'filename' (FORMAT binary);
SELECT count(*), bool_and(r::text = input::product_ref::text) FROM copied JOIN good USING (n);
COPY (SELECT 'sales'::text) TO :'filename' (FORMAT binary);
\set VERBOSITY sqlstate
COPY copied (r) FROM :'filename' (FORMAT binary);
\set VERBOSITY default
SELECT encode(product_ref_send('"we.ird"."orders"@1.0.0'), 'escape');

-- URNs.
SELECT to_urn('acme', 'sales.orders@1.4.0'), to_urn('acme', 'sales.orders');
SELECT urn, from_urn(urn) = r AND urn_mesh(urn) = mesh AS back
FROM (SELECT mesh, r, to_urn(mesh, r)
	FROM (VALUES ('acme'), ('a:b c/é')) AS m(mesh),
		(VALUES ('"we.ird"."na""me"@1.0.0-rc.1+b.2'::product_ref), ('"a:b"."%41/?#"'), ('données."数 据"@1.0.0'), ('_-."~"')) AS v(r)
	) AS s(mesh, r, urn) ORDER BY mesh COLLATE "C" DESC, r;
SELECT bool_and(from_urn(to_urn('m', r))::text = r::text) FROM copied;
SELECT from_urn('URN:DataMesh:Acme:Sales:Orders:1.0.0-RC.1'), urn_mesh('Urn:DATAMESH:Acme:s:o'),
	from_urn('urn:datamesh:m:d%c3%a9:p%C3%A9'), from_urn('urn:datamesh:m:%73ales:orders:1.0.0%2Bb'),
	from_urn('urn:datamesh:m:a@b:c/d:1.0.0+b');
SELECT from_urn(NULL), urn_mesh(NULL), to_urn(NULL, 'a.b'), to_urn('m', NULL);
CREATE FUNCTION urn_problem(urn text, OUT state text, OUT message text, OUT detail text)
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM datamesh.from_urn(urn);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE,
		message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
END $$;
SELECT urn, p.state, p.detail
FROM (VALUES (1, ''), (2, 'urn:datamesh'), (3, 'urn:datamesh:'), (4, 'urn:isbn:0451450523'), (5, ' urn:datamesh:m:d:p'),
	(6, 'urn:datamesh:m:d'), (7, 'urn:datamesh:m:d:p:1.0.0:x'), (8, 'urn:datamesh:m:d:p:'), (9, 'urn:datamesh:m:d:p:1.0'),
	(10, 'urn:datamesh::d:p'), (11, 'urn:datamesh:m::p'), (12, 'urn:datamesh:m:d:'), (13, 'urn:datamesh:m:d:p%'),
	(14, 'urn:datamesh:m:d:p%4'), (15, 'urn:datamesh:m:d:p%4:'), (16, 'urn:datamesh:m:d:p%g0'), (17, 'urn:datamesh:m:d:p%00'),
	(18, 'urn:datamesh:m:d:p%0A'), (19, 'urn:datamesh:m:d:p%FF'), (20, 'urn:datamesh:m:d:p%C3'), (21, 'urn:datamesh:m:d:p%ED%A0%80'),
	(22, 'urn:datamesh:m:d:p q'), (23, 'urn:datamesh:m:d:é'), (24, 'urn:datamesh:m:d:p#f'), (25, 'urn:datamesh:m:d:p?=q'),
	(26, 'urn:datamesh:m:d:' || repeat('p', 64)), (27, 'urn:datamesh:m:d:' || repeat('%C3%A9', 32))) AS t(n, urn),
	urn_problem(urn) AS p
ORDER BY n;
SELECT urn_mesh('urn:datamesh:m:d');
SELECT to_urn('', 'a.b');
SELECT to_urn(repeat('m', 64), 'a.b');

-- Operator classes are complete, everything is documented, nothing is unsafe.
SELECT amname, opcdefault, amvalidate(c.oid)
FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
WHERE opcintype = 'datamesh.product_ref'::regtype ORDER BY 1;
SELECT p.oid::regprocedure, provolatile, proparallel, proisstrict,
	obj_description(p.oid, 'pg_proc') IS NOT NULL AS documented
FROM pg_proc p
WHERE pronamespace = 'datamesh'::regnamespace
	AND (proname IN ('to_urn', 'from_urn', 'urn_mesh', 'product_ref', 'domain_of', 'product_of', 'version_of',
			'with_version', 'without_version') OR proname ~ '^product_ref_')
	AND (provolatile <> 'i' OR proparallel <> 's' OR NOT proisstrict
		OR obj_description(p.oid, 'pg_proc') IS NULL)
ORDER BY proname COLLATE "C";
