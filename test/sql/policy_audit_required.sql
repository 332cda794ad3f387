-- Policy kind audit_required.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_aud_team;
SELECT datamesh.register_domain('aud', 'regress_aud_team', 'source_aligned');
SELECT datamesh.create_product('aud.orders');
SET log_statement = 'none';
SELECT datamesh.create_policy('trace', 'audit_required', enforcement => 'warn');
SELECT object_type, message, fix_sql FROM datamesh.evaluate('trace') ORDER BY object_type;

-- the server's log
SET log_statement = 'ddl';
SELECT count(*) FROM datamesh.evaluate('trace');
SELECT datamesh.create_policy('trace', 'audit_required', enforcement => 'warn', parameters => '{"log_statement": "mod"}');
SELECT object_type, message FROM datamesh.evaluate('trace') ORDER BY object_type;
SET log_statement = 'all';
SELECT count(*) FROM datamesh.evaluate('trace');
SET log_statement = 'none';

-- a setting of pgaudit without its library logs nothing
SET pgaudit.log = 'all';
SELECT count(*) FROM datamesh.evaluate('trace');

-- somebody vouches for it: for the database, for a product
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings WHERE object_type = 'database' LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object_type, object, message FROM datamesh.evaluate('trace');
DO $$
BEGIN
	EXECUTE (SELECT fix_sql FROM datamesh.findings);
END $$;
SELECT count(*) FROM datamesh.evaluate('trace');

SELECT datamesh.create_policy('x', 'audit_required', parameters => '{"log_statement": "none"}');
