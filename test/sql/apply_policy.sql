-- apply(): policies.
CREATE EXTENSION datamesh;
\pset format unaligned
\pset footer off
\pset null '-'
\set VERBOSITY terse
CREATE ROLE regress_apo_team;
CREATE ROLE regress_apo_guild;
CREATE SCHEMA apo AUTHORIZATION regress_apo_team;
SELECT datamesh.set_governance_role('regress_apo_guild');
SELECT datamesh.register_domain('apo', 'regress_apo_team', 'source_aligned');
SELECT datamesh.attach_schema('apo', 'apo');

CREATE TABLE texts (name text PRIMARY KEY, document text);
GRANT SELECT ON texts TO regress_apo_guild, regress_apo_team;
INSERT INTO texts VALUES ('full', $y$
apiVersion: datamesh/v1
kind: Policy
metadata: {name: keys}
spec:
  kind: primary_key_required
  level: recommended
  enforcement: off
  moment: publish
  scope:
    domains: [apo]
    schemas: []
    objectKinds: [table]
    environments: ["1", no]
    except: ["apo.raw_%"]
  existing: deny_on_touch
  description: every table has a key
  message: give it a key
  remediation: ask the guild
  separateApprover: true
  parameters: {accept_unique: true}
  tests:
    - {name: 1, sql: CREATE TABLE t (a int), expect: deny}
$y$), ('local', $y$
apiVersion: datamesh/v1
kind: Policy
metadata: {name: names, domain: apo}
spec:
  kind: naming
  parameters:
    patterns: {table: "^[a-z_]+$", column: "^[a-z_]+$"}
$y$);

SET ROLE regress_apo_guild;
SELECT * FROM datamesh.apply((SELECT document FROM texts WHERE name = 'full'), dry_run => true);
SELECT * FROM datamesh.apply((SELECT document FROM texts WHERE name = 'full'));
SELECT * FROM datamesh.apply((SELECT document FROM texts WHERE name = 'full'));
RESET ROLE;
SELECT name, version, kind, domain, level, enforcement, moment, existing, scope, parameters, description, message, remediation, separate_approver, tests FROM datamesh_catalog.policy;

-- an absent key stays, null clears, a change is a new version
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Policy
metadata: {name: keys}
spec: {enforcement: warn, message: , scope: , parameters: , tests: , separateApprover: false}
$y$);
SELECT version, level, enforcement, scope, parameters, description, message, separate_approver, tests, valid_to IS NULL AS current FROM datamesh_catalog.policy ORDER BY version;

-- local policies are their domain's, global ones the guild's
SET ROLE regress_apo_team;
SELECT * FROM datamesh.apply((SELECT document FROM texts WHERE name = 'local'));
SELECT * FROM datamesh.apply((SELECT document FROM texts WHERE name = 'full'));
RESET ROLE;

-- a policy binds what comes with it in the same text, and after it
SET ROLE regress_apo_team;
CREATE TABLE apo."BAD" (id int);
RESET ROLE;
CREATE TABLE apo.fine (id int);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: p, domain: apo}
spec:
  outputPorts: [{relation: apo.fine}]
  version: 1.0.0
---
apiVersion: datamesh/v1
kind: Policy
metadata: {name: levels}
spec: {kind: slo_required, moment: publish}
$y$);
SELECT count(*) FROM datamesh_catalog.policy WHERE name = 'levels';
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: p, domain: apo}
spec:
  sla: {freshness: 1 hour}
  outputPorts: [{relation: apo.fine}]
  version: 1.0.0
---
apiVersion: datamesh/v1
kind: Policy
metadata: {name: levels}
spec: {kind: slo_required, moment: publish}
$y$);

-- refused by the policies
\set VERBOSITY default
\set SHOW_CONTEXT always
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Policy
metadata: {name: new}
spec: {level: optional}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Policy
metadata: {name: new}
spec: {kind: naming, parameters: {patterns: {table: "["}}}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Policy
metadata: {name: new, domain: nowhere}
spec: {kind: primary_key_required}
$y$);

DROP EXTENSION datamesh;
SET client_min_messages = warning;
DROP SCHEMA apo CASCADE;
DROP TABLE texts;
DROP ROLE regress_apo_team, regress_apo_guild;
