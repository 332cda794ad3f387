-- Policy kind ports_only.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
CREATE ROLE regress_po_shop;
CREATE ROLE regress_po_checkout;
CREATE ROLE regress_po_marketing;
CREATE ROLE regress_po_anna IN ROLE regress_po_marketing;
CREATE ROLE regress_po_ben IN ROLE regress_po_checkout;
CREATE ROLE regress_po_both IN ROLE regress_po_checkout, regress_po_marketing;
CREATE ROLE regress_po_analysts ROLE regress_po_marketing;
CREATE ROLE regress_po_nobody;
CREATE ROLE regress_po_super SUPERUSER IN ROLE regress_po_marketing;
CREATE SCHEMA po AUTHORIZATION regress_po_checkout;
SELECT datamesh.register_domain('shop', 'regress_po_shop', 'aggregate');
SELECT datamesh.register_domain('checkout', 'regress_po_checkout', 'source_aligned', parent => 'shop'), datamesh.attach_schema('checkout', 'po');
SELECT datamesh.register_domain('marketing', 'regress_po_marketing', 'consumer_aligned');
SELECT datamesh.create_policy('ports', 'ports_only');
SET ROLE regress_po_checkout;
CREATE TABLE po.orders (id integer, total numeric);
CREATE TABLE po.internals (id integer, "secret cost" numeric);
SELECT datamesh.create_product('checkout.orders'), datamesh.attach_output_port('checkout.orders', 'po.orders');

-- an output port may be read, the rest may not
GRANT SELECT ON po.orders TO regress_po_marketing, regress_po_analysts;
\set VERBOSITY default
GRANT SELECT, UPDATE ON po.internals TO regress_po_marketing;
\set VERBOSITY terse
GRANT SELECT ON po.internals TO regress_po_anna;
GRANT SELECT ("secret cost") ON po.internals TO regress_po_anna;
GRANT SELECT ON po.internals TO regress_po_analysts;
GRANT SELECT ON po.internals TO PUBLIC;
-- people of one's own, people of no domain, superusers
GRANT SELECT ON po.internals TO regress_po_ben, regress_po_both, regress_po_shop, regress_po_nobody, regress_po_super;
-- no port any more
SELECT datamesh.detach_port('checkout.orders', 'output', 'orders');
RESET ROLE;

SELECT datamesh.set_enforcement('ports', 'shadow');
SELECT datamesh.detach_port('checkout.orders', 'output', 'orders');
GRANT SELECT ("secret cost"), UPDATE (id) ON po.internals TO regress_po_anna;
GRANT SELECT, INSERT, TRUNCATE ON po.internals TO regress_po_analysts;
GRANT SELECT ON po.internals TO PUBLIC;
SELECT object, message, fix_sql FROM datamesh.evaluate('ports') ORDER BY object COLLATE "C";
DO $$
DECLARE
	sql text;
BEGIN
	FOR sql IN SELECT fix_sql FROM datamesh.findings LOOP
		EXECUTE sql;
	END LOOP;
END $$;
SELECT object, message, fix_sql FROM datamesh.evaluate('ports');
SELECT DISTINCT grantee::regrole::text COLLATE "C" AS grantee FROM pg_class, aclexplode(relacl)
	WHERE oid = 'po.internals'::regclass ORDER BY 1;
DROP ROLE regress_po_anna;
SELECT count(*) FROM datamesh.evaluate('ports');
