-- Names are data: quotes, dots, keywords, capitals, 63 bytes of UTF-8.
\set QUIET on
SET client_min_messages = warning;
SET client_encoding = 'UTF8';
CREATE EXTENSION datamesh;
CREATE ROLE "regress_dm O'Hara ""x"".y";
CREATE SCHEMA "a.b""c" AUTHORIZATION "regress_dm O'Hara ""x"".y";
CREATE SCHEMA "order";
CREATE SCHEMA "öööööööööööööööööööööööööööööööx";
CREATE TABLE "a.b""c"."T.""1""" (id int PRIMARY KEY, "E.""Mail""" text, "select" int);
CREATE TABLE "order"."table" ("user" text);
CREATE TABLE "öööööööööööööööööööööööööööööööx"."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüx" ("ääääääääääääääääääääääääääääääax" text);
RESET client_min_messages;
\set QUIET off

SELECT datamesh.register_domain('Check.Out "1"', '"regress_dm O''Hara ""x"".y"', 'source_aligned', 'It''s odd');
SELECT datamesh.register_domain(repeat('ö', 31) || 'x', '"regress_dm O''Hara ""x"".y"', 'source_aligned', parent => 'Check.Out "1"');
SELECT datamesh.attach_schema('Check.Out "1"', '"a.b""c"');
SELECT datamesh.attach_schema('Check.Out "1"', '"order"');
SELECT datamesh.attach_schema(repeat('ö', 31) || 'x', 'öööööööööööööööööööööööööööööööx');
SELECT datamesh.create_product('"Check.Out ""1"""."P.1"');
SELECT datamesh.create_product('"Check.Out ""1""".plain');
SELECT datamesh.create_product(repeat('ö', 31) || 'x.' || repeat('é', 31) || 'x');
SELECT datamesh.attach_output_port('"Check.Out ""1"""."P.1"', '"a.b""c"."T.""1"""');
SELECT datamesh.attach_output_port('"Check.Out ""1"""."P.1"', '"order"."table"');
SELECT datamesh.attach_output_port(repeat('ö', 31) || 'x.' || repeat('é', 31) || 'x', 'öööööööööööööööööööööööööööööööx.üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüx');
SELECT datamesh.attach_input_port('"Check.Out ""1""".plain', '"Check.Out ""1"""."P.1"');
SELECT datamesh.attach_input_port('"Check.Out ""1""".plain', '"a.b""c"."T.""1"""', 'A.B "c"');
SELECT datamesh.tag_column('"a.b""c"."T.""1"""', 'E."Mail"', 'pii.email');
SELECT datamesh.tag_column('"order"."table"', 'user', 'pii.username');
SELECT datamesh.tag_column('öööööööööööööööööööööööööööööööx.üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüx', 'ääääääääääääääääääääääääääääääax', 'pii.email');
SELECT datamesh.publish_product('"Check.Out ""1"""."P.1"', '1.0.0');

-- Errors quote as SQL would.
SELECT datamesh.attach_output_port('"Check.Out ""1""".plain', '"a.b""c"."T.""1"""');
SELECT datamesh.attach_schema(repeat('ö', 31) || 'x', '"a.b""c"');
SELECT datamesh.unregister_domain('Check.Out "1"');

SELECT domain, schema_name, schema_owner FROM datamesh.domain_schemas ORDER BY schema_name COLLATE "C";
SELECT domain, product, version, urn FROM datamesh.products ORDER BY product COLLATE "C";
SELECT product, kind, name, schema_name, relation_name, source_product FROM datamesh.ports ORDER BY kind, name COLLATE "C";
SELECT schema_name, relation_name, column_name FROM datamesh.column_tags ORDER BY schema_name COLLATE "C";

-- Names that are other names' beginnings, or look like them inside their quotes.
CREATE SCHEMA a;
CREATE TABLE a."b.c" (id int, x text);
CREATE TABLE a.b (c text, id int);
SELECT datamesh.attach_schema('Check.Out "1"', 'a');
SELECT datamesh.tag_column('a."b.c"', 'x', 'pii.email'), datamesh.tag_column('a.b', 'c', 'pii.email');
ALTER TABLE a.b RENAME TO "B.";
ALTER TABLE a."b.c" RENAME TO b;
SELECT relation_name, column_name FROM datamesh.column_tags WHERE schema_name = 'a' ORDER BY relation_name COLLATE "C";

-- All of it followed.
ALTER TABLE "a.b""c"."T.""1""" RENAME "E.""Mail""" TO "a.b";
ALTER TABLE "a.b""c"."T.""1""" RENAME TO "Ü.""";
ALTER SCHEMA "a.b""c" RENAME TO """";
ALTER SCHEMA "order" RENAME TO "all";
ALTER SCHEMA "öööööööööööööööööööööööööööööööx" RENAME TO "ÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖx";
SELECT domain, schema_name FROM datamesh.domain_schemas ORDER BY schema_name COLLATE "C";
SELECT product, kind, name, schema_name, relation_name FROM datamesh.ports ORDER BY kind, name COLLATE "C";
SELECT schema_name, relation_name, column_name FROM datamesh.column_tags ORDER BY schema_name COLLATE "C", relation_name COLLATE "C";
SELECT datamesh.publish_product('"Check.Out ""1"""."P.1"', '1.0.0');

-- Quoting of what is stored does not depend on the session.
SET quote_all_identifiers = on;
SELECT datamesh.tag_column('a.b', 'x', 'pii.phone');
RESET quote_all_identifiers;
SET standard_conforming_strings = off;
SELECT datamesh.create_product('"Check.Out ""1""".plain', 'back\\slash');
RESET standard_conforming_strings;
SELECT description FROM datamesh.products WHERE product = 'plain';

\set QUIET on
SET client_min_messages = warning;
DROP EXTENSION datamesh;
DROP SCHEMA """", "all", a, "ÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖÖx" CASCADE;
DROP ROLE "regress_dm O'Hara ""x"".y";
