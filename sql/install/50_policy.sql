/* Policies: what the guild, and the domains for themselves, ask for. */

CREATE FUNCTION datamesh.create_policy(
	name text,
	kind text,
	level datamesh.policy_level DEFAULT 'required',
	enforcement datamesh.policy_enforcement DEFAULT 'deny',
	moment datamesh.policy_moment DEFAULT 'commit',
	scope jsonb DEFAULT '{}',
	parameters jsonb DEFAULT '{}',
	domain text DEFAULT NULL,
	description text DEFAULT NULL,
	message text DEFAULT NULL,
	remediation text DEFAULT NULL,
	existing text DEFAULT 'report',
	separate_approver boolean DEFAULT false,
	tests jsonb DEFAULT '[]')
RETURNS integer
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_create_policy';
COMMENT ON FUNCTION datamesh.create_policy(text, text, datamesh.policy_level, datamesh.policy_enforcement, datamesh.policy_moment, jsonb, jsonb, text, text, text, text, text, boolean, jsonb) IS
'Creates a policy, or a new version of it if anything differs from the current one.
kind: one of datamesh.policy_kinds, which also lists the parameters. level: how much it matters. enforcement: what happens on a violation. moment: when it is judged.
scope: an object with any of domains, schemas (LIKE patterns), products, tags, object_kinds, environments, except (LIKE patterns), each a list of texts; {} is everything.
domain: makes it a local policy of that domain. existing: report, or deny_on_touch to deny also what stood before a transaction. separate_approver: a waiver must be requested by one role and granted by another. tests: see datamesh.test_policy().
What is not given becomes the default, also for a policy that exists; datamesh.set_enforcement() changes one thing only.
Result: the version that is current now. Errors: 42501 without the governance role or, for a local policy, the domain''s owner role; 42704 for an unknown kind or domain; 22023 for parameters or a scope that the kind does not take.
Example: SELECT datamesh.create_policy(''primary-keys'', ''primary_key_required'', enforcement => ''warn'');';

CREATE FUNCTION datamesh.set_enforcement(policy text, enforcement datamesh.policy_enforcement)
RETURNS integer
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_set_enforcement';
COMMENT ON FUNCTION datamesh.set_enforcement(text, datamesh.policy_enforcement) IS
'Makes a new version of a policy that differs only in what happens on a violation: off, shadow (recorded), warn, deny.
Result: the version that is current now. Errors: 42704 for an unknown policy, 42501 without the right to change it.
Example: SELECT datamesh.set_enforcement(''pii-masking'', ''shadow'');';

CREATE FUNCTION datamesh.rollback_policy(policy text, version integer)
RETURNS integer
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_rollback_policy';
COMMENT ON FUNCTION datamesh.rollback_policy(text, integer) IS
'Makes an earlier version of a policy current again, as a new version; also brings back a dropped policy.
Result: the number of the new version. Errors: 42704 for an unknown policy or version, 42501 without the right to change it.
Example: SELECT datamesh.rollback_policy(''naming'', 2);';

CREATE FUNCTION datamesh.drop_policy(policy text)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_drop_policy';
COMMENT ON FUNCTION datamesh.drop_policy(text) IS
'Ends a policy and removes its findings; its versions and decisions stay.
Errors: 42704 for an unknown policy, 42501 without the right to change it.
Example: SELECT datamesh.drop_policy(''naming'');';

CREATE FUNCTION datamesh_catalog.policy_kinds()
RETURNS TABLE (name text, summary text, subjects text, parameters text)
LANGUAGE c STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'datamesh_policy_kinds';

CREATE FUNCTION datamesh_catalog.required_policies(domain text)
RETURNS integer
LANGUAGE c STABLE PARALLEL UNSAFE STRICT
AS 'MODULE_PATHNAME', 'datamesh_required_policies';
COMMENT ON FUNCTION datamesh_catalog.required_policies(text) IS
'How many required policies concern a domain, in the present environment.';
