-- A small mesh, without policies. The domains marketing and sales are those that
-- contrib/policies/local.yaml is about.
CREATE EXTENSION datamesh;
SELECT datamesh.register_domain('bench', 'bench_team', 'source_aligned', 'Where the benchmark works');
SELECT datamesh.register_domain('marketing', 'bench_team', 'aggregate', 'Campaigns');
SELECT datamesh.register_domain('sales', 'bench_team', 'consumer_aligned', 'Quotas');
SELECT datamesh.set_contact(domain, 'technical_owner', 'anna@example.org') FROM unnest('{bench,marketing,sales}'::text[]) AS domain;
SELECT datamesh.attach_schema('bench', 'gov');
SELECT datamesh.attach_schema('marketing', 'mkt');
