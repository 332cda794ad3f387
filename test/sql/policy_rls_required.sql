-- Policy kind rls_required.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_rls_team;
CREATE SCHEMA rls AUTHORIZATION regress_rls_team;
SELECT datamesh.register_domain('rls', 'regress_rls_team', 'source_aligned'), datamesh.attach_schema('rls', 'rls');
SELECT datamesh.create_policy('rows', 'rls_required');
SET ROLE regress_rls_team;
CREATE TABLE rls.customer (id integer, email text, address text);
CREATE TABLE rls.product (id integer, price numeric);
CREATE VIEW rls.mails AS SELECT email FROM rls.customer;

-- a tag is what makes it wrong
\set VERBOSITY default
SELECT datamesh.tag_column('rls.customer', 'email', 'pii.email');
\set VERBOSITY terse
BEGIN;
SELECT datamesh.tag_column('rls.customer', 'email', 'pii.email');
ALTER TABLE rls.customer ENABLE ROW LEVEL SECURITY;
COMMIT;
ALTER TABLE rls.customer DISABLE ROW LEVEL SECURITY;
SELECT datamesh.tag_column('rls.product', 'price', 'sensitivity', 'internal');
SELECT datamesh.tag_column('rls.mails', 'email', 'pii.email');
SELECT datamesh.reject_tag('rls.product', 'id', 'pii.ssn', 'a number of ours');

-- a further tag makes nothing worse
RESET ROLE;
SELECT datamesh.set_enforcement('rows', 'off');
ALTER TABLE rls.customer DISABLE ROW LEVEL SECURITY;
SELECT datamesh.set_enforcement('rows', 'deny');
SET ROLE regress_rls_team;
SELECT datamesh.tag_column('rls.customer', 'address', 'pii.address');
RESET ROLE;
SELECT object, message, fix_sql FROM datamesh.evaluate('rows');

-- by sensitivity, of a column or of the product; the owner too; partitions
SELECT datamesh.create_policy('rows', 'rls_required', enforcement => 'shadow',
	parameters => '{"tags": ["pii.payment_card", "secret.*"], "sensitivity": "confidential", "force": true}');
CREATE TABLE rls.by_column (a integer);
SELECT datamesh.tag_column('rls.by_column', 'a', 'sensitivity', 'restricted');
CREATE TABLE rls.by_column_not (a integer);
SELECT datamesh.tag_column('rls.by_column_not', 'a', 'sensitivity', 'internal');
CREATE TABLE rls.by_product (a integer);
SELECT datamesh.create_product('rls.p', sensitivity => 'confidential'), datamesh.attach_output_port('rls.p', 'rls.by_product');
CREATE TABLE rls.by_product_not (a integer);
SELECT datamesh.create_product('rls.q', sensitivity => 'public'), datamesh.attach_output_port('rls.q', 'rls.by_product_not');
CREATE TABLE rls.parted (k integer, token text) PARTITION BY LIST (k);
CREATE TABLE rls.parted_1 PARTITION OF rls.parted FOR VALUES IN (1) PARTITION BY LIST (k);
CREATE TABLE rls.parted_1_1 PARTITION OF rls.parted_1 FOR VALUES IN (1);
SELECT datamesh.tag_column('rls.parted', 'token', 'secret.token');
ALTER TABLE rls.parted ENABLE ROW LEVEL SECURITY;
ALTER TABLE rls.by_column FORCE ROW LEVEL SECURITY;
SELECT object, message, fix_sql FROM datamesh.evaluate('rows') ORDER BY object COLLATE "C";
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('rows');

-- every table; enabling it without forcing it is half the way, not a new fault
SELECT datamesh.create_policy('rows', 'rls_required', enforcement => 'off', parameters => '{"tags": [], "force": true}');
CREATE TABLE rls.every (a integer);
SELECT datamesh.set_enforcement('rows', 'deny');
ALTER TABLE rls.every ENABLE ROW LEVEL SECURITY;
SELECT object, message, fix_sql FROM datamesh.evaluate('rows') WHERE object = 'rls.every';
CREATE TABLE rls.another (a integer);

SELECT datamesh.create_policy('x', 'rls_required', parameters => '{"sensitivity": "secret"}');
