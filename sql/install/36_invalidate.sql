/*
 * 36_invalidate.sql
 *	  Telling every session that what it has cached is out of date.
 *
 * Each table that concerns judging has two triggers: one per statement, and one
 * per row for changes that arrive by logical replication, for which statement
 * triggers do not fire.  The list is also in src/meta/governed.c.
 */

CREATE FUNCTION datamesh_catalog.invalidate() RETURNS trigger
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_invalidate';
COMMENT ON FUNCTION datamesh_catalog.invalidate() IS
'Trigger: makes all sessions read the table again that they have cached; internal.';
REVOKE EXECUTE ON FUNCTION datamesh_catalog.invalidate() FROM PUBLIC;

CREATE TRIGGER invalidate AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON datamesh_catalog.domain
	FOR EACH STATEMENT EXECUTE FUNCTION datamesh_catalog.invalidate();
CREATE TRIGGER invalidate_replicated AFTER INSERT OR UPDATE OR DELETE ON datamesh_catalog.domain
	FOR EACH ROW EXECUTE FUNCTION datamesh_catalog.invalidate();
ALTER TABLE datamesh_catalog.domain ENABLE ALWAYS TRIGGER invalidate;
ALTER TABLE datamesh_catalog.domain ENABLE REPLICA TRIGGER invalidate_replicated;

CREATE TRIGGER invalidate AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON datamesh_catalog.domain_schema
	FOR EACH STATEMENT EXECUTE FUNCTION datamesh_catalog.invalidate();
CREATE TRIGGER invalidate_replicated AFTER INSERT OR UPDATE OR DELETE ON datamesh_catalog.domain_schema
	FOR EACH ROW EXECUTE FUNCTION datamesh_catalog.invalidate();
ALTER TABLE datamesh_catalog.domain_schema ENABLE ALWAYS TRIGGER invalidate;
ALTER TABLE datamesh_catalog.domain_schema ENABLE REPLICA TRIGGER invalidate_replicated;

CREATE TRIGGER invalidate AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON datamesh_catalog.port
	FOR EACH STATEMENT EXECUTE FUNCTION datamesh_catalog.invalidate();
CREATE TRIGGER invalidate_replicated AFTER INSERT OR UPDATE OR DELETE ON datamesh_catalog.port
	FOR EACH ROW EXECUTE FUNCTION datamesh_catalog.invalidate();
ALTER TABLE datamesh_catalog.port ENABLE ALWAYS TRIGGER invalidate;
ALTER TABLE datamesh_catalog.port ENABLE REPLICA TRIGGER invalidate_replicated;

CREATE TRIGGER invalidate AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON datamesh_catalog.column_tag
	FOR EACH STATEMENT EXECUTE FUNCTION datamesh_catalog.invalidate();
CREATE TRIGGER invalidate_replicated AFTER INSERT OR UPDATE OR DELETE ON datamesh_catalog.column_tag
	FOR EACH ROW EXECUTE FUNCTION datamesh_catalog.invalidate();
ALTER TABLE datamesh_catalog.column_tag ENABLE ALWAYS TRIGGER invalidate;
ALTER TABLE datamesh_catalog.column_tag ENABLE REPLICA TRIGGER invalidate_replicated;

CREATE TRIGGER invalidate AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON datamesh_catalog.policy
	FOR EACH STATEMENT EXECUTE FUNCTION datamesh_catalog.invalidate();
CREATE TRIGGER invalidate_replicated AFTER INSERT OR UPDATE OR DELETE ON datamesh_catalog.policy
	FOR EACH ROW EXECUTE FUNCTION datamesh_catalog.invalidate();
ALTER TABLE datamesh_catalog.policy ENABLE ALWAYS TRIGGER invalidate;
ALTER TABLE datamesh_catalog.policy ENABLE REPLICA TRIGGER invalidate_replicated;

CREATE TRIGGER invalidate AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON datamesh_catalog.setting
	FOR EACH STATEMENT EXECUTE FUNCTION datamesh_catalog.invalidate();
CREATE TRIGGER invalidate_replicated AFTER INSERT OR UPDATE OR DELETE ON datamesh_catalog.setting
	FOR EACH ROW EXECUTE FUNCTION datamesh_catalog.invalidate();
ALTER TABLE datamesh_catalog.setting ENABLE ALWAYS TRIGGER invalidate;
ALTER TABLE datamesh_catalog.setting ENABLE REPLICA TRIGGER invalidate_replicated;

CREATE TRIGGER invalidate AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON datamesh_catalog.tag
	FOR EACH STATEMENT EXECUTE FUNCTION datamesh_catalog.invalidate();
CREATE TRIGGER invalidate_replicated AFTER INSERT OR UPDATE OR DELETE ON datamesh_catalog.tag
	FOR EACH ROW EXECUTE FUNCTION datamesh_catalog.invalidate();
ALTER TABLE datamesh_catalog.tag ENABLE ALWAYS TRIGGER invalidate;
ALTER TABLE datamesh_catalog.tag ENABLE REPLICA TRIGGER invalidate_replicated;

CREATE TRIGGER invalidate AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON datamesh_catalog.waiver
	FOR EACH STATEMENT EXECUTE FUNCTION datamesh_catalog.invalidate();
CREATE TRIGGER invalidate_replicated AFTER INSERT OR UPDATE OR DELETE ON datamesh_catalog.waiver
	FOR EACH ROW EXECUTE FUNCTION datamesh_catalog.invalidate();
ALTER TABLE datamesh_catalog.waiver ENABLE ALWAYS TRIGGER invalidate;
ALTER TABLE datamesh_catalog.waiver ENABLE REPLICA TRIGGER invalidate_replicated;
