-- Waivers: who may grant them, what they cover, and how they end.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
SET client_min_messages = error;
CREATE ROLE regress_w_guild;
CREATE ROLE regress_w_asker;
CREATE ROLE regress_w_team;
CREATE ROLE regress_w_other;
CREATE SCHEMA w AUTHORIZATION regress_w_team;
CREATE SCHEMA wx AUTHORIZATION regress_w_team;
CREATE SCHEMA w_other AUTHORIZATION regress_w_other;
SELECT datamesh.set_governance_role('regress_w_guild');
SELECT datamesh.register_domain('w', 'regress_w_team', 'source_aligned'), datamesh.register_domain('w_other', 'regress_w_other', 'source_aligned');
SELECT datamesh.attach_schema('w', 'w'), datamesh.attach_schema('w', 'wx'), datamesh.attach_schema('w_other', 'w_other');
SET ROLE regress_w_guild;
SELECT datamesh.create_policy('keys', 'primary_key_required'), datamesh.create_policy('personal', 'pii_tag_required'),
	datamesh.create_policy('names', 'naming', parameters => '{"patterns": {"schema": "^_", "function": "^_"}}', separate_approver => true);
SET ROLE regress_w_team;
SELECT datamesh.create_policy('local', 'naming', domain => 'w', parameters => '{"patterns": {"view": "^v_"}}');

-- who may
SELECT datamesh.waive('keys', 'w.a', 'x', now() + interval '1 day');
SELECT datamesh.waive('local', 'w.v', 'x', now() + interval '1 day') IS NOT NULL AS granted;
SET ROLE regress_w_other;
SELECT datamesh.waive('local', 'w.v', 'x', now() + interval '1 day');
SET ROLE regress_w_guild;
SELECT datamesh.waive('local', 'w.v2', 'x', now() + interval '1 day') IS NOT NULL AS granted;

-- what a waiver needs
SELECT datamesh.waive('nothing', 'w.a', 'x', now() + interval '1 day');
SELECT datamesh.waive('keys', 'w.a', ' ', now() + interval '1 day');
SELECT datamesh.waive('keys', 'w.a', 'x', now() - interval '1 day');
SELECT datamesh.waive('keys', 'w.a', 'x', 'infinity');
SELECT datamesh.waive('keys', 'w.a', 'x', NULL);
SELECT datamesh.waive('keys', NULL, 'x', now() + interval '1 day');
SELECT datamesh.waive('keys', 'relation a', 'x', now() + interval '1 day');

-- a separate approver
SELECT datamesh.waive('names', 'w', 'x', now() + interval '1 day');
SELECT datamesh.waive('names', 'w', 'x', now() + interval '1 day', 'regress_w_guild');
SELECT datamesh.waive('names', 'w', 'x', now() + interval '1 day', 'nobody');
SELECT datamesh.waive('names', 'w', 'x', now() + interval '1 day', 'regress_w_asker') IS NOT NULL AS granted;

-- for what does not exist yet; an object of nearly that name is not covered
SELECT datamesh.waive('keys', 'w.a', 'loaded by a tool', now() + interval '1 day') IS NOT NULL AS granted;
SET ROLE regress_w_team;
CREATE TABLE w.a (x integer);
CREATE TABLE w.ab (x integer);
CREATE TABLE w."a.b" (x integer);
SELECT policy, object, state FROM datamesh.findings WHERE object_type = 'relation';
SELECT outcome, object, role_name FROM datamesh.decisions WHERE outcome = 'waived';
-- and only by that policy
ALTER TABLE w.a ADD COLUMN email text;

-- containment
SET ROLE regress_w_guild;
SELECT datamesh.waive('personal', 'w.a', 'x', now() + interval '1 day') IS NOT NULL AS relation,
	datamesh.waive('personal', 'column w.c.email', 'x', now() + interval '1 day') IS NOT NULL AS "column",
	datamesh.waive('personal', 'schema wx', 'x', now() + interval '1 day') IS NOT NULL AS schema,
	datamesh.waive('personal', 'domain w_other', 'x', now() + interval '1 day') IS NOT NULL AS domain;
SET ROLE regress_w_team;
ALTER TABLE w.a ADD COLUMN email text;
CREATE TABLE w.c (id integer PRIMARY KEY, email text);
CREATE TABLE w.d (id integer PRIMARY KEY, email text, phone text);
ALTER TABLE w.c ADD COLUMN phone text;
CREATE TABLE wx.a (id integer PRIMARY KEY, email text);
SET ROLE regress_w_other;
CREATE TABLE w_other.a (id integer PRIMARY KEY, email text);
SET ROLE regress_w_guild;
SELECT policy, object, state FROM datamesh.findings WHERE policy = 'personal' ORDER BY 2;
SELECT datamesh.waive('personal', 'product w.prod', 'x', now() + interval '1 day') IS NOT NULL AS product;
SET ROLE regress_w_team;
CREATE TABLE w.port (id integer PRIMARY KEY);
SELECT datamesh.create_product('w.prod'), datamesh.attach_output_port('w.prod', 'w.port');
ALTER TABLE w.port ADD COLUMN email text;
SELECT domain, product, required_failed, waived FROM datamesh.compliance ORDER BY 1, 2 NULLS FIRST;

-- a waiver follows the name
ALTER TABLE w.a RENAME TO a2;
ALTER TABLE w.a2 ADD COLUMN phone text;
CREATE TABLE w.a (x integer);
SELECT object FROM datamesh.waivers WHERE object LIKE 'w.a%' ORDER BY 1;

-- it ends by itself, without a write
RESET ROLE;
SELECT policy, count(*) FROM datamesh.findings WHERE state = 'waived' GROUP BY 1 ORDER BY 1;
UPDATE datamesh_catalog.waiver SET expires_at = now() - interval '1 minute' WHERE object = 'w.a2';
UPDATE datamesh_catalog.finding SET waived_until = now() - interval '1 minute' WHERE root = 'w.a2';
UPDATE datamesh_catalog.compliance_status SET recheck_at = now() - interval '1 minute' WHERE domain = 'w';
SELECT policy, object, state FROM datamesh.findings WHERE object LIKE 'w.a2%' ORDER BY 1, 2;
SELECT domain, product, required_failed, waived, compliant FROM datamesh.compliance ORDER BY 1, 2 NULLS FIRST;
SELECT object, state FROM datamesh.waivers WHERE object = 'w.a2';
SET ROLE regress_w_team;
ALTER TABLE w.a2 ADD COLUMN fine integer;
ALTER TABLE w.a2 ADD COLUMN mobile text;

-- or is revoked
SELECT datamesh.revoke_waiver(id) FROM datamesh.waivers WHERE object = 'wx';
SELECT datamesh.revoke_waiver('00000000-0000-0000-0000-000000000000');
SET ROLE regress_w_guild;
SELECT datamesh.revoke_waiver(id) FROM datamesh.waivers WHERE object = 'wx';
SELECT object, state, revoked_by FROM datamesh.waivers WHERE object = 'wx';
SELECT object, state FROM datamesh.findings WHERE object LIKE 'wx.%';
SELECT domain, product, required_failed, waived FROM datamesh.compliance WHERE domain = 'w' ORDER BY 1, 2 NULLS FIRST;
\set VERBOSITY sqlstate
SELECT datamesh.revoke_waiver(id) FROM datamesh.waivers WHERE object = 'wx';
\set VERBOSITY terse
SET ROLE regress_w_team;
CREATE TABLE wx.b (id integer PRIMARY KEY, email text);

-- who sees which, whatever somebody wrote into one
SET ROLE regress_w_guild;
SELECT datamesh.waive('keys', o, 'x', now() + interval '1 day') IS NOT NULL AS granted
FROM unnest(ARRAY['function w.f(', 'function ("', 'func()', '""(int)', 'domain "a""', 'column w.b.c', 'other w.b', '"', 'product w.p', 'function "w".g("x")']) AS o;
SELECT object_type, object, state FROM datamesh.waivers WHERE policy = 'keys' ORDER BY object COLLATE "C";
SET ROLE regress_w_team;
SELECT object_type, object, state FROM datamesh.waivers WHERE policy = 'keys' ORDER BY object COLLATE "C";
SET ROLE regress_w_other;
SELECT policy, object FROM datamesh.waivers;
RESET ROLE;
DROP EXTENSION datamesh;
DROP SCHEMA w, wx, w_other CASCADE;
DROP ROLE regress_w_guild, regress_w_asker, regress_w_team, regress_w_other;
