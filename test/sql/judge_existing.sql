-- What stood before a transaction does not deny, what gets worse does, whichever
-- statement does it and whatever is done in between.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
SET client_min_messages = error;
CREATE ROLE regress_je_team;
CREATE ROLE regress_je_other;
CREATE SCHEMA je AUTHORIZATION regress_je_team;
CREATE SCHEMA je_too AUTHORIZATION regress_je_team;
CREATE SCHEMA je_free AUTHORIZATION regress_je_team;
SELECT datamesh.register_domain('je', 'regress_je_team', 'source_aligned');
SELECT datamesh.attach_schema('je', 'je'), datamesh.attach_schema('je', 'je_too');

-- A legacy of sins, from before there were policies.
SET ROLE regress_je_team;
CREATE TABLE je.old (a text, email text, "Bad" integer);
GRANT SELECT ON je.old TO PUBLIC;
GRANT USAGE ON SCHEMA je TO PUBLIC;
CREATE VIEW je.old_view AS SELECT 1 AS phone;
CREATE FUNCTION je."F"() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE je.parted (id integer PRIMARY KEY, email text) PARTITION BY RANGE (id);
CREATE TABLE je_free.loose (a integer, email text);
RESET ROLE;
SELECT datamesh.create_policy('keys', 'primary_key_required'),
	datamesh.create_policy('personal', 'pii_tag_required'),
	datamesh.create_policy('public', 'no_public_grants', parameters => '{"allow_schema_usage": false}'),
	datamesh.create_policy('names', 'naming', parameters => '{"patterns": {"table": "^[a-z_0-9]+$", "column": "^[a-z_0-9]+$", "function": "^[a-z_0-9]+$"}}');
SELECT policy, object FROM datamesh.findings ORDER BY 1, 2;
SET ROLE regress_je_team;

-- 1. Each of these changes something old and makes nothing worse.
ALTER TABLE je.old ADD COLUMN fine integer;
ALTER TABLE je.old ALTER COLUMN email SET NOT NULL;
ALTER TABLE je.old RENAME COLUMN email TO mail;
ALTER TABLE je.old RENAME COLUMN "Bad" TO "Worse";
ALTER TABLE je.old RENAME TO elder;
ALTER TABLE je.elder SET SCHEMA je_too;
ALTER TABLE je_too.elder SET SCHEMA je;
ALTER TABLE je.elder RENAME TO old;
RESET ROLE;
ALTER SCHEMA je RENAME TO je_renamed;
ALTER SCHEMA je_renamed RENAME TO je;
SET ROLE regress_je_team;
COMMENT ON SCHEMA je IS 'x';
COMMENT ON TABLE je.old IS 'x';
COMMENT ON COLUMN je.old.mail IS 'x';
CREATE INDEX ON je.old (a);
CREATE INDEX CONCURRENTLY ON je.old (mail);
CREATE OR REPLACE VIEW je.old_view AS SELECT 1 AS phone, 2 AS two;
ALTER VIEW je.old_view RENAME TO older_view;
CREATE OR REPLACE FUNCTION je."F"() RETURNS integer LANGUAGE sql AS 'SELECT 2';
ALTER FUNCTION je."F"() STABLE;
ALTER FUNCTION je."F"() RENAME TO "G";
ALTER FUNCTION je."G"() SET SCHEMA je_too;
CREATE FUNCTION je_free."H"(name) RETURNS integer LANGUAGE sql AS 'SELECT 2';
DROP FUNCTION je_free."H"(name);
GRANT SELECT ON je.old TO regress_je_other;
GRANT SELECT ON je.old TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA je TO regress_je_other;
REVOKE ALL ON ALL TABLES IN SCHEMA je FROM regress_je_other;
ALTER TABLE je.old ENABLE ROW LEVEL SECURITY;
CREATE TABLE je.part PARTITION OF je.parted FOR VALUES FROM (1) TO (10);
ALTER TABLE je.old OWNER TO regress_je_team;
ALTER TABLE je.old DROP COLUMN fine;
DO $$ BEGIN EXECUTE 'ALTER TABLE je.old ADD COLUMN fine integer'; END $$;
SELECT policy, object FROM datamesh.findings ORDER BY 1, 2;

-- 2. Each of these makes something worse.
ALTER TABLE je.old ADD COLUMN phone text;
ALTER TABLE je.old ADD COLUMN "Third" integer;
ALTER TABLE je.old RENAME COLUMN a TO surname;
ALTER TABLE je.old RENAME COLUMN mail TO mobile;
ALTER TABLE je.old RENAME TO "Old";
GRANT UPDATE ON je.old TO PUBLIC;
GRANT SELECT (a) ON je.old TO PUBLIC;
GRANT CREATE ON SCHEMA je TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA je TO PUBLIC;
CREATE OR REPLACE VIEW je.older_view AS SELECT 1 AS phone, 2 AS two, 'x'::text AS email;
ALTER TABLE je.parted DROP CONSTRAINT parted_pkey;
ALTER TABLE je.parted DETACH PARTITION je.part;
ALTER TABLE je_free.loose SET SCHEMA je;
BEGIN; ALTER TABLE je.old RENAME TO older; GRANT UPDATE ON je.older TO PUBLIC; COMMIT;
BEGIN; GRANT UPDATE ON je.old TO PUBLIC; ALTER TABLE je.old RENAME TO older; COMMIT;
DO $$ BEGIN EXECUTE 'ALTER TABLE je.old ADD COLUMN phone text'; END $$;

-- A denial excuses nothing: the same again is denied again.
ALTER TABLE je.old ADD COLUMN phone text;

-- 3. What is written down in between does not count as having stood before.
BEGIN;
CREATE TABLE je.sly (a integer);
SELECT count(*) FROM datamesh.evaluate() WHERE object = 'je.sly';
COMMIT;
CREATE TABLE je.sly AS SELECT count(*) AS email FROM datamesh.evaluate();
CREATE FUNCTION je_free.look() RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT count(*)::integer FROM datamesh.evaluate()';
ALTER TABLE je.old ADD COLUMN phone integer DEFAULT je_free.look();
SELECT count(*) FROM datamesh.findings WHERE object LIKE '%phone' OR object LIKE '%sly%';

-- 4. What somebody else committed meanwhile, and nobody wrote down, is asked of the
-- object before it changes.
RESET ROLE;
SET datamesh.enforcement = off;
CREATE TABLE je.restored (a integer, email text);
ALTER TABLE je.restored OWNER TO regress_je_team;
RESET datamesh.enforcement;
SET ROLE regress_je_team;
GRANT SELECT ON ALL TABLES IN SCHEMA je TO regress_je_other;
ALTER TABLE je.restored ADD COLUMN b integer;
SELECT policy, object FROM datamesh.findings WHERE object LIKE '%restored%' ORDER BY 1, 2;
RESET ROLE;

-- 5. A policy asks nothing of what was touched before it came.
BEGIN;
ALTER TABLE je.old ADD COLUMN c integer;
SELECT datamesh.create_policy('comments', 'comment_required');
CREATE TABLE je.fresh (a integer PRIMARY KEY);
COMMIT;
BEGIN;
ALTER TABLE je.old ADD COLUMN c integer;
SELECT datamesh.create_policy('comments', 'comment_required');
COMMIT;
SELECT object FROM datamesh.findings WHERE policy = 'comments' AND object_type = 'relation' ORDER BY 1;
BEGIN;
CREATE TABLE je.fresh (a integer PRIMARY KEY);
SELECT datamesh.waive('comments', 'je.other', 'x', now() + interval '1 day') IS NOT NULL AS waived;
COMMIT;

-- 6. Unless the policy says otherwise.
SELECT datamesh.create_policy('keys', 'primary_key_required', existing => 'deny_on_touch');
ALTER TABLE je.old ADD COLUMN d integer;
BEGIN; ALTER TABLE je.old ADD COLUMN d integer; ALTER TABLE je.old ADD PRIMARY KEY (a); COMMIT;

-- 7. A schema with a past can be taken in, and left again.
SELECT datamesh.attach_schema('je', 'je_free');
SELECT policy, object FROM datamesh.findings WHERE object LIKE 'je_free%' ORDER BY 1, 2;
SET quote_all_identifiers = on;
SELECT datamesh.detach_schema('je', 'je_free');
SELECT count(*) FROM datamesh.findings WHERE object LIKE '%je_free%';
DROP EXTENSION datamesh;
DROP SCHEMA je, je_too, je_free CASCADE;
DROP ROLE regress_je_team, regress_je_other;
