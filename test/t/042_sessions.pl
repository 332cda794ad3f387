
# What sessions hold on to, and what happens when something they count on is
# missing: no process for the record of a denial, an extension that goes and
# comes back, a cancel in the middle of judging.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);

my $node = PostgreSQL::Test::Cluster->new('sessions');
$node->init(extra => [ '--no-locale', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf',
	"max_prepared_transactions = 4\nmax_worker_processes = 1\nmax_logical_replication_workers = 0\nmax_parallel_workers = 0\nautovacuum = off");
$node->start;

sub query
{
	my ($sql) = @_;
	return $node->safe_psql('postgres', $sql);
}

# What psql says on stderr.
sub refusal
{
	my ($sql, @options) = @_;
	my ($status, $out, $err) = $node->psql('postgres', $sql, @options);
	return $err;
}

sub govern
{
	query(q{
		CREATE EXTENSION datamesh;
		SELECT datamesh.register_domain('shop', 'team', 'source_aligned');
		SELECT datamesh.attach_schema('shop', 'shop');
		SELECT datamesh.create_policy('keys', 'primary_key_required')});
}

sub record { return query(q{SELECT state FROM datamesh.enforcement_status WHERE feature = 'record of denials'}); }

query('CREATE ROLE team; CREATE SCHEMA shop AUTHORIZATION team');
govern();

# 1. No process can be had to write the record.
is(record(), 'on', 'nothing is missing yet');
like(refusal('CREATE TABLE shop.a (x int)'), qr/policy "keys" forbids relation shop\.a/, 'denied');
is(query('SELECT count(*) FROM datamesh.decisions'), 1, 'recorded by the one process there may be');
$node->append_conf('postgresql.conf', 'max_worker_processes = 0');
$node->restart;
my $offset = -s $node->logfile;
like(refusal('CREATE TABLE shop.b (x int)'), qr/policy "keys" forbids relation shop\.b/, 'denied without a process for the record');
is(query(q{SELECT to_regclass('shop.b') IS NULL}), 't', 'the denial stands');
is(query('SELECT count(*) FROM datamesh.decisions'), 1, 'it is not recorded');
is(record(), 'incomplete', 'which shows');
my $log = slurp_file($node->logfile, $offset);
like($log, qr/a denial was not recorded.*\n.*Policy "keys" version 1 .* on relation shop\.b/, 'and is in the server log');
query('SELECT datamesh.evaluate()') for 1 .. 2;
is(record(), 'incomplete', 'and stays so');
$node->adjust_conf('postgresql.conf', 'max_worker_processes', '4');
$node->restart;

# Many at once want more processes than there are.
my @sessions = map { $node->background_psql('postgres', on_error_stop => 0) } 1 .. 8;
$_->query("SELECT 1") for @sessions;
for my $i (0 .. $#sessions)
{
	$sessions[$i]->{stdin} .= "CREATE TABLE shop.many_$i (x int);\n\\echo done_$i\n";
	$sessions[$i]->{run}->pump_nb;
}
for my $i (0 .. $#sessions)
{
	pump_until($sessions[$i]->{run}, $sessions[$i]->{timeout}, \$sessions[$i]->{stdout}, qr/done_$i/);
	like($sessions[$i]->{stderr}, qr/policy "keys" forbids relation shop\.many_$i/, "session $i is denied");
	$sessions[$i]->{stderr} = '';
	$sessions[$i]->{stdout} = '';
}
$_->quit for @sessions;
is(query(q{SELECT count(*) FROM pg_class WHERE relnamespace = 'shop'::regnamespace}), 0, 'nothing got through');
my ($raised, $recorded) = split /\|/, query(q{SELECT (SELECT last_value FROM datamesh_catalog.denial_number), (SELECT count(denial) FROM datamesh.decisions)});
is($raised, 10, 'every denial took a number');
is(record(), $raised == $recorded ? 'on' : 'incomplete', "and the status tells ($recorded of $raised recorded)");

# 2. The extension goes and comes back while a session has all of it cached.
my $other = $node->background_psql('postgres', on_error_stop => 0);
sub other
{
	my ($sql) = @_;
	$other->{stderr} = '';
	my $out = $other->query($sql);
	my $err = $other->{stderr};
	$other->{stderr} = '';
	return "$out$err";
}
like(other('CREATE TABLE shop.c (x int);'), qr/policy "keys" forbids/, 'another session has read the policies');
query('DROP EXTENSION datamesh');
is(other('CREATE TABLE shop.c (x int);'), '', 'without the extension nobody judges');
is(other('DROP TABLE shop.c;'), '', 'nor follows');
like(other('SELECT datamesh.evaluate();'), qr/schema "datamesh" does not exist/, 'its functions are gone');
govern();
like(other('CREATE TABLE shop.c (x int);'), qr/policy "keys" forbids/, 'it is judged by the new one');
like(other('SELECT count(*) FROM datamesh.evaluate();'), qr/^0$/, 'whose functions work');
query('DROP EXTENSION datamesh');
govern();
query(q{SELECT datamesh.set_enforcement('keys', 'shadow')});
is(other('CREATE TABLE shop.c (x int);'), '', 'dropped and created again unseen in between');
is(query('SELECT object FROM datamesh.findings'), 'shop.c', 'and found');
query('DROP TABLE shop.c');
query(q{SELECT datamesh.set_enforcement('keys', 'deny')});

# Within one transaction.
like(other("BEGIN;\nCREATE TABLE shop.c (x int);\nDROP EXTENSION datamesh;\nROLLBACK;"), qr/pending trigger events/,
	'the extension cannot be dropped from under what it has to judge');
is(other("BEGIN;\nDROP EXTENSION datamesh;\nCREATE TABLE shop.c (x int);\nROLLBACK;"), '', 'but before it can');
like(other('CREATE TABLE shop.c (x int);'), qr/policy "keys" forbids/, 'rolled back, it is as before');

# 3. Two-phase commit.
like(other("BEGIN;\nCREATE TABLE shop.p (x int);\nPREPARE TRANSACTION 'p';\nROLLBACK;"), qr/policy "keys" forbids/, 'judged when prepared');
is(query('SELECT count(*) FROM pg_prepared_xacts'), 0, 'not prepared');
is(other("BEGIN;\nCREATE TABLE shop.p (x int PRIMARY KEY);\nPREPARE TRANSACTION 'p';"), '', 'prepared');
$node->stop('immediate');
$node->start;
$other->{run}->kill_kill;
is(query(q{COMMIT PREPARED 'p'; SELECT count(*) FROM shop.p}), 0, 'and committed after a crash');

# 4. A cancel in the middle of judging leaves nothing behind and breaks nothing.
my $long = $node->background_psql('postgres', on_error_stop => 0);
my $pid = $long->query('SELECT pg_backend_pid();');
my $cancelled = 0;
for my $try (1 .. 5)
{
	$long->{stdout} = $long->{stderr} = '';
	$long->{stdin} .= "BEGIN;\nDO \$\$ BEGIN FOR i IN 1..400 LOOP EXECUTE format('CREATE TABLE shop.l%s (a int PRIMARY KEY)', i); END LOOP; END \$\$;\n\\echo made_$try\nCOMMIT;\n\\echo over_$try\n";
	pump_until($long->{run}, $long->{timeout}, \$long->{stdout}, qr/made_$try/);
	usleep(1000 * 2**$try);
	query("SELECT pg_cancel_backend($pid)");
	pump_until($long->{run}, $long->{timeout}, \$long->{stdout}, qr/over_$try/);
	my $left = query(q{SELECT count(*) FROM pg_class WHERE relnamespace = 'shop'::regnamespace AND relname LIKE 'l%' AND relkind = 'r'});
	$cancelled++ if $left == 0;
	ok($left == 0 || $left == 400, "all or nothing ($left)");
	query(q{DO $$ BEGIN FOR i IN 1..400 LOOP EXECUTE format('DROP TABLE IF EXISTS shop.l%s', i); END LOOP; END $$}) if $left;
}
note("$cancelled of 5 were cancelled");
$long->{stdout} = $long->{stderr} = '';
like($long->query("CREATE TABLE shop.x (a int);") . $long->{stderr}, qr/policy "keys" forbids/, 'the session judges as before');
$long->{stderr} = '';
$long->quit;

$node->stop;
done_testing();
