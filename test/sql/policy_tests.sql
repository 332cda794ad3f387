-- Policies carry their own tests.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_pt_team;
CREATE ROLE regress_pt_guild;
SELECT datamesh.set_governance_role('regress_pt_guild');
CREATE SCHEMA pt AUTHORIZATION regress_pt_team;
SELECT datamesh.register_domain('pt', 'regress_pt_team', 'source_aligned');
SELECT datamesh.attach_schema('pt', 'pt');
SELECT datamesh.create_policy('keys', 'primary_key_required', enforcement => 'shadow', tests => '[
	{"name": "no key", "sql": "CREATE TABLE pt.a (x integer)", "expect": "deny"},
	{"name": "a key", "sql": "CREATE TABLE pt.a (x integer PRIMARY KEY)", "expect": "pass"},
	{"name": "put right", "sql": "CREATE TABLE pt.a (x integer); ALTER TABLE pt.a ADD PRIMARY KEY (x)", "expect": "pass"},
	{"name": "expects the wrong thing", "sql": "CREATE TABLE pt.a (x integer)", "expect": "pass"},
	{"name": "does not run", "sql": "CREATE TABLE pt.a (x no_such_type)", "expect": "deny"},
	{"sql": "SELECT 1", "expect": "pass"},
	{"name": "no sql", "expect": "pass"}]');
SELECT * FROM datamesh.test_policy('keys');
-- other policies have no say in it
SELECT datamesh.create_policy('names', 'naming', parameters => '{"patterns": {"table": "^z"}}');
SELECT name, outcome, passed FROM datamesh.test_policy('keys') LIMIT 2;
-- nothing is left of it
SELECT count(*) FROM pg_class WHERE relnamespace = 'pt'::regnamespace;
SELECT count(*) FROM datamesh.findings;
SELECT count(*) FROM datamesh.decisions;
CREATE TABLE pt.a (x integer);
-- who may
SET ROLE regress_pt_team;
SELECT * FROM datamesh.test_policy('keys');
SELECT * FROM datamesh.test_policy('nothing');
RESET ROLE;
-- tests that are none
SELECT datamesh.create_policy('x', 'primary_key_required', tests => '{}');
DROP EXTENSION datamesh;
DROP SCHEMA pt CASCADE;
DROP ROLE regress_pt_team, regress_pt_guild;
