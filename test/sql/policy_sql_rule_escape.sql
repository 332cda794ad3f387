-- The owner of a domain writes a rule and waits for a superuser to run it.
-- Nothing that it tries may be done, or told.
CREATE EXTENSION datamesh;
CREATE ROLE escape_team;
GRANT CREATE ON DATABASE contrib_regression TO escape_team;
CREATE TABLE public.secret (what text);
INSERT INTO public.secret VALUES ('the password');
SET SESSION AUTHORIZATION escape_team;
CREATE SCHEMA team;
SELECT datamesh.register_domain('team', 'escape_team', 'source_aligned');
SELECT datamesh.attach_schema('team', 'team');
CREATE TABLE team.trace (at timestamptz DEFAULT now(), by name DEFAULT current_user, what text);
GRANT USAGE ON SCHEMA team TO PUBLIC;
GRANT ALL ON team.trace TO PUBLIC;

-- The tools of a burglar, all labelled as harmless.
CREATE FUNCTION team.break_in(how text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	RAISE WARNING 'somebody is in';
	INSERT INTO team.trace (what) VALUES (how);
	EXECUTE how;
	RETURN 'in';
END $$;
CREATE FUNCTION team.harmless() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN team.break_in('ALTER ROLE escape_team SUPERUSER');
END $$;
CREATE FUNCTION team.harmless(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT team.harmless()';
CREATE FUNCTION team.harmless(text, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
	'BEGIN RETURN team.break_in(''SET ROLE escape_team'') IS NULL; END';
CREATE FUNCTION team.as_owner() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER AS
	'BEGIN RETURN team.break_in(''CREATE TEMP TABLE t (a int)''); END';
CREATE FUNCTION team.tell_setting() RETURNS text LANGUAGE sql STABLE AS 'SELECT current_setting(''app.token'', true)';
CREATE FUNCTION team.state(text, text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN team.harmless(); END';
CREATE AGGREGATE team.gather(text) (SFUNC = team.state, STYPE = text);
CREATE OPERATOR team.= (LEFTARG = text, RIGHTARG = text, FUNCTION = team.harmless);
CREATE DOMAIN team.word AS text CHECK (team.harmless(VALUE) IS NOT NULL);
CREATE TYPE team.pair AS (a team.word);
CREATE FUNCTION team.pair_text(team.pair) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT team.harmless()';
CREATE CAST (team.pair AS text) WITH FUNCTION team.pair_text(team.pair) AS IMPLICIT;
CREATE TABLE team.pairs (pair team.pair);
GRANT SELECT ON team.pairs TO PUBLIC;
CREATE VIEW team.looks_fine AS SELECT 'x'::text AS object, team.harmless() AS message;
GRANT SELECT ON team.looks_fine TO PUBLIC;
RESET SESSION AUTHORIZATION;
-- some servers let everybody create in public
GRANT CREATE ON SCHEMA public TO escape_team;
SET SESSION AUTHORIZATION escape_team;
CREATE FUNCTION public.concat(text, text) RETURNS text LANGUAGE plpgsql STABLE AS 'BEGIN RETURN team.harmless(); END';
CREATE FUNCTION public.length(text) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN PERFORM team.harmless(); RETURN 1; END';
CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = team.harmless);
CREATE VIEW public.relations_v1 AS SELECT * FROM team.looks_fine;

-- Each way in, tried when the policy is made ...
CREATE TABLE team.attempt (nr int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, query text);
INSERT INTO team.attempt (query) VALUES
	('SELECT ''x'' AS object, team.harmless() AS message'),
	('SELECT ''x'' AS object, team.harmless(''y'') AS message'),
	('SELECT ''x'' AS object, team.as_owner() AS message'),
	('SELECT ''x'' AS object, team.tell_setting() AS message'),
	('SELECT ''x'' AS object, team.gather(relname) AS message FROM pg_class'),
	('SELECT relname AS object, ''y'' AS message FROM pg_class WHERE relname::text OPERATOR(team.=) ''z'''),
	('SELECT ''x'' AS object, ''y'' AS message WHERE ''y'' OPERATOR(public.=) ''y''::text'),
	('SELECT ''x'' AS object, ''y''::team.word::text AS message'),
	('SELECT ''x'' AS object, (''y''::text)::team.word::text AS message'),
	('SELECT ''x'' AS object, (''{y}''::team.word[])::text AS message'),
	('SELECT ''x'' AS object, ROW(''y'')::team.pair::text AS message'),
	('SELECT ''x'' AS object, ''(y)''::team.pair::text AS message'),
	('SELECT ''x'' AS object, CAST(''(y)'' AS team.pair)::text AS message'),
	('SELECT ''x'' AS object, team.pair ''(y)''::text AS message'),
	('SELECT ''x'' AS object, team.pair(''(y)'')::text AS message'),
	('SELECT ''x'' AS object, team.pair_text(''(y)'') AS message'),
	('SELECT ''x'' AS object, contrib_regression.team.pair_text(''(y)'') AS message'),
	('SELECT ''x'' AS object, xmlserialize(CONTENT ''<a/>''::xml AS team.word) AS message'),
	('SELECT relname AS object, ''y'' AS message FROM pg_class TABLESAMPLE team.sample (1)'),
	('SELECT relname AS object, ''y'' AS message FROM pg_class ORDER BY relname::text USING OPERATOR(team.=)'),
	('SELECT ''x'' AS object, (''a'' OPERATOR(team.=) ANY (SELECT ''b''))::text AS message'),
	('SELECT ''x'' AS object, (SELECT ''y'' FROM team.pairs WHERE pair = ''(y)'') AS message'),
	('SELECT ''x'' AS object, (json_populate_record(NULL::team.pair, ''{"a": "y"}'')).a::text AS message'),
	('SELECT ''x'' AS object, a::text AS message FROM json_to_record(''{"a": "y"}'') AS r (a team.word)'),
	('SELECT ''x'' AS object, a::text AS message FROM xmltable(''/r'' PASSING (''<r><a>y</a></r>''::xml) COLUMNS a team.word PATH ''a'') AS t'),
	('SELECT ''x'' AS object, a::text AS message FROM xmltable(''/r'' PASSING (''<r/>''::xml) COLUMNS a team.word[] PATH ''a'' DEFAULT ''{y}'') AS t'),
	('SELECT ''x'' AS object, (domain_in(''y'', to_regtype(''team.word'')::oid, -1) IS NULL)::text AS message'),
	('SELECT ''x'' AS object, (record_in(''(y)'', to_regtype(''team.pair'')::oid, -1) IS NULL)::text AS message'),
	('SELECT ''x'' AS object, (array_in(''{y}'', to_regtype(''team.word'')::oid, -1) IS NULL)::text AS message'),
	('SELECT ''x'' AS object, table_to_xml(''team.looks_fine'', true, true, '''')::text AS message'),
	('SELECT ''x'' AS object, query_to_xml(''SELECT team.harmless()'', true, true, '''')::text AS message'),
	('SELECT ''x'' AS object, schema_to_xml(''team'', true, true, '''')::text AS message'),
	('SELECT object, message FROM team.looks_fine'),
	('SELECT object, message FROM public.relations_v1'),
	('WITH w AS (SELECT object, message FROM team.looks_fine) SELECT object, message FROM w'),
	('SELECT object, (SELECT message FROM team.looks_fine) AS message FROM datamesh_fact.relations_v1'),
	('SELECT object, ''y'' AS message FROM datamesh_fact.relations_v1 WHERE EXISTS (SELECT FROM team.trace)'),
	('SELECT object, ''y'' AS message FROM datamesh_fact.relations_v1 ORDER BY team.harmless()'),
	('SELECT ''x'' AS object, ''y'' AS message LIMIT length(team.harmless())'),
	('SELECT what AS object, what AS message FROM public.secret'),
	('SELECT ''x'' AS object, setting AS message FROM pg_file_settings'),
	('SELECT ''x'' AS object, pg_read_file(''postgresql.conf'') AS message'),
	('SELECT ''x'' AS object, current_setting(''app.token'') AS message'),
	('SELECT name AS object, setting AS message FROM pg_show_all_settings()'),
	('SELECT name AS object, statement AS message FROM pg_prepared_statements'),
	('SELECT name AS object, statement AS message FROM pg_cursor()'),
	('SELECT ''x'' AS object, current_query() AS message'),
	('SELECT ''x'' AS object, set_config(''role'', ''postgres'', false) AS message'),
	('SELECT ''x'' AS object, pg_notify(''a'', ''b'')::text AS message'),
	('SELECT ''x'' AS object, pg_advisory_lock(1)::text AS message'),
	('SELECT ''x'' AS object, nextval(''pg_catalog.pg_class'')::text AS message'),
	('SELECT ''x'' AS object, lo_create(1)::text AS message'),
	('SELECT ''x'' AS object, pg_terminate_backend(pg_backend_pid())::text AS message'),
	('SELECT ''x'' AS object, datamesh.set_mesh_name(''mine'')::text AS message'),
	('SELECT ''x'' AS object, datamesh.evaluate()::text AS message'),
	('WITH w AS (INSERT INTO team.trace (what) VALUES (''w'') RETURNING what) SELECT what AS object, what AS message FROM w'),
	('SELECT what AS object, what AS message FROM team.trace FOR UPDATE'),
	('SELECT what AS object, what AS message INTO TEMP t FROM team.trace'),
	('CREATE TEMP TABLE t (a int)'),
	('SET ROLE postgres'),
	('DO $d$BEGIN PERFORM team.harmless(); END$d$'),
	('CALL team.harmless()'),
	('SELECT ''x'' AS object, ''y'' AS message; SELECT team.harmless()'),
	('COPY (SELECT 1) TO PROGRAM ''id''');
CREATE FUNCTION team.try(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text; message text; detail text;
BEGIN
	PERFORM datamesh.create_policy('way in', 'sql_rule', domain => 'team', enforcement => 'shadow',
		parameters => jsonb_build_object('query', query));
	RETURN 'ACCEPTED';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
	RETURN concat_ws(' ', state, nullif(detail, ''));
END $$;
\pset format unaligned
\pset tuples_only on
SELECT query, E'\n   ', team.try(query) FROM team.attempt ORDER BY nr;
-- (what 16 and later know)
INSERT INTO team.attempt (query) VALUES
	('SELECT ''x'' AS object, pg_input_is_valid(''y'', ''team.word'')::text AS message'),
	('SELECT ''x'' AS object, JSON_OBJECT(''a'': 1 RETURNING team.word)::text AS message'),
	('SELECT ''x'' AS object, JSON_VALUE(''{"a": 1}'', ''$.a'' RETURNING team.word)::text AS message'),
	('SELECT ''x'' AS object, a::text AS message FROM JSON_TABLE(''{"a": 1}'', ''$'' COLUMNS (NESTED PATH ''$'' COLUMNS (a team.word[] PATH ''$.a'' DEFAULT ''{y}'' ON EMPTY))) AS t')
	RETURNING left(team.try(query), 5);
\pset tuples_only off
\pset format aligned
RESET SESSION AUTHORIZATION;

-- ... and, as the catalogue could hold it (after a restore, say), when a
-- superuser lets it run, with a role of the team, a token and a statement lying
-- about in the session.
CREATE ROLE escape_other;
GRANT escape_other TO escape_team;
SET app.token = 'not to be told';
PREPARE confidential AS SELECT 'not to be told';
INSERT INTO datamesh_catalog.policy (name, version, kind, domain, level, enforcement, moment, parameters, changed_by)
SELECT 'way ' || to_char(nr, 'FM00'), 1, 'sql_rule', 'team', 'optional', 'shadow', 'scheduled',
	jsonb_build_object('query', query), 'restore' FROM team.attempt;
TRUNCATE team.trace;
SELECT DISTINCT object_type, message ~ '^its rule does not run: ' AS refused FROM datamesh.evaluate() WHERE policy LIKE 'way %';
SELECT count(DISTINCT policy) = (SELECT count(*) FROM team.attempt) AS all_of_them FROM datamesh.findings WHERE policy LIKE 'way %';
SELECT count(*) AS told FROM datamesh.findings WHERE message ~ 'not to be told|the password';
SELECT * FROM team.trace;
SELECT rolname, rolsuper FROM pg_roles WHERE rolname ~ '^escape_' ORDER BY 1;
SELECT current_user = session_user AS still_me, to_regclass('pg_temp.t') IS NULL AS no_table,
	current_setting('transaction_read_only') AS read_only, current_setting('search_path') AS search_path;
SELECT count(*) AS locks FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();

-- Names without a schema are PostgreSQL's, whoever put others in the way.
SET search_path = public, team, pg_catalog;
DELETE FROM datamesh_catalog.policy WHERE name LIKE 'way %';
SELECT datamesh.create_policy('plain', 'sql_rule', enforcement => 'shadow', parameters => pg_catalog.jsonb_build_object('query',
	$$SELECT 'x' AS object, pg_catalog.concat('a', 'b') || concat('c', 'd') || length('four') AS message WHERE 'a'::text = 'a'$$));
SELECT object, message FROM datamesh.evaluate('plain');
RESET search_path;
SELECT * FROM team.trace;

-- The second fence by itself: a superuser was careless and gave the burglar a
-- window in datamesh_fact.  What runs there can do nothing.
SET SESSION AUTHORIZATION escape_team;
CREATE FUNCTION team.attempt_inside(how text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	EXECUTE how;
	RETURN 'DONE: ' || current_user;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE FUNCTION team.owner_inside(how text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT team.attempt_inside(how)';
RESET SESSION AUTHORIZATION;
CREATE TABLE team.ways (nr int GENERATED ALWAYS AS IDENTITY, how text);
INSERT INTO team.ways (how) VALUES
	('INSERT INTO team.trace (what) VALUES (1)'),
	('DELETE FROM team.attempt'),
	('CREATE TABLE team.made (a int)'),
	('CREATE TEMP TABLE made (a int)'),
	('SELECT what FROM public.secret'),
	('SELECT rolpassword FROM pg_authid'),
	('ALTER ROLE escape_team SUPERUSER'),
	('SET ROLE postgres'),
	('SET ROLE escape_team'),
	('RESET ROLE'),
	('SET SESSION AUTHORIZATION postgres'),
	('RESET SESSION AUTHORIZATION'),
	('SET transaction_read_only = off'),
	('SET LOCAL transaction_read_only = off'),
	('SET TRANSACTION READ WRITE'),
	('SELECT nextval(pg_get_serial_sequence(''team.attempt'', ''nr''))'),
	('LISTEN burglar'),
	('DECLARE c CURSOR WITH HOLD FOR SELECT 1'),
	('SELECT datamesh.register_domain(''burgled'', ''escape_team'', ''source_aligned'')'),
	('SELECT datamesh.set_contact(''team'', ''channel'', ''burgled'')'),
	-- these are done, and undone
	('SET search_path = team, public'),
	('NOTIFY burglar'),
	('SELECT pg_advisory_xact_lock(42)');
CREATE VIEW datamesh_fact.window_v1 AS
	SELECT nr, how, left(team.attempt_inside(how), CASE WHEN how LIKE '%datamesh%' THEN 5 ELSE 1000 END) AS outcome FROM team.ways
	UNION ALL SELECT nr + 100, 'as owner ' || how, left(team.owner_inside(how), CASE WHEN how LIKE '%datamesh%' THEN 5 ELSE 1000 END) FROM team.ways;
GRANT SELECT ON datamesh_fact.window_v1 TO PUBLIC;
LISTEN burglar;
SELECT datamesh.create_policy('window', 'sql_rule', enforcement => 'shadow',
	parameters => '{"query": "SELECT to_char(nr, ''FM000'') AS object, how || '': '' || outcome AS message FROM datamesh_fact.window_v1"}');
\pset format unaligned
\pset tuples_only on
SELECT object, message FROM datamesh.evaluate('window') ORDER BY object;
\pset tuples_only off
\pset format aligned
SELECT count(*) AS traces FROM team.trace;
SELECT count(*) > 0 AS attempts FROM team.attempt;
SELECT to_regclass('team.made') AS made, current_setting('search_path') AS search_path, current_user = session_user AS still_me;
SELECT count(*) AS locks FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();
SELECT count(*) AS cursors FROM pg_cursors WHERE name = 'c';
SELECT datamesh.drop_policy('window');
DROP VIEW datamesh_fact.window_v1;

-- Not even if somebody gave rights to the role that rules run as.
GRANT escape_other TO pg_checkpoint;
GRANT SELECT ON public.secret TO escape_other;
SELECT datamesh.create_policy('plain', 'sql_rule', enforcement => 'shadow',
	parameters => '{"query": "SELECT what AS object, what AS message FROM public.secret"}');
REVOKE escape_other FROM pg_checkpoint;

SET client_min_messages = warning;
DROP OWNED BY escape_team, escape_other CASCADE;
DROP ROLE escape_team, escape_other;
