/* Where DDL comes in; see src/hooks/event_trigger.c and src/hooks/tick.c. */

CREATE FUNCTION datamesh_catalog.judge()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_judge';
REVOKE EXECUTE ON FUNCTION datamesh_catalog.judge() FROM PUBLIC;

CREATE CONSTRAINT TRIGGER judge AFTER INSERT ON datamesh_catalog.tick
	DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION datamesh_catalog.judge();

/* ALWAYS: a session in the role of a replica is judged, too. */
ALTER TABLE datamesh_catalog.tick ENABLE ALWAYS TRIGGER judge;

CREATE FUNCTION datamesh_catalog.on_ddl()
RETURNS event_trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_on_ddl';
REVOKE EXECUTE ON FUNCTION datamesh_catalog.on_ddl() FROM PUBLIC;

CREATE EVENT TRIGGER datamesh_ddl_start ON ddl_command_start EXECUTE FUNCTION datamesh_catalog.on_ddl();
CREATE EVENT TRIGGER datamesh_sql_drop ON sql_drop EXECUTE FUNCTION datamesh_catalog.on_ddl();
CREATE EVENT TRIGGER datamesh_ddl_end ON ddl_command_end EXECUTE FUNCTION datamesh_catalog.on_ddl();
ALTER EVENT TRIGGER datamesh_ddl_start ENABLE ALWAYS;
ALTER EVENT TRIGGER datamesh_sql_drop ENABLE ALWAYS;
ALTER EVENT TRIGGER datamesh_ddl_end ENABLE ALWAYS;
