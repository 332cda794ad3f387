-- Policy kind slo_required.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_slo_team;
SELECT datamesh.register_domain('slo', 'regress_slo_team', 'source_aligned');
SELECT datamesh.create_policy('promise', 'slo_required');

\set VERBOSITY default
SELECT datamesh.create_product('slo.orders');
\set VERBOSITY terse
SELECT datamesh.create_product('slo.orders', sla => '{"freshness": "1 hour"}');
SELECT datamesh.create_product('slo.orders', sla => '{"freshness": ""}');
SELECT datamesh.create_product('slo.orders', sla => '{"freshness": null}');
SELECT datamesh.create_product('slo.orders', sla => '{}');

-- several; what is promised already stays; one more is not worse
SELECT datamesh.create_policy('promise', 'slo_required', parameters => '{"properties": ["freshness", "availability", "support_hours", "quo\"te"]}');
SELECT object, message, fix_sql FROM datamesh.findings;
SELECT datamesh.create_product('slo.orders', sla => '{"freshness": "2 hours", "supportHours": "always"}');
SELECT object, message, fix_sql FROM datamesh.findings;
SELECT datamesh.create_product('slo.orders', sla => '{"freshness": "2 hours"}');
DO $$
BEGIN
	EXECUTE (SELECT fix_sql FROM datamesh.findings);
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('promise');
SELECT product, sla FROM datamesh.products;
