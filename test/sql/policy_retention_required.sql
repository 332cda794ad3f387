-- Policy kind retention_required.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_ret_team;
CREATE SCHEMA ret AUTHORIZATION regress_ret_team;
SELECT datamesh.register_domain('ret', 'regress_ret_team', 'source_aligned'), datamesh.attach_schema('ret', 'ret');
SELECT datamesh.create_policy('kept', 'retention_required');

\set VERBOSITY default
SELECT datamesh.create_product('ret.orders');
\set VERBOSITY terse
SELECT datamesh.create_product('ret.orders', retention => '10 years');

-- not longer than; shorter, if still too long, is not worse
SELECT datamesh.create_policy('kept', 'retention_required', parameters => '{"max": "P3Y6M"}');
SELECT object, message, fix_sql FROM datamesh.findings;
SELECT datamesh.create_product('ret.orders', retention => '5 years');
SELECT datamesh.create_product('ret.new', retention => '42 months 1 day');
SELECT datamesh.create_product('ret.new', retention => '42 months');
DO $$
BEGIN
	EXECUTE (SELECT fix_sql FROM datamesh.findings);
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('kept');
SELECT product, retention FROM datamesh.products ORDER BY product COLLATE "C";

-- only personal data
SELECT datamesh.create_policy('kept', 'retention_required', parameters => '{"only_personal": true}');
CREATE TABLE ret.mails (email text);
SELECT datamesh.create_product('ret.mails');
SELECT datamesh.tag_column('ret.mails', 'email', 'pii.email');
SELECT datamesh.attach_output_port('ret.mails', 'ret.mails');
BEGIN;
SELECT datamesh.attach_output_port('ret.mails', 'ret.mails');
SELECT datamesh.create_product('ret.mails', retention => '1 year' /* or as long as the data is needed */);
COMMIT;

SELECT datamesh.create_policy('x', 'retention_required', parameters => '{"max": "for ever"}');
