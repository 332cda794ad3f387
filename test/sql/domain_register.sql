-- Domains: registered, altered, closed and registered again; contacts.
\set QUIET on
SET client_min_messages = warning;
CREATE EXTENSION datamesh;
CREATE ROLE regress_dm_shop;
CREATE ROLE regress_dm_checkout;
CREATE ROLE regress_dm_other;
GRANT CREATE ON DATABASE contrib_regression TO regress_dm_shop, regress_dm_other;
GRANT regress_dm_checkout TO regress_dm_shop;
RESET client_min_messages;
\set QUIET off
CREATE VIEW seen AS
SELECT domain, owner, owner_exists, kind, parent, description, changed_by FROM datamesh.domains ORDER BY domain COLLATE "C";

-- Who owns the role and may create in the database may register.
SET ROLE regress_dm_shop;
SELECT datamesh.register_domain('shop', 'regress_dm_shop', 'aggregate', 'The whole shop');
SELECT datamesh.register_domain('checkout', 'regress_dm_checkout', 'source_aligned', parent => 'shop');
RESET ROLE;
TABLE seen;

-- Again, with nothing new: nothing changes, not even who changed it.
SELECT datamesh.register_domain('checkout', 'regress_dm_checkout', 'source_aligned');
TABLE seen;

-- Altered to match; NULL leaves as it is.
SET ROLE regress_dm_checkout;
SELECT datamesh.register_domain('checkout', 'regress_dm_checkout', 'consumer_aligned', 'Orders and baskets');
RESET ROLE;
TABLE seen;

-- Somebody else's name: the answer says whose.
SET ROLE regress_dm_other;
SELECT datamesh.register_domain('checkout', 'regress_dm_other', 'aggregate');
\echo :LAST_ERROR_SQLSTATE
-- below somebody else's domain
SELECT datamesh.register_domain('mine', 'regress_dm_other', 'aggregate', parent => 'shop');
\echo :LAST_ERROR_SQLSTATE
-- for a role one does not belong to
SELECT datamesh.register_domain('mine', 'regress_dm_shop', 'aggregate');
\echo :LAST_ERROR_SQLSTATE
-- closing somebody else's
SELECT datamesh.unregister_domain('checkout');
-- without CREATE on the database
SET ROLE regress_dm_checkout;
SELECT datamesh.register_domain('mine', 'regress_dm_checkout', 'aggregate');
\echo :LAST_ERROR_SQLSTATE
RESET ROLE;

-- The owner of an ancestor may do everything below it; the owner role can be
-- given only to a role one belongs to.
SET ROLE regress_dm_shop;
SELECT datamesh.register_domain('checkout', 'regress_dm_shop', 'source_aligned');
SELECT datamesh.register_domain('checkout', 'regress_dm_other', 'source_aligned');
SELECT datamesh.register_domain('checkout', 'regress_dm_checkout', 'source_aligned');
RESET ROLE;

-- Parents.
SELECT datamesh.register_domain('basket', 'regress_dm_checkout', 'source_aligned', parent => 'checkout');
SELECT datamesh.register_domain('x', 'regress_dm_shop', 'aggregate', parent => 'nowhere');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.register_domain('x', 'regress_dm_shop', 'aggregate', parent => 'x');
SELECT datamesh.register_domain('shop', 'regress_dm_shop', 'aggregate', parent => 'basket');
\echo :LAST_ERROR_SQLSTATE
-- moving a domain takes rights on both parents
SELECT datamesh.register_domain('other', 'regress_dm_other', 'aggregate');
GRANT regress_dm_checkout TO regress_dm_other;
SET ROLE regress_dm_other;
SELECT datamesh.register_domain('checkout', 'regress_dm_checkout', 'source_aligned', parent => 'other');
RESET ROLE;
REVOKE regress_dm_checkout FROM regress_dm_other;
TABLE seen;

-- What is wrong with the arguments.
SELECT datamesh.register_domain(NULL, 'regress_dm_shop', 'aggregate');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.register_domain('x', NULL, 'aggregate');
SELECT datamesh.register_domain('x', 'regress_dm_shop', NULL);
SELECT datamesh.register_domain('', 'regress_dm_shop', 'aggregate');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.register_domain(repeat('x', 64), 'regress_dm_shop', 'aggregate');
SELECT datamesh.register_domain(E'a\nb', 'regress_dm_shop', 'aggregate');
SELECT datamesh.unregister_domain('nowhere');
\echo :LAST_ERROR_SQLSTATE

-- Contacts.
SELECT datamesh.set_contact('checkout', 'on_call', 'oncall@example.org');
SELECT datamesh.set_contact('checkout', 'on_call', 'night@example.org');
SELECT datamesh.set_contact('checkout', 'channel', '#checkout');
SELECT datamesh.set_contact('checkout', 'boss', 'x');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.set_contact('checkout', 'channel', ' ');
SELECT datamesh.set_contact('checkout', 'channel', NULL);
SELECT datamesh.set_contact('nowhere', 'channel', '#x');
SELECT * FROM datamesh.contacts ORDER BY domain, kind;
SELECT datamesh.unset_contact('checkout', 'channel'), datamesh.unset_contact('checkout', 'channel');
SET ROLE regress_dm_other;
SELECT datamesh.set_contact('checkout', 'channel', '#x');
RESET ROLE;

-- Not while something belongs to it.
CREATE SCHEMA checkout;
SELECT datamesh.attach_schema('checkout', 'checkout');
SELECT datamesh.create_product('checkout.orders');
SELECT datamesh.unregister_domain('checkout');
\echo :LAST_ERROR_SQLSTATE
SELECT datamesh.unregister_domain('basket');
SELECT datamesh.drop_product('checkout.orders');
SELECT datamesh.detach_schema('checkout', 'checkout');
SELECT datamesh.unregister_domain('checkout');
SELECT * FROM datamesh.contacts;
TABLE seen;
SELECT domain, product FROM datamesh_catalog.compliance_status ORDER BY 1, 2;

-- History stays; the name is free again.
SELECT name, valid_to IS NOT NULL AS closed FROM datamesh_catalog.domain ORDER BY name;
SET ROLE regress_dm_other;
SELECT datamesh.register_domain('checkout', 'regress_dm_other', 'aggregate');
RESET ROLE;
TABLE seen;

-- All of it obeys the transaction.
BEGIN;
SELECT datamesh.register_domain('brief', 'regress_dm_shop', 'aggregate');
ROLLBACK;
SELECT count(*) FROM datamesh.domains WHERE domain = 'brief';

-- An owner that has gone: nothing breaks, and only governance can help.
SELECT datamesh.register_domain('orphan', 'regress_dm_shop', 'aggregate', 'stays');
REVOKE CREATE ON DATABASE contrib_regression FROM regress_dm_shop;
ALTER ROLE regress_dm_shop RENAME TO regress_dm_gone;
TABLE seen;
SET ROLE regress_dm_other;
SELECT datamesh.register_domain('orphan', 'regress_dm_other', 'aggregate');
SELECT datamesh.unregister_domain('orphan');
SELECT datamesh.create_product('orphan.x');
RESET ROLE;
SELECT datamesh.set_contact('orphan', 'channel', '#orphan');
SELECT datamesh.register_domain('orphan', 'regress_dm_other', 'aggregate');
SELECT owner, owner_exists FROM seen WHERE domain = 'orphan';

-- Nobody reads or writes the tables but through this.
SET ROLE regress_dm_other;
SELECT count(*) FROM datamesh.domains;
SELECT count(*) FROM datamesh_catalog.domain;
RESET ROLE;

\set QUIET on
SET client_min_messages = warning;
DROP VIEW seen;
DROP EXTENSION datamesh;
DROP SCHEMA checkout;
REVOKE CREATE ON DATABASE contrib_regression FROM regress_dm_other;
DROP ROLE regress_dm_gone, regress_dm_checkout, regress_dm_other;
