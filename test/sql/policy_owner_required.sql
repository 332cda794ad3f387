-- Policy kind owner_required.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_own_team;
CREATE ROLE regress_own_sub_team ROLE regress_own_team;
CREATE ROLE regress_own_super SUPERUSER LOGIN;
CREATE ROLE regress_own_anna LOGIN IN ROLE regress_own_team;
CREATE ROLE regress_own_empty ROLE regress_own_super;
SELECT datamesh.create_policy('owned', 'owner_required');

-- somebody can be it: itself, a member, a member of a member
SELECT datamesh.register_domain('a', 'regress_own_anna', 'source_aligned'),
	datamesh.register_domain('b', 'regress_own_team', 'source_aligned'),
	datamesh.register_domain('c', 'regress_own_sub_team', 'source_aligned');
-- nobody, or superusers only
\set VERBOSITY default
SELECT datamesh.register_domain('d', 'regress_own_empty', 'source_aligned');
\set VERBOSITY terse
SELECT datamesh.register_domain('d', 'regress_own_super', 'source_aligned');
BEGIN;
SELECT datamesh.register_domain('d', 'regress_own_empty', 'source_aligned');
GRANT regress_own_empty TO regress_own_anna;
COMMIT;

-- products are owned with their domain; roles change without an event, so it takes an evaluation to see that
SELECT datamesh.create_product('b.product');
DROP ROLE regress_own_anna;
SELECT object, message, fix_sql FROM datamesh.evaluate('owned') ORDER BY object COLLATE "C";
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT DISTINCT fix_sql FROM datamesh.findings WHERE fix_sql IS NOT NULL LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('owned') ORDER BY object COLLATE "C";
DROP ROLE regress_own_anna;
