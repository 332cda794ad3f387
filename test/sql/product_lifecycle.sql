-- Data products: attributes, versions, the way to the end.
\set QUIET on
SET client_min_messages = warning;
CREATE EXTENSION datamesh;
CREATE ROLE regress_dm_owner;
CREATE ROLE regress_dm_reader;
CREATE SCHEMA shop AUTHORIZATION regress_dm_owner;
CREATE TABLE shop.orders (id int PRIMARY KEY);
CREATE TABLE shop.items (id int PRIMARY KEY);
ALTER TABLE shop.items OWNER TO regress_dm_owner;
SELECT datamesh.set_mesh_name('acme') \g /dev/null
SELECT datamesh.register_domain('shop', 'regress_dm_owner', 'source_aligned') \g /dev/null
SELECT datamesh.attach_schema('shop', 'shop') \g /dev/null
RESET client_min_messages;
\set QUIET off
SET ROLE regress_dm_owner;

SELECT datamesh.create_product('shop.orders', 'All orders', 'https://wiki.example.org/orders',
	'confidential', '7 years', '{"freshness": "1 hour"}', 'Billing', '{a,b}', '{finance}');
\x on
SELECT * FROM datamesh.products;
\x off
-- NULL leaves as it is; an equal value is no change.
SELECT datamesh.create_product('shop.orders', retention => 'P7Y', sla => '{"freshness":"1 hour"}', use_cases => '{a,b}');
SELECT datamesh.create_product('shop.orders', 'Every order', tags => '{}');
SELECT product, description, sensitivity, retention, sla, purpose, use_cases, tags FROM datamesh.products;

-- What is wrong with the arguments.
SELECT datamesh.create_product(NULL);
SELECT datamesh.create_product('orders');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.create_product('shop.orders@1.0.0');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.create_product('nowhere.orders');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.create_product('shop.orders', retention => '-1 day');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.create_product('shop.orders', sla => '[1]');
SELECT datamesh.create_product('shop.orders', use_cases => '{a,NULL}');
RESET ROLE;
SET ROLE regress_dm_reader;
SELECT datamesh.create_product('shop.orders', 'Mine now');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.drop_product('shop.orders');
SELECT product, description FROM datamesh.products;
RESET ROLE;
SET ROLE regress_dm_owner;

-- Versions only go up, and keep the ports they were published with.
SELECT datamesh.deprecate_product('shop.orders');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.attach_output_port('shop.orders', 'shop.orders');
SELECT datamesh.publish_product('shop.orders', '1.0.0');
SELECT datamesh.publish_product('shop.orders', '1.0.0');
SELECT datamesh.attach_output_port('shop.orders', 'shop.items');
SELECT datamesh.publish_product('shop.orders', '1.0.0');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.publish_product('shop.orders', '1.0.0+other');
SELECT datamesh.publish_product('shop.orders', '0.9.0');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.publish_product('shop.orders', '1.0.0-rc.1');
SELECT datamesh.publish_product('shop.orders', '1.10.0');
SELECT datamesh.publish_product('shop.orders', '1.9.0');
CREATE TEMP VIEW versions AS
SELECT product, version, lifecycle, previous_version, jsonb_path_query_array(ports, '$[*].name') AS ports,
	deprecated_at IS NOT NULL AS deprecated, retired_at IS NOT NULL AS retired, urn
FROM datamesh.product_versions ORDER BY product, version;
TABLE versions;
SELECT product, lifecycle, version, urn FROM datamesh.products;

-- A relation renamed keeps its version as it is.
ALTER TABLE shop.items RENAME TO order_items;
SELECT datamesh.publish_product('shop.orders', '1.10.0');

-- active, deprecated, retired; nothing comes back.
SELECT datamesh.drop_product('shop.orders');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.deprecate_product('shop.orders');
SELECT datamesh.deprecate_product('shop.orders@1.10.0');
SELECT datamesh.publish_product('shop.orders', '1.10.0');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.retire_product('shop.orders', '1.0.0');
SELECT datamesh.retire_product('shop.orders@1.0.0', '1.0.0');
SELECT datamesh.retire_product('shop.orders@1.0.0', '1.10.0');
SELECT datamesh.deprecate_product('shop.orders', '1.0.0');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.publish_product('shop.orders', '1.0.0');
SELECT datamesh.retire_product('shop.orders', '3.0.0');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.retire_product('shop.nothing');
TABLE versions;
SELECT product, lifecycle, version FROM datamesh.products;

-- Closed with its ports; created again, the versions go on.
SELECT datamesh.drop_product('shop.orders');
SELECT datamesh.drop_product('shop.orders');
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM datamesh.ports;
TABLE versions;
SELECT datamesh.create_product('shop.orders');
SELECT product, description, sensitivity, retention, sla, lifecycle, version FROM datamesh.products;
SELECT datamesh.publish_product('shop.orders', '1.10.0');
SELECT datamesh.publish_product('shop.orders', '2.0.0');
RESET ROLE;
SELECT domain, product FROM datamesh_catalog.compliance_status ORDER BY 1, 2;

\set QUIET on
SET client_min_messages = warning;
DROP VIEW versions;
DROP EXTENSION datamesh;
DROP SCHEMA shop CASCADE;
DROP ROLE regress_dm_owner, regress_dm_reader;
