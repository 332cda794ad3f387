/* Waivers and attestations: what people say, with their name and a date. */

CREATE FUNCTION datamesh.waive(policy text, object text, reason text, expires timestamptz, requested_by text DEFAULT NULL)
RETURNS uuid
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_waive';
COMMENT ON FUNCTION datamesh.waive(text, text, text, timestamptz, text) IS
'Accepts violations of a policy by an object, and by what it contains, until a time. The findings stay visible as waived.
object: as in datamesh.findings, with its type in front where it is ambiguous (''column shop.customer.email'', ''product checkout.orders''); it need not exist yet. requested_by: the role that asked for it; who calls approves.
Result: the id of the waiver. Errors: 42704 for an unknown policy; 42501 without the governance role (global policies) or the domain''s owner role (local ones), or where the policy wants another requester; 22023 without a reason, or for a time that is past or infinite.
Example: SELECT datamesh.waive(''primary-keys'', ''checkout.import_raw'', ''loaded by a vendor tool'', now() + interval ''30 days'');';

CREATE FUNCTION datamesh.revoke_waiver(id uuid)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE STRICT
AS 'MODULE_PATHNAME', 'datamesh_revoke_waiver';
COMMENT ON FUNCTION datamesh.revoke_waiver(uuid) IS
'Ends a waiver now; its findings are open again.
Errors: 42704 if there is no such waiver in force, 42501 without the right to grant it.
Example: SELECT datamesh.revoke_waiver(id) FROM datamesh.waivers WHERE object = ''checkout.import_raw'';';

CREATE FUNCTION datamesh.attest(control text, evidence text, expires timestamptz, object text DEFAULT NULL)
RETURNS uuid
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_attest';
COMMENT ON FUNCTION datamesh.attest(text, text, timestamptz, text) IS
'Records that a control which SQL cannot see is in place, with evidence, until a time: what policies of kind attestation_required and audit_required look for.
control: its name, such as encryption-at-rest. evidence: a link or a text. object: a domain, a product or (NULL) the database.
Result: the id of the attestation; the author is the calling role. Errors: 42501 without the governance role (database) or the owner role of the domain; 22023 without evidence, or for a time that is past or infinite.
Example: SELECT datamesh.attest(''encryption-at-rest'', ''https://wiki.example.org/luks'', now() + interval ''1 year'');';

CREATE FUNCTION datamesh.revoke_attestation(id uuid)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE STRICT
AS 'MODULE_PATHNAME', 'datamesh_revoke_attestation';
COMMENT ON FUNCTION datamesh.revoke_attestation(uuid) IS
'Ends an attestation now.
Errors: 42704 if there is no such attestation in force, 42501 without the right to give it.
Example: SELECT datamesh.revoke_attestation(id) FROM datamesh.attestations WHERE control = ''encryption-at-rest'';';
