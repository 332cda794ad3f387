-- Limits are kept while reading, and hostile texts are refused at once: the
-- whole test runs under a timeout that none of its parts may come near.
CREATE EXTENSION datamesh;
\pset format unaligned
\pset footer off
\set VERBOSITY terse
SET statement_timeout = '3s';

CREATE FUNCTION first_problem(document text) RETURNS text LANGUAGE sql AS
$$ SELECT line || ':' || "column" || ' ' || left(path, 30) || ' ' || message FROM datamesh.validate(document) LIMIT 1 $$;

-- depth
SELECT first_problem(repeat('[', 100000));
SELECT first_problem(repeat('{"a":', 100000));
SELECT first_problem('a: ' || repeat('[', 100000));
SELECT first_problem('a: ' || repeat('{a: ', 100000));
SELECT first_problem(repeat('- ', 100000));
SELECT first_problem(repeat('? ', 100000));
SELECT first_problem(repeat('[1, ', 100000));
SELECT first_problem('a: ' || repeat(E'[\n', 100000));
SELECT first_problem((SELECT string_agg(repeat(' ', i) || 'a:', E'\n' ORDER BY i) FROM generate_series(0, 1000) AS i));

-- exactly at the limit, and one more
SET datamesh.max_document_depth = 5;
SELECT count(*) FROM datamesh.validate('x: [[[[1]]]]') WHERE message LIKE 'nesting%';
SELECT first_problem('x: [[[[[1]]]]]');
SELECT count(*) FROM datamesh.validate('{"x": [[[[1]]]]}') WHERE message LIKE 'nesting%';
SELECT first_problem('{"x": [[[[[1]]]]]}');
SELECT count(*) FROM datamesh.validate('[{"x": [[[[1]]]]}]') WHERE message LIKE 'nesting%';
SELECT first_problem('[{"x": [[[[[1]]]]]}]');
SET datamesh.max_document_depth = 1000;
SELECT count(*) FROM datamesh.validate('x: ' || repeat('[', 999) || repeat(']', 999)) WHERE message LIKE 'nesting%';
SELECT count(*) FROM datamesh.validate('{"x": ' || repeat('[', 999) || repeat(']', 999) || '}') WHERE message LIKE 'nesting%';
RESET datamesh.max_document_depth;

-- nodes: keys do not count
SET datamesh.max_document_nodes = 6;
SELECT count(*) FROM datamesh.validate('x: [1, 2, 3, 4]') WHERE message LIKE 'there are%';
SELECT first_problem(E'x: [1, 2, 3,\n 4, 5]');
SELECT count(*) FROM datamesh.validate('{"x": [1, 2, 3, 4]}') WHERE message LIKE 'there are%';
SELECT first_problem(E'{"x": [1, 2, 3,\n 4, 5]}');
SELECT first_problem(E'[1, 2, 3, 4, 5, 6, 7, 8, 9]');
SELECT first_problem(E'--- 1\n--- 2\n--- 3\n--- 4\n--- 5\n--- 6\n--- 7');
SET datamesh.max_document_nodes = 2147483647;
SELECT first_problem('x: [1]');
SELECT first_problem('{"x": [1]}');
RESET datamesh.max_document_nodes;
SET datamesh.max_document_nodes = 100000;
SELECT first_problem('x: [' || repeat('a,', 200000) || ']');
SELECT first_problem('[' || repeat('0,', 200000) || '0]');
RESET datamesh.max_document_nodes;

-- bytes
SET datamesh.max_document_size = '1kB';
SELECT first_problem('#' || repeat('x', 1023));
SELECT first_problem('#' || repeat('x', 1024));
SELECT first_problem('#' || repeat('€', 342));
RESET datamesh.max_document_size;
SELECT first_problem(repeat('x', 11 * 1024 * 1024));

-- what other readers are slow at: anchors, directives, keys, comments, scalars
SELECT first_problem((SELECT string_agg('- &x' || i || ' b', E'\n') FROM generate_series(1, 50000) AS i));
SELECT first_problem('a: &a [x]' || (SELECT string_agg(E'\nb' || i || ': *a', '') FROM generate_series(1, 50000) AS i));
SELECT first_problem((SELECT string_agg('%TAG !a' || i || '! x', E'\n') FROM generate_series(1, 50000) AS i));
SELECT count(*), count(DISTINCT message) FROM datamesh.validate((SELECT string_agg('a' || i % 50000 || ': 1', E'\n') FROM generate_series(1, 100000) AS i))
WHERE message LIKE 'duplicate%';
SELECT first_problem('{' || (SELECT string_agg('"a' || i || '": 1', ',') FROM generate_series(1, 100000) AS i) || ', "a5": 2}');
SELECT first_problem(repeat(E'#\n', 500000));
SELECT first_problem('a: "' || repeat('x', 5000000) || '"');
SELECT first_problem('["' || repeat('\\', 1000000) || '"]');
SELECT first_problem('a: |' || repeat(E'\n x', 500000));
SELECT first_problem(repeat('---' || E'\n', 300000));
SELECT first_problem('{' || repeat('"":', 500000));
SELECT first_problem('{' || repeat(' ', 5000000) || '}');
SELECT first_problem(repeat(E'\n', 5000000) || 'x');

-- the 1000th problem is the last one
SELECT count(*) FROM datamesh.validate(repeat(E'---\na: b\n', 300000));
SELECT count(*) FROM datamesh.validate('a: [' || repeat('*a ,', 900000) || ']');
SELECT count(*) FROM datamesh.validate((SELECT E'apiVersion: datamesh/v1\nkind: Domain\nmetadata: {name: a}\nspec:\n' || string_agg('  key' || i || ': 1', E'\n') FROM generate_series(1, 200000) AS i));
SELECT datamesh.apply(repeat(E'---\na: b\n', 1000));
-- it is an error even if the others are warnings, for the rest has not been checked
SELECT severity, count(*) FROM datamesh.validate((SELECT E'apiVersion: datamesh/v1\nkind: DataProduct\nmetadata: {name: a, domain: b}\nspec:\n  sla:\n' || string_agg('    freshness' || i || ': 1', E'\n') || E'\n  outputPorts: [{}]' FROM generate_series(1, 2000) AS i)) GROUP BY 1 ORDER BY 1;

-- long words are cut in messages
SELECT length(first_problem('kind: ' || repeat('€', 100000)));
SELECT length(first_problem('apiVersion: datamesh/v1' || E'\nkind: Domain\n' || repeat('k', 1000) || ': 1'));

-- it can be cancelled
SET statement_timeout = '1ms';
SELECT count(*) FROM datamesh.validate('a: [' || repeat('[a, b],', 300000) || ']');
RESET statement_timeout;

DROP EXTENSION datamesh;
