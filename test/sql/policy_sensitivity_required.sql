-- Policy kind sensitivity_required.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_sens_team;
CREATE SCHEMA sens AUTHORIZATION regress_sens_team;
SELECT datamesh.register_domain('sens', 'regress_sens_team', 'source_aligned'), datamesh.attach_schema('sens', 'sens');
SELECT datamesh.create_policy('marked', 'sensitivity_required');
SET ROLE regress_sens_team;
CREATE TABLE sens.orders (id integer, email text);
CREATE TABLE sens.totals (sum numeric);

\set VERBOSITY default
SELECT datamesh.create_product('sens.orders');
\set VERBOSITY terse
BEGIN;
SELECT datamesh.create_product('sens.orders');
SELECT datamesh.create_product('sens.orders', sensitivity => 'internal');
COMMIT;

-- personal data in a port asks for more, and so does a column marked higher; elsewhere they do not
SELECT datamesh.tag_column('sens.totals', 'sum', 'pii.iban'), datamesh.tag_column('sens.orders', 'email', 'pii.email');
\set VERBOSITY default
SELECT datamesh.attach_output_port('sens.orders', 'sens.orders');
\set VERBOSITY terse
BEGIN;
SELECT datamesh.attach_output_port('sens.orders', 'sens.orders');
SELECT datamesh.create_product('sens.orders', sensitivity => 'confidential');
COMMIT;
SELECT datamesh.create_product('sens.orders', sensitivity => 'public');
SELECT datamesh.tag_column('sens.totals', 'sum', 'sensitivity', 'restricted');
SELECT datamesh.attach_output_port('sens.orders', 'sens.totals');
RESET ROLE;

-- a policy with a minimum
SELECT datamesh.create_policy('marked', 'sensitivity_required', enforcement => 'shadow',
	parameters => '{"minimum": "internal", "personal_at_least": "restricted"}');
SELECT datamesh.create_product('sens.a', sensitivity => 'public'), datamesh.create_product('sens.b'),
	datamesh.create_product('sens.c', sensitivity => 'internal');
SELECT object, message, fix_sql FROM datamesh.evaluate('marked') ORDER BY object COLLATE "C";
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('marked');

-- better, if not good enough, is not worse
SELECT datamesh.set_enforcement('marked', 'off');
SELECT datamesh.create_product('sens.d');
CREATE TABLE sens.d (card text);
SELECT datamesh.tag_column('sens.d', 'card', 'pii.payment_card'), datamesh.attach_output_port('sens.d', 'sens.d');
SELECT datamesh.set_enforcement('marked', 'deny');
SELECT datamesh.create_product('sens.d', sensitivity => 'internal');
SELECT object, message, fix_sql FROM datamesh.evaluate('marked');

SELECT datamesh.create_policy('x', 'sensitivity_required', parameters => '{"minimum": "medium"}');
