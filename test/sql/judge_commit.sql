-- The judge decides before commit: what one transaction leaves behind counts,
-- not the way to it.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_judge_team;
CREATE SCHEMA jc AUTHORIZATION regress_judge_team;
SELECT datamesh.register_domain('jc', 'regress_judge_team', 'source_aligned');
SELECT datamesh.attach_schema('jc', 'jc');
SELECT datamesh.create_policy('keys', 'primary_key_required');
SET ROLE regress_judge_team;

-- refused, all of it, with one error for both tables
BEGIN;
CREATE TABLE jc.one (a integer);
CREATE TABLE jc.two (a integer);
COMMIT;
SELECT count(*) FROM pg_class WHERE relnamespace = 'jc'::regnamespace;

-- the whole text of a denial
\set VERBOSITY default
CREATE TABLE jc.one (a integer);
\set VERBOSITY sqlstate
CREATE TABLE jc.one (a integer);
\set VERBOSITY terse

-- put right in the same transaction
BEGIN;
CREATE TABLE jc.one (a integer);
ALTER TABLE jc.one ADD PRIMARY KEY (a);
COMMIT;

-- a savepoint that takes back the offence
BEGIN;
SAVEPOINT s;
CREATE TABLE jc.two (a integer);
ROLLBACK TO s;
COMMIT;

-- a savepoint that takes back the cure
BEGIN;
CREATE TABLE jc.two (a integer);
SAVEPOINT s;
ALTER TABLE jc.two ADD PRIMARY KEY (a);
ROLLBACK TO s;
COMMIT;

-- judged early inside a savepoint that rolls back: it has to be judged again
BEGIN;
ALTER TABLE jc.one DROP CONSTRAINT one_pkey;
SAVEPOINT s;
ALTER TABLE jc.one ADD PRIMARY KEY (a);
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
COMMIT;

-- early on request
BEGIN;
CREATE TABLE jc.two (a integer);
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
CREATE TABLE jc.two (a integer);
ROLLBACK;

-- released savepoints, and errors caught in PL/pgSQL
BEGIN;
SAVEPOINT s;
CREATE TABLE jc.two (a integer);
RELEASE s;
COMMIT;
DO $$
BEGIN
	BEGIN
		CREATE TABLE jc.two (a integer);
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		NULL;
	END;
	CREATE TABLE jc.three (a integer PRIMARY KEY);
END $$;
DO $$
BEGIN
	CREATE TABLE jc.two (a integer);
	COMMIT;
EXCEPTION WHEN SQLSTATE 'MD001' THEN
	RAISE NOTICE 'not reached: a commit cannot be inside a block with a handler';
END $$;
DO $$
BEGIN
	CREATE TABLE jc.two (a integer);
	SET CONSTRAINTS ALL IMMEDIATE;
EXCEPTION WHEN SQLSTATE 'MD001' THEN
	RAISE NOTICE 'caught: %', SQLERRM;
END $$;
SELECT relname FROM pg_class WHERE relnamespace = 'jc'::regnamespace AND relkind = 'r' ORDER BY 1;

-- created and dropped: nothing left to judge
BEGIN;
CREATE TABLE jc.two (a integer);
DROP TABLE jc.two;
COMMIT;

-- elsewhere nobody judges
RESET ROLE;
CREATE TABLE public.free (a integer);
CREATE TEMP TABLE two (a integer);

-- and moving it in is judged
ALTER TABLE public.free SET SCHEMA jc;

-- a session in the role of a replica is judged
SET session_replication_role = replica;
CREATE TABLE jc.two (a integer);
RESET session_replication_role;

-- a superuser may turn it off, nobody else
SET ROLE regress_judge_team;
SET datamesh.enforcement = off;
RESET ROLE;
SET datamesh.enforcement = off;
CREATE TABLE jc.two (a integer);
RESET datamesh.enforcement;
SELECT object, message, state FROM datamesh.evaluate('keys');

-- what stood before does not deny, what gets worse does
ALTER TABLE jc.two ADD COLUMN b integer;
ALTER TABLE jc.two RENAME TO second;
SELECT object FROM datamesh.findings;
ALTER TABLE jc.three DROP CONSTRAINT three_pkey;
SELECT datamesh.create_policy('keys', 'primary_key_required', existing => 'deny_on_touch');
ALTER TABLE jc.second ADD COLUMN c integer;
ALTER TABLE jc.second ADD PRIMARY KEY (a);
SELECT count(*) FROM datamesh.findings;

-- every denial was recorded, although its transaction was rolled back
SELECT outcome, object, count(*) FROM datamesh.decisions GROUP BY 1, 2 ORDER BY 1, 2;
SELECT feature, state FROM datamesh.enforcement_status WHERE feature = 'record of denials';

-- a judge that is switched off refuses
ALTER TABLE datamesh_catalog.tick DISABLE TRIGGER judge;
CREATE TABLE jc.four (a integer PRIMARY KEY);
ALTER TABLE datamesh_catalog.tick ENABLE ALWAYS TRIGGER judge;
CREATE TABLE jc.four (a integer PRIMARY KEY);

DROP EXTENSION datamesh;
DROP SCHEMA jc CASCADE;
DROP TABLE public.free;
DROP ROLE regress_judge_team;
