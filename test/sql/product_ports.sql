-- Ports: what a product offers, reads, and where it is controlled.
\set QUIET on
SET client_min_messages = warning;
CREATE EXTENSION datamesh;
CREATE ROLE regress_dm_a;
CREATE ROLE regress_dm_b;
CREATE SCHEMA a AUTHORIZATION regress_dm_a;
CREATE SCHEMA a2 AUTHORIZATION regress_dm_a;
CREATE SCHEMA b AUTHORIZATION regress_dm_b;
CREATE SCHEMA free;
CREATE TABLE a.orders (id serial PRIMARY KEY, note text);
CREATE TABLE a2.orders (id int);
CREATE VIEW a.v AS SELECT id FROM a.orders;
CREATE MATERIALIZED VIEW a.m AS SELECT id FROM a.orders;
CREATE TABLE a.parted (id int) PARTITION BY RANGE (id);
CREATE TABLE b.facts (id int PRIMARY KEY);
CREATE TABLE free.t (id int);
SELECT datamesh.register_domain('a', 'regress_dm_a', 'source_aligned') \g /dev/null
SELECT datamesh.register_domain('b', 'regress_dm_b', 'aggregate') \g /dev/null
SELECT datamesh.attach_schema('a', 'a'), datamesh.attach_schema('a', 'a2'), datamesh.attach_schema('b', 'b') \g /dev/null
SELECT datamesh.create_product('a.orders'), datamesh.create_product('a.more'), datamesh.create_product('b.facts') \g /dev/null
RESET client_min_messages;
\set QUIET off
CREATE VIEW seen AS
SELECT product, kind, name, schema_name, relation_name, source_product, external, description
FROM datamesh.ports ORDER BY domain, product, kind, name COLLATE "C";

-- Output: whatever can be read, in the domain's own schemas.
SELECT datamesh.attach_output_port('a.orders', 'a.orders', description => 'One row per order');
SELECT datamesh.attach_output_port('a.orders', 'a.orders');
SELECT datamesh.attach_output_port('a.orders', 'a.v', 'ids');
SELECT datamesh.attach_output_port('a.orders', 'a.m');
SELECT datamesh.attach_output_port('a.orders', 'a.parted');
SELECT datamesh.attach_output_port('a.orders', 'a.orders_pkey');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.attach_output_port('a.orders', 'a.orders_id_seq');
SELECT datamesh.attach_output_port('a.orders', 'b.facts');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.attach_output_port('a.orders', 'free.t');
SELECT datamesh.attach_output_port('a.nothing', 'a.orders');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.attach_output_port('a.orders', NULL);
SELECT datamesh.attach_output_port('a.orders', 'a.orders', '');

-- Of one product only, under one name only.
SELECT datamesh.attach_output_port('a.more', 'a.orders');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.attach_output_port('a.orders', 'a.v', 'other');
\echo :LAST_ERROR_SQLSTATE
-- The default name is taken; a name of one's own does.
SELECT datamesh.attach_output_port('a.orders', 'a2.orders');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.attach_output_port('a.orders', 'a2.orders', 'orders2');
TABLE seen;
-- A name given rebinds the port.
SELECT datamesh.detach_port('a.orders', 'output', 'orders2');
SELECT datamesh.attach_output_port('a.orders', 'a2.orders', 'ids');

-- Input.
SELECT datamesh.attach_input_port('b.facts', 'a.orders');
SELECT datamesh.attach_input_port('b.facts', 'relation a.orders', 'raw');
SELECT datamesh.attach_input_port('b.facts', 'free.t');
SELECT datamesh.attach_input_port('b.facts', 'product a.more');
SELECT datamesh.attach_input_port('b.facts', 's3://bucket/shop/clicks.parquet?version=3');
SELECT datamesh.attach_input_port('b.facts', 'external:the payroll system');
SELECT datamesh.attach_input_port('b.facts', 'kafka:clicks', description => 'Clicks');
SELECT datamesh.attach_input_port('b.facts', 'a.nothing');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.attach_input_port('b.facts', 'product a.nothing');
SELECT datamesh.attach_input_port('b.facts', 'relation a.nothing');
SELECT datamesh.attach_input_port('b.facts', 'a.orders@1.0.0');
SELECT datamesh.attach_input_port('b.facts', 'b.facts');
SELECT datamesh.attach_input_port('b.facts', 'product b.facts', 'self');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.attach_input_port('b.facts', 'external:');
SELECT datamesh.attach_input_port('b.facts', 'nonsense');
SELECT datamesh.publish_product('a.orders', '1.0.0');
SELECT datamesh.attach_input_port('b.facts', 'a.orders@1.0.0', 'orders');

-- Control.
SELECT datamesh.attach_control_port('b.facts', 'https://ops.example.org/facts/');
SELECT datamesh.attach_control_port('b.facts', 'https://ops.example.org/facts/', 'ops');
SELECT datamesh.attach_control_port('b.facts', '  ');
TABLE seen;

-- Detach.
SELECT datamesh.detach_port('b.facts', 'input', 'raw');
SELECT datamesh.detach_port('b.facts', 'input', 'raw');
\echo :LAST_ERROR_SQLSTATE
SET ROLE regress_dm_a;
SELECT datamesh.detach_port('b.facts', 'input', 'orders');
SELECT datamesh.attach_input_port('b.facts', 'a.orders', 'x');
-- a relation in one's own domain, another's product
SELECT datamesh.attach_output_port('b.facts', 'a.parted');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;

-- Names are followed in the same transaction.
ALTER TABLE a.orders RENAME TO all_orders;
ALTER VIEW a.v RENAME TO v2;
ALTER MATERIALIZED VIEW a.m RENAME TO m2;
ALTER SCHEMA free RENAME TO "Free";
BEGIN;
ALTER TABLE a.all_orders RENAME TO never;
ALTER SCHEMA a RENAME TO never;
ROLLBACK;
TABLE seen;
SELECT jsonb_path_query(ports, '$[*] ? (@.kind == "output")') AS port FROM datamesh.product_versions;

-- Within the domain a moved relation stays a port; elsewhere it does not.
ALTER TABLE a.all_orders SET SCHEMA a2;
ALTER MATERIALIZED VIEW a.m2 SET SCHEMA "Free";
ALTER TABLE "Free".t SET SCHEMA b;
TABLE seen;

-- Dropped relations close their ports, of both kinds.
DROP TABLE b.t, a.parted;
DROP TABLE a2.all_orders CASCADE;
TABLE seen;
DROP SCHEMA a2 CASCADE;
TABLE seen;

\set QUIET on
SET client_min_messages = warning;
DROP VIEW seen;
DROP EXTENSION datamesh;
DROP SCHEMA a, b, "Free" CASCADE;
DROP ROLE regress_dm_a, regress_dm_b;
