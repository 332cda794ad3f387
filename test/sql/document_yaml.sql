-- What the reader makes of YAML, and what it refuses, with the place.
CREATE EXTENSION datamesh;
\pset format unaligned
\pset footer off
\set VERBOSITY terse
CREATE ROLE regress_dy_team;

-- every style of scalar; canonical jsonb shows what was read
SELECT action, kind, name, detail FROM datamesh.apply($y$%YAML 1.2
---
# a comment
apiVersion: "datamesh/v1"
kind: 'Domain'
metadata:
  name: !!str dy
  annotations:
    integers: [12, -3, +4, 0, 007, 0x1F, 0o17]
    floats: [1.10, .5, 3., -1.5e3, 1E-2, 6.02e+23]
    no_numbers: ["12", 1_000, 0b1, 12:30, 1.2.3, 2022-10-03, .inf, .nan, 1e9999, -, "-"]
    nulls: [null, ~, Null, NULL, "", !!null ""]
    booleans: [true, False, TRUE, yes, no, on, off, y, n, "true", !!str true]
    quoted: "tab\t, quote \", \x41, \u00e9, \U0001F600"
    single: 'it''s'
    literal: |
      first
        second

    folded: >-
      first
      second
    plain over lines: one
      two
    ? explicit key
    : value
    "": empty key
    nested: [[[1], {a: [b, {c: d}]}]]
    empty: {list: [], map: {}}
    unicode ключ: ✓
spec:
  owner: regress_dy_team
  kind: aggregate
  description: 1.10
...
$y$);
SELECT jsonb_pretty(canonical) FROM datamesh_catalog.document;
SELECT description FROM datamesh_catalog.domain;

-- several documents; empty ones do not count
SELECT action, kind, name FROM datamesh.apply($y$---
---
# nothing here
---
apiVersion: datamesh/v1
kind: Domain
metadata: {name: dy2}
spec: {owner: regress_dy_team, kind: aggregate, parent: dy1}
---
apiVersion: datamesh/v1
kind: Domain
metadata: {name: dy1}
spec: {owner: regress_dy_team, kind: aggregate}
...
---
$y$);

-- nothing at all
SELECT * FROM datamesh.validate('');
SELECT * FROM datamesh.validate(E'  \n\t\n');
SELECT * FROM datamesh.validate(E'# only a comment\n---\n...\n');
SELECT * FROM datamesh.validate('null');
SELECT * FROM datamesh.validate(NULL);

-- a root that is no document
SELECT * FROM datamesh.validate('just text');
SELECT * FROM datamesh.validate('- a');

-- refused: aliases, anchors, merge keys, tags
SELECT * FROM datamesh.validate($y$
apiVersion: &v datamesh/v1
kind: Domain
metadata: {name: *v, annotations: &m {a: 1}}
spec:
  <<: *m
  "<<": x
  owner: !role x
  description: !!binary aGVsbG8=
  contacts: !!set {a, b}
$y$);
SELECT * FROM datamesh.validate(E'%TAG ! tag:example.org,2022:\n---\na: !b c');
SELECT * FROM datamesh.validate(E'a: !<tag:yaml.org,2002:python/object> {}\n*b : 1\n? ! x\n: 1');

-- refused: keys
SELECT * FROM datamesh.validate(E'kind: Domain\napiVersion: datamesh/v1\nkind: Policy\nmetadata:\n  name: x\n  annotations: {a: 1, "a": 2, ''a'': 3}\nspec: {}');
SELECT * FROM datamesh.validate(E'a: 1\n: 2');
SELECT * FROM datamesh.validate(E'? [a, b]\n: 1');
SELECT * FROM datamesh.validate(E'? {a: b}\n: 1');

-- refused: syntax; documents before it are still checked
SELECT * FROM datamesh.validate(E'kind: Domian\n---\na: b: c');
SELECT * FROM datamesh.validate(E'a:\n\t- b');
SELECT * FROM datamesh.validate(E'a: "b\n');
SELECT * FROM datamesh.validate(E'a: [b\nc: d');
SELECT * FROM datamesh.validate(E'a: |x\n b');
SELECT * FROM datamesh.validate(E'a:\n  b: 1\n c: 2');
SELECT * FROM datamesh.validate(E'a: @b');
SELECT * FROM datamesh.validate(E'a: "\\q"');
SELECT * FROM datamesh.validate(E'a: "\\ud800"');
SELECT * FROM datamesh.validate(E'%YAML 3.0\n---\na: b');
SELECT * FROM datamesh.validate(E'}');

-- refused: characters; columns count characters, not bytes
SELECT * FROM datamesh.validate(E'"\u20ac\u20ac": "x\\0y"');
SELECT * FROM datamesh.validate(E'\u20ac: \u0001');
SELECT * FROM datamesh.validate(E'a: \u20ac\r\nb: \u20ac\u007f');
SELECT * FROM datamesh.validate(E'\ufeff\ufeffa: b');
SELECT * FROM datamesh.validate(E'\ufeffa: b\n--- \ufeff\na: b');
-- one byte order mark is fine
SELECT line, message FROM datamesh.validate(E'\ufeffa: b') LIMIT 1;
SELECT line, message FROM datamesh.validate(E'\ufeff# nothing') LIMIT 1;

-- lines end with LF, CR LF, CR
SELECT line, "column", path FROM datamesh.validate(E'apiVersion: datamesh/v1\r\nkind: Domain\r\nmetadata: {name: a}\r\nspec: {x: 1}');
SELECT line, "column", path FROM datamesh.validate(E'apiVersion: datamesh/v1\rkind: Domain\rmetadata: {name: a}\rspec: {x: 1}');

DROP EXTENSION datamesh;
DROP ROLE regress_dy_team;
