/* Findings, compliance and publishing: what the policies say of what there is. */

CREATE FUNCTION datamesh_catalog.may_read_domain(domain text)
RETURNS boolean
LANGUAGE c STABLE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_may_read_domain';
COMMENT ON FUNCTION datamesh_catalog.may_read_domain(text) IS
'Whether the calling role sees what concerns a domain (NULL or empty: the database): governance everything, owners their own.';

CREATE FUNCTION datamesh_catalog.domain_of_object(object_type text, object text)
RETURNS text
LANGUAGE c STABLE PARALLEL UNSAFE STRICT
AS 'MODULE_PATHNAME', 'datamesh_domain_of_object';
COMMENT ON FUNCTION datamesh_catalog.domain_of_object(text, text) IS
'The domain that an object, as findings and waivers name it, belongs to; NULL if none.';

CREATE FUNCTION datamesh_catalog.library_version()
RETURNS text
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'datamesh_library_version';

/*
 * Compliance computed from the findings; product '': the domain.  A view and not
 * a function, because PUBLIC may read compliance but not the findings.
 */
CREATE VIEW datamesh_catalog.compliance_live AS
	SELECT s.domain, s.product, datamesh_catalog.required_policies(s.domain) AS required_total,
		l.required_failed, l.recommended_failed, l.waived, l.recheck_at
	FROM datamesh_catalog.compliance_status AS s, LATERAL (
		SELECT
			pg_catalog.count(DISTINCT f.policy) FILTER (WHERE p.level = 'required' AND (f.waived_until IS NULL OR f.waived_until <= pg_catalog.clock_timestamp()))::integer AS required_failed,
			pg_catalog.count(DISTINCT f.policy) FILTER (WHERE p.level = 'recommended' AND (f.waived_until IS NULL OR f.waived_until <= pg_catalog.clock_timestamp()))::integer AS recommended_failed,
			pg_catalog.count(*) FILTER (WHERE f.waived_until > pg_catalog.clock_timestamp())::integer AS waived,
			pg_catalog.min(f.waived_until) FILTER (WHERE f.waived_until > pg_catalog.clock_timestamp()) AS recheck_at
		FROM datamesh_catalog.finding AS f
			JOIN datamesh_catalog.policy AS p ON p.name = f.policy AND p.valid_to IS NULL
		WHERE f.domain = s.domain AND (s.product = '' OR f.product = s.product)) AS l;

CREATE VIEW datamesh_catalog.finding_state AS
	SELECT f.policy, p.level, nullif(f.domain, '') AS domain, f.product, f.object, f.message,
		CASE WHEN f.waived_until > pg_catalog.clock_timestamp() THEN 'waived' ELSE 'open' END AS state,
		f.since, f.object_type, f.fix_sql, p.enforcement, f.policy_version, f.waived_until
	FROM datamesh_catalog.finding AS f
		JOIN datamesh_catalog.policy AS p ON p.name = f.policy AND p.valid_to IS NULL;

CREATE VIEW datamesh.findings WITH (security_barrier) AS
	SELECT policy, level, domain, product, object, message, state, since, object_type, fix_sql, enforcement, policy_version, waived_until
	FROM datamesh_catalog.finding_state
	WHERE datamesh_catalog.may_read_domain(domain);
COMMENT ON VIEW datamesh.findings IS 'What is wrong now: one row per policy and object. The governance role sees all, owners what concerns their domains. domain is NULL for the database itself.';
GRANT SELECT ON datamesh.findings TO PUBLIC;

CREATE FUNCTION datamesh.evaluate(policy text DEFAULT NULL, domain text DEFAULT NULL)
RETURNS SETOF datamesh.findings
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_evaluate';
COMMENT ON FUNCTION datamesh.evaluate(text, text) IS
'Judges what exists now by one policy or (NULL) all, in one domain or (NULL) all that the caller governs or owns, and brings findings and compliance up to date. Denies nothing.
Result: the findings of that part, as datamesh.findings shows them. Errors: 42704 for an unknown policy or domain; 42501 for a domain that the caller does not own.
Example: SELECT object, message FROM datamesh.evaluate(''naming'', ''checkout'');';

CREATE FUNCTION datamesh.explain(object text)
RETURNS TABLE (policy text, level text, enforcement text, moment text, applies boolean, reason text, state text, message text, fix_sql text)
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_explain';
COMMENT ON FUNCTION datamesh.explain(text) IS
'Which policies concern an object, why or why not, what they say of it now, and the SQL that cures it. Changes nothing.
object: as in datamesh.findings, with its type in front where it is ambiguous.
Result: a row for each policy; state is kept, open, waived or not applicable. Errors: 42704 for what does not exist or is not governed; 42501 without the domain''s owner role or the governance role.
Example: SELECT policy, state, fix_sql FROM datamesh.explain(''checkout.orders'') WHERE applies;';

CREATE FUNCTION datamesh.publish_product(product text, version datamesh.semver)
RETURNS datamesh.product_ref
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_publish_product';
COMMENT ON FUNCTION datamesh.publish_product(text, datamesh.semver) IS
'Publishes a version of a data product: asks every policy about the product, its domain and the relations of its output ports, and makes the version the active one; the formerly active one becomes deprecated. No change if that version is active with the same ports.
product: domain.product. version: higher than every earlier one.
Result: domain.product@version. Errors: MD001 with all violations if a policy denies; 42704 for an unknown product; 42501 without the domain''s owner role; 55000 for a version that is not higher, or exists with other ports.
Example: SELECT datamesh.publish_product(''checkout.orders'', ''1.0.0'');';

CREATE FUNCTION datamesh.test_policy(policy text)
RETURNS TABLE (name text, expected text, outcome text, passed boolean, detail text)
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_test_policy';
COMMENT ON FUNCTION datamesh.test_policy(text) IS
'Runs the tests that a policy carries (create_policy, argument tests: a list of {"name", "sql", "expect": "deny" or "pass"}). The SQL runs with the rights of who wrote this version of the policy and is rolled back; nothing is decided or recorded. deny means that the policy would be violated, whatever its enforcement.
Result: a row for each test; outcome is deny, pass, or error with its message in detail. Errors: 42704 for an unknown policy, 42501 without the right to change it, or without the rights of its author.
Example: SELECT * FROM datamesh.test_policy(''primary-keys'') WHERE NOT passed;';
