-- What SQL cannot see, a person attests: with a name, evidence and a date.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
SET client_min_messages = error;
CREATE ROLE regress_a_guild;
CREATE ROLE regress_a_team;
CREATE ROLE regress_a_other;
SELECT datamesh.set_governance_role('regress_a_guild');
SELECT datamesh.register_domain('a', 'regress_a_team', 'source_aligned');
SELECT datamesh.create_product('a.p');
SELECT datamesh.create_policy('at-rest', 'attestation_required', moment => 'scheduled', parameters => '{"control": "at-rest"}'),
	datamesh.create_policy('backup', 'attestation_required', moment => 'commit', parameters => '{"control": "backup", "subject": "domain"}'),
	datamesh.create_policy('review', 'attestation_required', moment => 'publish', parameters => '{"control": "review", "subject": "product", "max_age": "30 days"}');
SELECT policy, object_type, regexp_replace(object, current_database(), 'DB') AS object FROM datamesh.evaluate() ORDER BY 1, 2;

-- who may speak for what
SET ROLE regress_a_team;
SELECT datamesh.attest('at-rest', 'https://example.org', now() + interval '1 day');
SELECT datamesh.attest('backup', 'https://example.org', now() + interval '1 day', 'domain a') IS NOT NULL AS attested;
SELECT policy, object FROM datamesh.findings;
SET ROLE regress_a_other;
SELECT datamesh.attest('review', 'https://example.org', now() + interval '1 day', 'product a.p');
SET ROLE regress_a_guild;
SET quote_all_identifiers = on;
SELECT datamesh.attest('at-rest', 'https://example.org', now() + interval '1 day') IS NOT NULL AS attested;
RESET quote_all_identifiers;
SELECT datamesh.attest('review', 'https://example.org', now() + interval '1 day', 'product a.p') IS NOT NULL AS attested;

-- what it needs
SELECT datamesh.attest('x', ' ', now() + interval '1 day');
SELECT datamesh.attest('x', 'e', now() - interval '1 day');
SELECT datamesh.attest('x', 'e', 'infinity');
SELECT datamesh.attest('x', 'e', '-infinity');
SELECT datamesh.attest('x', 'e', NULL);
SELECT datamesh.attest(NULL, 'e', now() + interval '1 day');
SELECT datamesh.attest('', 'e', now() + interval '1 day');
SELECT datamesh.attest('x', 'e', now() + interval '1 day', 'a.p.column');
SELECT datamesh.attest('x', 'e', now() + interval '1 day', 'domain nowhere');
SELECT datamesh.attest('x', 'e', now() + interval '1 day', 'product a.nothing');

SELECT policy FROM datamesh.evaluate();
SELECT control, object_type, regexp_replace(object, current_database(), 'DB') AS object, author, state FROM datamesh.attestations ORDER BY 1, 2;
SET ROLE regress_a_team;
SELECT datamesh.publish_product('a.p', '1.0.0');

-- it runs out, gets too old, or is revoked
RESET ROLE;
UPDATE datamesh_catalog.attestation SET attested_at = now() - interval '31 days' WHERE control = 'review';
UPDATE datamesh_catalog.attestation SET expires_at = now() - interval '1 minute' WHERE control = 'at-rest';
SELECT policy FROM datamesh.evaluate() ORDER BY 1;
SET ROLE regress_a_team;
SELECT datamesh.publish_product('a.p', '1.1.0');
SELECT datamesh.revoke_attestation(id) FROM datamesh.attestations WHERE control = 'at-rest';
SELECT datamesh.revoke_attestation(id) FROM datamesh.attestations WHERE control = 'backup';
SELECT datamesh.revoke_attestation(id) FROM datamesh.attestations WHERE control = 'review';
SELECT datamesh.revoke_attestation('00000000-0000-0000-0000-000000000000');
SELECT control, state FROM datamesh.attestations ORDER BY 1;
RESET ROLE;
DROP EXTENSION datamesh;
DROP ROLE regress_a_guild, regress_a_team, regress_a_other;
