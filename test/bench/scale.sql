-- A large mesh: domains with 10 products each, a product with 10 tagged columns and
-- 30 findings. Written into the catalogue's tables: no objects stand behind it.
\set products 10
CREATE SCHEMA bench;

-- Rows go in without indexes, which are made afterwards.
CREATE TABLE bench.remade (tab regclass, definition text);
CREATE PROCEDURE bench.drop_indexes(tab regclass) LANGUAGE plpgsql AS $$
DECLARE
	i record;
BEGIN
	FOR i IN SELECT x.indexrelid::regclass AS index, c.conname, pg_get_indexdef(x.indexrelid) AS indexdef, pg_get_constraintdef(c.oid) AS condef
		FROM pg_index AS x LEFT JOIN pg_constraint AS c ON c.conindid = x.indexrelid WHERE x.indrelid = tab
	LOOP
		IF i.conname IS NULL THEN
			INSERT INTO bench.remade VALUES (tab, i.indexdef);
			EXECUTE format('DROP INDEX %s', i.index);
		ELSE
			INSERT INTO bench.remade VALUES (tab, format('ALTER TABLE %s ADD CONSTRAINT %I %s', tab, i.conname, i.condef));
			EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', tab, i.conname);
		END IF;
	END LOOP;
END $$;
SET maintenance_work_mem = '1GB';
CALL bench.drop_indexes('datamesh_catalog.finding');
CALL bench.drop_indexes('datamesh_catalog.column_tag');

INSERT INTO datamesh_catalog.domain (name, owner_role, kind, description, changed_by)
SELECT 'd' || lpad(d::text, 5, '0'), 'bench_team', 'aggregate', 'Domain ' || d, 'postgres' FROM generate_series(1, :domains) AS d;
INSERT INTO datamesh_catalog.domain_schema (domain, schema_name, changed_by)
SELECT 'd' || lpad(d::text, 5, '0'), 's' || lpad(d::text, 5, '0'), 'postgres' FROM generate_series(1, :domains) AS d;
INSERT INTO datamesh_catalog.product (domain, name, description, changed_by)
SELECT 'd' || lpad(d::text, 5, '0'), 'p' || p, 'Product ' || p, 'postgres'
FROM generate_series(1, :domains) AS d, generate_series(0, :products - 1) AS p;
INSERT INTO datamesh_catalog.column_tag (schema_name, relation_name, column_name, tag, state, source, changed_by)
SELECT 's' || lpad(d::text, 5, '0'), 't' || p, 'c' || c, 'pii.email', 'confirmed', 'contract', 'bench_team'
FROM generate_series(1, :domains) AS d, generate_series(0, :products - 1) AS p, generate_series(0, 9) AS c;

-- Every twentieth finding is waived, every tenth belongs to no product.
INSERT INTO datamesh_catalog.finding (policy, object_type, object, root, policy_version, domain, product, message, fix_sql, waived_until)
SELECT pol.names[1 + (p + f) % pol.number], 'column', t.root || '.c' || f, t.root, 1,
	'd' || lpad(d::text, 5, '0'), CASE WHEN f % 10 <> 9 THEN 'p' || p END,
	'column "c' || f || '" has no comment', 'COMMENT ON COLUMN ' || t.root || '.c' || f || ' IS ''What it holds'';',
	CASE WHEN f % 20 = 7 THEN timestamptz '2099-01-01' END
FROM generate_series(1, :domains) AS d, generate_series(0, :products - 1) AS p, generate_series(0, 29) AS f,
	LATERAL (VALUES ('s' || lpad(d::text, 5, '0') || '.t' || p)) AS t (root),
	(SELECT array_agg(name ORDER BY name), count(*) FROM datamesh_catalog.policy WHERE valid_to IS NULL AND moment = 'commit') AS pol (names, number);
SELECT definition FROM bench.remade
\gexec

-- Compliance of all at once, as datamesh_catalog.compliance_live computes it.
INSERT INTO datamesh_catalog.compliance_status (domain, product, required_total, required_failed, recommended_failed, waived, recheck_at)
SELECT x.domain, x.product, r.number, x.required_failed, x.recommended_failed, x.waived, x.recheck_at
FROM (SELECT f.domain, coalesce(f.product, '') AS product,
		count(DISTINCT f.policy) FILTER (WHERE p.level = 'required' AND f.waived_until IS NULL) AS required_failed,
		count(DISTINCT f.policy) FILTER (WHERE p.level = 'recommended' AND f.waived_until IS NULL) AS recommended_failed,
		count(f.waived_until) AS waived, min(f.waived_until) AS recheck_at
	FROM (SELECT domain, product, policy, waived_until FROM datamesh_catalog.finding WHERE product IS NOT NULL
			UNION ALL SELECT domain, NULL, policy, waived_until FROM datamesh_catalog.finding) AS f
		JOIN datamesh_catalog.policy AS p ON p.name = f.policy AND p.valid_to IS NULL
	GROUP BY 1, 2) AS x,
	(SELECT datamesh_catalog.required_policies('d00001')) AS r (number);

-- What one would write without that table. Same columns, same rows.
CREATE VIEW bench.naive AS
	SELECT g.domain, g.product, datamesh_catalog.required_policies(g.domain) AS required_total,
		g.required_failed, g.recommended_failed, g.waived, g.required_failed = 0 AS compliant
	FROM (SELECT f.domain, f.product,
			count(DISTINCT f.policy) FILTER (WHERE p.level = 'required' AND (f.waived_until IS NULL OR f.waived_until <= clock_timestamp())) AS required_failed,
			count(DISTINCT f.policy) FILTER (WHERE p.level = 'recommended' AND (f.waived_until IS NULL OR f.waived_until <= clock_timestamp())) AS recommended_failed,
			count(*) FILTER (WHERE f.waived_until > clock_timestamp()) AS waived
		FROM datamesh_catalog.finding AS f JOIN datamesh_catalog.policy AS p ON p.name = f.policy AND p.valid_to IS NULL
		WHERE f.product IS NOT NULL
		GROUP BY f.domain, f.product
		UNION ALL
		SELECT f.domain, NULL,
			count(DISTINCT f.policy) FILTER (WHERE p.level = 'required' AND (f.waived_until IS NULL OR f.waived_until <= clock_timestamp())),
			count(DISTINCT f.policy) FILTER (WHERE p.level = 'recommended' AND (f.waived_until IS NULL OR f.waived_until <= clock_timestamp())),
			count(*) FILTER (WHERE f.waived_until > clock_timestamp())
		FROM datamesh_catalog.finding AS f JOIN datamesh_catalog.policy AS p ON p.name = f.policy AND p.valid_to IS NULL
		GROUP BY f.domain) AS g;
VACUUM ANALYZE;

-- What is stored, what the view computes of rows marked dirty, and the naive view have
-- to agree, or the times mean nothing.
CREATE PROCEDURE bench.check_agreement() LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (
		SELECT FROM datamesh.compliance AS c FULL JOIN bench.naive AS n ON n.domain = c.domain AND n.product IS NOT DISTINCT FROM c.product
		WHERE coalesce(c.domain, n.domain) BETWEEN 'd00040' AND 'd00049'
			AND (c.required_total, c.required_failed, c.recommended_failed, c.waived, c.compliant)
				IS DISTINCT FROM (n.required_total, n.required_failed, n.recommended_failed, n.waived, n.compliant))
	THEN
		RAISE 'datamesh.compliance and bench.naive differ';
	END IF;
END $$;
CALL bench.check_agreement();
BEGIN;
INSERT INTO datamesh_catalog.compliance_dirty (domain, product)
SELECT domain, product FROM datamesh_catalog.compliance_status WHERE domain BETWEEN 'd00040' AND 'd00049';
CALL bench.check_agreement();
ROLLBACK;
SELECT format('%s domains, %s products, %s tagged columns, %s findings, %s rows of compliance',
	(SELECT count(*) FROM datamesh_catalog.domain), (SELECT count(*) FROM datamesh_catalog.product),
	(SELECT count(*) FROM datamesh_catalog.column_tag), (SELECT count(*) FROM datamesh_catalog.finding),
	(SELECT count(*) FROM datamesh_catalog.compliance_status));
