-- Compliance: what is counted, when, and that everybody may read it.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
SET client_min_messages = error;
CREATE ROLE regress_c_team;
CREATE ROLE regress_c_reader;
CREATE SCHEMA c AUTHORIZATION regress_c_team;
SELECT datamesh.register_domain('c', 'regress_c_team', 'source_aligned', 'a domain'), datamesh.attach_schema('c', 'c');
SELECT domain, product, required_total, required_failed, recommended_failed, waived, compliant FROM datamesh.compliance;
SET ROLE regress_c_team;
CREATE TABLE c.one (email text);
CREATE TABLE c.two (email text, phone text);
CREATE TABLE c.free (a integer);
SELECT datamesh.create_product('c.p', 'a product'), datamesh.create_product('c.q', 'another');
SELECT datamesh.attach_output_port('c.p', 'c.one'), datamesh.attach_output_port('c.q', 'c.two');
RESET ROLE;
SELECT datamesh.create_policy('keys', 'primary_key_required'),
	datamesh.create_policy('personal', 'pii_tag_required', level => 'recommended'),
	datamesh.create_policy('names', 'naming', level => 'optional', enforcement => 'shadow', parameters => '{"patterns": {"table": "^t_"}}'),
	datamesh.create_policy('retention', 'retention_required', moment => 'publish'),
	datamesh.create_policy('elsewhere', 'primary_key_required', scope => '{"domains": ["other"]}'),
	datamesh.create_policy('production', 'primary_key_required', scope => '{"environments": ["production"]}');
SET ROLE regress_c_reader;
SELECT domain, product, required_total, required_failed, recommended_failed, waived, compliant FROM datamesh.compliance ORDER BY 1, 2 NULLS FIRST;
-- of which the reader sees no details
SELECT count(*) FROM datamesh.findings;
SELECT count(*) FROM datamesh_catalog.finding;

-- put right, one by one
SET ROLE regress_c_team;
ALTER TABLE c.one ADD COLUMN id integer PRIMARY KEY;
SELECT datamesh.tag_column('c.one', 'email', 'pii.email');
SELECT datamesh.create_product('c.p', retention => '1 year');
SET ROLE regress_c_reader;
SELECT domain, product, required_total, required_failed, recommended_failed, waived, compliant FROM datamesh.compliance ORDER BY 1, 2 NULLS FIRST;

-- waived is not failed
RESET ROLE;
SELECT datamesh.waive('keys', 'domain c', 'x', now() + interval '1 day') IS NOT NULL AS waived;
SELECT domain, product, required_total, required_failed, recommended_failed, waived, compliant FROM datamesh.compliance ORDER BY 1, 2 NULLS FIRST;

-- what only marks is computed when read, and cleared by the next who writes
BEGIN ISOLATION LEVEL REPEATABLE READ;
SET LOCAL ROLE regress_c_team;
SELECT datamesh.create_product('c.q', retention => '1 year');
COMMIT;
SELECT domain, product FROM datamesh_catalog.compliance_dirty ORDER BY 1, 2;
SET ROLE regress_c_reader;
SELECT domain, product, required_total, required_failed, recommended_failed, waived, compliant FROM datamesh.compliance ORDER BY 1, 2 NULLS FIRST;
SET ROLE regress_c_team;
CREATE TABLE c.three (phone text, id integer PRIMARY KEY);
DROP TABLE c.two;
SELECT domain, product, required_total, required_failed, recommended_failed, waived, compliant FROM datamesh.compliance ORDER BY 1, 2 NULLS FIRST;
SELECT datamesh.create_product('c.q', retention => NULL), datamesh.drop_product('c.q');
SELECT domain, product, required_failed FROM datamesh.compliance ORDER BY 1, 2 NULLS FIRST;

-- an environment, and the end of policies
RESET ROLE;
SET datamesh.environment = 'production';
SELECT datamesh.set_enforcement('keys', 'off');
SELECT count(*) > 0 AS something FROM datamesh.evaluate();
SELECT domain, product, required_total, required_failed FROM datamesh.compliance ORDER BY 1, 2 NULLS FIRST;
RESET datamesh.environment;
SELECT datamesh.drop_policy(name) FROM datamesh.policies ORDER BY name;
SELECT domain, product, required_total, required_failed, recommended_failed, waived FROM datamesh.compliance ORDER BY 1, 2 NULLS FIRST;
SELECT count(*) FROM datamesh_catalog.finding;
DROP SCHEMA c CASCADE;
DROP EXTENSION datamesh;
DROP ROLE regress_c_team, regress_c_reader;
