-- Who may do what, and as whom the extension's own SQL runs.
\set QUIET on
SET client_min_messages = warning;
CREATE EXTENSION datamesh;
CREATE ROLE regress_dm_gov;
CREATE ROLE regress_dm_steward IN ROLE regress_dm_gov;
CREATE ROLE regress_dm_team;
CREATE ROLE regress_dm_member IN ROLE regress_dm_team;
CREATE ROLE regress_dm_away NOINHERIT IN ROLE regress_dm_team;
CREATE ROLE regress_dm_stranger;
GRANT CREATE ON DATABASE contrib_regression TO regress_dm_stranger;
CREATE SCHEMA s AUTHORIZATION regress_dm_team;
RESET client_min_messages;
\set QUIET off

-- Without a governance role superusers govern.
SET ROLE regress_dm_steward;
SELECT datamesh.set_mesh_name('mine');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.set_governance_role('regress_dm_steward');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;
SELECT datamesh.governance_role();
SELECT datamesh.set_governance_role('regress_dm_gov');
SELECT datamesh.governance_role();

-- Members of the governance role do whatever a domain's owner may.
SET ROLE regress_dm_steward;
SELECT datamesh.set_mesh_name('acme');
SELECT datamesh.register_domain('team', 'regress_dm_team', 'source_aligned');
SELECT datamesh.attach_schema('team', 's');
SELECT datamesh.create_product('team.p');
SELECT datamesh.set_governance_role('regress_dm_steward');

-- Members of the owner role, too; those that do not inherit have to SET ROLE.
SET ROLE regress_dm_member;
SELECT datamesh.create_product('team.p', 'by a member');
SET ROLE regress_dm_away;
SELECT datamesh.create_product('team.p', 'by one who is away');
SET ROLE regress_dm_stranger;
SELECT datamesh.create_product('team.p', 'by a stranger');
SELECT datamesh.set_mesh_name('mine');
SELECT datamesh.set_contact('team', 'channel', 'x');
SELECT datamesh.attach_schema('team', 's');
RESET ROLE;
SELECT description FROM datamesh.products;
SELECT owner, changed_by FROM datamesh.domains;

-- A stranger's search_path, operators and casts mean nothing to us.
SET ROLE regress_dm_stranger;
CREATE SCHEMA evil;
CREATE FUNCTION evil.yes(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.yes);
CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE plpgsql AS $$BEGIN RAISE 'called'; END$$;
CREATE TABLE evil.domain (name text);
SET search_path = evil, pg_catalog;
SELECT datamesh.register_domain('stranger', 'regress_dm_stranger', 'aggregate');
SELECT datamesh.create_product('stranger.p');
SELECT datamesh.attach_schema('stranger', 'evil');
SELECT datamesh.attach_output_port('stranger.p', 'evil.domain');
SELECT datamesh.create_product('team.p', 'by a stranger');
-- and is what it was afterwards, after errors as well
SHOW search_path;
SELECT current_user;
DO $$
BEGIN
	PERFORM datamesh.create_product('team.p', 'by a stranger');
EXCEPTION WHEN insufficient_privilege THEN
	RAISE NOTICE '% %', current_user, current_setting('search_path');
END$$;
RESET search_path;
-- temporary tables hide nothing either
CREATE TEMP TABLE domain (name text);
SELECT datamesh.register_domain('stranger', 'regress_dm_stranger', 'aggregate', 'still there');
SELECT datamesh.unregister_domain('stranger');
DROP TABLE pg_temp.domain;
RESET ROLE;
DROP SCHEMA evil CASCADE;

-- Read-only transactions, and READ COMMITTED's betters.
BEGIN READ ONLY;
SELECT count(*) FROM datamesh.domains;
SELECT datamesh.mesh_name();
SELECT datamesh.create_product('team.p', 'no');
ROLLBACK;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT datamesh.create_product('team.p', 'serializable');
SELECT datamesh.create_product('team.p', 'serializable');
COMMIT;
SELECT description FROM datamesh.products WHERE product = 'p' AND domain = 'team';

-- The extension made anew in one session.
DROP EXTENSION datamesh;
SELECT datamesh.mesh_name();
CREATE EXTENSION datamesh;
SELECT datamesh.mesh_name() = current_database() AS name_of_database;
SELECT datamesh.register_domain('team', 'regress_dm_team', 'aggregate');
SELECT datamesh.attach_schema('team', 's');
SELECT datamesh.create_product('team.p', sensitivity => 'internal');
SELECT datamesh.publish_product('team.p', '1.0.0');
SELECT domain, product, sensitivity, version FROM datamesh.products;

-- A governance role that has gone governs nothing.
SELECT datamesh.set_governance_role('regress_dm_gov');
ALTER ROLE regress_dm_gov RENAME TO regress_dm_gov2;
SET ROLE regress_dm_steward;
SELECT datamesh.set_mesh_name('mine');
RESET ROLE;
SELECT datamesh.set_governance_role(NULL);
SELECT datamesh.governance_role();

-- Everybody reads the public catalogue, nobody its tables.
SET ROLE regress_dm_stranger;
SELECT count(*) >= 0 AS ok FROM datamesh.domains, datamesh.domain_schemas, datamesh.contacts, datamesh.products,
	datamesh.product_versions, datamesh.ports, datamesh.tags, datamesh.column_tags, datamesh.documents;
SELECT count(*) FROM datamesh_catalog.setting;
SELECT datamesh_catalog.built_in_tags();
RESET ROLE;
SELECT relname FROM pg_class c
WHERE relnamespace = 'datamesh_catalog'::regnamespace AND relkind IN ('r', 'S', 'v')
	AND EXISTS (SELECT FROM aclexplode(relacl) WHERE grantee = 0);

\set QUIET on
SET client_min_messages = warning;
DROP EXTENSION datamesh;
DROP SCHEMA s CASCADE;
REVOKE CREATE ON DATABASE contrib_regression FROM regress_dm_stranger;
DROP ROLE regress_dm_steward, regress_dm_gov2, regress_dm_member, regress_dm_away, regress_dm_team, regress_dm_stranger;
