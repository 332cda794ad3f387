-- The facts that rules are made of: what they show, to whom, and whatever the
-- reader's session looks like.
CREATE EXTENSION datamesh;
\pset format unaligned
\pset null '-'

CREATE ROLE fact_shop;
CREATE ROLE fact_crm;
CREATE ROLE fact_reader;
CREATE SCHEMA shop AUTHORIZATION fact_shop;
CREATE SCHEMA "Odd Schema" AUTHORIZATION fact_crm;
CREATE SCHEMA elsewhere;

CREATE TABLE shop.customer (
	id int PRIMARY KEY,
	email text NOT NULL CHECK (email LIKE '%@%'),
	"Strange "" name" varchar(10) DEFAULT 'x' UNIQUE,
	twice int GENERATED ALWAYS AS (id * 2) STORED,
	gone int
);
ALTER TABLE shop.customer DROP COLUMN gone;
CREATE TABLE shop.orders (
	id int GENERATED ALWAYS AS IDENTITY,
	customer_id int REFERENCES shop.customer ON DELETE CASCADE,
	at date NOT NULL,
	PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE shop.orders_2026 PARTITION OF shop.orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE UNLOGGED TABLE shop.scratch (a int);
CREATE TABLE elsewhere.note (a int);
CREATE TABLE "Odd Schema"."Item" (
	order_id int, order_at date, note int,
	FOREIGN KEY (order_id, order_at) REFERENCES shop.orders DEFERRABLE
);
ALTER TABLE "Odd Schema"."Item" ADD CONSTRAINT later CHECK (note > 0) NOT VALID;
CREATE VIEW "Odd Schema"."order" AS
	SELECT i.note, o.customer_id, c.email
	FROM "Odd Schema"."Item" AS i JOIN shop.orders AS o ON o.id = i.order_id
		JOIN shop.customer AS c ON c.id = o.customer_id;
CREATE MATERIALIZED VIEW "Odd Schema".counted AS SELECT count(*) AS n FROM elsewhere.note;
CREATE FOREIGN DATA WRAPPER fact_fdw;
CREATE SERVER fact_server FOREIGN DATA WRAPPER fact_fdw;
CREATE FOREIGN TABLE shop.remote (a int) SERVER fact_server;
CREATE SEQUENCE shop.number;
CREATE TYPE shop.pair AS (a int, b int);
CREATE INDEX customer_lower_idx ON shop.customer (lower(email), id) INCLUDE (twice) WHERE id > 5;
CREATE FUNCTION shop.total(int, text[], shop.pair) RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER TABLE shop.customer ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.customer FORCE ROW LEVEL SECURITY;
COMMENT ON SCHEMA shop IS 'the shop';
COMMENT ON TABLE shop.customer IS 'who buys';
COMMENT ON COLUMN shop.customer.email IS 'where to write';
GRANT USAGE ON SCHEMA shop TO fact_reader WITH GRANT OPTION;
GRANT SELECT ON shop.customer TO PUBLIC;
GRANT UPDATE (email), SELECT (email) ON shop.customer TO fact_reader;
REVOKE EXECUTE ON FUNCTION shop.total FROM PUBLIC;
GRANT fact_crm TO fact_reader;
COMMENT ON ROLE fact_shop IS 'sells';

-- a table and functions of an extension are nobody's concern
CREATE EXTENSION pg_stat_statements SCHEMA shop;

SELECT datamesh.register_domain('shop', 'fact_shop', 'source_aligned', 'Selling');
SELECT datamesh.register_domain('after sales', 'fact_crm', 'aggregate', parent => 'shop');
SELECT datamesh.attach_schema('shop', 'shop');
SELECT datamesh.attach_schema('after sales', '"Odd Schema"');
SELECT datamesh.set_contact('shop', 'technical_owner', 'anna@example.org');
SELECT datamesh.set_contact('shop', 'channel', '#shop');
SELECT datamesh.create_product('shop.orders', 'All orders', sensitivity => 'confidential', retention => '7 years',
	sla => '{"freshness": "1 hour"}', use_cases => '{reports}', tags => '{core}');
SELECT datamesh.create_product('"after sales".care');
SELECT datamesh.attach_output_port('shop.orders', 'shop.orders', description => 'one row each');
SELECT datamesh.attach_input_port('"after sales".care', 'shop.orders');
SELECT datamesh.attach_input_port('"after sales".care', 'external:s3://bucket/care', 'files');
SELECT datamesh.publish_product('shop.orders', '1.9.0');
SELECT datamesh.publish_product('shop.orders', '1.10.0');
SELECT datamesh.tag_column('shop.customer', 'email', 'pii.email');
SELECT datamesh.tag_column('shop.customer', 'email', 'sensitivity', 'restricted');
SELECT datamesh.reject_tag('shop.customer', 'id', 'pii.ssn', 'a number of our own');
SELECT datamesh.tag_column('elsewhere.note', 'a', 'pii.ssn');

-- Somebody without any right sees them all, and nothing of the tables below.
SET ROLE fact_reader;
SELECT domain, object, owner_role, owner_exists, kind, parent, description, contacts
FROM datamesh_fact.domains_v1 ORDER BY domain;
SELECT domain, object, schema_name, present, owner_role, comment FROM datamesh_fact.schemas_v1 ORDER BY object;
SELECT domain, product, object, description, sensitivity, retention, sla, use_cases, tags, active_version
FROM datamesh_fact.products_v1 ORDER BY object;
SELECT object, version, lifecycle, previous_version, deprecated_at IS NOT NULL AS was_deprecated
FROM datamesh_fact.product_versions_v1 ORDER BY object, version;
SELECT object, kind, name, relation, relation_oid::regclass, source_product, external
FROM datamesh_fact.ports_v1 ORDER BY object, kind, name;
SELECT domain, product, object, kind, is_partitioned, is_unlogged, owner_role = session_user AS own, comment,
	has_primary_key, row_security, force_row_security
FROM datamesh_fact.relations_v1 ORDER BY object;
SELECT object, product, relation_kind, position, type, type_name, not_null, has_default,
	is_identity AND relation_kind <> 'partition' AS is_identity, is_generated, comment, tags -- (those of partitions: from 17 on)
FROM datamesh_fact.columns_v1 ORDER BY relation, position;
SELECT domain, product, object, tag, value, state, source, confidence, reason
FROM datamesh_fact.column_tags_v1 ORDER BY object, tag;
SELECT relation, constraint_name, kind, columns, is_validated, is_deferrable, definition
FROM datamesh_fact.constraints_v1 ORDER BY relation, constraint_name;
SELECT domain, relation, columns, referenced_domain, referenced_product, referenced_relation, referenced_columns, on_update, on_delete
FROM datamesh_fact.foreign_keys_v1 ORDER BY relation, constraint_name;
SELECT relation, index_name, method, is_unique, is_primary, is_valid, columns, included_columns, predicate
FROM datamesh_fact.indexes_v1 ORDER BY relation, index_name;
SELECT relation, relation_kind, referenced_domain, referenced_product, referenced_relation, referenced_columns
FROM datamesh_fact.dependencies_v1 ORDER BY relation, referenced_relation;
SELECT object_type, object, product, column_name, grantee, is_public, privilege, is_grantable
FROM datamesh_fact.grants_v1 WHERE NOT is_owner ORDER BY object_type, object, grantee, privilege;
SELECT object_type, count(*) > 0 AS owners_listed FROM datamesh_fact.grants_v1 WHERE is_owner GROUP BY 1 ORDER BY 1;
SELECT role_name, is_superuser, can_login, is_predefined, member_of, owns_domains, comment
FROM datamesh_fact.roles_v1 WHERE role_name ~ '^fact_' OR role_name = 'pg_monitor' ORDER BY role_name;
SELECT name, setting, unit, type, context, default_setting FROM datamesh_fact.settings_v1
WHERE name IN ('password_encryption', 'datamesh.rule_timeout', 'data_directory', 'ssl_ciphers', 'authentication_timeout') ORDER BY name;
SELECT count(*) FROM datamesh_catalog.domain;
RESET ROLE;

-- A superuser sees neither more settings, nor what a session chose for itself.
SET password_encryption = 'md5';
SELECT setting FROM datamesh_fact.settings_v1 WHERE name = 'password_encryption';
SELECT array_agg(name) AS settings INTO TEMP seen_by_superuser FROM datamesh_fact.settings_v1;
GRANT SELECT ON seen_by_superuser TO fact_reader;
SET ROLE fact_reader;
SELECT (SELECT settings FROM seen_by_superuser) = array_agg(name) AS same FROM datamesh_fact.settings_v1;
RESET ROLE;
RESET password_encryption;

-- Identities do not depend on the session.
SET quote_all_identifiers = on;
SET search_path = shop;
SELECT object FROM datamesh_fact.columns_v1 WHERE relation_name = 'scratch'
UNION ALL SELECT DISTINCT object FROM datamesh_fact.grants_v1 WHERE object_type = 'function'
UNION ALL SELECT object FROM datamesh_fact.products_v1 ORDER BY 1;
RESET quote_all_identifiers;
RESET search_path;

-- Nor does their meaning depend on what somebody put in the reader's way.
CREATE SCHEMA hostile;
CREATE FUNCTION hostile.wrong(text, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''taken in''; END';
CREATE FUNCTION hostile.format_type(oid, int) RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''taken in''; END';
CREATE FUNCTION hostile.coalesce(text, text) RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''taken in''; END';
CREATE OPERATOR hostile.= (LEFTARG = text, RIGHTARG = text, FUNCTION = hostile.wrong);
CREATE OPERATOR hostile.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = hostile.wrong);
CREATE TABLE hostile.pg_class (oid oid);
SET search_path = hostile, pg_catalog;
SELECT (SELECT count(*) FROM datamesh_fact.columns_v1) > 0 AS columns,
	(SELECT count(*) FROM datamesh_fact.grants_v1) > 0 AS grants,
	(SELECT count(*) FROM datamesh_fact.dependencies_v1) > 0 AS dependencies;
RESET search_path;

-- What is detached, dropped or closed is gone; what is missing shows.
DROP TABLE shop.scratch;
SELECT datamesh.detach_schema('after sales', '"Odd Schema"');
SELECT DISTINCT domain FROM datamesh_fact.relations_v1;
SELECT object FROM datamesh_fact.relations_v1 WHERE relation_name = 'scratch';
SELECT referenced_relation, referenced_domain FROM datamesh_fact.foreign_keys_v1 WHERE relation = 'shop.orders';
SELECT datamesh.drop_product('"after sales".care');
SELECT datamesh.unregister_domain('after sales');
SELECT domain FROM datamesh_fact.domains_v1;
SELECT count(*) FROM datamesh_fact.ports_v1 WHERE domain = 'after sales';

-- Each view says what each of its columns means, and everybody may read it.
SELECT c.relname, a.attname
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'datamesh_fact'::regnamespace
	AND coalesce(obj_description(c.oid, 'pg_class') !~ ('\m' || a.attname || '\M'), true);
SELECT c.relname FROM pg_class AS c
WHERE c.relnamespace = 'datamesh_fact'::regnamespace
	AND (c.relkind <> 'v' OR c.relname !~ '_v1$' OR NOT has_table_privilege('fact_reader', c.oid, 'SELECT')
		OR has_table_privilege('fact_reader', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER'));
SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'datamesh_fact'::regnamespace;

SET client_min_messages = warning;
DROP OWNED BY fact_shop, fact_crm, fact_reader CASCADE;
DROP ROLE fact_shop, fact_crm, fact_reader;
-- a domain whose owner is gone is still there, and says so
SELECT domain, owner_role, owner_exists FROM datamesh_fact.domains_v1;
