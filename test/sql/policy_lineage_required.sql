-- Policy kind lineage_required.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_lin_team;
SELECT datamesh.register_domain('source', 'regress_lin_team', 'source_aligned'),
	datamesh.register_domain('report', 'regress_lin_team', 'consumer_aligned');
SELECT datamesh.create_policy('origin', 'lineage_required');

-- where facts arise, nothing comes before them
SELECT datamesh.create_product('source.orders');
\set VERBOSITY default
SELECT datamesh.create_product('report.sales');
\set VERBOSITY terse
BEGIN;
SELECT datamesh.create_product('report.sales');
SELECT datamesh.attach_input_port('report.sales', 'source.orders');
COMMIT;
SELECT datamesh.detach_port('report.sales', 'input', name) FROM datamesh.ports WHERE product = 'sales';
BEGIN;
SELECT datamesh.create_product('report.weather');
SELECT datamesh.attach_input_port('report.weather', 'external:<where the data comes from>');
COMMIT;
SELECT datamesh.create_policy('origin', 'lineage_required', parameters => '{"exempt_kinds": []}');
SELECT object, message, fix_sql FROM datamesh.findings;
DO $$
BEGIN
	EXECUTE (SELECT fix_sql FROM datamesh.findings);
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('origin');
SELECT datamesh.create_policy('x', 'lineage_required', parameters => '{"exempt_kinds": ["source"]}');
