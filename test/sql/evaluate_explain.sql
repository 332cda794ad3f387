-- evaluate() by whoever may, and explain() of every type of object.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
SET client_min_messages = error;
CREATE ROLE regress_ee_guild;
CREATE ROLE regress_ee_team;
CREATE ROLE regress_ee_sub;
CREATE ROLE regress_ee_stranger;
CREATE SCHEMA ee AUTHORIZATION regress_ee_team;
CREATE SCHEMA ee_sub AUTHORIZATION regress_ee_sub;
SELECT datamesh.set_governance_role('regress_ee_guild');
SELECT datamesh.register_domain('ee', 'regress_ee_team', 'source_aligned', 'a domain'),
	datamesh.register_domain('ee_sub', 'regress_ee_sub', 'aggregate', parent => 'ee');
SELECT datamesh.attach_schema('ee', 'ee'), datamesh.attach_schema('ee_sub', 'ee_sub');
SET ROLE regress_ee_sub;
CREATE TABLE ee_sub.one (a integer);
SET ROLE regress_ee_team;
CREATE TABLE ee.one (a integer, email text);
CREATE TABLE ee.skipped (a integer);
CREATE FUNCTION ee.f(a integer, b name) RETURNS integer LANGUAGE sql AS 'SELECT 1';
SELECT datamesh.create_product('ee.p'), datamesh.attach_output_port('ee.p', 'ee.one');
SET ROLE regress_ee_guild;
SELECT datamesh.create_policy('keys', 'primary_key_required', scope => '{"except": ["%.skipped"]}'),
	datamesh.create_policy('personal', 'pii_tag_required', enforcement => 'shadow'),
	datamesh.create_policy('tagged', 'comment_required', scope => '{"tags": ["pii.*"]}'),
	datamesh.create_policy('retention', 'retention_required', moment => 'publish'),
	datamesh.create_policy('contacts', 'contacts_required', scope => '{"domains": ["ee"]}'),
	datamesh.create_policy('funcs', 'naming', parameters => '{"patterns": {"function": "^fn_", "schema": "^s_"}}'),
	datamesh.create_policy('views', 'comment_required', scope => '{"object_kinds": ["view"]}', enforcement => 'off'),
	datamesh.create_policy('at-rest', 'attestation_required', moment => 'scheduled', enforcement => 'warn', parameters => '{"control": "at-rest"}'),
	datamesh.create_policy('rule', 'sql_rule', enforcement => 'warn', parameters => '{"query": "SELECT object, ''no foreign key'' AS message, NULL::text AS fix_sql FROM datamesh_fact.relations_v1 WHERE kind = ''table''"}');

-- who gets what
SELECT policy, domain, object, state, object_type FROM datamesh.evaluate() ORDER BY 1, 2, 3;
SET ROLE regress_ee_team;
SELECT policy, domain, object FROM datamesh.evaluate() ORDER BY 1, 2, 3;
SELECT policy, domain, object FROM datamesh.evaluate('keys') ORDER BY 1, 2, 3;
SELECT policy, domain, object FROM datamesh.evaluate('keys', 'ee_sub') ORDER BY 1, 2, 3;
SET ROLE regress_ee_sub;
SELECT policy, domain, object FROM datamesh.evaluate() ORDER BY 1, 2, 3;
SELECT policy FROM datamesh.evaluate(domain => 'ee');
SELECT count(*) FROM datamesh.findings WHERE domain IS DISTINCT FROM 'ee_sub';
SET ROLE regress_ee_stranger;
SELECT policy FROM datamesh.evaluate();
SELECT policy FROM datamesh.evaluate('keys', 'ee');
SELECT count(*) FROM datamesh.findings;
SELECT count(*) FROM datamesh.decisions;
SET ROLE regress_ee_guild;
SELECT policy FROM datamesh.evaluate('nothing');
SELECT policy FROM datamesh.evaluate(domain => 'nowhere');
SELECT count(*) FROM datamesh.evaluate('views');

-- it finds what happened while nobody looked, and forgets what is gone
RESET ROLE;
SET datamesh.enforcement = off;
DROP TABLE ee.skipped;
CREATE TABLE ee.two (a integer);
ALTER TABLE ee.one ADD PRIMARY KEY (a);
RESET datamesh.enforcement;
SELECT object FROM datamesh.evaluate('keys') ORDER BY 1;
DROP TABLE ee.two;

-- each type of object
SELECT policy, applies, reason, state, message, fix_sql FROM datamesh.explain('ee.one');
SELECT policy, reason, state, message FROM datamesh.explain('column ee.one.email') WHERE applies;
SELECT policy, reason, state, message FROM datamesh.explain('ee.f(integer, name)') WHERE applies;
SELECT policy, reason, state, message FROM datamesh.explain('schema ee') WHERE applies;
SELECT policy, reason, state, message FROM datamesh.explain('domain ee') WHERE applies;
SELECT policy, reason, state, message FROM datamesh.explain('ee.p') WHERE applies;
SELECT policy, reason, state, message FROM datamesh.explain('database ' || quote_ident(current_database())) WHERE applies;
SELECT policy, reason, state FROM datamesh.explain('domain ee_sub') WHERE policy = 'contacts';
SELECT datamesh.waive('rule', 'ee.one', 'x', now() + interval '1 day') IS NOT NULL AS waived;
SELECT policy, state FROM datamesh.explain('ee.one') WHERE policy = 'rule';
SELECT datamesh.tag_column('ee.one', 'email', 'pii.email');
SELECT policy, state, message FROM datamesh.explain('ee.one') WHERE policy IN ('personal', 'tagged');

-- nothing there
SELECT policy FROM datamesh.explain('ee.nothing');
SELECT policy FROM datamesh.explain('ee.f(text)');
SELECT policy FROM datamesh.explain('public.nothing');
SELECT policy FROM datamesh.explain('pg_catalog.pg_class');
SELECT policy FROM datamesh.explain('product ee.nothing');
SELECT policy FROM datamesh.explain('other thing');
SELECT policy FROM datamesh.explain(NULL);

-- who may: governance without any right on the schema, owners, nobody else
SET ROLE regress_ee_guild;
SELECT count(*) FROM datamesh.explain('ee.one');
SELECT count(*) FROM datamesh.explain('ee.f(integer,name)');
SET ROLE regress_ee_team;
SELECT count(*) FROM datamesh.explain('ee_sub.one');
SELECT count(*) FROM datamesh.explain('database ' || quote_ident(current_database()));
SET ROLE regress_ee_sub;
SELECT count(*) FROM datamesh.explain('ee.one');
SET ROLE regress_ee_stranger;
SELECT count(*) FROM datamesh.explain('ee.one');
RESET ROLE;
DROP EXTENSION datamesh;
DROP SCHEMA ee, ee_sub CASCADE;
DROP ROLE regress_ee_guild, regress_ee_team, regress_ee_sub, regress_ee_stranger;
