-- Policy kind layering.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_lay_a;
CREATE ROLE regress_lay_b;
CREATE SCHEMA raw AUTHORIZATION regress_lay_a;
CREATE SCHEMA core AUTHORIZATION regress_lay_a;
CREATE SCHEMA mart AUTHORIZATION regress_lay_b;
CREATE SCHEMA elsewhere;
SELECT datamesh.register_domain('source', 'regress_lay_a', 'source_aligned'), datamesh.attach_schema('source', 'raw'), datamesh.attach_schema('source', 'core');
SELECT datamesh.register_domain('sales', 'regress_lay_b', 'consumer_aligned'), datamesh.attach_schema('sales', 'mart');
CREATE TABLE raw.orders (id integer PRIMARY KEY);
CREATE TABLE core.orders (id integer PRIMARY KEY);
CREATE TABLE core."Odd items" (id integer PRIMARY KEY);
CREATE TABLE elsewhere.settings (id integer PRIMARY KEY);
SELECT datamesh.create_policy('layers', 'layering', parameters => '{"rules": {"mart.%": ["core.%", "mart.%"], "core.%": "raw.%"}}');

CREATE VIEW mart.good AS SELECT o.id FROM core.orders o JOIN elsewhere.settings USING (id);
CREATE VIEW mart.on_top AS SELECT * FROM mart.good;
\set VERBOSITY default
CREATE VIEW mart.bad AS SELECT o.id FROM mart.good o WHERE EXISTS (SELECT FROM raw.orders r WHERE r.id = o.id);
\set VERBOSITY terse
CREATE MATERIALIZED VIEW mart.bad AS WITH x AS (SELECT * FROM raw.orders) SELECT * FROM x;
CREATE OR REPLACE VIEW mart.good AS SELECT id FROM raw.orders;
CREATE TABLE mart.bad (id integer REFERENCES raw.orders);
BEGIN;
CREATE TABLE mart.facts (id integer REFERENCES raw.orders, other integer REFERENCES core.orders, own integer REFERENCES elsewhere.settings);
ALTER TABLE mart.facts DROP CONSTRAINT facts_id_fkey;
COMMIT;
-- what no rule names may read anything, and what lies outside is nobody's matter
CREATE VIEW raw.up AS SELECT * FROM core.orders;
CREATE VIEW elsewhere.up AS SELECT * FROM raw.orders;
CREATE VIEW core.sideways AS SELECT * FROM core."Odd items";

-- by domains and their kinds; what is not allowed is forbidden
SELECT datamesh.create_policy('layers', 'layering', enforcement => 'shadow', parameters =>
	'{"rules": {"kind:consumer_aligned": ["kind:consumer_aligned", "core.\"Odd items\""], "domain:source": "domain:source"}, "default_allow": false}');
CREATE VIEW mart.odd AS SELECT * FROM core."Odd items";
CREATE TABLE mart.parted (id integer REFERENCES core.orders) PARTITION BY LIST (id);
CREATE TABLE mart.parted_1 PARTITION OF mart.parted FOR VALUES IN (1);
SELECT object, message, fix_sql FROM datamesh.evaluate('layers') ORDER BY object COLLATE "C";
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings WHERE fix_sql IS NOT NULL LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, message FROM datamesh.evaluate('layers') ORDER BY object COLLATE "C";
SELECT datamesh.create_policy('layers', 'layering', enforcement => 'shadow', parameters => '{"rules": {"nothing": []}, "default_allow": false}');
SELECT object, message FROM datamesh.evaluate('layers') ORDER BY object COLLATE "C";

SELECT datamesh.create_policy('x', 'layering');
SELECT datamesh.create_policy('x', 'layering', parameters => '{"rules": {"kind:source": "a"}}');
SELECT datamesh.create_policy('x', 'layering', parameters => '{"rules": {"a": "b\\"}}');
