-- Policies: who may make them, versions, levels of enforcement, scopes.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_pol_guild;
CREATE ROLE regress_pol_team;
CREATE ROLE regress_pol_other;
CREATE SCHEMA pol AUTHORIZATION regress_pol_team;
CREATE SCHEMA pol_sub AUTHORIZATION regress_pol_team;
CREATE SCHEMA pol_else AUTHORIZATION regress_pol_other;
SELECT datamesh.set_governance_role('regress_pol_guild');
SELECT datamesh.register_domain('pol', 'regress_pol_team', 'source_aligned');
SELECT datamesh.register_domain('polsub', 'regress_pol_team', 'aggregate', parent => 'pol');
SELECT datamesh.register_domain('polelse', 'regress_pol_other', 'aggregate');
SELECT datamesh.attach_schema('pol', 'pol'), datamesh.attach_schema('polsub', 'pol_sub'),
	datamesh.attach_schema('polelse', 'pol_else');

-- rights
SET ROLE regress_pol_team;
SELECT datamesh.create_policy('keys', 'primary_key_required');
SELECT datamesh.create_policy('theirs', 'primary_key_required', domain => 'polelse');
SELECT datamesh.create_policy('ours', 'naming', parameters => '{"patterns": {"table": "^[a-z]+$"}}', domain => 'pol');
SET ROLE regress_pol_guild;
SELECT datamesh.create_policy('keys', 'primary_key_required', enforcement => 'shadow');
SET ROLE regress_pol_team;
SELECT datamesh.set_enforcement('keys', 'off');
SELECT datamesh.drop_policy('keys');

-- what cannot be
SET ROLE regress_pol_guild;
SELECT datamesh.create_policy('x', 'no_such_kind');
SELECT datamesh.create_policy('x', NULL);
SELECT datamesh.create_policy(NULL, 'naming');
SELECT datamesh.create_policy('x', 'primary_key_required', parameters => '{"unknown": 1}');
SELECT datamesh.create_policy('x', 'naming');
SELECT datamesh.create_policy('x', 'naming', parameters => '{"patterns": 5}');
SELECT datamesh.create_policy('x', 'naming', parameters => '{"patterns": {"table": "("}}');
SELECT datamesh.create_policy('x', 'primary_key_required', scope => '{"domain": ["pol"]}');
SELECT datamesh.create_policy('x', 'primary_key_required', scope => '{"domains": {"a": 1}}');
SELECT datamesh.create_policy('x', 'primary_key_required', scope => '[]');
SELECT datamesh.create_policy('x', 'primary_key_required', existing => 'forget');
SELECT datamesh.create_policy('x', 'primary_key_required', domain => 'nowhere');
SELECT datamesh.set_enforcement('nothing', 'deny');
SELECT datamesh.drop_policy('nothing');
SELECT datamesh.rollback_policy('keys', 7);

-- shadow records, warn says so, deny refuses, off is silent
SET ROLE regress_pol_team;
CREATE TABLE pol.one (a integer);
SET ROLE regress_pol_guild;
SELECT datamesh.set_enforcement('keys', 'warn');
SET ROLE regress_pol_team;
CREATE TABLE pol.two (a integer);
SET ROLE regress_pol_guild;
SELECT datamesh.set_enforcement('keys', 'deny');
SET ROLE regress_pol_team;
CREATE TABLE pol.three (a integer);
SET ROLE regress_pol_guild;
SELECT datamesh.set_enforcement('keys', 'off');
SET ROLE regress_pol_team;
CREATE TABLE pol.four (a integer);
SELECT policy, object, state FROM datamesh.findings ORDER BY 1, 2;
SET ROLE regress_pol_guild;
SELECT datamesh.set_enforcement('keys', 'deny');
SELECT outcome, policy, policy_version, object FROM datamesh.decisions ORDER BY decided_at;

-- the same again is no new version; a rollback is one
SELECT datamesh.set_enforcement('keys', 'deny');
SELECT datamesh.rollback_policy('keys', 2);
SELECT name, version, enforcement, valid_to IS NULL AS current FROM datamesh.policy_versions WHERE name = 'keys' ORDER BY version;

-- several policies, one error
SET ROLE regress_pol_guild;
SELECT datamesh.set_enforcement('keys', 'deny');
SET ROLE regress_pol_team;
\set VERBOSITY default
CREATE TABLE pol."Five" (a integer);
\set VERBOSITY terse

-- scopes: a local policy holds for sub-domains, not elsewhere
CREATE TABLE pol_sub."Six" (a integer PRIMARY KEY);
SET ROLE regress_pol_other;
CREATE TABLE pol_else."Seven" (a integer PRIMARY KEY);
SET ROLE regress_pol_guild;
SELECT datamesh.create_policy('keys', 'primary_key_required', scope => '{"domains": ["polelse"]}');
SET ROLE regress_pol_team;
CREATE TABLE pol.eight (a integer);
SET ROLE regress_pol_other;
CREATE TABLE pol_else.nine (a integer);
SET ROLE regress_pol_guild;
SELECT datamesh.create_policy('keys', 'primary_key_required', scope => '{"schemas": ["pol%"], "except": ["pol.raw%"], "environments": ["production"]}');
SET ROLE regress_pol_team;
CREATE TABLE pol.ten (a integer);
RESET ROLE;
SET datamesh.environment = 'production';
SET ROLE regress_pol_team;
CREATE TABLE pol.eleven (a integer);
CREATE TABLE pol.rawstuff (a integer);
RESET ROLE;
RESET datamesh.environment;

-- moments
SET ROLE regress_pol_guild;
SELECT datamesh.create_policy('keys', 'primary_key_required', moment => 'statement');
SET ROLE regress_pol_team;
BEGIN;
CREATE TABLE pol.twelve (a integer);
ROLLBACK;
SET ROLE regress_pol_guild;
SELECT datamesh.create_policy('keys', 'primary_key_required', moment => 'scheduled');
SET ROLE regress_pol_team;
CREATE TABLE pol.twelve (a integer);
SELECT object FROM datamesh.findings WHERE object = 'pol.twelve';

-- a policy change can be rehearsed
SET ROLE regress_pol_guild;
BEGIN;
SELECT datamesh.create_policy('columns', 'comment_required', level => 'recommended', enforcement => 'shadow', parameters => '{"on": ["column"]}');
SELECT count(*) FROM datamesh.evaluate('columns', 'pol');
ROLLBACK;
SELECT count(*) FROM datamesh.findings WHERE policy = 'columns';

-- dropping a policy removes its findings and keeps its history
SELECT datamesh.drop_policy('keys');
SELECT count(*) FROM datamesh.findings WHERE policy = 'keys';
SELECT count(*) > 5 FROM datamesh.policy_versions WHERE name = 'keys';
SELECT name, kind, domain, level, enforcement, moment FROM datamesh.policies ORDER BY 1;

-- others see policies but not findings and decisions of domains they do not own
SET ROLE regress_pol_other;
SELECT count(*) FROM datamesh.findings;
SELECT count(*) FROM datamesh.decisions WHERE domain = 'pol';
SELECT count(*) FROM datamesh_catalog.finding;
RESET ROLE;

DROP EXTENSION datamesh;
DROP SCHEMA pol, pol_sub, pol_else CASCADE;
DROP ROLE regress_pol_guild, regress_pol_team, regress_pol_other;
