-- Policy kind attestation_required.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_att_team;
SELECT datamesh.register_domain('att', 'regress_att_team', 'source_aligned');
SELECT datamesh.create_product('att.orders');
SELECT datamesh.create_policy('rest', 'attestation_required', enforcement => 'warn', parameters => '{"control": "encryption-at-rest"}');
SELECT object_type, message, fix_sql FROM datamesh.evaluate('rest');
SELECT datamesh.attest('encryption-in-transit', 'https://wiki/tls', now() + interval '1 year') IS NOT NULL;
SELECT object_type, message FROM datamesh.evaluate('rest');
DO $$
BEGIN
	EXECUTE (SELECT fix_sql FROM datamesh.findings);
END $$;
SELECT object_type, message FROM datamesh.evaluate('rest');

-- withdrawn, it no longer counts
SELECT datamesh.revoke_attestation(id) FROM datamesh.attestations WHERE control = 'encryption-at-rest';
SELECT object_type, message FROM datamesh.evaluate('rest');

-- for every domain or product; not too old
SELECT datamesh.create_policy('dpia', 'attestation_required', enforcement => 'warn',
	parameters => '{"control": "impact-assessment", "subject": "product", "max_age": "6 months"}');
SELECT object_type, object, message, fix_sql FROM datamesh.evaluate('dpia');
DO $$
BEGIN
	EXECUTE (SELECT fix_sql FROM datamesh.findings WHERE policy = 'dpia');
END $$;
SELECT object_type, object, message FROM datamesh.evaluate('dpia');
UPDATE datamesh_catalog.attestation SET attested_at = now() - interval '7 months' WHERE control = 'impact-assessment';
SELECT object_type, object, message FROM datamesh.evaluate('dpia');
SELECT datamesh.create_policy('dpia', 'attestation_required', enforcement => 'warn',
	parameters => '{"control": "impact-assessment", "subject": "domain"}');
SELECT object_type, object, message, fix_sql FROM datamesh.evaluate('dpia');
DO $$
BEGIN
	EXECUTE (SELECT fix_sql FROM datamesh.findings WHERE policy = 'dpia');
END $$;
SELECT object_type, object, message FROM datamesh.evaluate('dpia');
-- expired
UPDATE datamesh_catalog.attestation SET expires_at = now() - interval '1 day' WHERE control = 'impact-assessment';
SELECT object_type, object, message FROM datamesh.evaluate('dpia');
SELECT datamesh.drop_policy('dpia');

-- what the server shows has to hold as well
SELECT datamesh.create_policy('rest', 'attestation_required', enforcement => 'warn',
	parameters => '{"control": "tls", "visible": ["password_encryption", "ssl"]}');
SELECT datamesh.attest('tls', 'https://wiki/tls', now() + interval '1 year') IS NOT NULL;
SET password_encryption = 'scram-sha-256';
SELECT message, fix_sql FROM datamesh.evaluate('rest');
SET password_encryption = 'md5';
SELECT message, fix_sql FROM datamesh.evaluate('rest');

SELECT datamesh.create_policy('x', 'attestation_required');
SELECT datamesh.create_policy('x', 'attestation_required', parameters => '{"control": ""}');
SELECT datamesh.create_policy('x', 'attestation_required', parameters => '{"control": "a", "subject": "column"}');
SELECT datamesh.create_policy('x', 'attestation_required', parameters => '{"control": "a", "visible": ["fsync"]}');
