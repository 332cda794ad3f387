-- What the reader makes of JSON, and what it refuses, with the place.
CREATE EXTENSION datamesh;
\pset format unaligned
\pset footer off
\set VERBOSITY terse
CREATE ROLE regress_dj_team;

-- one document
SELECT action, kind, name FROM datamesh.apply($j$
  {"kind": "Domain", "apiVersion": "datamesh/v1",
   "metadata": {"name": "dj1", "annotations": {
     "numbers": [12, -3, 0, 1.10, -1.5e3, 1E-2, 123456789012345678901234567890, -0],
     "other": [true, false, null, "true", "null", "12", ""],
     "escapes": "\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00",
     "nested": [[[1], {"a": ["b", {"c": "d"}]}], [], {}],
     "\u20ac key": "€", "": "empty key"}},
   "spec": {"owner": "regress_dj_team", "kind": "aggregate", "description": 1.10}}
$j$);
SELECT jsonb_pretty(canonical) FROM datamesh_catalog.document;
SELECT description FROM datamesh_catalog.domain;

-- a list of documents
SELECT action, kind, name FROM datamesh.apply($j$[
  {"apiVersion": "datamesh/v1", "kind": "Domain", "metadata": {"name": "dj3"},
   "spec": {"parent": "dj2", "owner": "regress_dj_team", "kind": "aggregate"}},
  {"apiVersion": "datamesh/v1", "kind": "Domain", "metadata": {"name": "dj2"},
   "spec": {"owner": "regress_dj_team", "kind": "aggregate"}}]$j$);

-- the same text in YAML changes nothing
SELECT action, kind, name FROM datamesh.apply($y$
apiVersion: datamesh/v1
kind: Domain
metadata: {name: dj3}
spec: {parent: dj2, owner: regress_dj_team, kind: aggregate}
$y$);

-- nothing at all
SELECT * FROM datamesh.validate('[]');
SELECT * FROM datamesh.validate('[null, 1, "a", [2]]');
SELECT * FROM datamesh.validate('{}');

-- places: keys, values, deep ones, in any document
SELECT * FROM datamesh.validate($j$[
  {"apiVersion": "datamesh/v1", "kind": "Domain", "metadata": {"name": "€", "nmae": "x"},
   "spec": {"owner": 1,
            "€": "€", "kind": "€"}},
  {"apiVersion": "datamesh/v1", "kind": "DataProduct", "metadata": {"name": "p", "domain": "d"},
   "spec": {"outputPorts": [{"relation": "a.b"}, {"relation": "c"},
                            {"relation": "a.b", "columns": [{"name": "x", "tags": ["!"]}]}]}}]$j$);

-- refused
SELECT * FROM datamesh.validate('{');
SELECT * FROM datamesh.validate('{"a": [1, 2');
SELECT * FROM datamesh.validate('{"a": "b');
SELECT * FROM datamesh.validate(E'{"a": 1,\n "b": 2,\n}');
SELECT * FROM datamesh.validate(E'{"a": 1,\n b: 2}');
SELECT * FROM datamesh.validate('{"a" 1}');
SELECT * FROM datamesh.validate('{"a": 1]');
SELECT * FROM datamesh.validate('[1 2]');
SELECT * FROM datamesh.validate('[01]');
SELECT * FROM datamesh.validate('[+1]');
SELECT * FROM datamesh.validate('[.5]');
SELECT * FROM datamesh.validate('[NaN]');
SELECT * FROM datamesh.validate('[1e999]');
SELECT * FROM datamesh.validate('[''a'']');
SELECT * FROM datamesh.validate('[€]');
SELECT * FROM datamesh.validate('["€€", tru]');
SELECT * FROM datamesh.validate(E'["€\\q"]');
SELECT * FROM datamesh.validate(E'["a\nb"]');
SELECT * FROM datamesh.validate(E'["\\ud800"]');
SELECT * FROM datamesh.validate(E'["\\ud800\\u0041"]');
SELECT * FROM datamesh.validate(E'["\\u12"]');
SELECT * FROM datamesh.validate(E'["€",\n "x\\u0000"]');
SELECT * FROM datamesh.validate(E'{"\\u0000": 1}');
SELECT * FROM datamesh.validate(E'{"a": 1,\n "b": {"c": 1,\n  "d": 2, "c": 3}}');
SELECT * FROM datamesh.validate('{"a": 1, "\u0061": 2}');
SELECT * FROM datamesh.validate('{} {}');
SELECT * FROM datamesh.validate(E'{}\n---\na: b');
SELECT * FROM datamesh.validate('[] x');
SELECT * FROM datamesh.validate('{} // comment');
SELECT * FROM datamesh.validate(E'\ufeff{"a": "\ufeff"}');
SELECT path, message FROM datamesh.validate(E'\ufeff {}') LIMIT 1;

-- flow style that is no JSON: say that JSON was read
SELECT * FROM datamesh.validate('{apiVersion: datamesh/v1, kind: Domain}');
-- behind --- it is YAML
SELECT message FROM datamesh.validate('--- {apiVersion: datamesh/v1, kind: Domain}');

DROP EXTENSION datamesh;
DROP ROLE regress_dj_team;
