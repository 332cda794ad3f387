-- Policies of kind sql_rule: a query over the facts, every row a violation.
CREATE EXTENSION datamesh;
CREATE ROLE rule_shop;
CREATE ROLE rule_crm;
GRANT CREATE ON DATABASE contrib_regression TO rule_shop;
CREATE SCHEMA shop AUTHORIZATION rule_shop;
CREATE SCHEMA crm AUTHORIZATION rule_crm;
SELECT datamesh.register_domain('shop', 'rule_shop', 'source_aligned');
SELECT datamesh.register_domain('crm', 'rule_crm', 'aggregate');
SELECT datamesh.attach_schema('shop', 'shop');
SELECT datamesh.attach_schema('crm', 'crm');
CREATE TABLE shop.orders (id int PRIMARY KEY, "Total" float8);
CREATE TABLE crm.person (id int PRIMARY KEY, weight float8);

-- What a query must be, to be a rule.
CREATE FUNCTION refusal(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text; message text; detail text; hint text;
BEGIN
	PERFORM datamesh.create_policy('r', 'sql_rule', enforcement => 'shadow',
		parameters => jsonb_build_object('query', query));
	PERFORM datamesh.drop_policy('r');
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
		detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(E'\n', state || ' ' || message, nullif(detail, ''), nullif(hint, ''));
END $$;
\pset format unaligned
\pset tuples_only on
SELECT refusal('');
SELECT refusal('nonsense');
SELECT refusal('SELECT 1; SELECT 2');
SELECT refusal('SELECT object FROM datamesh_fact.relations_v1');
SELECT refusal('SELECT object, 1 AS message FROM datamesh_fact.relations_v1');
SELECT refusal('SELECT object, comment AS message, kind FROM datamesh_fact.relations_v1');
SELECT refusal('SELECT object, comment AS message, owner_role AS message FROM datamesh_fact.relations_v1');
SELECT refusal('SELECT nosuch AS object, ''m'' AS message FROM datamesh_fact.relations_v1');
SELECT refusal('SELECT object, ''m'' AS message FROM relations_v1');
SELECT refusal('SELECT object, $1 AS message FROM datamesh_fact.relations_v1');
SELECT refusal('SELECT object, ''m'' AS message INTO TEMP t FROM datamesh_fact.relations_v1');
SELECT refusal('SELECT object, ''m'' AS message FROM datamesh_fact.relations_v1 FOR SHARE');
SELECT refusal('EXPLAIN SELECT ''o'' AS object, ''m'' AS message');
SELECT refusal('DELETE FROM pg_class');
SELECT refusal('SELECT relname::text AS object, ''m'' AS message FROM pg_class WHERE pg_sleep(0)::text = ''''');
SELECT refusal('SELECT table_name AS object, ''m'' AS message FROM information_schema.tables');
SELECT refusal('SELECT name AS object, setting AS message FROM pg_settings');
SELECT refusal('SELECT rolname AS object, rolpassword AS message FROM pg_authid');
SELECT refusal('SELECT id::text AS object, ''m'' AS message FROM shop.orders');
SELECT refusal('SELECT object, message FROM datamesh.findings');
-- ... and what may be one
SELECT refusal('SELECT ''x'' AS object, ''m'' AS message');
SELECT refusal('SELECT object, NULL AS message FROM datamesh_fact.relations_v1;');
SELECT refusal('SELECT c.relname AS object, n.nspname AS message FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace');
SELECT refusal('WITH RECURSIVE up AS (SELECT domain, parent FROM datamesh_fact.domains_v1 UNION ALL SELECT up.domain, d.parent
	FROM up JOIN datamesh_fact.domains_v1 AS d ON d.domain = up.parent)
	SELECT domain AS object, parent || '' is above it'' AS message, NULL AS fix_sql FROM up UNION SELECT ''a'', ''b'', ''c''');
SELECT refusal('SELECT object, active_version::text AS message FROM datamesh_fact.products_v1 WHERE active_version < ''1.0.0'' AND sensitivity >= ''internal''');
SELECT refusal('SELECT object, ''m'' AS message FROM (SELECT object, rank() OVER (PARTITION BY domain ORDER BY object) AS r FROM datamesh_fact.relations_v1) AS x WHERE r > 1');
\pset tuples_only off
\pset format aligned

-- The position of a mistake is one in the query.
SELECT datamesh.create_policy('r', 'sql_rule', parameters => '{"query": "SELECT object, mesage AS message FROM datamesh_fact.relations_v1"}');
SELECT datamesh.create_policy('r', 'sql_rule', parameters => '{}');

-- Rows are taken for what they name, and belong to whom that belongs.
SELECT datamesh.create_product('shop.sold');
SELECT datamesh.attach_output_port('shop.sold', 'shop.orders');
CREATE FUNCTION shop.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT datamesh.create_policy('names', 'sql_rule', enforcement => 'shadow', parameters => jsonb_build_object('query', $$
	SELECT o AS object, 'said of ' || o AS message
	FROM unnest(ARRAY['shop.orders', 'shop.orders."Total"', 'crm', 'domain crm', 'shop.sold', 'product shop.nosuch', 'shop.f(int)',
		'relation crm.person', 'crm.nosuch', 'elsewhere.t', 'database contrib_regression', 'anything else', 'anything (else)', 'public.f()']) AS o$$));
SELECT domain, product, object_type, object, message, fix_sql FROM datamesh.evaluate('names') ORDER BY message;
SELECT datamesh.create_policy('names', 'sql_rule', enforcement => 'shadow', scope => '{"domains": ["shop"], "except": ["shop.f%"]}',
	parameters => (SELECT parameters FROM datamesh.policies WHERE name = 'names'));
SELECT domain, object FROM datamesh.evaluate('names') ORDER BY message;
SELECT datamesh.create_policy('names', 'sql_rule', enforcement => 'shadow', scope => '{"object_kinds": ["function", "product"]}',
	parameters => (SELECT parameters FROM datamesh.policies WHERE name = 'names'));
SELECT domain, object FROM datamesh.evaluate('names') ORDER BY message;
SELECT datamesh.drop_policy('names');

-- A domain's own rule speaks of that domain and of what belongs to it.
SET ROLE rule_shop;
SELECT datamesh.create_policy('ours', 'sql_rule', enforcement => 'warn', domain => 'shop', parameters => jsonb_build_object('query',
	$$SELECT object, 'floats round' AS message, 'ALTER TABLE ' || relation || ' ALTER ' || quote_ident(column_name) || ' TYPE numeric;' AS fix_sql
	FROM datamesh_fact.columns_v1 WHERE type_name = 'double precision'$$));
SELECT domain, object, message, fix_sql, enforcement FROM datamesh.evaluate('ours') ORDER BY object;
RESET ROLE;
SELECT datamesh.drop_policy('ours');

-- Denied at commit, with the SQL that passes; what stood before is not denied.
SELECT datamesh.create_policy('no floats', 'sql_rule', parameters => jsonb_build_object('query',
	$$SELECT object, 'floats round' AS message, 'ALTER TABLE ' || relation || ' ALTER ' || quote_ident(column_name) || ' TYPE numeric;' AS fix_sql
	FROM datamesh_fact.columns_v1 WHERE type_name = 'double precision'$$));
SELECT object FROM datamesh.findings ORDER BY object;
CREATE TABLE shop.line (id int PRIMARY KEY, price float8, amount int);
ALTER TABLE shop.orders ADD COLUMN note text;
BEGIN;
CREATE TABLE shop.line (id int PRIMARY KEY, price float8, amount int);
ALTER TABLE shop.line ALTER price TYPE numeric;
COMMIT;
ALTER TABLE shop.line ADD COLUMN tax float8;
ALTER TABLE shop.orders ALTER "Total" TYPE numeric;
SELECT object FROM datamesh.findings ORDER BY object;

-- The session has no say in what a rule means.
SELECT datamesh.create_policy('session', 'sql_rule', enforcement => 'shadow', parameters => jsonb_build_object('query', E'SELECT ''x'' AS object,
	concat_ws('' | '', current_user, current_schemas(false), $$a\\b$$, timestamptz ''2026-07-01 12:00+00'', 1.0::float8 / 3, interval ''1 day 2 hours'',
	quote_ident(''plain''), ''\\x41''::bytea, (SELECT count(*) FROM datamesh_fact.domains_v1), NULL = NULL, ''a\\b'') AS message'));
SELECT message FROM datamesh.evaluate('session');
BEGIN;
SET LOCAL standard_conforming_strings = off;
SET LOCAL escape_string_warning = off;
SET LOCAL transform_null_equals = on;
SET LOCAL quote_all_identifiers = on;
SET LOCAL search_path = shop, public;
SET LOCAL row_security = off;
SET LOCAL DateStyle = 'German';
SET LOCAL TimeZone = 'Asia/Tokyo';
SET LOCAL IntervalStyle = 'iso_8601';
SET LOCAL extra_float_digits = -5;
SET LOCAL bytea_output = 'escape';
SELECT message FROM datamesh.evaluate('session');
-- and the rule leaves nothing behind
SELECT current_user = session_user AS same_user, current_schemas(false), current_setting('TimeZone') AS zone,
	current_setting('transaction_read_only') AS read_only;
COMMIT;
BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE;
SELECT message IS NOT NULL AS runs FROM datamesh.evaluate('session');
COMMIT;
SELECT datamesh.drop_policy('session');

-- A rule that does not run is not a rule that everybody keeps.
SELECT datamesh.drop_policy('no floats');
SELECT datamesh.create_policy('broken', 'sql_rule', enforcement => 'shadow', parameters => '{"query": "SELECT object, (1 / (length(relation_name) - 4))::text AS message FROM datamesh_fact.relations_v1"}');
SELECT object_type, object, message FROM datamesh.evaluate('broken');
SELECT datamesh.create_policy('broken', 'sql_rule', enforcement => 'shadow', parameters => '{"query": "SELECT NULL AS object, ''m'' AS message"}');
SELECT object_type, object, message FROM datamesh.evaluate('broken');
SELECT datamesh.create_policy('broken', 'sql_rule', enforcement => 'shadow', parameters => '{"query": "SELECT ''relation nowhere'' AS object, ''m'' AS message"}');
SELECT object_type, object, message FROM datamesh.evaluate('broken');
SELECT datamesh.create_policy('broken', 'sql_rule', enforcement => 'shadow', parameters => '{"query": "SELECT repeat(''x'', 2000) AS object, ''m'' AS message"}');
SELECT object_type, object, message FROM datamesh.evaluate('broken');
SELECT datamesh.create_policy('broken', 'sql_rule', enforcement => 'shadow', parameters => '{"query": "SELECT i::text AS object, ''m'' AS message FROM generate_series(1, 1000000) AS i"}');
SELECT object_type, object, message FROM datamesh.evaluate('broken');

-- Time is up: the rule's, not the statement's.
SET datamesh.rule_timeout = '200ms';
SELECT datamesh.create_policy('broken', 'sql_rule', enforcement => 'shadow', parameters => '{"query": "SELECT ''x'' AS object, count(*)::text AS message FROM generate_series(1, 1000000000000) AS i"}');
SELECT object_type, object, message FROM datamesh.evaluate('broken');
SELECT pg_sleep(0.5);
SET statement_timeout = '100ms';
SELECT object FROM datamesh.evaluate('broken');
RESET statement_timeout;
SET datamesh.rule_timeout = 0;
SET statement_timeout = '300ms';
SELECT object FROM datamesh.evaluate('broken');
RESET statement_timeout;
SET datamesh.rule_timeout = '200ms';

-- What follows for DDL is the server's choice.
SELECT datamesh.set_enforcement('broken', 'deny');
CREATE TABLE shop.later (id int PRIMARY KEY);
SET datamesh.on_rule_error = 'warn';
CREATE TABLE shop.later (id int PRIMARY KEY);
RESET datamesh.on_rule_error;
SELECT datamesh.drop_policy('broken');
SELECT object FROM datamesh.findings;

SET client_min_messages = warning;
DROP OWNED BY rule_shop, rule_crm CASCADE;
DROP ROLE rule_shop, rule_crm;
