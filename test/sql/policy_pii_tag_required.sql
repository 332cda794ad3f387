-- Policy kind pii_tag_required.  The names themselves: policy_personal_names.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_pii_team;
CREATE SCHEMA pii AUTHORIZATION regress_pii_team;
SELECT datamesh.register_domain('pii', 'regress_pii_team', 'source_aligned'), datamesh.attach_schema('pii', 'pii');
SELECT datamesh.create_policy('tagged', 'pii_tag_required');

-- refused; tagged or rejected in the same transaction, it passes
SET ROLE regress_pii_team;
\set VERBOSITY default
CREATE TABLE pii.customer (id bigint, "contactEmail" text, product_name text);
\set VERBOSITY terse
BEGIN;
CREATE TABLE pii.customer (id bigint, "contactEmail" text, product_name text);
SELECT datamesh.tag_column('pii.customer', 'contactEmail', 'pii.email');
COMMIT;
ALTER TABLE pii.customer ADD COLUMN phone text;
BEGIN;
ALTER TABLE pii.customer ADD COLUMN phone text;
SELECT datamesh.reject_tag('pii.customer', 'phone', 'pii.phone', 'a model of telephone');
COMMIT;
SELECT datamesh.untag_column('pii.customer', 'contactEmail', 'pii.email');
ALTER TABLE pii.customer RENAME phone TO fax;
ALTER TABLE pii.customer RENAME product_name TO last_name;
-- another personal tag will do, one for another matter will not
CREATE TABLE pii.other (email text);
BEGIN;
CREATE TABLE pii.other (email text, sms text);
SELECT datamesh.tag_column('pii.other', 'email', 'sensitivity', 'restricted');
COMMIT;
BEGIN;
CREATE TABLE pii.other (email text);
SELECT datamesh.tag_column('pii.other', 'email', 'pii.username');
COMMIT;
-- a rejection is of one tag, or of a family of them
BEGIN;
CREATE TABLE pii.rejected (email text);
SELECT datamesh.reject_tag('pii.rejected', 'email', 'pii.phone', 'no phone');
COMMIT;
RESET ROLE;

-- the real tables of a music shop, a view, and types that cannot hold it
SELECT datamesh.set_enforcement('tagged', 'shadow');
CREATE TABLE pii.employee (employee_id int, last_name varchar(20), first_name varchar(20), title varchar(30), reports_to int,
	birth_date timestamp, hire_date timestamp, address varchar(70), city varchar(40), state varchar(40), country varchar(40),
	postal_code varchar(10), phone varchar(24), fax varchar(24), email varchar(60));
CREATE TABLE pii.invoice (invoice_id int, customer_id int, invoice_date timestamp, billing_address varchar(70), billing_city varchar(40),
	billing_state varchar(40), billing_country varchar(40), billing_postal_code varchar(10), total numeric(10,2));
CREATE TABLE pii.track (track_id int, name varchar(200), album_id int, composer varchar(220), milliseconds int);
CREATE VIEW pii.contacts AS SELECT first_name, email AS mail FROM pii.employee;
CREATE DOMAIN pii.mail_address AS text;
CREATE TYPE pii.channel AS ENUM ('yes', 'no');
CREATE TABLE pii.types (email boolean, phone boolean, address integer, dob integer, birthday interval, e_mail timestamptz,
	mobile bigint, customer_email uuid, work_email jsonb, home_email text[], alt_email pii.mail_address, emails pii.mail_address[],
	ip inet, client_ip text, postal_code integer, fax pii.channel, ssn numeric, first_name "char", surname bytea, card_number bigint);
CREATE TABLE pii.parted (email text, k integer) PARTITION BY LIST (k);
CREATE TABLE pii.parted_1 PARTITION OF pii.parted FOR VALUES IN (1);
CREATE TABLE pii.place (address text, city text, company text);
CREATE TABLE pii.warehouse (address text, city text, email text);
SELECT object, message, fix_sql FROM datamesh.evaluate('tagged') ORDER BY object COLLATE "C";

DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('tagged');

-- languages, exceptions, words of one's own
SELECT datamesh.add_tag('gdpr.health', 'Data about health');
SELECT datamesh.create_policy('tagged', 'pii_tag_required', parameters =>
	'{"languages": ["de"], "ignore": ["%_test", "pii.words.anschrift"], "extra": {"gdpr.health": ["^diagnos[ei]s$", "(?i)blutgruppe"]}}');
CREATE TABLE pii.words (nachname text, surname text, nachname_test text, anschrift text, diagnosis text, "Blutgruppe" text);
BEGIN;
CREATE TABLE pii.words (nachname text, surname text, nachname_test text, anschrift text, diagnosis text, "Blutgruppe" text);
SELECT datamesh.tag_column('pii.words', 'nachname', 'pii.person_name');
SELECT datamesh.tag_column('pii.words', 'diagnosis', 'gdpr.health');
SELECT datamesh.reject_tag('pii.words', 'Blutgruppe', 'gdpr.health', 'of the laboratory''s mice');
COMMIT;

SELECT datamesh.create_policy('x', 'pii_tag_required', parameters => '{"languages": ["en", "tlh"]}');
SELECT datamesh.create_policy('x', 'pii_tag_required', parameters => '{"ignore": ["a\\"]}');
SELECT datamesh.create_policy('x', 'pii_tag_required', parameters => '{"extra": {"pii.email": "("}}');
SELECT datamesh.create_policy('x', 'pii_tag_required', parameters => '{"extra": {"pii.shoe_size": "shoe"}}');
