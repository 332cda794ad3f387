-- Policy kind naming.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_nam_team;
CREATE SCHEMA nam AUTHORIZATION regress_nam_team;
SELECT datamesh.register_domain('nam', 'regress_nam_team', 'source_aligned'), datamesh.attach_schema('nam', 'nam');
SELECT datamesh.create_policy('snake', 'naming', parameters =>
	'{"patterns": {"table": "^[a-z][a-z0-9_]*$", "column": "^[a-z][a-z0-9_]*$", "view": "^v_[a-z0-9_]+$",
	  "materialized_view": "^[a-z_]+_mv$", "index": ["_idx$", "_key$", "_pkey$"], "function": "^(get|set)_[a-z_]+$"}}');

\set VERBOSITY default
CREATE TABLE nam."OrderItems" ("itemId" integer PRIMARY KEY, "Größe" text);
\set VERBOSITY terse
-- the cure, pasted behind the statement
BEGIN;
CREATE TABLE nam."OrderItems" ("itemId" integer PRIMARY KEY, "Größe" text);
ALTER TABLE nam."OrderItems" RENAME COLUMN "itemId" TO item_id;
ALTER TABLE nam."OrderItems" RENAME COLUMN "Größe" TO groesse;
ALTER TABLE nam."OrderItems" RENAME TO order_items;
ALTER INDEX nam."OrderItems_pkey" RENAME TO order_items_pkey;
COMMIT;
CREATE VIEW nam.recent AS SELECT 1 AS a;
CREATE FUNCTION nam.compute(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER TABLE nam.order_items RENAME item_id TO "ItemID";
ALTER TABLE nam.order_items RENAME TO "Items";
CREATE INDEX wrong ON nam.order_items (groesse);
CREATE INDEX right_idx ON nam.order_items (groesse);

-- proposals
SELECT datamesh.set_enforcement('snake', 'shadow');
CREATE TABLE nam."URLList" ("userID" integer, "XMLHttpRequest" integer, "a  b" integer, "a b" integer, a_b integer,
	"1st" integer, "_x" integer, "Straße" integer, "日本" integer, "xmin_" integer, "C_1" integer, "c1" integer, "Ctid" integer);
CREATE TABLE nam.taken (a integer);
CREATE TABLE nam."Taken" (a integer);
CREATE TABLE nam."TAKEN" (a integer);
CREATE TYPE nam.a_type AS (a integer);
CREATE TABLE nam."AType" (a integer);
CREATE VIEW nam."RecentOrders" ("A") AS SELECT 1;
CREATE MATERIALIZED VIEW nam."Sums" AS SELECT 1 AS "Sum";
CREATE TABLE nam.long_names (a integer);
CREATE INDEX an_index_whose_name_is_already_as_long_as_a_name_in_sql_can_be1 ON nam.long_names (a);
CREATE INDEX "Some index" ON nam.long_names (a);
CREATE TABLE nam.parent ("ParentColumn" integer);
CREATE TABLE nam.child ("childColumn" integer) INHERITS (nam.parent);
CREATE TABLE nam.parted ("K" integer) PARTITION BY LIST ("K");
CREATE TABLE nam."Part1" PARTITION OF nam.parted FOR VALUES IN (1);
CREATE TYPE nam.row_type AS ("A" integer);
CREATE TABLE nam.typed OF nam.row_type;
CREATE PROCEDURE nam."getIt"() LANGUAGE sql AS '';
SELECT object, message, fix_sql FROM datamesh.evaluate('snake') ORDER BY object COLLATE "C";

-- every proposal works: columns and indexes first, as they are named by the table
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings WHERE fix_sql IS NOT NULL ORDER BY object_type = 'relation', object COLLATE "C" LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('snake') ORDER BY object COLLATE "C";

-- schemas and partitions; what has no pattern may be called as it likes
SELECT datamesh.create_policy('snake', 'naming', enforcement => 'shadow', parameters => '{"patterns": {"schema": "_data$", "partition": "^p_"}}');
SELECT object, message, fix_sql FROM datamesh.evaluate('snake') ORDER BY object COLLATE "C";
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings ORDER BY object_type LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('snake') ORDER BY object COLLATE "C";

-- parameters
SELECT datamesh.create_policy('x', 'naming');
SELECT datamesh.create_policy('x', 'naming', parameters => '{"patterns": {"tables": "x"}}');
\set VERBOSITY default
SELECT datamesh.create_policy('x', 'naming', parameters => '{"patterns": {"table": "[a-"}}');
