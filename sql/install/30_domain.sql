/*
 * 30_domain.sql
 *	  Domains, their schemas and contacts.
 */

CREATE FUNCTION datamesh.register_domain(
	name text,
	owner regrole,
	kind datamesh.domain_kind,
	description text DEFAULT NULL,
	parent text DEFAULT NULL
) RETURNS text
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_register_domain';
COMMENT ON FUNCTION datamesh.register_domain(text, regrole, datamesh.domain_kind, text, text) IS
'Registers a domain, or alters it to match; returns its name.
name: 1 to 63 bytes, kept as it is. owner: the role whose members may do everything to the domain. kind: see the type domain_kind. description, parent (the domain it is a part of): NULL leaves them as they are.
A new domain may be registered by members of its owner role who have CREATE on the database and own the parent, and by the governance role. An existing one is altered by its owner, who must be a member of a new owner role, and must own the old and the new parent.
Errors: 42710 if the domain is somebody else''s, with the owner in the detail; 42501 without the right; 42704 for an unknown parent; 22023 if it would be its own ancestor; 42602 for a bad name.
Example: SELECT datamesh.register_domain(''checkout'', ''checkout_team'', ''source_aligned'', ''Orders and baskets'')';

CREATE FUNCTION datamesh.unregister_domain(name text) RETURNS void
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_unregister_domain';
COMMENT ON FUNCTION datamesh.unregister_domain(name text) IS
'Closes a domain. What it was stays in the catalogue; its contacts do not. The name can be registered again, by whoever may register it.
Errors: 42704 if there is no such domain; 42501 without the right; 55000 while it has schemas, products or sub-domains, which the detail lists.
Example: SELECT datamesh.unregister_domain(''checkout'')';

CREATE FUNCTION datamesh.attach_schema(domain text, schema regnamespace) RETURNS text
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_attach_schema';
COMMENT ON FUNCTION datamesh.attach_schema(domain text, schema regnamespace) IS
'Makes a schema part of a domain, with everything in it now and later; returns its name. A schema belongs to one domain at most. Attaching it again to the same domain changes nothing. What is wrong in it already is reported, not refused.
For who owns both the domain and the schema, and for the governance role.
Errors: 42710 if it belongs to another domain, which is named with its owner; 22023 for a schema of the system or of datamesh; 42501 without the right; 42704 for an unknown domain.
Example: SELECT datamesh.attach_schema(''checkout'', ''checkout'')';

CREATE FUNCTION datamesh.detach_schema(domain text, schema regnamespace) RETURNS void
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_detach_schema';
COMMENT ON FUNCTION datamesh.detach_schema(domain text, schema regnamespace) IS
'Takes a schema out of its domain. Nothing in the schema changes; it is just not governed any more. Tags of its columns stay.
For who owns both the domain and the schema, and for the governance role.
Errors: 42704 if the schema does not belong to the domain; 55000 while relations in it are output ports; 42501 without the right.
Example: SELECT datamesh.detach_schema(''checkout'', ''checkout'')';

CREATE FUNCTION datamesh.set_contact(domain text, kind text, value text) RETURNS text
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_set_contact';
COMMENT ON FUNCTION datamesh.set_contact(domain text, kind text, value text) IS
'Says whom to talk to about a domain; returns the value. There is one contact of each kind: technical_owner, developer, business_owner, steward, on_call, escalation_path, channel.
Errors: 22023 for another kind or an empty value; 42501 without the right; 42704 for an unknown domain.
Example: SELECT datamesh.set_contact(''checkout'', ''on_call'', ''checkout-oncall@example.org'')';

CREATE FUNCTION datamesh.unset_contact(domain text, kind text) RETURNS boolean
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_unset_contact';
COMMENT ON FUNCTION datamesh.unset_contact(domain text, kind text) IS
'Removes a contact of a domain; true if there was one.
Errors: 22023 for an unknown kind; 42501 without the right; 42704 for an unknown domain.
Example: SELECT datamesh.unset_contact(''checkout'', ''on_call'')';
