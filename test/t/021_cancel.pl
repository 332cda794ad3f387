
# A large document is being applied and somebody, or statement_timeout, has had
# enough: nothing is half done, and the session goes on.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);

my $products = 150;

my $node = PostgreSQL::Test::Cluster->new('cancel');
$node->init(extra => [ '--no-locale', '--encoding=UTF8' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE team');
$node->safe_psql('postgres', 'CREATE EXTENSION datamesh');
$node->safe_psql('postgres', q{SELECT datamesh.create_policy('keys', 'primary_key_required')});
$node->safe_psql('postgres', 'CREATE SCHEMA big');
$node->safe_psql('postgres',
	"DO \$\$BEGIN FOR i IN 1..$products LOOP EXECUTE format('CREATE TABLE big.t%s (id int PRIMARY KEY, email text)', i); END LOOP; END\$\$");

my $document = <<'YAML';
apiVersion: datamesh/v1
kind: Domain
metadata: {name: big}
spec: {owner: team, kind: source_aligned, schemas: [big], contacts: {technical_owner: anna@example.org}}
YAML
for my $i (1 .. $products)
{
	$document .= <<YAML;
---
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: product_$i, domain: big}
spec:
  outputPorts: [{relation: big.t$i, columns: [{name: email, tags: [pii.email]}]}]
  version: 1.0.0
YAML
}
my $apply = "SELECT count(*) FROM datamesh.apply(\$doc\$$document\$doc\$);\n";
my $counts = q{
	SELECT (SELECT count(*) FROM datamesh_catalog.domain), (SELECT count(*) FROM datamesh_catalog.domain_schema),
		(SELECT count(*) FROM datamesh_catalog.domain_contact), (SELECT count(*) FROM datamesh_catalog.product),
		(SELECT count(*) FROM datamesh_catalog.port), (SELECT count(*) FROM datamesh_catalog.column_tag),
		(SELECT count(*) FROM datamesh_catalog.product_version), (SELECT count(*) FROM datamesh_catalog.document)};
my $nothing = '0|0|0|0|0|0|0|0';
my $all = "1|1|1|$products|$products|$products|$products|1";

my $clean = q{TRUNCATE datamesh_catalog.domain, datamesh_catalog.domain_schema, datamesh_catalog.domain_contact,
	datamesh_catalog.product, datamesh_catalog.port, datamesh_catalog.column_tag, datamesh_catalog.product_version,
	datamesh_catalog.document, datamesh_catalog.finding, datamesh_catalog.compliance_status, datamesh_catalog.compliance_dirty};

# How long the statement takes; judging at commit comes on top of it.
my $takes = 1000 * (split /\n/, $node->safe_psql('postgres',
	"BEGIN; SELECT clock_timestamp() AS start \\gset\n${apply}SELECT extract(epoch FROM clock_timestamp() - :'start'); ROLLBACK;"))[1];
note sprintf('apply takes %d ms', $takes);

# --- statement_timeout, at every tenth of the way; one session for all. ----------
my $script = "\\set VERBOSITY verbose\n";
my @after = map { int($takes * $_ / 10) || 1 } 0 .. 8;
for my $ms (@after)
{
	$script .= "SET statement_timeout = $ms;\n${apply}RESET statement_timeout;\n$counts;\n$clean;\n";
	# in a transaction that did something before and goes on afterwards
	$script .= "BEGIN; CREATE TABLE big.kept (id int PRIMARY KEY); SAVEPOINT s; SET LOCAL statement_timeout = $ms;\n$apply"
	  . "ROLLBACK TO s; SET LOCAL statement_timeout = 0;\n$counts;\nCOMMIT;\nSELECT 'kept ' || to_regclass('big.kept'); DROP TABLE big.kept;\n";
}
my ($ret, $out, $err) = $node->psql('postgres', $script, on_error_stop => 0);
my $cancelled = () = $err =~ /ERROR:  57014:/g;
my $other = join "\n", grep { /ERROR:/ && !/57014:/ } split /\n/, $err;
is($other, '', 'a timeout is told as such, and as nothing else');
my @states = grep { /^\d+\|/ } split /\n/, $out;
is(scalar(@states), 2 * @after, 'the session went on each time');
is(join("\n", grep { $_ ne $nothing && $_ ne $all } @states), '', 'nothing is half done');
is(scalar(grep { $_ eq 'kept big.kept' } split /\n/, $out), scalar(@after),
	'what the transaction did before is kept');
cmp_ok($cancelled, '>=', @after, "$cancelled of " . 2 * @after . ' were cancelled');

# --- pg_cancel_backend, at any time. ----------------------------------------------
$node->safe_psql('postgres', $clean);
$node->safe_psql('postgres', $counts) eq $nothing or BAIL_OUT('not empty');
my $hit = 0;
my $file = $node->basedir . '/apply.sql';
append_to_file($file, "\\set VERBOSITY verbose\n${apply}SELECT 'still here';\n");
for my $part (0.05, 0.2, 0.4, 0.6, 0.8, 0.95)
{
	my ($o, $e) = ('', '');
	my $psql = IPC::Run::start(
		[ 'psql', '-X', '-A', '-t', '-h', $node->host, '-p', $node->port, '-d', 'postgres', '-f', $file ],
		'<', \'', '>', \$o, '2>', \$e);
	my $backend;
	until ($backend)
	{
		$backend = $node->safe_psql('postgres',
			q{SELECT pid FROM pg_stat_activity WHERE query LIKE '%datamesh.apply(%' AND pid <> pg_backend_pid()});
	}
	usleep(1000 * $takes * $part);
	$node->safe_psql('postgres', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $backend AND query LIKE '%datamesh.apply(%'");
	$psql->finish;
	my $state = $node->safe_psql('postgres', $counts);
	ok($state eq $nothing || $state eq $all, "all or nothing when cancelled at $part") or diag($state);
	like($o, qr/still here/, '... and the session is usable');
	$hit++ if $e =~ /57014/;
	is($state, $e =~ /57014/ ? $nothing : $all, '... and what it said is true');
	$node->safe_psql('postgres', $clean);
}
cmp_ok($hit, '>=', 3, "$hit cancels struck");

# --- A rule that takes its time is cancelled as any statement. ---------------------
$node->safe_psql('postgres', q{
	SELECT datamesh.register_domain('d', 'team', 'source_aligned');
	SELECT datamesh.attach_schema('d', 'big');
	SELECT datamesh.create_policy('slow', 'sql_rule', enforcement => 'shadow', moment => 'scheduled',
		parameters => '{"query": "SELECT ''x'' AS object, count(*)::text AS message FROM generate_series(1, 100000000000)"}')});
($ret, $out, $err) = $node->psql('postgres',
	"\\set VERBOSITY verbose\nSET datamesh.rule_timeout = 0; SET statement_timeout = 300; SELECT datamesh.evaluate('slow');");
like($err, qr/57014: canceling statement due to statement timeout/, 'statement_timeout ends a rule without limit');
{
	my ($o, $e) = ('', '');
	my $psql = IPC::Run::start(
		[ 'psql', '-X', '-A', '-t', '-h', $node->host, '-p', $node->port, '-d', 'postgres', '-v', 'VERBOSITY=verbose',
			'-c', q{SET datamesh.rule_timeout = '100s'}, '-c', q{SELECT datamesh.evaluate('slow')}, '-c', q{SELECT 'still here'} ],
		'<', \'', '>', \$o, '2>', \$e);
	$node->poll_query_until('postgres',
		q{SELECT count(pg_cancel_backend(pid)) > 0 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT datamesh.evaluate(''slow%'
			AND pid <> pg_backend_pid() AND now() - query_start > interval '200 ms'});
	$psql->finish;
	like($e, qr/57014: canceling statement due to user request/, 'a cancel ends it');
	like($o, qr/still here/, '... and nothing more');
}
($ret, $out, $err) = $node->psql('postgres',
	"\\set VERBOSITY verbose\nSET datamesh.rule_timeout = '100ms'; SELECT object, message FROM datamesh.evaluate('slow'); SELECT pg_sleep(0.3); SELECT 'fine';");
like($out, qr/^policy slow\|its rule does not run: it did not end within 100 ms$/m, 'a rule over its time is reported');
is($err, '', '... cancels nobody');
like($out, qr/fine/, '... now or later');

$node->stop;
done_testing();
