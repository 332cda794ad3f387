-- apply(): domains, their schemas and contacts.
CREATE EXTENSION datamesh;
\pset format unaligned
\pset footer off
\pset null '-'
\set VERBOSITY terse
CREATE ROLE regress_ad_shop;
CREATE ROLE regress_ad_checkout;
CREATE SCHEMA ad_checkout AUTHORIZATION regress_ad_checkout;
CREATE SCHEMA ad_stage AUTHORIZATION regress_ad_checkout;
CREATE SCHEMA "AD Odd" AUTHORIZATION regress_ad_checkout;

\set mesh '---\napiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: checkout}\nspec:\n  owner: regress_ad_checkout\n  kind: source_aligned\n  parent: shop\n  description: Orders and baskets\n  schemas: [ad_checkout, AD Odd]\n  contacts: {technical_owner: anna@example.org, channel: "#checkout"}\n---\napiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: shop}\nspec:\n  owner: regress_ad_shop\n  kind: aggregate\n'

-- what a dry run promises ...
SELECT * FROM datamesh.apply(:'mesh', dry_run => true);
SELECT count(*) FROM datamesh_catalog.domain;
SELECT count(*) FROM datamesh_catalog.document;
-- ... is what is done
SELECT * FROM datamesh.apply(:'mesh');
-- and a second time there is nothing to do
SELECT * FROM datamesh.apply(:'mesh');
SELECT * FROM datamesh.apply(:'mesh', true);
SELECT name, owner_role, kind, parent, description FROM datamesh_catalog.domain ORDER BY name;
SELECT domain, schema_name FROM datamesh_catalog.domain_schema WHERE valid_to IS NULL ORDER BY 2;
SELECT * FROM datamesh_catalog.domain_contact ORDER BY 1, 2;

-- keys that are absent are left alone
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: checkout}
spec: {}
$y$);

-- lists are exact; what is null is cleared
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: checkout}
spec:
  kind: aggregate
  description: null
  schemas: [ad_stage, ad_checkout]
  contacts: {channel: "#till", on_call: "+49 30 1234", technical_owner: null}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: checkout}
spec: {parent: , schemas: [], contacts: }
$y$);
SELECT name, owner_role, kind, parent, description FROM datamesh_catalog.domain ORDER BY name;
SELECT count(*) FROM datamesh_catalog.domain_schema WHERE valid_to IS NULL;
SELECT count(*) FROM datamesh_catalog.domain_contact;

-- schemas change hands within one text, whatever comes first
SELECT * FROM datamesh.apply(:'mesh') \g /dev/null
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: a_first}
spec: {owner: regress_ad_shop, kind: aggregate, schemas: [ad_checkout]}
---
apiVersion: datamesh/v1
kind: Domain
metadata: {name: checkout}
spec: {schemas: [AD Odd]}
$y$);

-- a failing text changes nothing, and says where it failed
\set VERBOSITY default
\set SHOW_CONTEXT always
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: checkout}
spec: {description: changed, schemas: [AD Odd, no_such_schema]}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: checkout}
spec: {description: changed, schemas: [AD Odd, ad_checkout]}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: checkout}
spec: {description: changed}
---
apiVersion: datamesh/v1
kind: Domain
metadata: {name: new_one}
spec: {kind: aggregate}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: new_one}
spec: {kind: aggregate, owner: regress_ad_nobody}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: shop}
spec: {parent: checkout}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: new_one}
spec: {kind: aggregate, owner: regress_ad_shop, parent: nowhere}
$y$);
\set VERBOSITY terse
SELECT name, description FROM datamesh_catalog.domain WHERE name IN ('checkout', 'new_one');

-- rights are those of each part, for the calling role
GRANT CREATE ON DATABASE :DBNAME TO regress_ad_checkout;
SET ROLE regress_ad_checkout;
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: checkout}
spec: {description: by its owner, contacts: {steward: me}, schemas: [AD Odd, ad_stage]}
---
apiVersion: datamesh/v1
kind: Domain
metadata: {name: mine}
spec: {owner: regress_ad_checkout, kind: aggregate}
$y$);
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: shop}
spec: {description: by somebody else}
$y$);
-- not even where nothing would change
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: shop}
spec: {owner: regress_ad_shop, kind: aggregate}
$y$);
RESET ROLE;

-- apply in larger units: subtransactions, cursors, functions
BEGIN;
SAVEPOINT s;
SELECT action, name FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: sub}\nspec: {owner: regress_ad_shop, kind: aggregate}');
ROLLBACK TO s;
SELECT action, name FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: sub}\nspec: {owner: regress_ad_shop, kind: aggregate}', true);
SELECT action, name FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: sub}\nspec: {owner: regress_ad_shop, kind: aggregate}');
SELECT action, name FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: sub}\nspec: {owner: regress_ad_shop, kind: aggregate}', true);
COMMIT;
DO $$
DECLARE n integer;
BEGIN
	SELECT count(*) INTO n FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: sub}\nspec: {parent: shop}', true);
	RAISE NOTICE 'would change %', n;
END
$$;
BEGIN READ ONLY;
SELECT count(*) FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: sub}\nspec: {}');
SELECT count(*) FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: sub}\nspec: {parent: shop}', true);
ROLLBACK;

-- texts that changed something are kept, once in a row
SELECT applied_by = current_user AS mine, encode(sha256, 'hex') = encode(sha256(original), 'hex') AS hash_fits,
	convert_from(original, 'UTF8') LIKE '%apiVersion%' AS original, jsonb_array_length(canonical) AS documents,
	canonical -> 0 -> 'metadata' ->> 'name' AS first
FROM datamesh_catalog.document ORDER BY applied_at, first;

-- many at once: deep and wide
SELECT action, kind, count(*) FROM datamesh.apply((SELECT string_agg(format(E'---\napiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: deep%s}\nspec: {owner: regress_ad_shop, kind: aggregate%s}\n', i, CASE WHEN i < 50 THEN ', parent: deep' || i + 1 ELSE '' END), '') FROM generate_series(1, 50) AS i))
GROUP BY 1, 2;

DROP EXTENSION datamesh;
DROP SCHEMA ad_checkout, ad_stage, "AD Odd";
REVOKE CREATE ON DATABASE :DBNAME FROM regress_ad_checkout;
DROP ROLE regress_ad_shop, regress_ad_checkout;
