/* Views of policies, waivers, decisions and compliance. */

CREATE VIEW datamesh.policies AS
	SELECT name, version, kind, domain, level, enforcement, moment, existing, scope, parameters,
		description, message, remediation, separate_approver, tests, valid_from AS changed_at, changed_by
	FROM datamesh_catalog.policy WHERE valid_to IS NULL;
COMMENT ON VIEW datamesh.policies IS 'The current version of every policy; domain is NULL for a global one.';

CREATE VIEW datamesh.policy_versions AS
	SELECT name, version, kind, domain, level, enforcement, moment, existing, scope, parameters,
		description, message, remediation, separate_approver, tests, valid_from, valid_to, changed_by
	FROM datamesh_catalog.policy;
COMMENT ON VIEW datamesh.policy_versions IS 'Every version that a policy ever had; valid_to is NULL for the current one.';

CREATE VIEW datamesh.policy_kinds AS
	SELECT name, summary, subjects, parameters FROM datamesh_catalog.policy_kinds();
COMMENT ON VIEW datamesh.policy_kinds IS 'The kinds of policy that this version of datamesh knows, with their parameters.';

CREATE VIEW datamesh.waivers WITH (security_barrier) AS
	SELECT w.id, w.policy, w.object_type, w.object, w.reason, w.requested_by, w.approved_by, w.granted_at, w.expires_at,
		w.revoked_at, w.revoked_by,
		CASE WHEN w.revoked_at IS NOT NULL THEN 'revoked'
			WHEN w.expires_at <= pg_catalog.clock_timestamp() THEN 'expired'
			ELSE 'active' END AS state
	FROM datamesh_catalog.waiver AS w
	WHERE datamesh_catalog.may_read_domain(datamesh_catalog.domain_of_object(w.object_type, w.object));
COMMENT ON VIEW datamesh.waivers IS 'Waivers, with those that ended. The governance role sees all, owners what concerns their domains.';

CREATE VIEW datamesh.attestations AS
	SELECT id, control, object_type, object, evidence, author, attested_at, expires_at, revoked_at,
		CASE WHEN revoked_at IS NOT NULL THEN 'revoked'
			WHEN expires_at <= pg_catalog.clock_timestamp() THEN 'expired'
			ELSE 'active' END AS state
	FROM datamesh_catalog.attestation;
COMMENT ON VIEW datamesh.attestations IS 'What people attested, with author and expiry.';

CREATE VIEW datamesh.decisions WITH (security_barrier) AS
	SELECT id, decided_at, outcome, policy, policy_version, level, moment, command, domain, product, object_type, object,
		message, role_name, session_role, application_name, denial
	FROM datamesh_catalog.decision
	WHERE datamesh_catalog.may_read_domain(domain);
COMMENT ON VIEW datamesh.decisions IS 'What the policies decided: deny, warn, shadow, waived. Denials are there although their transaction was rolled back. The governance role sees all, owners what concerns their domains.';

CREATE VIEW datamesh.compliance AS
	SELECT s.domain, nullif(s.product, '') AS product, s.required_total, s.required_failed, s.recommended_failed, s.waived,
		s.required_failed = 0 AS compliant
	FROM datamesh_catalog.compliance_status AS s
	WHERE (s.recheck_at IS NULL OR s.recheck_at > pg_catalog.clock_timestamp())
		AND NOT EXISTS (SELECT FROM datamesh_catalog.compliance_dirty AS d WHERE d.domain = s.domain AND d.product = s.product)
	UNION ALL
	SELECT s.domain, nullif(s.product, ''), l.required_total, l.required_failed, l.recommended_failed, l.waived, l.required_failed = 0
	FROM datamesh_catalog.compliance_status AS s
		JOIN datamesh_catalog.compliance_live AS l ON l.domain = s.domain AND l.product = s.product
	WHERE (s.recheck_at <= pg_catalog.clock_timestamp()
		OR EXISTS (SELECT FROM datamesh_catalog.compliance_dirty AS d WHERE d.domain = s.domain AND d.product = s.product));
COMMENT ON VIEW datamesh.compliance IS 'Compliance of each data product and, where product is NULL, of each domain as a whole. required_total: required policies that concern the domain; required_failed and recommended_failed: policies with an open finding; waived: waived findings; compliant: no required policy fails.';

GRANT SELECT ON datamesh.policies, datamesh.policy_versions, datamesh.policy_kinds, datamesh.waivers,
	datamesh.attestations, datamesh.decisions, datamesh.compliance TO PUBLIC;
