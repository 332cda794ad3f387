-- The HINT of a denial can be pasted: after the statement, in one transaction
-- with it, it passes.  So it is for every kind and the guild's whole pack.
CREATE EXTENSION datamesh;
\set VERBOSITY terse
\getenv srcdir PG_ABS_SRCDIR
\set file :srcdir '/../contrib/policies/guild.yaml'
\set pack `cat :file`
SET client_min_messages = error;
CREATE ROLE regress_h_guild;
CREATE ROLE regress_h_team;
CREATE ROLE regress_h_reader;
CREATE ROLE regress_h_anna LOGIN IN ROLE regress_h_team, regress_h_reader;
CREATE SCHEMA h AUTHORIZATION regress_h_team;
CREATE SCHEMA h_raw AUTHORIZATION regress_h_team;
CREATE SCHEMA h_cons AUTHORIZATION regress_h_reader;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_h_team', current_database()); END $$;
SELECT datamesh.set_governance_role('regress_h_guild');
SELECT datamesh.register_domain('h', 'regress_h_team', 'source_aligned', 'a domain'), datamesh.register_domain('cons', 'regress_h_reader', 'consumer_aligned', 'another');
SELECT datamesh.attach_schema('h', 'h'), datamesh.attach_schema('h', 'h_raw'), datamesh.attach_schema('cons', 'h_cons');
SET ROLE regress_h_guild;
SELECT count(*) > 0 AS applied FROM datamesh.apply(:'pack');
SELECT count(datamesh.set_enforcement(name, 'deny')) > 0 AS denies FROM datamesh.policies WHERE moment = 'commit';
-- what the pack leaves out
SELECT datamesh.create_policy('all-rls', 'rls_required', parameters => '{"force": true}'),
	datamesh.create_policy('all-names', 'naming', parameters => '{"patterns": {"index": "^[a-z0-9_]+$", "function": "^[a-z0-9_]+$"}}'),
	datamesh.create_policy('all-comments', 'comment_required', parameters => '{"on": ["relation", "column", "product", "domain", "schema"], "min_length": 2}'),
	datamesh.create_policy('all-contacts', 'contacts_required', parameters => '{"contacts": ["on_call", "technical_owner"]}', enforcement => 'off'),
	datamesh.create_policy('twice', 'primary_key_required'),
	datamesh.create_policy('rule', 'sql_rule', remediation => E'Do it\nsoon; DROP TABLE h.t;', parameters => '{"query":
		"SELECT object, ''is logged'' AS message, format(''ALTER TABLE %s SET UNLOGGED'', object) AS fix_sql FROM datamesh_fact.relations_v1 WHERE kind = ''table'' AND schema_name = ''h_raw'' AND NOT is_unlogged"}');
RESET ROLE;

/*
 * Runs the statement, takes what the HINT of its denial says, runs both, and
 * tells which policies had denied.  What cures one fault may make another policy
 * speak (a column that is added wants a comment, a tag wants row-level security),
 * so a second and a third HINT are pasted, too.  Everything is undone.
 */
CREATE FUNCTION pasted(statement text, moment text DEFAULT 'commit') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
	detail text;
	fix text := '';
	denied text;
	result text := '';
BEGIN
	FOR round IN 1..4 LOOP
		BEGIN
			IF moment = 'commit' THEN
				EXECUTE statement || ';' || fix;
			ELSE
				EXECUTE fix || ';' || statement;
			END IF;
			SET CONSTRAINTS ALL IMMEDIATE;
			RAISE EXCEPTION 'undo';
		EXCEPTION
			WHEN raise_exception THEN
				RETURN result || 'passes';
			WHEN SQLSTATE 'MD001' THEN
				GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT, detail = PG_EXCEPTION_DETAIL;
			WHEN OTHERS THEN
				RETURN result || 'FAILS, ' || SQLERRM || E'\nwith:' || fix;
		END;
		SELECT string_agg(DISTINCT m[1], ', ' ORDER BY m[1]) INTO denied FROM regexp_matches(detail, '^Policy "([^"]+)" version', 'gn') AS m;
		result := result || denied || '; ';
		IF hint !~ '^This passes, [^\n]*:\n' THEN
			RETURN result || E'no fix for all of it:\n' || hint;
		END IF;
		fix := fix || E'\n' || regexp_replace(regexp_replace(hint, '^This passes, [^\n]*:\n', ''), 'Or ask the owner of the policy.*$', '');
	END LOOP;
	RETURN result || E'DENIED AGAIN:\n' || detail || E'\nwith:' || fix;
END $$;

SET ROLE regress_h_team;
SELECT pasted('CREATE TABLE h.t (a integer)');
SELECT pasted('CREATE TABLE h.t (id integer, email text, phone text, iban text)');
SELECT pasted('CREATE TABLE h."Bad Name" ("Bad Column" integer, "E-Mail" text, "select" integer)');
SELECT pasted('CREATE TABLE h."a.b""c''%s%n" ("d.e""f''%s" integer, "g\h" integer)');
SELECT pasted(format('CREATE TABLE h.%I (%I text, id integer PRIMARY KEY)', repeat('ö', 31) || 'x', repeat('ä', 31) || 'X'));
SELECT pasted('CREATE TABLE h.t (a timestamp, b char(3), c money, d json, e time with time zone)');
SELECT pasted('CREATE TABLE h.t (a integer); GRANT SELECT ON h.t TO PUBLIC; GRANT SELECT (a), UPDATE (a) ON h.t TO PUBLIC');
SELECT pasted('CREATE TABLE h.t (a integer); GRANT SELECT, INSERT ON h.t TO regress_h_reader WITH GRANT OPTION; GRANT UPDATE (a) ON h.t TO regress_h_reader');
SELECT pasted('CREATE TABLE h.p (id integer, email text) PARTITION BY RANGE (id); CREATE TABLE h.p1 PARTITION OF h.p FOR VALUES FROM (1) TO (10)');
SELECT pasted('CREATE VIEW h.v AS SELECT 1 AS "Email", ''x''::text AS email');
SELECT pasted('CREATE MATERIALIZED VIEW h.m AS SELECT ''x''::text AS email');
SELECT pasted('CREATE TABLE h.t AS SELECT 1 AS id, ''x''::text AS email');
SELECT pasted('CREATE TABLE h.t (id integer); CREATE INDEX "Bad" ON h.t (id)');
SELECT pasted('CREATE FUNCTION h."Bad"(integer, text[]) RETURNS integer LANGUAGE sql AS ''SELECT 1''');
SELECT pasted('CREATE TABLE h_raw.t (id integer)');
SELECT pasted('COMMENT ON SCHEMA h IS NULL; GRANT CREATE ON SCHEMA h TO PUBLIC');
SELECT pasted('SELECT datamesh.create_product(''h.p'')');
SELECT pasted('CREATE SCHEMA "H 2"; SELECT datamesh.attach_schema(''h'', ''"H 2"''); CREATE TABLE "H 2"."T" ("A" integer, email text)');

-- changes of what is there
SELECT count(datamesh.set_contact('h', k, 'anna@example.org')) FROM unnest(ARRAY['technical_owner', 'on_call']) AS k;
BEGIN;
CREATE TABLE h.good (id integer PRIMARY KEY, mail text);
COMMENT ON TABLE h.good IS 'good';
COMMENT ON COLUMN h.good.id IS 'id';
COMMENT ON COLUMN h.good.mail IS 'mail';
SELECT datamesh.tag_column('h.good', 'mail', 'pii.email');
ALTER TABLE h.good ENABLE ROW LEVEL SECURITY;
ALTER TABLE h.good FORCE ROW LEVEL SECURITY;
COMMIT;
SELECT pasted('ALTER TABLE h.good DROP CONSTRAINT good_pkey');
SELECT pasted('ALTER TABLE h.good ADD COLUMN phone text');
SELECT pasted('ALTER TABLE h.good ALTER COLUMN id TYPE char(3)');
SELECT pasted('ALTER TABLE h.good RENAME TO "Good"');
SELECT pasted('ALTER TABLE h.good RENAME COLUMN id TO "ID"');
SELECT pasted('ALTER TABLE h.good DISABLE ROW LEVEL SECURITY');
SELECT pasted('COMMENT ON TABLE h.good IS NULL');
SELECT pasted('SELECT datamesh.untag_column(''h.good'', ''mail'', ''pii.email'')');
SELECT pasted('GRANT ALL ON h.good TO PUBLIC');
SELECT pasted('GRANT SELECT ON h.good TO regress_h_reader');

-- publishing: first the fix, then the statement again
SELECT datamesh.unset_contact('h', 'technical_owner');
BEGIN;
SELECT datamesh.create_product('h.p', 'a product'), datamesh.attach_output_port('h.p', 'h.good');
COMMIT;
SELECT pasted('SELECT datamesh.publish_product(''h.p'', ''1.0.0'')', 'publish');
RESET ROLE;

DROP FUNCTION pasted;
DROP EXTENSION datamesh;
DROP SCHEMA h, h_raw, h_cons CASCADE;
DROP OWNED BY regress_h_team;
DROP ROLE regress_h_guild, regress_h_team, regress_h_reader, regress_h_anna;
