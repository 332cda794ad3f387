-- Policy kind primary_key_required.  What it proposes must work for every shape of table.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_pk_team;
CREATE SCHEMA pk AUTHORIZATION regress_pk_team;
CREATE SCHEMA elsewhere;
SELECT datamesh.register_domain('pk', 'regress_pk_team', 'source_aligned'), datamesh.attach_schema('pk', 'pk');
SELECT datamesh.create_policy('keys', 'primary_key_required');

-- refused, with the cure; the cure pasted behind the statement passes
SET ROLE regress_pk_team;
\set VERBOSITY default
CREATE TABLE pk.orders (order_id integer, total numeric);
\set VERBOSITY terse
BEGIN;
CREATE TABLE pk.orders (order_id integer, total numeric);
ALTER TABLE pk.orders ADD PRIMARY KEY (order_id);
COMMIT;
CREATE TABLE pk.items (id bigint PRIMARY KEY);
CREATE TABLE elsewhere.no_domain (a integer);
RESET ROLE;
CREATE TABLE elsewhere.no_domain (a integer);
CREATE TEMP TABLE temporary (a integer);
CREATE VIEW pk.a_view AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW pk.a_matview AS SELECT 1 AS a;

-- every shape of table
SELECT datamesh.set_enforcement('keys', 'shadow');
CREATE TABLE pk.empty_with_id ("ID" integer, b text);
CREATE TABLE pk.empty_with_id_of_json (id json, b text);
CREATE TABLE pk.empty_generated (id integer GENERATED ALWAYS AS (b) STORED, b integer);
CREATE TABLE pk.nothing_suitable (a integer, b integer);
CREATE TABLE pk.no_columns ();
CREATE TABLE pk.rows_with_id (id integer);
INSERT INTO pk.rows_with_id VALUES (1), (1), (NULL);
CREATE TABLE pk.rows_taken (id integer, id_2 text, "Id_3" text);
INSERT INTO pk.rows_taken VALUES (1), (1);
CREATE TABLE pk.unique_not_null (code text NOT NULL UNIQUE, b integer NOT NULL);
INSERT INTO pk.unique_not_null VALUES ('x', 1), ('y', 1);
CREATE TABLE pk.unique_index (a integer NOT NULL, "B c" integer NOT NULL);
CREATE UNIQUE INDEX ON pk.unique_index ("B c", a);
CREATE TABLE pk.unique_null (a integer UNIQUE);
INSERT INTO pk.unique_null VALUES (1), (NULL), (NULL);
CREATE TABLE pk.unique_partial (a integer NOT NULL);
CREATE UNIQUE INDEX ON pk.unique_partial (a) WHERE a > 0;
INSERT INTO pk.unique_partial VALUES (1), (0), (0);
CREATE TABLE pk.unique_expression (a text NOT NULL);
CREATE UNIQUE INDEX ON pk.unique_expression (lower(a));
INSERT INTO pk.unique_expression VALUES ('a'), ('b');
CREATE TABLE pk.unique_deferred (a integer NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED);
CREATE COLLATION pk.blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE pk.unique_elsewise (a text COLLATE pk.blind NOT NULL);
CREATE UNIQUE INDEX ON pk.unique_elsewise (a COLLATE "C");
INSERT INTO pk.unique_elsewise VALUES ('a'), ('A');
CREATE TABLE pk.parent (a integer);
INSERT INTO pk.parent VALUES (1), (2);
CREATE TABLE pk.child (id integer) INHERITS (pk.parent);
INSERT INTO pk.child VALUES (3, 1), (4, 1);
CREATE TYPE pk.row_type AS (a integer);
CREATE TABLE pk.typed OF pk.row_type;
CREATE UNLOGGED TABLE pk.unlogged (a integer);
CREATE TABLE pk.parted (k integer, v text) PARTITION BY LIST (k);
CREATE TABLE pk.parted_1 PARTITION OF pk.parted FOR VALUES IN (1);
CREATE TABLE pk.parted_null PARTITION OF pk.parted FOR VALUES IN (NULL);
INSERT INTO pk.parted VALUES (1, 'x'), (NULL, 'y');
CREATE TABLE pk.parted_not_null (k integer NOT NULL, v text) PARTITION BY RANGE (k);
CREATE TABLE pk.parted_not_null_1 PARTITION OF pk.parted_not_null FOR VALUES FROM (1) TO (9);
INSERT INTO pk.parted_not_null VALUES (1, 'x'), (1, 'x');
CREATE TABLE pk.parted_alone (k integer, v text) PARTITION BY HASH (k);
CREATE TABLE pk.parted_unique (k integer NOT NULL, v text NOT NULL, UNIQUE (k, v)) PARTITION BY HASH (k);
CREATE TABLE pk.parted_unique_1 PARTITION OF pk.parted_unique FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE TABLE pk.parted_expression (k text NOT NULL) PARTITION BY LIST (lower(k));
CREATE TABLE elsewhere.parent (k integer NOT NULL) PARTITION BY LIST (k);
CREATE TABLE pk.stray_partition PARTITION OF elsewhere.parent FOR VALUES IN (1);
CREATE TABLE pk."Odd ""name""" ("a b" integer NOT NULL UNIQUE);
SELECT object, message, fix_sql FROM datamesh.evaluate('keys') ORDER BY object COLLATE "C";

-- all cures work, one after the other; what is left has none
DO $$
DECLARE
	sql text;
BEGIN
	LOOP
		SELECT fix_sql INTO sql FROM datamesh.evaluate('keys') WHERE fix_sql IS NOT NULL ORDER BY object COLLATE "C" LIMIT 1;
		EXIT WHEN NOT FOUND;
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, fix_sql FROM datamesh.findings ORDER BY object COLLATE "C";

-- partitions are judged by themselves only on request
SELECT datamesh.create_policy('keys', 'primary_key_required', enforcement => 'shadow', scope => '{"object_kinds": ["partition"]}');
SELECT object, message, fix_sql FROM datamesh.evaluate('keys') ORDER BY object COLLATE "C";

-- a unique index can be enough
SELECT datamesh.drop_policy('keys');
SELECT datamesh.create_policy('unique', 'primary_key_required', parameters => '{"accept_unique": true}');
CREATE TABLE pk.good (a integer NOT NULL UNIQUE);
CREATE TABLE pk.bad (a integer UNIQUE);
BEGIN;
CREATE TABLE pk.good_later (a integer);
CREATE UNIQUE INDEX ON pk.good_later (a);
ALTER TABLE pk.good_later ALTER a SET NOT NULL;
COMMIT;
ALTER TABLE pk.good_later ALTER a DROP NOT NULL;
SELECT object, message FROM datamesh.evaluate('unique') ORDER BY object COLLATE "C";

-- a key that stood before is missed when it is dropped
CREATE TABLE pk.had_key (a integer PRIMARY KEY);
ALTER TABLE pk.had_key DROP CONSTRAINT had_key_pkey;

SELECT datamesh.create_policy('x', 'primary_key_required', parameters => '{"accept_unique": "yes"}');
SELECT datamesh.create_policy('x', 'primary_key_required', parameters => '{"accept_unqiue": true}');
