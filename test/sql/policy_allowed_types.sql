-- Policy kind allowed_types.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_typ_team;
CREATE SCHEMA typ AUTHORIZATION regress_typ_team;
CREATE SCHEMA elsewhere;
SELECT datamesh.register_domain('typ', 'regress_typ_team', 'source_aligned'), datamesh.attach_schema('typ', 'typ');
SELECT datamesh.create_policy('types', 'allowed_types', parameters =>
	'{"forbidden": {"money": "numeric", "timestamp": "timestamptz", "char": "text", "json": ["jsonb"], "varchar(10)": "text", "bytea": []}}');

\set VERBOSITY default
CREATE TABLE typ.orders (id integer, price money, "at" timestamp(3), code char(3));
\set VERBOSITY terse
BEGIN;
CREATE TABLE typ.orders (id integer, price money, "at" timestamp(3), code char(3));
ALTER TABLE typ.orders ALTER COLUMN price TYPE numeric;
ALTER TABLE typ.orders ALTER COLUMN at TYPE timestamptz;
ALTER TABLE typ.orders ALTER COLUMN code TYPE text;
COMMIT;
CREATE TABLE typ.names (a timestamp without time zone);
CREATE TABLE typ.names (a character(1));
CREATE TABLE typ.names (a varchar(10));
CREATE TABLE typ.names (a varchar(11), b "char", c timestamptz, d timestamp[]);
CREATE VIEW typ.a_view AS SELECT now()::timestamp AS t;

-- every column whose type can be changed is offered a statement that works
SELECT datamesh.set_enforcement('types', 'shadow');
CREATE DOMAIN typ.price AS money CHECK (VALUE > 0::money);
CREATE TABLE typ.domains (a typ.price, b typ.price[], c money[]);
CREATE TABLE typ.rows (m money DEFAULT 0, t timestamp NOT NULL UNIQUE, j json, c char(5) PRIMARY KEY, "Q ""x""" char(1), b bytea);
INSERT INTO typ.rows VALUES (1.5, '2024-01-01', '{"a": 1}', 'abc', 'x', '');
CREATE INDEX ON typ.rows (c);
CREATE INDEX on_expression ON typ.rows (date_trunc('day', t));
CREATE TABLE typ.checked (m money CHECK (m > 0::money));
CREATE TABLE typ.viewed (m money, n money);
CREATE VIEW typ.viewing AS SELECT m FROM typ.viewed;
CREATE TABLE typ.generated (m money, d money GENERATED ALWAYS AS (m * 2) STORED);
CREATE TABLE typ.referenced (c char(3) PRIMARY KEY);
CREATE TABLE typ.referencing (c char(3) REFERENCES typ.referenced);
CREATE TABLE typ.parent (m money);
CREATE TABLE typ.child (n money) INHERITS (typ.parent);
CREATE TABLE typ.parted (k timestamp, m money, n money) PARTITION BY RANGE (k);
CREATE TABLE typ.parted_1 PARTITION OF typ.parted DEFAULT;
CREATE VIEW elsewhere.on_partition AS SELECT n FROM typ.parted_1;
CREATE TYPE typ.row_type AS (m money);
CREATE TABLE typ.typed OF typ.row_type;
CREATE MATERIALIZED VIEW typ.a_matview AS SELECT 1::money AS m;
CREATE FOREIGN DATA WRAPPER typ_wrapper;
CREATE SERVER typ_server FOREIGN DATA WRAPPER typ_wrapper;
CREATE FOREIGN TABLE typ.a_foreign_table (m money) SERVER typ_server;
SELECT object, message, fix_sql FROM datamesh.evaluate('types') ORDER BY object COLLATE "C";
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings WHERE fix_sql IS NOT NULL LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, fix_sql FROM datamesh.evaluate('types') ORDER BY object COLLATE "C";
SELECT * FROM typ.rows;

-- an empty table can take any type that a cast leads to, a filled one only what loses nothing
SELECT datamesh.create_policy('types', 'allowed_types', enforcement => 'shadow', parameters =>
	'{"forbidden": {"text": "integer", "bigint": "smallint", "name": "varchar(5)", "point": "jsonb"}}');
CREATE TABLE elsewhere.templ (a text, b bigint, c name, d point, e text DEFAULT '1');
CREATE TABLE typ.empty (LIKE elsewhere.templ INCLUDING ALL);
CREATE TABLE typ.filled (LIKE elsewhere.templ INCLUDING ALL);
INSERT INTO typ.filled VALUES ('x', 99999999999, 'abcdefg', '(1,1)');
SELECT object, message, fix_sql FROM datamesh.evaluate('types') WHERE object ~ 'empty|filled' ORDER BY object COLLATE "C";
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings WHERE fix_sql IS NOT NULL LOOP
		EXECUTE sql;
	END LOOP;
END $$;
\d typ.empty

-- only these types
CREATE DOMAIN typ.code AS varchar(10);
CREATE DOMAIN typ.amount AS numeric;
SELECT datamesh.create_policy('types', 'allowed_types', enforcement => 'warn', parameters =>
	'{"allowed": ["bigint", "text", "numeric", "timestamptz", "text[]", "typ.code", "bool", "char (3)", "int2[]"]}');
CREATE TABLE typ.various (a bigint, b text, c numeric(10,2), d timestamptz(3), e text[], f typ.code, g typ.amount, h numeric[],
	i integer, j varchar(20), k date, l uuid, m varchar[], n boolean, o typ.price, p char(3), q char(4), r smallint[], s smallint, t time);
SELECT object, fix_sql FROM datamesh.findings WHERE object LIKE 'typ.various.%' ORDER BY object COLLATE "C";

SELECT datamesh.create_policy('x', 'allowed_types');
SELECT datamesh.create_policy('x', 'allowed_types', parameters => '{"allowed": ["strnig"]}');
SELECT datamesh.create_policy('x', 'allowed_types', parameters => '{"forbidden": {"money": "dollars"}}');
