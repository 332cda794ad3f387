
# A physical standby: what only reads works, what writes gives the server's own
# error, and after a promotion it judges as the primary did.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1, extra => [ '--no-locale', '--encoding=UTF8' ]);
$primary->start;
$primary->safe_psql(
	'postgres', q{
	CREATE ROLE team;
	CREATE ROLE reader;
	CREATE SCHEMA shop AUTHORIZATION team;
	CREATE EXTENSION datamesh;
	SELECT datamesh.register_domain('shop', 'team', 'source_aligned'), datamesh.attach_schema('shop', 'shop');
	SET ROLE team;
	CREATE TABLE shop.orders (id int PRIMARY KEY, email text);
	CREATE TABLE shop.old (id int);
	SELECT datamesh.create_product('shop.orders', 'all orders'), datamesh.attach_output_port('shop.orders', 'shop.orders');
	RESET ROLE;
	SELECT datamesh.create_policy('keys', 'primary_key_required', tests => '[{"name": "x", "sql": "CREATE TABLE shop.x ()", "expect": "deny"}]'),
		datamesh.create_policy('personal', 'pii_tag_required', enforcement => 'shadow'),
		datamesh.create_policy('rule', 'sql_rule', enforcement => 'shadow', parameters => '{"query": "SELECT object, ''x'' AS message, NULL::text AS fix_sql FROM datamesh_fact.relations_v1"}');
	SELECT datamesh.waive('keys', 'shop.old', 'x', now() + interval '1 day');
	SELECT datamesh.publish_product('shop.orders', '1.0.0')});
$primary->psql('postgres', 'CREATE TABLE shop.denied (a int)');
$primary->safe_psql('postgres', q{INSERT INTO datamesh_catalog.compliance_dirty (domain, product) VALUES ('shop', '')});

$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));

# 1. Every view gives what it gives on the primary, to whoever it is.
my @views = split /\n/, $primary->safe_psql('postgres',
	q{SELECT oid::regclass FROM pg_class WHERE relkind = 'v' AND relnamespace::regnamespace::text IN ('datamesh', 'datamesh_fact') ORDER BY 1});
cmp_ok(scalar @views, '>', 20, 'there are views to read');
for my $view (@views)
{
	for my $role (qw(postgres team reader))
	{
		my $sql = "SET ROLE $role; SELECT count(*) FROM $view";
		is($standby->safe_psql('postgres', $sql), $primary->safe_psql('postgres', $sql), "$view, read by $role");
	}
}
is($standby->safe_psql('postgres', 'SELECT policy, state FROM datamesh.findings ORDER BY 1, 2'),
	$primary->safe_psql('postgres', 'SELECT policy, state FROM datamesh.findings ORDER BY 1, 2'), 'the same findings');
is($standby->safe_psql('postgres', q{SELECT policy, state FROM datamesh.explain('shop.orders') ORDER BY 1}),
	$primary->safe_psql('postgres', q{SELECT policy, state FROM datamesh.explain('shop.orders') ORDER BY 1}), 'explain() works');
is($standby->safe_psql('postgres', q{SELECT count(*) FROM datamesh.validate('kind: Nothing')}),
	$primary->safe_psql('postgres', q{SELECT count(*) FROM datamesh.validate('kind: Nothing')}), 'validate() works');

# 2. What writes says why it cannot.
my %call = (
	q{SELECT datamesh.evaluate()} => 'evaluate',
	q{SELECT datamesh.register_domain('b', 'team', 'aggregate')} => 'register_domain',
	q{SELECT datamesh.create_policy('b', 'primary_key_required')} => 'create_policy',
	q{SELECT datamesh.drop_policy('keys')} => 'drop_policy',
	q{SELECT datamesh.waive('keys', 'shop.b', 'x', now() + interval '1 day')} => 'waive',
	q{SELECT datamesh.revoke_waiver(id) FROM datamesh.waivers} => 'revoke_waiver',
	q{SELECT datamesh.attest('b', 'x', now() + interval '1 day')} => 'attest',
	q{SELECT datamesh.publish_product('shop.orders', '1.1.0')} => 'publish_product',
	q{SELECT datamesh.tag_column('shop.orders', 'email', 'pii.email')} => 'tag_column',
	q{SELECT * FROM datamesh.test_policy('keys')} => 'test_policy',
	q{CREATE TABLE shop.t (a int PRIMARY KEY)} => 'DDL');
for my $sql (sort keys %call)
{
	my ($status, $out, $err) = $standby->psql('postgres', $sql);
	isnt($status, 0, "$call{$sql} fails") unless $call{$sql} eq 'test_policy';
	like("$out$err", qr/in a read-only transaction|during recovery|cannot assign TransactionIds|read-only/, "$call{$sql}: the server's own error");
}
is($standby->safe_psql('postgres', 'SELECT 1'), 1, 'it is still there');

# 3. Promoted, it judges.
$standby->promote;
my ($status, $out, $err) = $standby->psql('postgres', 'CREATE TABLE shop.t (a int)');
like($err, qr/policy "keys" forbids relation shop\.t/, 'denied after the promotion');
is($standby->safe_psql('postgres', q{SELECT count(*) FROM datamesh.decisions WHERE object = 'shop.t'}), 1, 'recorded');
is($standby->safe_psql('postgres', q{SELECT count(*) FROM datamesh.evaluate('keys')}), 1, 'evaluated');
is($standby->safe_psql('postgres', q{SELECT state FROM datamesh.enforcement_status WHERE feature = 'record of denials'}), 'on', 'the numbers agree');
unlike(slurp_file($standby->logfile), qr/terminated by signal|PANIC|TRAP/, 'nothing crashed');
$standby->stop;
$primary->stop;
done_testing();
