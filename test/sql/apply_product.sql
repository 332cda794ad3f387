-- apply(): data products, ports, tags of columns, versions.
CREATE EXTENSION datamesh;
\pset format unaligned
\pset footer off
\pset null '-'
\set VERBOSITY terse
CREATE ROLE regress_ap_team;
CREATE SCHEMA ap AUTHORIZATION regress_ap_team;
CREATE TABLE ap.orders (id int PRIMARY KEY, email text, phone text, table_name text, note text, gone int);
ALTER TABLE ap.orders DROP COLUMN gone;
CREATE VIEW ap.open_orders AS SELECT id FROM ap.orders;
CREATE TABLE ap."Odd.Name" (id int);
CREATE TABLE ap.stage (email text, other text);
SELECT datamesh.register_domain('ap', 'regress_ap_team', 'source_aligned');
SELECT datamesh.attach_schema('ap', 'ap');

CREATE TABLE texts (name text PRIMARY KEY, document text);
INSERT INTO texts VALUES ('all', $y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: report, domain: ap}
spec:
  description: a consumer that is written first
  inputPorts:
    - product: ap.orders@1.2.0
    - external: s3://bucket/rates
      name: rates
    - relation: ap.stage
  version: 0.1.0
---
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: orders, domain: ap}
spec:
  description: Orders
  documentation: https://example.org/orders
  sensitivity: confidential
  retention: P7Y
  sla: {freshness: 1 hour, availability: 99.9, supportHours: 9-17}
  purpose: billing
  useCases: [invoices, "2022"]
  tags: [gold]
  outputPorts:
    - relation: ap.orders
      description: all of them
      columns:
        - {name: email, tags: [pii.email], sensitivity: restricted}
        - {name: phone, tags: [pii.phone]}
        - {name: table_name, notPersonal: names of tables}
    - relation: AP.Open_Orders
      name: open
    - relation: ap."Odd.Name"
  controlPorts:
    - {name: api, endpoint: https://example.org/api}
  columns:
    - {relation: ap.stage, name: email, tags: [pii.email]}
  version: 1.2.0
$y$);

SELECT * FROM datamesh.apply((SELECT document FROM texts WHERE name = 'all'), dry_run => true);
SELECT count(*) FROM datamesh_catalog.product;
SELECT * FROM datamesh.apply((SELECT document FROM texts WHERE name = 'all'));
SELECT * FROM datamesh.apply((SELECT document FROM texts WHERE name = 'all'));
SELECT name, description, documentation_url, sensitivity, retention, sla, purpose, use_cases, tags FROM datamesh_catalog.product ORDER BY name;
SELECT product, kind, name, schema_name, relation_name, source_product, external, description FROM datamesh_catalog.port WHERE valid_to IS NULL ORDER BY 1, 2, 3;
SELECT relation_name, column_name, tag, value, state, source, reason FROM datamesh_catalog.column_tag WHERE valid_to IS NULL ORDER BY 1, 2, 3;
SELECT product, version, lifecycle FROM datamesh_catalog.product_version ORDER BY 1, 2;

-- the same in JSON is the same
SELECT * FROM datamesh.apply((SELECT canonical::text FROM datamesh_catalog.document));

-- a port that lists its columns has no other tags from documents, but those of people stay
SELECT datamesh.tag_column('ap.orders', 'note', 'pii.address');
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: orders, domain: ap}
spec:
  outputPorts:
    - relation: ap.orders
      columns:
        - {name: email, tags: [pii.email]}
        - {name: table_name}
    - relation: ap.open_orders
      name: open
    - relation: ap."Odd.Name"
$y$) ORDER BY name, detail;
SELECT relation_name, column_name, tag, value, state, source FROM datamesh_catalog.column_tag WHERE valid_to IS NULL ORDER BY 1, 2, 3;

-- lists are exact, attributes that are null are cleared, absent ones stay
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: orders, domain: ap}
spec:
  description:
  sensitivity: internal
  retention:
  sla:
  useCases:
  tags: []
  outputPorts:
    - relation: ap.orders
      name: renamed
  controlPorts:
$y$);
SELECT name, description, documentation_url, sensitivity, retention, sla, purpose, use_cases, tags FROM datamesh_catalog.product WHERE name = 'orders';
SELECT kind, name, relation_name, description FROM datamesh_catalog.port WHERE product = 'orders' AND valid_to IS NULL ORDER BY 1, 2;

-- relations and schemas change hands within one text
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: a_first, domain: ap}
spec: {outputPorts: [{relation: ap.orders}]}
---
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: orders, domain: ap}
spec: {outputPorts: [{relation: ap.open_orders}]}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: other}
spec: {owner: regress_ap_team, kind: aggregate, schemas: [ap]}
---
apiVersion: datamesh/v1
kind: Domain
metadata: {name: ap}
spec: {schemas: []}
---
{apiVersion: datamesh/v1, kind: DataProduct, metadata: {name: a_first, domain: ap}, spec: {outputPorts: []}}
---
{apiVersion: datamesh/v1, kind: DataProduct, metadata: {name: orders, domain: ap}, spec: {outputPorts: []}}
---
{apiVersion: datamesh/v1, kind: DataProduct, metadata: {name: orders, domain: other}, spec: {outputPorts: [{relation: ap.orders}]}}
$y$);

-- products that are each other's source
SELECT * FROM datamesh.apply($y$---
{apiVersion: datamesh/v1, kind: DataProduct, metadata: {name: hen, domain: other}, spec: {inputPorts: [{product: other.egg}]}}
---
{apiVersion: datamesh/v1, kind: DataProduct, metadata: {name: egg, domain: other}, spec: {inputPorts: [{product: other.hen}]}}
$y$);

-- a chain written backwards is published from its source on
SELECT * FROM datamesh.apply((SELECT string_agg(format('--- {apiVersion: datamesh/v1, kind: DataProduct, metadata: {name: c%s, domain: other}, spec: {version: 1.0.0, inputPorts: [%s]}}', i,
	CASE WHEN i < 4 THEN format('{product: other.c%s@1.0.0}', i + 1) ELSE 'external: "s3://x"' END), E'\n' ORDER BY i) FROM generate_series(1, 4) AS i));

-- refused by the parts
\set VERBOSITY default
\set SHOW_CONTEXT always
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: p, domain: nowhere}
spec: {}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: p, domain: other}
spec:
  description: x
  outputPorts:
    - relation: ap.open_orders
    - relation: ap.nothing
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: p, domain: other}
spec:
  outputPorts:
    - relation: ap.orders
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: p, domain: other}
spec:
  outputPorts:
    - relation: ap.open_orders
      columns:
        - {name: id}
        - {name: nothing, tags: [pii.email]}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: p, domain: other}
spec:
  columns:
    - relation: ap.open_orders
      name: id
      tags: [pii.email, pii.nonsense]
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: p, domain: other}
spec:
  inputPorts:
    - external: s3://x
    - product: other.nothing
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: c1, domain: other}
spec: {version: 0.9.0}
$y$);
SELECT count(*) FROM datamesh_catalog.product WHERE name = 'p';

-- wide: every step is linear
DO $$
BEGIN
	EXECUTE (SELECT 'CREATE TABLE ap.wide (' || string_agg('c' || i || ' text', ', ') || ')' FROM generate_series(1, 1500) AS i);
END
$$;
SET statement_timeout = '5s';
SELECT action, kind, count(*) FROM datamesh.apply('
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: wide, domain: other}
spec:
  outputPorts:
    - relation: ap.wide
      columns:
' || (SELECT string_agg(format(E'        - {name: c%s, tags: [pii.email, pii.phone]}\n', i), '') FROM generate_series(1, 1500) AS i))
GROUP BY 1, 2 ORDER BY 1, 2;
RESET statement_timeout;

DROP EXTENSION datamesh;
SET client_min_messages = warning;
DROP SCHEMA ap CASCADE;
DROP TABLE texts;
DROP ROLE regress_ap_team;
