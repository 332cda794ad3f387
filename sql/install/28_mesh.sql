/*
 * 28_mesh.sql
 *	  What concerns the mesh as a whole: its name, who governs it.
 */

CREATE FUNCTION datamesh.mesh_name() RETURNS text
	LANGUAGE C STABLE PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'datamesh_mesh_name';
COMMENT ON FUNCTION datamesh.mesh_name() IS
'The name of the mesh in the URNs of its data products: as set by set_mesh_name, else the name of the database.';

CREATE FUNCTION datamesh.set_mesh_name(name text) RETURNS text
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_set_mesh_name';
COMMENT ON FUNCTION datamesh.set_mesh_name(name text) IS
'Names the mesh, and with it all URNs; NULL goes back to the name of the database. Returns the name in force. For superusers and the governance role.
Errors: 42501 without the right, 42602 for an empty or too long name, or one with control characters.
Example: SELECT datamesh.set_mesh_name(''acme'')';

CREATE FUNCTION datamesh.governance_role() RETURNS text
	LANGUAGE C STABLE PARALLEL RESTRICTED
	AS 'MODULE_PATHNAME', 'datamesh_governance_role';
COMMENT ON FUNCTION datamesh.governance_role() IS
'The name of the governance role; NULL if none is set, and then superusers govern.';

CREATE FUNCTION datamesh.set_governance_role(role regrole) RETURNS text
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_set_governance_role';
COMMENT ON FUNCTION datamesh.set_governance_role(role regrole) IS
'Makes a role the governance role: its members write global policies, grant waivers and keep the vocabulary, and may do whatever a domain''s owner may. NULL leaves that to superusers. Grants nothing in the database. Returns the name of the role. For superusers.
Errors: 42501 if the caller is no superuser.
Example: SELECT datamesh.set_governance_role(''data_guild'')';
