-- Schemas of domains: attached, detached, renamed, dropped.
\set QUIET on
SET client_min_messages = warning;
CREATE EXTENSION datamesh;
CREATE ROLE regress_dm_a;
CREATE ROLE regress_dm_b;
CREATE SCHEMA a1 AUTHORIZATION regress_dm_a;
CREATE SCHEMA a2 AUTHORIZATION regress_dm_a;
CREATE SCHEMA b1 AUTHORIZATION regress_dm_b;
SELECT datamesh.register_domain('a', 'regress_dm_a', 'aggregate') \g /dev/null
SELECT datamesh.register_domain('b', 'regress_dm_b', 'aggregate') \g /dev/null
RESET client_min_messages;
\set QUIET off
CREATE VIEW seen AS
SELECT domain, schema_name, schema_exists, schema_owner, changed_by FROM datamesh.domain_schemas ORDER BY 1, 2;

SET ROLE regress_dm_a;
SELECT datamesh.attach_schema('a', 'a1');
SELECT datamesh.attach_schema('a', 'a1');
-- a schema one does not own; a domain one does not own
SELECT datamesh.attach_schema('a', 'b1');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.attach_schema('b', 'a2');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.detach_schema('b', 'a1');
RESET ROLE;
TABLE seen;

-- One domain at most: the error names the other and its owner.
SELECT datamesh.attach_schema('b', 'a1');
\echo :LAST_ERROR_SQLSTATE

-- Neither the system's schemas nor ours, nor what does not exist.
SELECT datamesh.attach_schema('a', 'pg_catalog');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.attach_schema('a', 'information_schema');
SELECT datamesh.attach_schema('a', 'datamesh_catalog');
CREATE TEMP TABLE t (i int);
\set VERBOSITY sqlstate
SELECT datamesh.attach_schema('a', pg_my_temp_schema()::regnamespace) IS NULL AS never;
\set VERBOSITY default
SELECT datamesh.attach_schema('a', 'nothing');
SELECT datamesh.attach_schema('nowhere', 'a2');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.attach_schema('a', NULL);

-- Renamed in the renaming transaction.
BEGIN;
ALTER SCHEMA a1 RENAME TO "A 1";
TABLE seen;
ROLLBACK;
TABLE seen;
ALTER SCHEMA a1 RENAME TO "A 1";
SELECT datamesh.attach_schema('b', '"A 1"');

-- Dropped: closed, not forgotten.
SELECT datamesh.attach_schema('a', 'a2');
DROP SCHEMA a2;
TABLE seen;
CREATE SCHEMA a2;
SELECT datamesh.attach_schema('b', 'a2');
SELECT domain, schema_name, valid_to IS NOT NULL AS closed FROM datamesh_catalog.domain_schema ORDER BY 1, 2;

-- Detached.
SELECT datamesh.detach_schema('a', 'a2');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.detach_schema('b', 'a2');
TABLE seen;

-- Not while a product offers something in it.
SET ROLE regress_dm_a;
CREATE TABLE "A 1".t (id int PRIMARY KEY);
SELECT datamesh.create_product('a.p');
SELECT datamesh.attach_output_port('a.p', '"A 1".t');
SELECT datamesh.detach_schema('a', '"A 1"');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.detach_port('a.p', 'output', 't');
SELECT datamesh.detach_schema('a', '"A 1"');
RESET ROLE;
TABLE seen;

-- A row that nobody closed, because event triggers were off, does not stand in
-- the way of a rename.
SELECT datamesh.attach_schema('a', 'b1');
SET session_replication_role = replica;
ALTER EVENT TRIGGER datamesh_sql_drop DISABLE;
DROP SCHEMA b1;
ALTER EVENT TRIGGER datamesh_sql_drop ENABLE ALWAYS;
RESET session_replication_role;
SELECT datamesh.attach_schema('b', 'a2');
TABLE seen;
ALTER SCHEMA a2 RENAME TO b1;
TABLE seen;

\set QUIET on
SET client_min_messages = warning;
DROP VIEW seen;
DROP EXTENSION datamesh;
DROP SCHEMA "A 1", b1 CASCADE;
DROP ROLE regress_dm_a, regress_dm_b;
