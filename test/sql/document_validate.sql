-- validate(): the form of each kind, and what can be said without the catalogue.
CREATE EXTENSION datamesh;
\pset format unaligned
\pset footer off

-- every key there is: no problem
SELECT * FROM datamesh.validate($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: checkout, annotations: {team: {size: 5}, x: [1]}}
spec:
  owner: checkout_team
  kind: source_aligned
  parent: shop
  description: Orders and baskets
  schemas: [checkout, "Odd Schema"]
  contacts:
    technical_owner: anna@example.org
    developer: d
    business_owner: b
    steward: s
    on_call: "+49 30 1234"
    escalation_path: e
    channel: "#checkout"
---
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: orders, domain: checkout}
spec:
  description: Orders
  documentation: https://example.org/orders
  sensitivity: confidential
  retention: 7 years
  sla: {freshness: 1 hour, availability: 99.9 %, accuracy: a, completeness: 1, latency: l, supportHours: 9-17}
  purpose: billing
  useCases: [a, b]
  tags: [x, y]
  outputPorts:
    - relation: checkout.orders
      name: orders
      description: all orders
      columns:
        - {name: email, tags: [pii.email], sensitivity: restricted, notPersonal: false}
        - {name: table_name, tags: [team=sales], notPersonal: names of tables}
    - relation: checkout."Odd.""Name"
      columns: null
  inputPorts:
    - product: customer.profiles@1.0.0
      name: profiles
    - relation: legacy.customers
    - external: s3://bucket/path
      description: files
  controlPorts:
    - {name: api, endpoint: https://example.org/api, description: d}
    - {endpoint: https://example.org/other}
  columns:
    - {relation: checkout.stage, name: phone, tags: [pii.phone]}
  version: 1.2.0-rc.1+build.5
---
apiVersion: datamesh/v1
kind: Policy
metadata: {name: keys, domain: checkout}
spec:
  kind: primary_key_required
  level: recommended
  enforcement: off
  moment: publish
  scope: {domains: [a], schemas: ["x%"], products: [a.b], tags: ["pii.*"], objectKinds: [table, materialized_view], environments: [production], except: [a.b]}
  existing: deny_on_touch
  description: d
  message: m
  remediation: r
  separateApprover: true
  parameters: {accept_unique: true}
  tests: [{name: no key, sql: "CREATE TABLE t (a int)", expect: deny}]
$y$);

-- null where it clears
SELECT * FROM datamesh.validate($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: a, annotations: }
spec: {parent: null, description: ~, schemas: , contacts: }
---
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: b, domain: a}
spec:
  description:
  documentation:
  sensitivity:
  retention:
  sla:
  purpose:
  useCases:
  tags:
  outputPorts:
  inputPorts:
  controlPorts:
  columns:
  version:
---
apiVersion: datamesh/v1
kind: Policy
metadata: {name: c, domain: }
spec: {scope: , description: , message: , remediation: , parameters: , tests: }
$y$);
-- and where it does not
SELECT * FROM datamesh.validate($y$
apiVersion: null
kind: Domain
metadata: {name: }
spec: {owner: , kind: }
---
apiVersion: datamesh/v1
kind: Policy
metadata:
spec:
$y$);

-- the envelope
SELECT * FROM datamesh.validate('kind: Domain');
SELECT * FROM datamesh.validate(E'apiVersion: datamesh/v2\nkind: Dataproduct\nmetadata: {}\nextra: 1');
SELECT * FROM datamesh.validate(E'apiVersion: v1\nkind: Deployment\nspec: {replicas: 3}');
SELECT * FROM datamesh.validate(E'apiVersion: [datamesh/v1]\nkind: {a: b}');
SELECT * FROM datamesh.validate(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: x\nspec: []');

-- Domain
SELECT * FROM datamesh.validate($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: "", label: x, annotations: [x]}
spec:
  ownr: a
  Kind: aggregate
  kind: source-aligned
  parent: [a]
  description: {a: b}
  schemas: [a, b, a, [c], ""]
  contacts: {technicalOwner: a, chanel: b, phone: c, on_call: "  ", steward: [x], developer: null}
---
apiVersion: datamesh/v1
kind: Domain
metadata: {name: other}
spec: {schemas: b, contacts: [a], owner: "", parent: other}
$y$);

-- DataProduct
SELECT * FROM datamesh.validate($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: orders}
spec:
  sensitivity: secret
  retention: 7 yeers
  sla: {freshnes: 1 hour, mttr: 2 hours, availability: , latency: "", accuracy: [x]}
  useCases: one
  tags: [[x]]
  output_ports: []
  outputPorts:
    - relation: orders
    - relation: a.b.c
    - relation: a.b
      name: x
      columns:
        - {name: email, tags: [pii.email, Pii, "a=", "=b", pii.email], sensitivity: top, notPersonal: true}
        - {name: email, tags: pii.email, notPersonal: ""}
        - {tags: [sensitivity=public], sensitivity: public}
        - {name: c, tags: [pii.phone], notPersonal: because}
        - c
    - relation: A.B
      name: x
    - {}
  inputPorts:
    - product: customer
    - product: a.b@1
    - external: s3://foo
      relation: a.b
    - name: nothing
    - external: ""
  controlPorts:
    - name: api
    - https://example.org
  columns:
    - {relation: a.b, name: email}
    - {name: x}
  version: 1.2
---
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: other, domain: d}
spec:
  retention: -1 day
  outputPorts: [{relation: '"a".b'}]
  version: v1.0.0
$y$);
SELECT left(i, 20) AS i, left(message, 80) AS message FROM unnest(ARRAY['1 year', 'P7Y', 'P1Y2M3DT4H', '90 days', '1-2', '1 12:00:00', '', 'P', '1', 'infinity', '5 parsecs', '9999999999 years', '@ 1 day', '0', repeat('1 ', 300)]) WITH ORDINALITY AS t (i, n),
	LATERAL datamesh.validate(format(E'apiVersion: datamesh/v1\nkind: DataProduct\nmetadata: {name: a, domain: b}\nspec: {retention: %s}', to_json(i))) AS v ORDER BY n;

-- Policy
SELECT * FROM datamesh.validate($y$
apiVersion: datamesh/v1
kind: Policy
metadata: {name: p}
spec:
  kind: primary_key
  level: mandatory
  enforcement: block
  moment: ddl
  existing: ignore
  separateApprover: yes
  scope: {object_kinds: [table], objectKinds: [tables], domains: a, products: [x], tag: []}
  parameters: [a]
  tests: [{name: a, sql: "  ", expect: x, more: 1}, {}, x]
---
apiVersion: datamesh/v1
kind: Policy
metadata: {name: q}
spec: {kind: primary_key_required, parameters: {accept_uniq: true}}
---
apiVersion: datamesh/v1
kind: Policy
metadata: {name: r}
spec: {kind: primary_key_required, parameters: {accept_unique: sometimes}}
---
apiVersion: datamesh/v1
kind: Policy
metadata: {name: s}
spec: {kind: nonsense}
$y$);

-- twice the same thing in a text
SELECT * FROM datamesh.validate($y$---
{apiVersion: datamesh/v1, kind: Domain, metadata: {name: a}, spec: {schemas: [x]}}
---
{apiVersion: datamesh/v1, kind: Domain, metadata: {name: a}, spec: {schemas: [x]}}
---
{apiVersion: datamesh/v1, kind: DataProduct, metadata: {name: a, domain: a}, spec: {}}
---
{apiVersion: datamesh/v1, kind: DataProduct, metadata: {name: a, domain: b}, spec: {}}
---
{apiVersion: datamesh/v1, kind: DataProduct, metadata: {name: a, domain: a}, spec: {}}
---
{apiVersion: datamesh/v1, kind: Policy, metadata: {name: a, domain: a}, spec: {}}
---
{apiVersion: datamesh/v1, kind: Policy, metadata: {name: a, domain: b}, spec: {}}
$y$);

-- domains in a circle
SELECT * FROM datamesh.validate($y$---
{apiVersion: datamesh/v1, kind: Domain, metadata: {name: a}, spec: {parent: b}}
---
{apiVersion: datamesh/v1, kind: Domain, metadata: {name: b}, spec: {parent: c}}
---
{apiVersion: datamesh/v1, kind: Domain, metadata: {name: c}, spec: {parent: a}}
---
{apiVersion: datamesh/v1, kind: Domain, metadata: {name: d}, spec: {parent: c}}
$y$);

-- a path that needs quotes
SELECT path FROM datamesh.validate(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: a}\nspec: {"a.b": 1, "c\\"d": 2, 5: 3, "": 4, é: 5}');

-- it reads only, and may run in parallel workers
SELECT provolatile, proparallel FROM pg_proc WHERE oid = 'datamesh.validate(text)'::regprocedure;
BEGIN READ ONLY;
SELECT count(*) FROM datamesh.validate('kind: Domain');
COMMIT;

-- everybody may
CREATE ROLE regress_dv_nobody;
SET ROLE regress_dv_nobody;
SELECT count(*) FROM datamesh.validate('kind: Domain');
RESET ROLE;
DROP ROLE regress_dv_nobody;
DROP EXTENSION datamesh;
