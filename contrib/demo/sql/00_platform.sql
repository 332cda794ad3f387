-- The platform's part, and the only one that needs a superuser: extension,
-- roles, and the right to make schemas.  Everything after this is done by the
-- teams themselves.

CREATE EXTENSION datamesh;

-- One role per team.  A role that is there already stays as it is, so that the
-- demo runs in a second database of the same server too.
SELECT format('CREATE ROLE %I LOGIN', r)
  FROM unnest(ARRAY['shop_guild', 'shop_search', 'shop_checkout',
							   'shop_payment', 'shop_fulfilment', 'shop_customer',
							   'shop_marketing', 'shop_management', 'shop_sales']) AS r
 WHERE to_regrole(r) IS NULL
\gexec

SELECT format('GRANT CREATE, TEMPORARY ON DATABASE %I TO shop_search, shop_checkout,
	shop_payment, shop_fulfilment, shop_customer, shop_marketing, shop_management, shop_sales',
						 current_database())
\gexec

-- What the policy "audit-logging" wants to see; new sessions have it.
SELECT format('ALTER DATABASE %I SET log_statement = ''ddl''', current_database())
\gexec

SELECT datamesh.set_mesh_name('shop');
SELECT datamesh.set_governance_role('shop_guild');
