-- Policy kind no_public_grants.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_pub_team;
CREATE ROLE regress_pub_mate;
CREATE ROLE regress_pub_third;
CREATE SCHEMA pub AUTHORIZATION regress_pub_team;
SELECT datamesh.register_domain('pub', 'regress_pub_team', 'source_aligned'), datamesh.attach_schema('pub', 'pub');
SELECT datamesh.create_policy('private', 'no_public_grants');
SET ROLE regress_pub_team;
CREATE TABLE pub.orders (id integer, "e mail" text, note text);
CREATE VIEW pub.recent AS SELECT 1 AS a;
CREATE FUNCTION pub.total(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
GRANT USAGE ON SCHEMA pub TO PUBLIC, regress_pub_mate, regress_pub_third;
GRANT SELECT ON pub.orders TO regress_pub_mate;

\set VERBOSITY default
GRANT SELECT, INSERT, UPDATE ("e mail") ON pub.orders TO PUBLIC;
\set VERBOSITY terse
GRANT SELECT ON pub.recent TO PUBLIC;
GRANT CREATE ON SCHEMA pub TO PUBLIC;
-- granted and taken back
BEGIN;
GRANT SELECT, TRUNCATE ON pub.orders TO PUBLIC;
REVOKE ALL ON pub.orders FROM PUBLIC;
COMMIT;

-- taking some of it away makes nothing worse
RESET ROLE;
SELECT datamesh.set_enforcement('private', 'off');
GRANT SELECT, INSERT, DELETE ON pub.orders TO PUBLIC;
SELECT datamesh.set_enforcement('private', 'deny');
REVOKE INSERT ON pub.orders FROM PUBLIC;
GRANT INSERT ON pub.orders TO PUBLIC;
SELECT object, message, fix_sql FROM datamesh.evaluate('private');

-- what others granted onwards goes by taking away the option they did it with
SELECT datamesh.set_enforcement('private', 'shadow');
REVOKE ALL ON pub.orders FROM PUBLIC;
SET ROLE regress_pub_team;
GRANT SELECT, UPDATE ON pub.orders TO regress_pub_mate WITH GRANT OPTION;
GRANT SELECT (note) ON pub.orders TO regress_pub_mate WITH GRANT OPTION;
SET ROLE regress_pub_mate;
GRANT SELECT ON pub.orders TO regress_pub_third WITH GRANT OPTION;
SET ROLE regress_pub_third;
GRANT SELECT ON pub.orders TO PUBLIC;
RESET ROLE;
SET ROLE regress_pub_team;
GRANT UPDATE ("e mail", note), SELECT (id) ON pub.orders TO PUBLIC;
GRANT CREATE ON SCHEMA pub TO PUBLIC;
GRANT TRIGGER ON pub.recent TO PUBLIC;
RESET ROLE;
SELECT object, message, fix_sql FROM datamesh.evaluate('private') ORDER BY object COLLATE "C";
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('private');
SELECT grantee::regrole, privilege_type, is_grantable FROM pg_class, aclexplode(relacl)
	WHERE oid = 'pub.orders'::regclass AND grantee <> grantor ORDER BY 1, 2;

-- functions and the schema itself on request; only some privileges
SELECT datamesh.create_policy('private', 'no_public_grants', enforcement => 'shadow',
	parameters => '{"functions": true, "allow_schema_usage": false}');
SELECT object, message, fix_sql FROM datamesh.evaluate('private') ORDER BY object COLLATE "C";
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('private');
SELECT datamesh.create_policy('private', 'no_public_grants', parameters => '{"privileges": ["delete", "TRUNCATE"]}');
GRANT SELECT ON pub.orders TO PUBLIC;
GRANT DELETE ON pub.orders TO PUBLIC;

SELECT datamesh.create_policy('x', 'no_public_grants', parameters => '{"privileges": ["READ"]}');
