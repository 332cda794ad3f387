-- apply(): what a text with errors gives, and that it leaves nothing behind.
CREATE EXTENSION datamesh;
\pset format unaligned
\pset footer off
\pset null '-'
CREATE ROLE regress_ae_team;

-- one error, some, many
SELECT * FROM datamesh.apply('');
SELECT * FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: a}\nspec: {ownr: b}');
SELECT * FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: a}\nspec: {ownr: b, kind: c}\n---\na: b: c');
SELECT * FROM datamesh.apply((SELECT E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: a}\nspec:\n' || string_agg(format(E'  key%s: 1\n', i), '' ORDER BY i) FROM generate_series(1, 25) AS i));
-- messages cannot be flooded or forged
SELECT * FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: a}\nspec: {"x\\nERROR:  forged": 1, ' || repeat('y', 500) || ': 1}');

-- the SQLSTATE is one that clients know
\set VERBOSITY sqlstate
SELECT * FROM datamesh.apply('nothing');
SELECT * FROM datamesh.apply(NULL);
SELECT * FROM datamesh.apply('nothing', NULL);
\set VERBOSITY default

-- a text with an error changes nothing, even before the error
SELECT * FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: fine}
spec: {owner: regress_ae_team, kind: aggregate}
---
apiVersion: datamesh/v1
kind: Domain
metadata: {name: wrong}
spec: {owner: regress_ae_team, kind: agregate}
$y$);
-- nor does a dry run of it
SELECT * FROM datamesh.apply('kind: Domain', true);
SELECT count(*) FROM datamesh_catalog.domain;
SELECT count(*) FROM datamesh_catalog.document;

-- a warning does not stop it
SELECT * FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: d}\nspec: {owner: regress_ae_team, kind: aggregate}');
SELECT severity FROM datamesh.validate(E'apiVersion: datamesh/v1\nkind: DataProduct\nmetadata: {name: p, domain: d}\nspec: {sla: {freshnes: 1 hour}}');
SELECT action, kind, name FROM datamesh.apply(E'apiVersion: datamesh/v1\nkind: DataProduct\nmetadata: {name: p, domain: d}\nspec: {sla: {freshnes: 1 hour}}');

-- after an error in a sub-transaction, in a session that goes on, nothing is left open
DO $$
BEGIN
	FOR i IN 1 .. 50 LOOP
		BEGIN
			PERFORM datamesh.apply(E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: x}\nspec: {owner: regress_ae_team, kind: aggregate, schemas: [nowhere]}', i % 2 = 0);
		EXCEPTION WHEN invalid_schema_name OR undefined_object THEN
			NULL;
		END;
		BEGIN
			PERFORM datamesh.apply('[{"a": "b"}, x');
		EXCEPTION WHEN invalid_text_representation THEN
			NULL;
		END;
	END LOOP;
END
$$;
SELECT count(*) FROM datamesh_catalog.domain WHERE name = 'x';
SELECT current_user = session_user AS own_role, current_setting('search_path') AS search_path;

-- names of other things than identifiers reach the catalogue as they are
SELECT action, kind, name, detail FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: 'it''s "odd"; DROP TABLE x --'}
spec: {owner: regress_ae_team, kind: aggregate, description: "%s %n $1 \\ '", contacts: {channel: "a'; --"}}
---
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: 'p.q', domain: 'it''s "odd"; DROP TABLE x --'}
spec: {inputPorts: [{product: '"it''s ""odd""; DROP TABLE x --"."r.s"'}]}
---
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: 'r.s', domain: 'it''s "odd"; DROP TABLE x --'}
spec: {}
$y$);
SELECT name, description FROM datamesh_catalog.domain ORDER BY name;

DROP EXTENSION datamesh;
DROP ROLE regress_ae_team;
