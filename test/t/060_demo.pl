
# The demo: contrib/demo/run.sh in a server of its own, and what it built.
# run.sh itself fails if a step is refused that was to be accepted, or the
# other way round.

use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = "$FindBin::RealBin/../..";

my $node = PostgreSQL::Test::Cluster->new('demo');
$node->init(extra => [ '--no-locale', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', slurp_file("$top/contrib/demo/postgresql.conf"));
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE shop');

my ($stdout, $stderr) = ('', '');
my $ok;
{
	local $ENV{PGHOST} = $node->host;
	local $ENV{PGPORT} = $node->port;
	local $ENV{PGUSER} = getpwuid($<);
	local $ENV{PGDATABASE} = 'shop';
	$ok = IPC::Run::run([ 'bash', "$top/contrib/demo/run.sh" ],
		'<', \'', '>', \$stdout, '2>', \$stderr);
}
ok($ok, 'the demo runs through');
is($stderr, '', '... without a message on standard error');
BAIL_OUT("the demo did not run:\n$stdout\n$stderr") unless $ok;

# What a person sees of it.
my @lines = split /\n/, $stdout;
cmp_ok(scalar(@lines), '<=', 110, 'its output is short');
is(join("\n", grep { length($_) > 100 } @lines), '', '... and not wider than a screen');
my @denials = $stdout =~ /ERROR: +MD001/g;
is(scalar(@denials), 2, 'two things are refused with MD001');
like($stdout, qr/DETAIL: /, 'with a reason');
like($stdout, qr/HINT: /, '... and a way out');

# The README shows what is printed, line by line.
my $readme = slurp_file("$top/README.md");
my ($shown) = $readme =~ /<!-- demo -->\n```text\n(.*?)```\n<!-- end of demo -->/s;
ok(defined $shown, 'the README has the output of the demo');
my %printed = map { (my $l = $_) =~ s/\s+$//; $l => 1 } @lines;
is( join("\n", grep { /\S/ && !/^\s*\[\.\.\.\]$/ && !$printed{$_} } split /\n/, $shown // ''),
	'', '... as it is (else: make demo | contrib/demo/paste.sh)');

# What it built.
sub query
{
	my ($sql) = @_;
	return $node->safe_psql('shop', $sql);
}

is(query('SELECT count(*) FROM checkout.customer_order'), '100000', 'orders');
is(query('SELECT count(*) FROM customer.customer_360'), '20000', 'Customer 360');
is(query('SELECT sum(orders) FROM management.kpi_monthly'),
	query('SELECT count(*) FROM payment.settlements'), 'monthly figures have every settlement');
is( query('SELECT string_agg(domain, $$ $$ ORDER BY domain) FROM datamesh.domains'),
	'checkout customer fulfilment management marketing payment sales search',
	'domains');
is( query("SELECT count(*) FROM datamesh.product_versions WHERE lifecycle = 'active'"),
	'13', 'every product is published');
is( query(
		"SELECT count(*) FROM datamesh.findings WHERE level = 'required' AND state = 'open'"),
	'0', 'nothing required is open');
is( query("SELECT count(*) FROM datamesh.findings WHERE policy = 'marketing-attribution' AND state = 'waived'"),
	'1', 'what is waived is visible');
is(query('SELECT bool_and(compliant) FROM datamesh.compliance'), 't', 'the shop is compliant');
is( query("SELECT column_name || ' ' || tag FROM datamesh.column_tags WHERE relation_name = 'voucher'"),
	'sent_to pii.email', 'the tag followed the renames');
is( query('SELECT count(*) FROM pg_roles WHERE rolname LIKE $$shop\_%$$ AND (rolsuper OR rolcreaterole OR rolcreatedb)'),
	'0', 'no team is a superuser');

# Denials outlive their transactions; they are written beside them.
$node->poll_query_until('shop',
	"SELECT count(DISTINCT policy) = 4 FROM datamesh.decisions WHERE outcome = 'deny'")
  or fail('denials are recorded');

# The same once more: nothing to do.
for my $team (qw(search checkout payment fulfilment customer marketing management sales))
{
	my $yaml = slurp_file("$top/contrib/demo/mesh/$team.yaml");
	is(query("SET ROLE shop_$team; SELECT * FROM datamesh.apply(\$yaml\$$yaml\$yaml\$)"),
		'', "applying $team.yaml again changes nothing");
}

$node->stop;
done_testing();
