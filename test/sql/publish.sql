-- Publishing asks every policy about the product, its domain and its ports, and
-- says all that is wrong at once.
CREATE EXTENSION datamesh;
SET client_min_messages = warning;
CREATE ROLE regress_p_guild;
CREATE ROLE regress_p_team;
CREATE ROLE regress_p_other;
CREATE SCHEMA p AUTHORIZATION regress_p_team;
SELECT datamesh.set_governance_role('regress_p_guild');
SELECT datamesh.register_domain('p', 'regress_p_team', 'source_aligned'), datamesh.attach_schema('p', 'p');
SET ROLE regress_p_team;
CREATE TABLE p.orders (id integer, email text);
CREATE TABLE p.hidden (id integer, email text);
SELECT datamesh.create_product('p.orders'), datamesh.attach_output_port('p.orders', 'p.orders');
SET ROLE regress_p_guild;
SELECT datamesh.create_policy('contacts', 'contacts_required', moment => 'publish'),
	datamesh.create_policy('keys', 'primary_key_required'),
	datamesh.create_policy('personal', 'pii_tag_required', moment => 'statement'),
	datamesh.create_policy('retention', 'retention_required', moment => 'publish', remediation => E'Ask the archivist.\nShe is in room 3; DROP TABLE p.orders;'),
	datamesh.create_policy('slo', 'slo_required', moment => 'publish', enforcement => 'warn'),
	datamesh.create_policy('later', 'comment_required', moment => 'scheduled'),
	datamesh.create_policy('rule', 'sql_rule', parameters => '{"query": "SELECT object, ''rows are not estimated'' AS message, NULL::text AS fix_sql FROM datamesh_fact.relations_v1 WHERE kind = ''table''"}');
SET ROLE regress_p_other;
SELECT datamesh.publish_product('p.orders', '1.0.0');
SET ROLE regress_p_team;
SELECT datamesh.publish_product('p.nothing', '1.0.0');
SELECT datamesh.publish_product('p.orders', '1.0.0');

-- the HINT, and a waiver for the rest
SELECT datamesh.set_contact('p', 'technical_owner', 'anna@example.org');
SELECT datamesh.tag_column('p.orders', 'email', 'pii.email');
ALTER TABLE p.orders ADD PRIMARY KEY (id);
SELECT datamesh.create_product('p.orders', retention => '1 year');
\set VERBOSITY terse
SELECT datamesh.publish_product('p.orders', '1.0.0');
SET ROLE regress_p_guild;
SELECT datamesh.waive('rule', 'product p.orders', 'x', now() + interval '1 day') IS NOT NULL AS waived;
SET ROLE regress_p_team;
SELECT datamesh.publish_product('p.orders', '1.0.0');
SELECT outcome, policy, object, command, role_name FROM datamesh.decisions WHERE outcome <> 'deny' ORDER BY 1, 2, 3;
SELECT outcome, policy, object, command, role_name, count(*) FROM datamesh.decisions WHERE outcome = 'deny' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3;
SELECT lifecycle, version FROM datamesh.products;

-- saying the same again asks nobody
SELECT datamesh.create_product('p.orders', retention => '1 year');
SELECT datamesh.publish_product('p.orders', '1.0.0');

-- a rule that does not run
SET ROLE regress_p_guild;
SELECT datamesh.drop_policy('rule');
SELECT datamesh.create_policy('broken', 'sql_rule', parameters => '{"query": "SELECT object, ''x'' AS message, NULL::text AS fix_sql FROM datamesh_fact.relations_v1 WHERE 1 / (SELECT count(*) - 3 FROM datamesh_fact.relations_v1) > 5"}');
SET ROLE regress_p_team;
CREATE TABLE p.third (id integer PRIMARY KEY);
RESET ROLE;
SET datamesh.enforcement = off;
CREATE TABLE p.third (id integer PRIMARY KEY);
ALTER TABLE p.third OWNER TO regress_p_team;
RESET datamesh.enforcement;
SET ROLE regress_p_team;
SELECT datamesh.publish_product('p.orders', '1.1.0');
RESET ROLE;
SET datamesh.on_rule_error = warn;
SET ROLE regress_p_team;
SELECT datamesh.publish_product('p.orders', '1.1.0');
RESET ROLE;
RESET datamesh.on_rule_error;
SET ROLE regress_p_guild;
SELECT datamesh.create_policy('broken', 'sql_rule', level => 'recommended', parameters => '{"query": "SELECT object, ''x'' AS message, NULL::text AS fix_sql FROM datamesh_fact.relations_v1 WHERE 1 / (SELECT count(*) - 3 FROM datamesh_fact.relations_v1) > 5"}');
SET ROLE regress_p_team;
SELECT datamesh.publish_product('p.orders', '1.2.0');
ALTER TABLE p.third ADD COLUMN a integer;
SELECT policy, object, message FROM datamesh.findings WHERE policy = 'broken';
RESET ROLE;
SELECT policy, object, message FROM datamesh.findings WHERE policy = 'broken';
SELECT version, lifecycle FROM datamesh.product_versions ORDER BY 1;
DROP EXTENSION datamesh;
DROP SCHEMA p CASCADE;
DROP ROLE regress_p_guild, regress_p_team, regress_p_other;
