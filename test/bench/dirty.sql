-- A hundred rows that somebody could not bring up to date: ten domains and nine
-- products of each, d00042 and its p3 among them.
INSERT INTO datamesh_catalog.compliance_dirty (domain, product)
SELECT 'd' || lpad(d::text, 5, '0'), p FROM generate_series(42, 960, 100) AS d, unnest('{"",p1,p2,p3,p4,p5,p6,p7,p8,p9}'::text[]) AS p;
ANALYZE datamesh_catalog.compliance_dirty;
