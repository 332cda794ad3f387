-- A hundred tables of a hundred columns, which keep the rules of contrib/policies,
-- and documents that make ten, fifty and all of them output ports of a product.
CREATE SCHEMA wide AUTHORIZATION bench_team;
CREATE FUNCTION public.bench_column(c integer) RETURNS text LANGUAGE sql RETURN 'c' || lpad(c::text, 3, '0');
CREATE FUNCTION public.bench_table(t integer) RETURNS text LANGUAGE sql RETURN 'wide.t' || lpad(t::text, 3, '0');
DO $$
BEGIN
	FOR t IN 1 .. 100 LOOP
		EXECUTE format('CREATE TABLE %s (c001 bigint PRIMARY KEY, %s)', public.bench_table(t),
			(SELECT string_agg(public.bench_column(c) || ' text', ', ') FROM generate_series(2, 100) AS c));
		EXECUTE format('ALTER TABLE %s OWNER TO bench_team', public.bench_table(t));
		EXECUTE format('COMMENT ON TABLE %s IS ''Wide''', public.bench_table(t));
		FOR c IN 1 .. 100 LOOP
			EXECUTE format('COMMENT ON COLUMN %s.%s IS ''What it holds''', public.bench_table(t), public.bench_column(c));
		END LOOP;
	END LOOP;
END $$;
SELECT datamesh.attach_schema('bench', 'wide');

CREATE TABLE public.bench_document (columns integer PRIMARY KEY, body text NOT NULL);
INSERT INTO public.bench_document
SELECT tables * 100, E'apiVersion: datamesh/v1\nkind: DataProduct\nmetadata: {name: wide, domain: bench}\nspec:\n'
	'  description: Many columns\n  sensitivity: confidential\n  retention: 7 years\n  outputPorts:\n'
	|| (SELECT string_agg(format(E'    - relation: %s\n      columns:\n%s', public.bench_table(t),
			(SELECT string_agg(format(E'        - {name: %s, tags: [pii.email]}\n', public.bench_column(c)), '' ORDER BY c)
			FROM generate_series(1, 100) AS c)), '' ORDER BY t)
		FROM generate_series(1, tables) AS t)
FROM unnest('{10,50,100}'::integer[]) AS tables;
GRANT SELECT ON public.bench_document TO bench_team;
CREATE TABLE public.yardstick (LIKE datamesh_catalog.column_tag INCLUDING ALL);
VACUUM ANALYZE;
