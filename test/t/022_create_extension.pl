
# CREATE EXTENSION where it cannot work, again and again, and beside others; and
# what happens when the roles that the mesh speaks of go away.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('create');
$node->init(extra => [ '--no-locale', '--encoding=UTF8' ]);
$node->start;

sub query
{
	my ($db, $sql) = @_;
	return $node->safe_psql($db, $sql);
}

# What a session says on standard error.
sub error_of
{
	my ($db, $sql) = @_;
	my ($ret, $out, $err) = $node->psql($db, "\\set VERBOSITY verbose\n$sql", on_error_stop => 0);
	return $err;
}

# All that a database holds beyond a fresh one, by name.
my $inventory = q{
	SELECT string_agg(what, ' ' ORDER BY what) FROM (
		SELECT 'schema ' || nspname FROM pg_namespace WHERE oid >= 16384 AND nspname !~ '^pg_(toast_)?temp'
		UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE oid >= 16384
		UNION ALL SELECT 'type ' || oid::regtype FROM pg_type WHERE oid >= 16384
		UNION ALL SELECT 'relation ' || oid::regclass FROM pg_class WHERE oid >= 16384
		UNION ALL SELECT 'operator ' || oid::regoperator FROM pg_operator WHERE oid >= 16384
		UNION ALL SELECT 'class ' || opcname FROM pg_opclass WHERE oid >= 16384
		UNION ALL SELECT 'family ' || opfname FROM pg_opfamily WHERE oid >= 16384
		UNION ALL SELECT 'cast ' || castsource::regtype || castfunc::regprocedure FROM pg_cast WHERE oid >= 16384
		UNION ALL SELECT 'event trigger ' || evtname FROM pg_event_trigger
		UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger
		UNION ALL SELECT 'extension ' || extname FROM pg_extension WHERE oid >= 16384
		UNION ALL SELECT 'init privileges ' || objoid FROM pg_init_privs WHERE objoid >= 16384
		UNION ALL SELECT 'default ' || oid FROM pg_default_acl) AS x (what)};

query('postgres', 'CREATE ROLE plain LOGIN; CREATE DATABASE one; GRANT CREATE ON DATABASE one TO plain; CREATE DATABASE owned OWNER plain');

# --- Not for everybody. ------------------------------------------------------------
my $empty = query('one', $inventory);
like(error_of('one', 'SET SESSION AUTHORIZATION plain; CREATE EXTENSION datamesh;'),
	qr/ERROR:  42501: permission denied to create extension "datamesh"/, 'it takes a superuser');
like(error_of('owned', 'SET SESSION AUTHORIZATION plain; CREATE EXTENSION datamesh;'),
	qr/ERROR:  42501: permission denied to create extension "datamesh"/, '... also in a database of one\'s own');
is(query('one', $inventory), $empty, '... and leaves nothing');

# --- Where something of that name is. ----------------------------------------------
for my $schema (qw(datamesh datamesh_catalog datamesh_fact))
{
	query('one', "CREATE SCHEMA $schema AUTHORIZATION plain; SET ROLE plain; CREATE TABLE $schema.domain (a int);");
	my $before = query('one', $inventory);
	like(error_of('one', 'CREATE EXTENSION datamesh;'), qr/ERROR:  42P06: schema "$schema" already exists/,
		"a schema $schema of somebody else is not taken over");
	is(query('one', $inventory), $before, '... nothing is left');
	is(query('one', "INSERT INTO $schema.domain VALUES (1) RETURNING a"), '1', '... and DDL and DML go on');
	query('one', "DROP SCHEMA $schema CASCADE");
}
query('one', q{CREATE FUNCTION public.trap() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
	CREATE EVENT TRIGGER datamesh_ddl_end ON ddl_command_end EXECUTE FUNCTION public.trap()});
my $before = query('one', $inventory);
like(error_of('one', 'CREATE EXTENSION datamesh;'), qr/ERROR:  42710: event trigger "datamesh_ddl_end" already exists/,
	'nor is an event trigger');
is(query('one', $inventory), $before, '... nothing is left');
query('one', 'DROP EVENT TRIGGER datamesh_ddl_end; DROP FUNCTION public.trap()');

like(error_of('one', 'CREATE EXTENSION datamesh SCHEMA public;'), qr/ERROR:  0A000: .*must be installed in schema "pg_catalog"/s,
	'it cannot be put elsewhere');
like(error_of('one', 'CREATE EXTENSION datamesh; ALTER EXTENSION datamesh SET SCHEMA public;'), qr/ERROR:  0A000:/,
	'nor moved');
query('one', 'DROP EXTENSION datamesh');
is(query('one', $inventory), $empty, 'dropped, it leaves nothing');

# Installed by a session with a strange taste.
is( error_of(
		'one', q{
	CREATE SCHEMA hostile;
	CREATE FUNCTION hostile.now() RETURNS timestamptz LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''taken in''; END';
	SET search_path = hostile, public;
	SET standard_conforming_strings = off; SET escape_string_warning = off; SET quote_all_identifiers = on;
	SET DateStyle = 'German'; SET default_tablespace = ''; SET client_min_messages = warning; SET check_function_bodies = off;
	SET default_transaction_isolation = 'serializable';
	CREATE EXTENSION datamesh;
	SELECT datamesh.register_domain('d', 'plain', 'source_aligned');
	DROP EXTENSION datamesh;
	RESET search_path;
	DROP SCHEMA hostile CASCADE;}), '', 'settings of the session do not matter');
is(query('one', $inventory), $empty, '... nothing is left');
is(error_of('one', 'BEGIN; CREATE EXTENSION datamesh; SELECT datamesh.register_domain(\'d\', \'plain\', \'source_aligned\'); ROLLBACK;'), '',
	'created and rolled back');
is(query('one', $inventory), $empty, '... nothing is left');

# --- Again and again, while others work. --------------------------------------------
my ($in, $out, $err, $timer) = ('', '', '', IPC::Run::timeout(120));
my $session = IPC::Run::start(
	[ 'psql', '-X', '-A', '-t', '-q', '-h', $node->host, '-p', $node->port, '-d', 'one' ],
	'<', \$in, '>', \$out, '2>', \$err, $timer);

sub in_session
{
	my ($sql) = @_;
	$out = $err = '';
	$in .= "$sql\n\\echo done\n\\warn done\n";
	$session->pump until $out =~ /^done\n/m && $err =~ /^done\n/m;
	s/^done\n//m for $out, $err;
	return $out . $err;
}
$session->pump_nb;
is(in_session('CREATE SCHEMA work; CREATE TABLE work.warm (id int PRIMARY KEY);'), '', 'a session before there is a mesh');
for my $round (1 .. 3)
{
	query('one', 'CREATE EXTENSION datamesh');
	is(in_session("CREATE TABLE work.free_$round (a int);"), '', "round $round: DDL of an open session goes on");
	query('one', q{SELECT datamesh.register_domain('work', 'plain', 'source_aligned'); SELECT datamesh.attach_schema('work', 'work');
		SELECT datamesh.create_policy('keys', 'primary_key_required')});
	like(in_session("CREATE TABLE work.keyless_$round (a int);"), qr/policy "keys" forbids/, '... is judged');
	is(in_session("SELECT count(*) FROM datamesh.domains;") =~ s/\s//gr, '1', '... and sees the mesh');
	query('one', 'DROP EXTENSION datamesh');
	is(in_session("CREATE TABLE work.keyless_$round (a int); DROP TABLE work.keyless_$round;"), '', '... and then is not');
	like(in_session("SELECT count(*) FROM datamesh.domains;"), qr/does not exist/, '... and sees it is gone');
}
# in one and the same session, with everything cached
for my $round (1 .. 3)
{
	is( in_session(
			q{SET client_min_messages = warning; CREATE EXTENSION datamesh; SELECT datamesh.register_domain('work', 'plain', 'source_aligned') \g /dev/null
			SELECT datamesh.attach_schema('work', 'work') \g /dev/null
			SELECT datamesh.create_policy('keys', 'primary_key_required') \g /dev/null
			}), '', "round $round in the same session");
	like(in_session('CREATE TABLE work.keyless (a int);'), qr/policy "keys" forbids/, '... judged');
	is(in_session('DROP EXTENSION datamesh; CREATE TABLE work.keyless (a int); DROP TABLE work.keyless;'), '', '... and dropped');
}
# dropped while somebody has not committed yet
query('one', 'CREATE EXTENSION datamesh');
query('one', q{SELECT datamesh.register_domain('work', 'plain', 'source_aligned'); SELECT datamesh.attach_schema('work', 'work');
	SELECT datamesh.create_policy('keys', 'primary_key_required')});
in_session('BEGIN; CREATE TABLE work.keyless (a int);');
like(error_of('one', "SET lock_timeout = '500ms'; DROP EXTENSION datamesh;"), qr/^$|55P03/, 'DROP EXTENSION waits for or passes an open transaction');
my $end = in_session('COMMIT;');
like($end, qr/^\s*$|MD001|policy|datamesh/, 'which then ends in an orderly way');
is(in_session('SELECT 1;') =~ s/\s//gr, '1', 'and the session goes on');
query('one', 'DROP EXTENSION IF EXISTS datamesh; DROP TABLE IF EXISTS work.keyless');
like(in_session(q{CREATE EXTENSION datamesh; BEGIN; CREATE TABLE work.pending (id int PRIMARY KEY); DROP EXTENSION datamesh; COMMIT;}),
	qr/^\s*$|pending trigger events/, 'dropped in a transaction that changed something governed');
query('one', 'DROP EXTENSION IF EXISTS datamesh');
$in .= "\\q\n";
$session->finish;
query('one', 'DROP SCHEMA work CASCADE');
is(query('one', $inventory), $empty, 'nothing is left after all that');

# --- A role goes. --------------------------------------------------------------------
query('one', 'CREATE EXTENSION datamesh; CREATE ROLE gone_team; CREATE ROLE gone_guild; CREATE ROLE heir LOGIN; CREATE SCHEMA work AUTHORIZATION gone_team');
query('one', q{SELECT datamesh.set_governance_role('gone_guild');
	SELECT datamesh.register_domain('work', 'gone_team', 'source_aligned'); SELECT datamesh.attach_schema('work', 'work');
	SELECT datamesh.create_product('work.p');
	SELECT datamesh.create_policy('owner', 'owner_required', enforcement => 'shadow')});
query('one', 'REASSIGN OWNED BY gone_team TO heir; DROP OWNED BY gone_team; DROP ROLE gone_team, gone_guild');
is(query('one', q{SELECT owner_role, owner_exists FROM datamesh_fact.domains_v1}), 'gone_team|f', 'the domain of a dropped role stays');
is(query('one', q{SELECT object FROM datamesh.evaluate('owner') ORDER BY 1}), "work\nwork.p", '... as a finding');
like(error_of('one', q{SET ROLE heir; SELECT datamesh.create_product('work.q');}), qr/ERROR:  42501:/, 'nobody inherits it');
like(error_of('one', q{SET ROLE heir; SELECT datamesh.set_contact('work', 'channel', '#x');}), qr/ERROR:  42501:/, '... in no way');
is(error_of('one', q{SELECT datamesh.create_product('work.q');}), '', 'superusers go on');
is(error_of('one', q{SET ROLE heir; CREATE TABLE work.t (id int PRIMARY KEY);}), '', 'DDL goes on');
is(query('one', q{SELECT state FROM datamesh.enforcement_status WHERE feature = 'governance role'}), 'off', 'a missing governance role shows');
is(error_of('one', q{SELECT datamesh.register_domain('work', 'heir', 'source_aligned');}), '', 'a new owner is given');
is(query('one', q{SELECT count(*) FROM datamesh.evaluate('owner')}), '0', '... and the finding goes');
is(error_of('one', q{SET ROLE heir; SELECT datamesh.set_contact('work', 'channel', '#x');}), '', '... and may do what owners do');
# a role of the old name is somebody else, but has the name: no rights come back by it
query('one', 'CREATE ROLE gone_team');
like(error_of('one', q{SET ROLE gone_team; SELECT datamesh.create_product('work.r');}), qr/ERROR:  42501:/, 'a new role of the old name owns nothing');
query('one', 'ALTER ROLE heir RENAME TO renamed');
is(query('one', q{SELECT owner_role, owner_exists FROM datamesh_fact.domains_v1}), 'heir|f', 'a renamed role is missing by its old name');
query('one', 'DROP EXTENSION datamesh');

$node->stop;
done_testing();
