-- What is known of an object follows its name, and ends with it.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
SET client_min_messages = error;
CREATE ROLE regress_rd_team;
CREATE SCHEMA rd AUTHORIZATION regress_rd_team;
CREATE SCHEMA rd_too AUTHORIZATION regress_rd_team;
CREATE SCHEMA rd_free AUTHORIZATION regress_rd_team;
SELECT datamesh.register_domain('rd', 'regress_rd_team', 'source_aligned'), datamesh.attach_schema('rd', 'rd'), datamesh.attach_schema('rd', 'rd_too');
CREATE TABLE rd.t (a integer, email text, phone text);
CREATE VIEW rd.v AS SELECT 'x'::text AS email;
CREATE FUNCTION rd."F"(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE rd."A"(integer) (SFUNC = int4pl, STYPE = integer);
CREATE PROCEDURE rd."P"() LANGUAGE sql AS '';
ALTER TABLE rd.t OWNER TO regress_rd_team;
SELECT datamesh.create_product('rd.p'), datamesh.attach_output_port('rd.p', 'rd.t', 'out');
SELECT datamesh.create_policy('keys', 'primary_key_required'), datamesh.create_policy('personal', 'pii_tag_required'),
	datamesh.create_policy('funcs', 'naming', parameters => '{"patterns": {"function": "^[a-z]+$"}}');
SELECT datamesh.tag_column('rd.t', 'phone', 'pii.phone');
SELECT datamesh.waive('personal', 'column rd.t.email', 'x', now() + interval '1 day') IS NOT NULL AS waived,
	datamesh.waive('keys', 'rd.t', 'x', now() + interval '1 day') IS NOT NULL AS waived;
CREATE VIEW known AS
	SELECT 'finding' AS what, policy || ' ' || object || ' ' || state AS which FROM datamesh.findings
	UNION ALL SELECT 'waiver', policy || ' ' || object FROM datamesh.waivers
	UNION ALL SELECT 'tag', concat_ws('.', schema_name, relation_name, column_name) || ' ' || tag FROM datamesh.column_tags
	UNION ALL SELECT 'port', concat_ws('.', schema_name, relation_name) FROM datamesh.ports;
SELECT * FROM known ORDER BY 1, 2;

ALTER TABLE rd.t RENAME TO "T.1";
ALTER TABLE rd."T.1" RENAME COLUMN email TO "E %s";
ALTER TABLE rd."T.1" RENAME COLUMN phone TO mobile;
ALTER VIEW rd.v RENAME COLUMN email TO mail;
ALTER VIEW rd.v RENAME TO w;
ALTER TABLE rd."T.1" SET SCHEMA rd_too;
ALTER SCHEMA rd_too RENAME TO "rd too";
ALTER FUNCTION rd."F"(integer) RENAME TO "G";
ALTER FUNCTION rd."G"(integer) SET SCHEMA "rd too";
ALTER AGGREGATE rd."A"(integer) RENAME TO "B";
SELECT * FROM known ORDER BY 1, 2;

-- undone
BEGIN;
ALTER TABLE "rd too"."T.1" RENAME TO nothing;
SAVEPOINT s;
DROP TABLE "rd too".nothing;
ROLLBACK TO s;
SELECT count(*) FROM known WHERE which LIKE '%nothing%';
ROLLBACK;
SELECT * FROM known WHERE what = 'port';

-- swapped by way of a third name
CREATE TABLE rd.x (id integer PRIMARY KEY, a text);
CREATE TABLE rd.y (id integer PRIMARY KEY, b text);
SELECT datamesh.tag_column('rd.x', 'a', 'pii.email'), datamesh.tag_column('rd.y', 'b', 'pii.phone');
BEGIN;
ALTER TABLE rd.x RENAME TO z;
ALTER TABLE rd.y RENAME TO x;
ALTER TABLE rd.z RENAME TO y;
COMMIT;
SELECT * FROM known WHERE what = 'tag' ORDER BY 2;
DROP TABLE rd.x, rd.y;

-- with enforcement off, names are followed nevertheless
SET datamesh.enforcement = off;
ALTER TABLE "rd too"."T.1" RENAME TO t;
ALTER TABLE "rd too".t SET SCHEMA rd;
RESET datamesh.enforcement;
SELECT * FROM known ORDER BY 1, 2;

-- out of the domain: a port no more, and nobody's finding
ALTER TABLE rd.t SET SCHEMA rd_free;
ALTER VIEW rd.w SET SCHEMA rd_free;
SELECT * FROM known ORDER BY 1, 2;

-- dropped: by itself, with a column, by CASCADE, with its schema
ALTER TABLE rd_free.t DROP COLUMN "E %s";
ALTER TABLE rd_free.t ADD PRIMARY KEY (a);
ALTER TABLE rd_free.t SET SCHEMA rd;
ALTER TABLE rd.t DROP COLUMN mobile;
DROP FUNCTION "rd too"."G"(integer);
DROP AGGREGATE rd."B"(integer);
DROP PROCEDURE rd."P"();
SELECT * FROM known ORDER BY 1, 2;
SET datamesh.enforcement = off;
CREATE TYPE rd.ty AS ENUM ('a');
CREATE TABLE rd.typed (email rd.ty);
CREATE FUNCTION rd."F"(rd.ty) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE "rd too".one (a integer);
CREATE VIEW rd.over AS SELECT 'x'::text AS email FROM "rd too".one;
RESET datamesh.enforcement;
SELECT datamesh.attach_output_port('rd.p', '"rd too".one');
SELECT count(*) > 0 AS some FROM datamesh.evaluate();
SELECT * FROM known ORDER BY 1, 2;
DROP TYPE rd.ty CASCADE;
SELECT * FROM known ORDER BY 1, 2;
DROP SCHEMA "rd too" CASCADE;
SELECT * FROM known ORDER BY 1, 2;
SELECT schema_name FROM datamesh.domain_schemas;
DROP SCHEMA rd CASCADE;
SELECT * FROM known WHERE what <> 'waiver';
DROP VIEW known;
DROP EXTENSION datamesh;
DROP SCHEMA rd_free CASCADE;
DROP ROLE regress_rd_team;
