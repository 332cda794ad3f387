-- enforcement_status tells what is on, what is not, and what could be bypassed.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_es_guild;
CREATE ROLE regress_es_reader;
CREATE VIEW status AS SELECT feature, state, detail FROM datamesh.enforcement_status WHERE feature <> 'bypass';
GRANT SELECT ON status TO regress_es_reader;
SELECT * FROM status;
SELECT state, detail LIKE 'superusers (%), replication roles (%' AS says_how FROM datamesh.enforcement_status WHERE feature = 'bypass';
SET ROLE regress_es_reader;
SELECT count(*) FROM datamesh.enforcement_status;
RESET ROLE;

SET datamesh.enforcement = off;
SET datamesh.environment = 'production';
SELECT datamesh.set_governance_role('regress_es_guild');
SELECT datamesh.create_policy('keys', 'primary_key_required');
SELECT * FROM status WHERE feature IN ('judging', 'environment', 'governance role', 'policies');
RESET datamesh.enforcement;
SELECT datamesh.set_enforcement('keys', 'shadow');
SELECT * FROM status WHERE feature = 'policies';
DROP ROLE regress_es_guild;
SELECT * FROM status WHERE feature = 'governance role';

ALTER EVENT TRIGGER datamesh_ddl_start DISABLE;
SELECT * FROM status WHERE feature = 'event triggers';
ALTER EVENT TRIGGER datamesh_ddl_start ENABLE;
SELECT * FROM status WHERE feature = 'event triggers';
ALTER EVENT TRIGGER datamesh_ddl_start ENABLE ALWAYS;
ALTER TABLE datamesh_catalog.tick DISABLE TRIGGER judge;
SELECT * FROM status WHERE feature = 'judge before commit';
ALTER TABLE datamesh_catalog.tick ENABLE ALWAYS TRIGGER judge;
BEGIN;
DELETE FROM datamesh_catalog.tick;
SELECT * FROM status WHERE feature = 'judge before commit';
ROLLBACK;
SELECT nextval('datamesh_catalog.denial_number');
SELECT * FROM status WHERE feature = 'record of denials';
SELECT * FROM status WHERE state = 'off';
DROP VIEW status;
DROP EXTENSION datamesh;
DROP ROLE regress_es_reader;
