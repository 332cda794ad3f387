-- The vocabulary, and tags on columns.
\set QUIET on
SET client_min_messages = warning;
CREATE EXTENSION datamesh;
CREATE ROLE regress_dm_domain;
CREATE ROLE regress_dm_table;
CREATE ROLE regress_dm_gov;
CREATE ROLE regress_dm_nobody;
CREATE SCHEMA crm;
CREATE SCHEMA free;
CREATE TABLE crm.person (id int PRIMARY KEY, email text, born date, ship_name text);
CREATE TABLE free.t (email text);
ALTER TABLE crm.person OWNER TO regress_dm_table;
ALTER TABLE free.t OWNER TO regress_dm_table;
CREATE VIEW crm.v AS SELECT email FROM crm.person;
GRANT USAGE ON SCHEMA crm, free TO PUBLIC;
SELECT datamesh.set_governance_role('regress_dm_gov') \g /dev/null
SELECT datamesh.register_domain('crm', 'regress_dm_domain', 'source_aligned') \g /dev/null
SELECT datamesh.attach_schema('crm', 'crm') \g /dev/null
RESET client_min_messages;
\set QUIET off
CREATE VIEW seen AS
SELECT domain, relation_name, column_name, tag, value, state, source, reason, changed_by
FROM datamesh.column_tags ORDER BY schema_name, relation_name, column_name, tag;

-- The vocabulary.
SELECT name, allowed_values FROM datamesh.tags WHERE built_in ORDER BY name COLLATE "C";
SET ROLE regress_dm_domain;
SELECT datamesh.add_tag('gdpr.basis');
\echo :LAST_ERROR_SQLSTATE
SET ROLE regress_dm_gov;
SELECT datamesh.add_tag('gdpr.basis', 'Legal basis', '{consent,contract}');
SELECT datamesh.add_tag('gdpr.basis', allowed_values => '{consent,contract,law}');
SELECT datamesh.add_tag('internal');
SELECT datamesh.add_tag('pii.email');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.add_tag('Bad Name');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.add_tag('');
SELECT datamesh.remove_tag('pii.email');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.remove_tag('nothing');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM datamesh.tags WHERE NOT built_in ORDER BY name;
RESET ROLE;

-- Owners of the relation, of the domain, governance; nobody else.
SET ROLE regress_dm_table;
SELECT datamesh.tag_column('crm.person', 'email', 'pii.email');
SELECT datamesh.tag_column('free.t', 'email', 'pii.email');
SET ROLE regress_dm_domain;
SELECT datamesh.tag_column('crm.person', 'born', 'pii.birth_date');
SELECT datamesh.tag_column('free.t', 'email', 'internal');
\echo :LAST_ERROR_SQLSTATE
SET ROLE regress_dm_gov;
SELECT datamesh.tag_column('crm.person', 'born', 'gdpr.basis', 'consent');
SET ROLE regress_dm_nobody;
SELECT datamesh.tag_column('crm.person', 'born', 'internal');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.untag_column('crm.person', 'born', 'pii.birth_date');
RESET ROLE;
TABLE seen;

-- Values.
SELECT datamesh.tag_column('crm.person', 'born', 'gdpr.basis', 'whim');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.tag_column('crm.person', 'born', 'gdpr.basis');
SELECT datamesh.tag_column('crm.person', 'born', 'internal', 'x');
SELECT datamesh.tag_column('crm.person', 'email', 'sensitivity', 'restricted');
SELECT datamesh.tag_column('crm.person', 'born', 'gdpr.basis', 'law');
SET ROLE regress_dm_gov;
SELECT datamesh.add_tag('gdpr.basis', allowed_values => '{consent}');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.remove_tag('gdpr.basis');
RESET ROLE;

-- What is not there, or cannot be tagged.
SELECT datamesh.tag_column('crm.person', 'nothing', 'pii.email');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.tag_column('crm.person', 'ctid', 'pii.email');
SELECT datamesh.tag_column('crm.person', 'email', 'pii.nothing');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.tag_column('crm.person_pkey', 'id', 'pii.email');
SELECT datamesh.tag_column('crm.v', 'email', 'pii.email');
SELECT datamesh.tag_column('crm.person', NULL, 'pii.email');
SELECT datamesh.tag_column(0::oid::regclass, 'x', 'pii.email');

-- Rejections are remembered, one tag or all that begin alike.
SELECT datamesh.reject_tag('crm.person', 'ship_name', 'pii.*', 'names of ships');
SELECT datamesh.reject_tag('crm.person', 'email', 'pii.email', 'a test address');
SELECT datamesh.reject_tag('crm.person', 'email', 'x.*', 'no such tags');
SELECT datamesh.reject_tag('crm.person', 'email', 'pii.email', ' ');
SELECT datamesh.reject_tag('crm.person', 'email', 'pii.email', NULL);
SELECT datamesh.tag_column('crm.person', 'email', 'pii.*');
TABLE seen;
SELECT datamesh.tag_column('crm.person', 'email', 'pii.email');
SELECT datamesh.untag_column('crm.person', 'ship_name', 'pii.*'), datamesh.untag_column('crm.person', 'ship_name', 'pii.*');

-- History.
SELECT tag, state, valid_to IS NOT NULL AS closed FROM datamesh_catalog.column_tag
WHERE column_name IN ('email', 'ship_name') AND relation_name = 'person' ORDER BY valid_from, tag, state;

-- Names are followed.
ALTER TABLE crm.person RENAME email TO mail;
BEGIN;
ALTER TABLE crm.person RENAME mail TO never;
ROLLBACK;
ALTER TABLE crm.person RENAME TO people;
ALTER TABLE crm.people SET SCHEMA free;
ALTER SCHEMA free RENAME TO freed;
TABLE seen;
ALTER TABLE freed.people DROP COLUMN born;
DROP VIEW crm.v;
TABLE seen;
DROP TABLE freed.people;
TABLE seen;

-- A column inherited is renamed with its parent's.
CREATE TABLE crm.events (id int, who text) PARTITION BY RANGE (id);
CREATE TABLE crm.events_1 PARTITION OF crm.events FOR VALUES FROM (0) TO (10);
SELECT datamesh.tag_column('crm.events', 'who', 'pii.username'), datamesh.tag_column('crm.events_1', 'who', 'pii.username');
ALTER TABLE crm.events RENAME who TO username;
TABLE seen;
ALTER TABLE crm.events DROP COLUMN username;
TABLE seen;

-- Many at once: the cost is that of the columns, not of their square.
DO $$
BEGIN
	EXECUTE (SELECT format('CREATE TABLE crm.wide (%s)', string_agg(format('c%s text', i), ', '))
		FROM generate_series(1, 1500) i);
END$$;
SELECT count(datamesh.tag_column('crm.wide', 'c' || i, 'internal')) FROM generate_series(1, 1500) i;
SELECT count(*) FROM datamesh.column_tags WHERE relation_name = 'wide';

\set QUIET on
SET client_min_messages = warning;
DROP VIEW seen;
DROP EXTENSION datamesh;
DROP SCHEMA crm, freed CASCADE;
DROP ROLE regress_dm_domain, regress_dm_table, regress_dm_gov, regress_dm_nobody;
