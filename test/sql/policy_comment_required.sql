-- Policy kind comment_required.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_com_team;
CREATE SCHEMA com AUTHORIZATION regress_com_team;
SELECT datamesh.register_domain('com', 'regress_com_team', 'source_aligned'), datamesh.attach_schema('com', 'com');
SELECT datamesh.create_policy('described', 'comment_required');

-- CREATE, then COMMENT, in one transaction
SET ROLE regress_com_team;
\set VERBOSITY default
CREATE TABLE com.orders (id integer);
\set VERBOSITY terse
BEGIN;
CREATE TABLE com.orders (id integer);
COMMENT ON TABLE com.orders IS 'One order';
COMMIT;
COMMENT ON TABLE com.orders IS NULL;
COMMENT ON TABLE com.orders IS E' \n\t ';
COMMENT ON TABLE com.orders IS 'One order of a customer';
RESET ROLE;

-- everything that can be described
SELECT datamesh.create_policy('described', 'comment_required', enforcement => 'warn',
	parameters => '{"on": ["relation", "column", "schema", "function", "product", "domain"], "min_length": 12}');
CREATE TABLE com."Bad ""table""" ("a b" integer, c text);
COMMENT ON COLUMN com."Bad ""table""".c IS '  a word ';
CREATE VIEW com.a_view AS SELECT 1 AS v;
CREATE MATERIALIZED VIEW com.a_matview AS SELECT 1 AS m;
CREATE FUNCTION com.a_function(integer, text, "char") RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE com.a_procedure() LANGUAGE sql AS '';
CREATE AGGREGATE com.an_aggregate(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE FOREIGN DATA WRAPPER com_wrapper;
CREATE SERVER com_server FOREIGN DATA WRAPPER com_wrapper;
CREATE FOREIGN TABLE com.a_foreign_table (f integer) SERVER com_server;
CREATE TABLE com.parted (k integer) PARTITION BY LIST (k);
CREATE TABLE com.parted_1 PARTITION OF com.parted FOR VALUES IN (1);
CREATE SEQUENCE com.a_sequence;
CREATE TYPE com.a_type AS (a integer);
SELECT datamesh.create_product('com.a_product');
SELECT object_type, object, message, fix_sql FROM datamesh.evaluate('described')
	ORDER BY object_type, object COLLATE "C";

-- all cures work
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, message, fix_sql FROM datamesh.findings;
SELECT object, message, fix_sql FROM datamesh.evaluate();
SELECT obj_description('com.orders'::regclass, 'pg_class'), obj_description('com."Bad ""table"""'::regclass, 'pg_class'),
	col_description('com."Bad ""table"""'::regclass, 1);
SELECT domain, description FROM datamesh.domains;

-- characters count, not bytes; long placeholders are long enough
SELECT datamesh.create_policy('described', 'comment_required', parameters => '{"min_length": 80}', scope => '{"object_kinds": ["view"]}');
BEGIN;
COMMENT ON VIEW com.a_view IS '';
COMMENT ON VIEW com.a_view IS 'ääääääääää';
COMMIT;
SELECT message, fix_sql FROM datamesh.evaluate('described');
DO $$
BEGIN
	EXECUTE (SELECT fix_sql FROM datamesh.findings);
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate();

-- parameters
SELECT datamesh.create_policy('x', 'comment_required', parameters => '{"on": "everything"}');
SELECT datamesh.create_policy('x', 'comment_required', parameters => '{"min_length": 0}');
