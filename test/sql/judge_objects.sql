-- The ways by which something gets into a governed schema, or changes there.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE ROLE regress_jo_team;
CREATE SCHEMA jo AUTHORIZATION regress_jo_team;
CREATE SCHEMA jo_free AUTHORIZATION regress_jo_team;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_jo_team', current_database()); END $$;
SELECT datamesh.register_domain('jo', 'regress_jo_team', 'source_aligned');
SELECT datamesh.attach_schema('jo', 'jo');
SELECT datamesh.create_policy('keys', 'primary_key_required', parameters => '{"accept_unique": true}'),
	datamesh.create_policy('personal', 'pii_tag_required');
SET ROLE regress_jo_team;

-- made
CREATE TABLE jo.t (a integer);
CREATE TABLE jo.t AS SELECT 1 AS a;
SELECT 1 AS a INTO jo.t;
CREATE UNLOGGED TABLE jo.t (a integer);
CREATE VIEW jo.v AS SELECT 'x'::text AS email;
CREATE RECURSIVE VIEW jo.v (email) AS VALUES ('x'::text);
CREATE MATERIALIZED VIEW jo.m AS SELECT 'x'::text AS email;
CREATE TABLE jo.t (LIKE pg_class);
SET search_path = jo;
CREATE TABLE t (a integer);
CREATE TABLE IF NOT EXISTS t (a integer);
RESET search_path;
CREATE SCHEMA jo_more CREATE TABLE t (email text);
SELECT relname FROM pg_class WHERE relnamespace = 'jo'::regnamespace;

-- neither of these is anybody's
CREATE TABLE jo_free.t (email text);
CREATE TEMP TABLE t (email text);
CREATE TABLE jo_more.u (email text);
CREATE SEQUENCE jo.s;
CREATE TYPE jo.pair AS (email text, phone text);
CREATE TYPE jo.colour AS ENUM ('red');

-- by functions, triggers, and at commit
CREATE FUNCTION jo_free.make(what text) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE what;
	RETURN 1;
END $$;
SELECT jo_free.make('CREATE TABLE jo.t (a integer)');
SELECT jo_free.make('CREATE TABLE jo.t (a integer PRIMARY KEY)');
CREATE FUNCTION jo_free.make_tr() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM jo_free.make('ALTER TABLE jo.t ADD COLUMN email text');
	RETURN new;
END $$;
CREATE TABLE jo_free.events (id integer);
CREATE TRIGGER make BEFORE INSERT ON jo_free.events FOR EACH ROW EXECUTE FUNCTION jo_free.make_tr();
INSERT INTO jo_free.events VALUES (1);
DROP TRIGGER make ON jo_free.events;
CREATE CONSTRAINT TRIGGER make AFTER INSERT ON jo_free.events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION jo_free.make_tr();
INSERT INTO jo_free.events VALUES (1);
BEGIN; ALTER TABLE jo.t ADD COLUMN fine integer; INSERT INTO jo_free.events VALUES (1); COMMIT;
CREATE PROCEDURE jo_free.in_steps() LANGUAGE plpgsql AS $$
BEGIN
	CREATE TABLE jo.step_1 (a integer PRIMARY KEY);
	COMMIT;
	CREATE TABLE jo.step_2 (a integer);
	COMMIT;
END $$;
CALL jo_free.in_steps();
SELECT relname FROM pg_class WHERE relnamespace = 'jo'::regnamespace AND relkind = 'r' ORDER BY 1;

-- while a materialized view is refreshed PostgreSQL does not tell what happens
CREATE MATERIALIZED VIEW jo_free.sly AS SELECT jo_free.make('CREATE TABLE jo.hidden (email text)') WITH NO DATA;
REFRESH MATERIALIZED VIEW jo_free.sly;
CREATE MATERIALIZED VIEW jo_free.slyer AS SELECT jo_free.make('ALTER TABLE jo.t ADD COLUMN email text') WITH NO DATA;
REFRESH MATERIALIZED VIEW jo_free.slyer;
CREATE MATERIALIZED VIEW jo_free.slyest AS SELECT jo_free.make('GRANT ALL ON ALL TABLES IN SCHEMA jo TO PUBLIC') WITH NO DATA;
REFRESH MATERIALIZED VIEW jo_free.slyest;
CREATE MATERIALIZED VIEW jo_free.honest AS SELECT jo_free.make('CREATE TABLE jo.shown (a integer PRIMARY KEY)') AS a WITH NO DATA;
REFRESH MATERIALIZED VIEW jo_free.honest;
CREATE UNIQUE INDEX ON jo_free.honest (a);
DROP TABLE jo.shown;
REFRESH MATERIALIZED VIEW CONCURRENTLY jo_free.honest;
SELECT to_regclass('jo.hidden'), to_regclass('jo.shown');

-- columns that come from elsewhere
CREATE TABLE jo_free.parent (id integer);
CREATE TABLE jo.child (PRIMARY KEY (id)) INHERITS (jo_free.parent);
CREATE TABLE jo.grandchild (PRIMARY KEY (id)) INHERITS (jo.child);
ALTER TABLE jo_free.parent ADD COLUMN email text;
ALTER TABLE jo_free.parent ADD COLUMN fine text;
ALTER TABLE jo_free.parent RENAME COLUMN fine TO email;
CREATE TYPE jo_free.ty AS (id integer);
CREATE TABLE jo.typed OF jo_free.ty (PRIMARY KEY (id));
ALTER TYPE jo_free.ty ADD ATTRIBUTE email text CASCADE;
ALTER TYPE jo_free.ty ADD ATTRIBUTE fine text CASCADE;
ALTER TYPE jo_free.ty RENAME ATTRIBUTE fine TO email CASCADE;
SELECT attrelid::regclass, attname FROM pg_attribute
WHERE attrelid::regclass::text LIKE 'jo.%' AND attname IN ('email', 'fine') AND NOT attisdropped ORDER BY 1, 2;

-- partitions
BEGIN;
CREATE TABLE jo.parted (id integer PRIMARY KEY, email text) PARTITION BY RANGE (id);
SELECT datamesh.tag_column('jo.parted', 'email', 'pii.email');
COMMIT;
CREATE TABLE jo.part_1 PARTITION OF jo.parted FOR VALUES FROM (1) TO (10);
CREATE TABLE jo.part_2 (id integer NOT NULL, email text);
BEGIN;
CREATE TABLE jo.part_2 (id integer NOT NULL, email text);
ALTER TABLE jo.parted ATTACH PARTITION jo.part_2 FOR VALUES FROM (10) TO (20);
COMMIT;
ALTER TABLE jo.parted DETACH PARTITION jo.part_2;
ALTER TABLE jo.parted ADD COLUMN phone text;
BEGIN;
ALTER TABLE jo.parted DETACH PARTITION jo.part_2;
SELECT datamesh.tag_column('jo.part_2', 'email', 'pii.email');
COMMIT;

-- what is taken away from under a table
CREATE TABLE jo.by_index (a integer NOT NULL UNIQUE);
ALTER TABLE jo.by_index DROP CONSTRAINT by_index_a_key;
BEGIN;
CREATE UNIQUE INDEX by_index_2 ON jo.by_index (a);
ALTER TABLE jo.by_index DROP CONSTRAINT by_index_a_key;
COMMIT;
DROP INDEX jo.by_index_2;
BEGIN; DROP INDEX jo.by_index_2; CREATE UNIQUE INDEX ON jo.by_index (a); COMMIT;
DROP INDEX CONCURRENTLY jo.by_index_a_idx;
SELECT policy, object FROM datamesh.findings;
DROP TABLE jo.by_index;
SELECT policy, object FROM datamesh.findings;
CREATE DOMAIN jo_free.num AS integer;
CREATE TABLE jo.by_type (a jo_free.num PRIMARY KEY, b integer);
DROP DOMAIN jo_free.num CASCADE;

-- what belongs to an extension is exempt, but not everybody says what does
CREATE EXTENSION hstore SCHEMA jo;
BEGIN; CREATE TABLE jo.mine (a integer); ALTER EXTENSION hstore ADD TABLE jo.mine; COMMIT;
CREATE TABLE jo_free.mine (a integer);
ALTER EXTENSION hstore ADD TABLE jo_free.mine;
DROP EXTENSION hstore;

-- isolation levels, prepared transactions, read-only to the end
BEGIN ISOLATION LEVEL SERIALIZABLE; CREATE TABLE jo.iso (a integer); COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE; CREATE TABLE jo.iso (a integer PRIMARY KEY); COMMIT;
BEGIN ISOLATION LEVEL REPEATABLE READ; CREATE TABLE jo.iso_2 (a integer); COMMIT;
BEGIN; CREATE TABLE jo.iso_2 (a integer); SET TRANSACTION READ ONLY; COMMIT;
BEGIN; CREATE TABLE jo.iso_2 (a integer PRIMARY KEY); SET TRANSACTION READ ONLY; COMMIT;
BEGIN; CREATE TABLE jo.prepared (a integer); PREPARE TRANSACTION 'regress_jo';
BEGIN; CREATE TABLE jo.prepared (a integer PRIMARY KEY); PREPARE TRANSACTION 'regress_jo';
COMMIT PREPARED 'regress_jo';

-- early, by a catalogue function, and in a savepoint
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT datamesh.tag_column('jo.t', 'a', 'pii.email');
CREATE TABLE jo.first (a integer PRIMARY KEY);
SAVEPOINT s;
CREATE TABLE jo.early (a integer);
ROLLBACK TO s;
CREATE TABLE jo.early (a integer PRIMARY KEY);
COMMIT;

-- names are data
CREATE TABLE jo."a.b%s%d%n""'" (a integer);
CREATE TABLE jo."äöü äöü äöü äöü äöü äöü äöü äöü xyz" ("e-mail %s" text, "🙂" integer PRIMARY KEY);

-- foreign tables
RESET ROLE;
CREATE FOREIGN DATA WRAPPER regress_jo_fdw;
CREATE SERVER regress_jo_server FOREIGN DATA WRAPPER regress_jo_fdw;
GRANT USAGE ON FOREIGN SERVER regress_jo_server TO regress_jo_team;
SET ROLE regress_jo_team;
CREATE FOREIGN TABLE jo.f (email text) SERVER regress_jo_server;
CREATE FOREIGN TABLE jo.f (a text) SERVER regress_jo_server;
ALTER FOREIGN TABLE jo.f ADD COLUMN email text;
RESET ROLE;

-- many in one transaction
DO $$ BEGIN FOR i IN 1..300 LOOP EXECUTE format('CREATE TABLE jo.many_%s (a integer PRIMARY KEY)', i); END LOOP; END $$;
DO $$ BEGIN FOR i IN 1..300 LOOP EXECUTE format('ALTER TABLE jo.many_%s ADD COLUMN email text', i); END LOOP; END $$;
DO $$ BEGIN FOR i IN 1..300 LOOP EXECUTE format('DROP TABLE jo.many_%s', i); END LOOP; END $$;
SELECT feature, state FROM datamesh.enforcement_status WHERE feature = 'record of denials';
SELECT count(*) FROM datamesh.findings;

DROP FOREIGN DATA WRAPPER regress_jo_fdw CASCADE;
DROP EXTENSION datamesh;
DROP SCHEMA jo, jo_free, jo_more CASCADE;
DROP OWNED BY regress_jo_team;
DROP ROLE regress_jo_team;
