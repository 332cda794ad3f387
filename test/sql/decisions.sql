-- Every decision is kept: who, what, by which version of which policy.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
SET client_min_messages = error;
SET application_name = 'regress %s';
CREATE ROLE regress_d_guild;
CREATE ROLE regress_d_team;
CREATE ROLE regress_d_member IN ROLE regress_d_team;
CREATE ROLE regress_d_other;
CREATE SCHEMA d AUTHORIZATION regress_d_team;
CREATE SCHEMA d_other AUTHORIZATION regress_d_other;
SELECT datamesh.set_governance_role('regress_d_guild');
SELECT datamesh.register_domain('d', 'regress_d_team', 'source_aligned'), datamesh.attach_schema('d', 'd');
SELECT datamesh.register_domain('d_other', 'regress_d_other', 'source_aligned'), datamesh.attach_schema('d_other', 'd_other');
SET ROLE regress_d_guild;
SELECT datamesh.create_policy('keys', 'primary_key_required'),
	datamesh.create_policy('personal', 'pii_tag_required', level => 'recommended', enforcement => 'warn'),
	datamesh.create_policy('comments', 'comment_required', level => 'optional', enforcement => 'shadow', moment => 'statement'),
	datamesh.create_policy('silent', 'comment_required', enforcement => 'off'),
	datamesh.create_policy('later', 'comment_required', moment => 'publish');
SET SESSION AUTHORIZATION regress_d_member;
SET ROLE regress_d_team;
CREATE TABLE d.one (a integer PRIMARY KEY, email text);
ALTER TABLE d.one ADD COLUMN phone text;
ALTER TABLE d.one DROP CONSTRAINT one_pkey;
CREATE TABLE d.two (a integer, email text);
RESET SESSION AUTHORIZATION;
SET ROLE regress_d_other;
CREATE TABLE d_other.one (a integer);
RESET ROLE;
SELECT outcome, policy, policy_version, level, moment, command, domain, object_type, object FROM datamesh.decisions ORDER BY decided_at, object;
SELECT DISTINCT role_name, session_role, application_name FROM datamesh.decisions ORDER BY 1, 2;
SELECT denial FROM datamesh.decisions WHERE outcome = 'deny' ORDER BY 1;

-- who reads which
SET ROLE regress_d_guild;
SELECT count(*) FROM datamesh.decisions;
SET ROLE regress_d_team;
SELECT domain, count(*) FROM datamesh.decisions GROUP BY 1;
SET ROLE regress_d_other;
SELECT domain, count(*) FROM datamesh.decisions GROUP BY 1;

-- nobody writes them by hand
INSERT INTO datamesh.decisions DEFAULT VALUES;
DELETE FROM datamesh_catalog.decision;
RESET ROLE;

-- a decision that allows is rolled back with what it allowed; a denial is not
BEGIN;
CREATE TABLE d.gone (a integer PRIMARY KEY, email text);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT count(*) FROM datamesh.decisions WHERE object LIKE 'd.gone%';
ROLLBACK;
SELECT count(*) FROM datamesh.decisions WHERE object LIKE 'd.gone%';
DO $$
BEGIN
	CREATE TABLE d.gone (a integer);
	SET CONSTRAINTS ALL IMMEDIATE;
EXCEPTION WHEN SQLSTATE 'MD001' THEN
	NULL;
END $$;
SELECT outcome, object, command FROM datamesh.decisions WHERE object LIKE 'd.gone%';

-- texts that look like formats, and like what stands for NULL
SET application_name = E'\x01';
CREATE TABLE d."%s %n ""
'" (a integer);
RESET application_name;
SELECT outcome, object, application_name IS NOT NULL AS has_name FROM datamesh.decisions WHERE object LIKE '%\%n%' AND outcome = 'deny';

-- of a database that only reads by default
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$;
CREATE TABLE d.read_only (a integer);
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', current_database()); END $$;
SELECT outcome, object FROM datamesh.decisions WHERE object LIKE 'd.read%' AND outcome = 'deny';

-- hundreds at once
DO $$ BEGIN FOR i IN 1..500 LOOP EXECUTE format('CREATE TABLE d.many_%s (a integer)', i); END LOOP; END $$;
SELECT count(*), max(denial) - min(denial) FROM datamesh.decisions WHERE object LIKE 'd.many%';
SELECT feature, state FROM datamesh.enforcement_status WHERE feature = 'record of denials';

-- not waited for, it comes all the same
SET datamesh.denial_wait = 0;
CREATE TABLE d.unseen (a integer);
RESET datamesh.denial_wait;
DO $$
BEGIN
	FOR i IN 1..500 LOOP
		EXIT WHEN EXISTS (SELECT FROM datamesh.decisions WHERE object = 'd.unseen');
		PERFORM pg_sleep(0.01);
	END LOOP;
END $$;
SELECT outcome, object FROM datamesh.decisions WHERE object = 'd.unseen';
DROP EXTENSION datamesh;
DROP SCHEMA d, d_other CASCADE;
DROP ROLE regress_d_guild, regress_d_member, regress_d_team, regress_d_other;
