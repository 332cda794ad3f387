-- Policy kind contacts_required.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_con_team;
SELECT datamesh.create_policy('whom', 'contacts_required');

\set VERBOSITY default
SELECT datamesh.register_domain('con', 'regress_con_team', 'source_aligned');
\set VERBOSITY terse
BEGIN;
SELECT datamesh.register_domain('con', 'regress_con_team', 'source_aligned');
SELECT datamesh.set_contact('con', 'technical_owner', 'anna@example.org');
COMMIT;
SELECT datamesh.unset_contact('con', 'technical_owner');

-- several; one more of them is not worse
SELECT datamesh.create_policy('whom', 'contacts_required', parameters => '{"contacts": ["technical_owner", "on_call", "channel"]}');
SELECT object, message, fix_sql FROM datamesh.findings;
SELECT datamesh.set_contact('con', 'on_call', '+49 30 1234');
SELECT datamesh.unset_contact('con', 'on_call');
DO $$
BEGIN
	EXECUTE (SELECT fix_sql FROM datamesh.findings);
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('whom');
SELECT datamesh.create_policy('x', 'contacts_required', parameters => '{"contacts": ["boss"]}');
