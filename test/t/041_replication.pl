
# Logical replication of everything, the catalogue included, to a subscriber
# that has the extension, too.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my %node;
for my $name (qw(publisher subscriber))
{
	$node{$name} = PostgreSQL::Test::Cluster->new($name);
	$node{$name}->init(allows_streaming => 'logical', extra => [ '--no-locale', '--encoding=UTF8' ]);
	$node{$name}->append_conf('postgresql.conf', "max_worker_processes = 16");
	$node{$name}->start;
	$node{$name}->safe_psql('postgres', q{
		CREATE ROLE team;
		CREATE SCHEMA shop AUTHORIZATION team;
		CREATE TABLE shop.orders (id int PRIMARY KEY, email text);
		ALTER TABLE shop.orders OWNER TO team;
		CREATE EXTENSION datamesh});
}
my ($publisher, $subscriber) = @node{qw(publisher subscriber)};

sub refusal
{
	my ($node, $sql) = @_;
	my ($status, $out, $err) = $node->psql('postgres', $sql);
	return $err;
}

$publisher->safe_psql('postgres', q{
	SELECT datamesh.register_domain('shop', 'team', 'source_aligned'), datamesh.attach_schema('shop', 'shop');
	SELECT datamesh.create_policy('keys', 'primary_key_required');
	INSERT INTO shop.orders VALUES (1, 'a');
	CREATE PUBLICATION everything FOR ALL TABLES});
like(refusal($publisher, 'CREATE TABLE shop.t (a int)'), qr/policy "keys" forbids/, 'the publisher judges although all is published');
is($publisher->safe_psql('postgres', 'CREATE TABLE shop.u (a int PRIMARY KEY); DROP TABLE shop.u; SELECT 1'), 1, 'and lets pass what is good');

# 1. The initial copy, of every table.
$subscriber->safe_psql('postgres', sprintf(q{CREATE SUBSCRIPTION all_of_it CONNECTION '%s dbname=postgres' PUBLICATION everything}, $publisher->connstr));
$subscriber->wait_for_subscription_sync($publisher, 'all_of_it');
is($subscriber->safe_psql('postgres', q{SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'}), 0, 'every table is synchronised');
is($subscriber->safe_psql('postgres', 'SELECT count(*) FROM shop.orders'), 1, 'data arrived');
is($subscriber->safe_psql('postgres', 'SELECT domain, owner FROM datamesh.domains'), 'shop|team', 'the catalogue arrived');
is($subscriber->safe_psql('postgres', 'SELECT count(*) FROM datamesh.decisions'), 1, 'with its decisions');

# 2. The copy of the tick's row does no harm: one judge, one verdict.
like(refusal($subscriber, 'CREATE TABLE shop.t (a int)'), qr/policy "keys" forbids relation shop\.t/, 'the subscriber judges by what arrived');
is($subscriber->safe_psql('postgres', 'CREATE TABLE shop.u (a int PRIMARY KEY); SELECT count(*) FROM datamesh.findings'), 0, 'and lets pass what is good');
is($subscriber->safe_psql('postgres', q{SELECT state FROM datamesh.enforcement_status WHERE feature = 'judge before commit'}), 'on', 'it says so');

# 3. Changes arrive in sessions that have cached the state before.
my $session = $subscriber->background_psql('postgres', on_error_stop => 0);
$session->query('CREATE TABLE shop.t (a int);');
like($session->{stderr}, qr/policy "keys" forbids/, 'a session that has read the policies');
$session->{stderr} = '';
$publisher->safe_psql('postgres', q{SELECT datamesh.set_enforcement('keys', 'shadow')});
$publisher->wait_for_catchup('all_of_it');
$session->query('CREATE TABLE shop.t (a int);');
is($session->{stderr}, '', 'obeys the replicated change');
$session->query('DROP TABLE shop.t;');
$publisher->safe_psql('postgres', q{SELECT datamesh.set_enforcement('keys', 'deny'), datamesh.detach_schema('shop', 'shop')});
$publisher->wait_for_catchup('all_of_it');
$session->{stderr} = '';
$session->query('CREATE TABLE shop.t (a int);');
is($session->{stderr}, '', 'also when the schema is let go');
$session->query('DROP TABLE shop.t;');
$publisher->safe_psql('postgres', q{SELECT datamesh.attach_schema('shop', 'shop')});
$publisher->wait_for_catchup('all_of_it');
$session->{stderr} = '';
$session->query('CREATE TABLE shop.t (a int);');
like($session->{stderr}, qr/policy "keys" forbids/, 'and taken in again');
$session->{stderr} = '';
$session->quit;

# 4. The publisher goes on: denials, which are written by another process, too.
like(refusal($publisher, 'CREATE TABLE shop.t (a int)'), qr/policy "keys" forbids/, 'denied');
is($publisher->safe_psql('postgres', q{CREATE TABLE shop.v (a int PRIMARY KEY); ALTER TABLE shop.v ADD COLUMN b int; DROP TABLE shop.v; SELECT count(*) FROM datamesh.evaluate()}), 0, 'and judged');
$publisher->wait_for_catchup('all_of_it');
is($publisher->safe_psql('postgres', 'SELECT count(*) FROM datamesh_catalog.tick'), 1, 'one tick on the publisher');
is($subscriber->safe_psql('postgres', 'SELECT count(*) FROM datamesh_catalog.tick'), 2, 'its copy and its own on the subscriber');
for my $name (qw(publisher subscriber))
{
	unlike(slurp_file($node{$name}->logfile), qr/terminated by signal|PANIC|TRAP|duplicate key/, "nothing went wrong on the $name");
	$node{$name}->stop;
}
done_testing();
