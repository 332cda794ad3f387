-- What one domain writes into its policies is its own affair: its rules are not
-- run for others, and its tests run with its own rights.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE ROLE regress_da_guild;
CREATE ROLE regress_da_one;
CREATE ROLE regress_da_two;
CREATE SCHEMA da_one AUTHORIZATION regress_da_one;
CREATE SCHEMA da_two AUTHORIZATION regress_da_two;
SELECT datamesh.set_governance_role('regress_da_guild');
SELECT datamesh.register_domain('one', 'regress_da_one', 'source_aligned'), datamesh.attach_schema('one', 'da_one');
SELECT datamesh.register_domain('two', 'regress_da_two', 'source_aligned'), datamesh.attach_schema('two', 'da_two');

-- A rule that stops running as soon as its domain has a relation.
SET ROLE regress_da_one;
SELECT datamesh.create_policy('mine', 'sql_rule', domain => 'one', parameters => '{"query":
	"SELECT object, ''x'' AS message, NULL::text AS fix_sql FROM datamesh_fact.relations_v1 WHERE 1 / (SELECT count(*) - 1 FROM datamesh_fact.relations_v1 WHERE schema_name = ''da_one'') > 5"}');
CREATE TABLE da_one.a (x integer);
RESET ROLE;
SET datamesh.enforcement = off;
CREATE TABLE da_one.a (x integer);
ALTER TABLE da_one.a OWNER TO regress_da_one;
RESET datamesh.enforcement;
SET ROLE regress_da_two;
CREATE TABLE da_two.a (x integer);
CREATE TABLE da_two.b (x integer);
CREATE TABLE da_two.c (x integer);
ALTER TABLE da_two.c ADD COLUMN y integer;
CREATE TYPE da_two.range AS RANGE (SUBTYPE = integer);
SELECT datamesh.create_product('two.p', 'a product'), datamesh.publish_product('two.p', '1.0.0');
DROP TABLE da_two.c;
SET ROLE regress_da_one;
ALTER TABLE da_one.a ADD COLUMN y integer;
CREATE TABLE da_one.b (x integer);
ALTER TABLE da_one.a ADD COLUMN y integer;
RESET ROLE;
SELECT outcome, policy, domain, object FROM datamesh.decisions ORDER BY decided_at;

-- Tests run as their author, in the session of whoever may be the author.
SET ROLE regress_da_one;
SELECT datamesh.create_policy('tested', 'primary_key_required', domain => 'one', tests => '[
	{"name": "rights", "sql": "ALTER ROLE regress_da_one SUPERUSER", "expect": "pass"},
	{"name": "program", "sql": "COPY (SELECT 1) TO PROGRAM ''touch /tmp/regress_da''", "expect": "pass"},
	{"name": "role", "sql": "RESET ROLE", "expect": "pass"},
	{"name": "session", "sql": "RESET SESSION AUTHORIZATION", "expect": "pass"},
	{"name": "off", "sql": "SET datamesh.enforcement = off; CREATE TABLE da_one.t (x integer)", "expect": "deny"},
	{"name": "commit", "sql": "COMMIT", "expect": "pass"},
	{"name": "honest", "sql": "CREATE TABLE da_one.t (x integer)", "expect": "deny"}]');
RESET ROLE;
SELECT name, outcome, passed FROM datamesh.test_policy('tested');
SELECT current_user = session_user AS same, rolsuper FROM pg_roles WHERE rolname = 'regress_da_one';
SET ROLE regress_da_guild;
SELECT * FROM datamesh.test_policy('tested');
SET ROLE regress_da_two;
SELECT * FROM datamesh.test_policy('tested');
RESET ROLE;

-- A policy is no reason to see, waive or change what is another domain's.
SET ROLE regress_da_two;
SELECT datamesh.set_enforcement('mine', 'off');
SELECT datamesh.create_policy('mine', 'primary_key_required', domain => 'two');
SELECT datamesh.waive('mine', 'da_one.a', 'x', now() + interval '1 day');
SELECT count(*) FROM datamesh.decisions;
RESET ROLE;
DROP EXTENSION datamesh;
DROP SCHEMA da_one, da_two CASCADE;
DROP ROLE regress_da_guild, regress_da_one, regress_da_two;
