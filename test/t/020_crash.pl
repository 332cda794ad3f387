
# The server, or the backend that works, dies while a large document is being
# applied.  Afterwards either all of it is there or nothing.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep time);

my $products = 600;

my $node = PostgreSQL::Test::Cluster->new('crash');
$node->init(extra => [ '--no-locale', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', "fsync = on\nrestart_after_crash = on\nmax_locks_per_transaction = 256");
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE team');
$node->safe_psql('postgres', 'CREATE EXTENSION datamesh');
$node->safe_psql('postgres', q{SELECT datamesh.create_policy('keys', 'primary_key_required')});

# A domain with a schema, many products, and a port and tags for each.
my $document = <<'YAML';
apiVersion: datamesh/v1
kind: Domain
metadata: {name: big}
spec:
  owner: team
  kind: source_aligned
  schemas: [big]
  contacts: {technical_owner: anna@example.org}
YAML
for my $i (1 .. $products)
{
	$document .= <<YAML;
---
apiVersion: datamesh/v1
kind: DataProduct
metadata: {name: product_$i, domain: big}
spec:
  description: number $i
  outputPorts:
    - relation: big.t$i
      columns:
        - {name: email, tags: [pii.email]}
  version: 1.0.0
YAML
}
my $file = $node->basedir . '/apply.sql';
append_to_file($file, "SELECT count(*) FROM datamesh.apply(\$doc\$$document\$doc\$);\n");
$node->safe_psql('postgres', 'CREATE SCHEMA big');
$node->safe_psql('postgres',
	"DO \$\$BEGIN FOR i IN 1..$products LOOP EXECUTE format('CREATE TABLE big.t%s (id int PRIMARY KEY, email text)', i); COMMIT; END LOOP; END\$\$");

# How much of it is there: (domains, schemas, contacts, products, ports, tags,
# versions, documents).
sub state_of_mesh
{
	return $node->safe_psql(
		'postgres', q{
		SELECT (SELECT count(*) FROM datamesh_catalog.domain), (SELECT count(*) FROM datamesh_catalog.domain_schema),
			(SELECT count(*) FROM datamesh_catalog.domain_contact), (SELECT count(*) FROM datamesh_catalog.product),
			(SELECT count(*) FROM datamesh_catalog.port), (SELECT count(*) FROM datamesh_catalog.column_tag),
			(SELECT count(*) FROM datamesh_catalog.product_version), (SELECT count(*) FROM datamesh_catalog.document)});
}
my $nothing = '0|0|0|0|0|0|0|0';
my $all = "1|1|1|$products|$products|$products|$products|1";
is(state_of_mesh(), $nothing, 'nothing to begin with');

# How long it takes, in a transaction that is rolled back.
my $start = time;
$node->safe_psql('postgres', "BEGIN;\n" . slurp_file($file) . 'SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK;');
my $takes = time - $start;
note sprintf('apply takes %.2f s', $takes);

my ($in_the_middle, $finished) = (0, 0);
for my $part (0.1, 0.5, 0.9, 0.99)
{
	for my $way ('immediate stop', 'kill -9')
	{
		my ($out, $err) = ('', '');
		my $psql = IPC::Run::start(
			[ 'psql', '-X', '-h', $node->host, '-p', $node->port, '-d', 'postgres', '-f', $file ],
			'<', \'', '>', \$out, '2>', \$err);
		my $backend;
		until ($backend)
		{
			$backend = $node->safe_psql('postgres',
				q{SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%datamesh.apply(%' AND pid <> pg_backend_pid()});
		}
		usleep(1e6 * $takes * $part);
		if ($way eq 'immediate stop')
		{
			$node->stop('immediate');
			$psql->finish;
			$node->start;
		}
		else
		{
			kill 'KILL', $backend;
			$psql->finish;
			# the other backends are thrown out and the server begins anew
			$node->poll_query_until('postgres', 'SELECT true');
		}

		my $state = state_of_mesh();
		ok($state eq $nothing || $state eq $all, "all or nothing after $way at $part of the time")
		  or diag($state);
		$in_the_middle++ if $state eq $nothing;
		if ($state eq $all)
		{
			$finished++;
			$node->safe_psql('postgres',
				q{TRUNCATE datamesh_catalog.domain, datamesh_catalog.domain_schema, datamesh_catalog.domain_contact,
				datamesh_catalog.product, datamesh_catalog.port, datamesh_catalog.column_tag, datamesh_catalog.product_version,
				datamesh_catalog.document, datamesh_catalog.finding, datamesh_catalog.compliance_status, datamesh_catalog.compliance_dirty});
		}
	}
}
cmp_ok($in_the_middle, '>=', 4, "$in_the_middle crashes were in the middle, $finished after the end");

# What crashed can be done again, and judging goes on.
is($node->safe_psql('postgres', slurp_file($file)) > $products, 1, 'the document applies after all');
is(state_of_mesh(), $all, 'all of it is there');
my ($ret, $out, $err) = $node->psql('postgres', 'CREATE TABLE big.keyless (a int)');
like($err, qr/policy "keys" forbids/, 'and judged');

$node->stop;
done_testing();
