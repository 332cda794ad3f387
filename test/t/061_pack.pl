
# The policy pack contrib/policies: it applies, applies again without a
# change, and has the policies that its README lists.

use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $pack = "$FindBin::RealBin/../../contrib/policies";

my $node = PostgreSQL::Test::Cluster->new('pack');
$node->init(extra => [ '--no-locale', '--encoding=UTF8' ]);
$node->start;
$node->safe_psql(
	'postgres', q{
	CREATE DATABASE pack;
	CREATE ROLE guild;
	CREATE ROLE team LOGIN;
	CREATE ROLE reader LOGIN;
	GRANT CREATE ON DATABASE pack TO team;
});
$node->safe_psql('pack', "CREATE EXTENSION datamesh; SELECT datamesh.set_governance_role('guild')");

sub query
{
	my ($sql) = @_;
	return $node->safe_psql('pack', $sql);
}

sub apply
{
	my ($role, $file) = @_;
	my $yaml = slurp_file("$pack/$file");
	return query("SET ROLE $role; SELECT action, kind, name FROM datamesh.apply(\$yaml\$$yaml\$yaml\$)");
}

# What the README promises: name, kind, level, enforcement, moment.
my %promised;
for (split /\n/, slurp_file("$pack/README.md"))
{
	next unless /^\| `([\w-]+)` \| `(\w+)` \| (\w+) \| (\w+) \| (\w+) \|/;
	$promised{$1} = "$2|$3|$4|$5";
}
cmp_ok(scalar(keys %promised), '>=', 19, 'the README lists the policies');

my $yaml = slurp_file("$pack/guild.yaml");
is(query("SELECT * FROM datamesh.validate(\$yaml\$$yaml\$yaml\$)"), '', 'guild.yaml is valid');
my ($reference) = slurp_file("$pack/../../README.md") =~ /```yaml\n(.*?)```/s;
is(query("SELECT * FROM datamesh.validate(\$yaml\$$reference\$yaml\$)"), '', 'the documents of the README are valid');
isnt(apply('guild', 'guild.yaml'), '', 'guild.yaml applies');
is(apply('guild', 'guild.yaml'), '', '... and then changes nothing');

# The local ones need their domains.
query(q{
	SELECT datamesh.register_domain('marketing', 'team', 'consumer_aligned');
	SELECT datamesh.register_domain('sales', 'team', 'consumer_aligned');
	SELECT datamesh.register_domain('management', 'team', 'consumer_aligned');
});
$yaml = slurp_file("$pack/local.yaml");
is(query("SELECT * FROM datamesh.validate(\$yaml\$$yaml\$yaml\$)"), '', 'local.yaml is valid');
isnt(apply('team', 'local.yaml'), '', 'local.yaml applies, as the owner of the domains');
is(apply('team', 'local.yaml'), '', '... and then changes nothing');

my %found = map { split /\|/, $_, 2 } split /\n/,
  query('SELECT name, kind, level, enforcement, moment FROM datamesh.policies');
is_deeply(\%found, \%promised, 'the policies are those of the README');

# A rule that does not run would be found here.
query('SELECT count(*) FROM datamesh.evaluate()');

# --- Shadow mode: nothing is refused, everything is counted. ------------------
query(q{SET ROLE guild; SELECT count(datamesh.set_enforcement(name, 'shadow')) FROM datamesh.policies});
is(query(q{SELECT DISTINCT enforcement FROM datamesh.policies}), 'shadow', 'all in shadow mode');
query(q{
	SET ROLE team;
	CREATE SCHEMA marketing;
	SELECT datamesh.attach_schema('marketing', 'marketing');
	CREATE TABLE marketing.lead ("leadId" integer, email text, seen timestamp);
	GRANT SELECT ON marketing.lead TO PUBLIC;
});
is( query(q{SELECT string_agg(DISTINCT policy, ' ' ORDER BY policy) FROM datamesh.findings WHERE domain = 'marketing' AND object LIKE 'marketing.lead%'}),
	'documentation interoperable-types naming no-public-grants pii-masking ports-only primary-keys',
	'shadow mode refuses nothing and finds everything');
query('DROP TABLE marketing.lead');
isnt(apply('guild', 'guild.yaml'), '', 'applying the pack again ends shadow mode');
isnt(apply('team', 'local.yaml'), '', '... of the local policies too');

# --- Each policy that denies, does. -------------------------------------------
sub denied
{
	my ($name, $sql) = @_;
	my ($ret, $out, $err) = $node->psql('pack', "SET ROLE team; BEGIN; $sql; COMMIT;");
	like($err, qr/ERROR: .*\Q$name\E/s, "$name denies");
	return $err;
}

denied('pii-masking', 'CREATE TABLE marketing.lead (lead_id integer PRIMARY KEY, email text)');
denied('no-public-grants',
	'CREATE TABLE marketing.a (id integer PRIMARY KEY); GRANT SELECT ON marketing.a TO PUBLIC');
query(q{SELECT datamesh.register_domain('other', 'reader', 'consumer_aligned')});
denied('ports-only',
	'CREATE TABLE marketing.a (id integer PRIMARY KEY); GRANT SELECT ON marketing.a TO reader');

my $err = denied('data-lineage', q{
	CREATE TABLE marketing.a (id integer PRIMARY KEY);
	SELECT datamesh.create_product('marketing.p');
	SELECT datamesh.attach_output_port('marketing.p', 'marketing.a');
	SELECT datamesh.publish_product('marketing.p', '1.0.0')});
like($err, qr/\Q$_\E/, "... together with $_")
  for qw(quality-slo retention-policy sensitivity-declared domain-contacts);

# The local policies.
$err = denied('sales-quota-alignment', q{SELECT datamesh.create_product('sales.quota', tags => '{quota}')});
like($err, qr/attach_input_port/, '... and says what would do');
query(q{
	SET ROLE team;
	BEGIN;
	SELECT datamesh.create_product('management.targets');
	SELECT datamesh.create_product('sales.quota', tags => '{quota}');
	SELECT datamesh.attach_input_port('sales.quota', 'management.targets');
	COMMIT});
pass('... accepted with the targets of management');

query(q{
	SET ROLE team;
	CREATE TABLE marketing.credit (id integer PRIMARY KEY, revenue numeric);
	SELECT datamesh.create_product('marketing.credit', tags => '{attribution}');
	SELECT datamesh.attach_output_port('marketing.credit', 'marketing.credit')});
my $fix = query(q{SELECT fix_sql FROM datamesh.evaluate('marketing-attribution')});
like($fix, qr/ADD COLUMN attribution_model/, 'marketing-attribution finds what has no model, and says what would do');
query("SET ROLE team; $fix");
is(query(q{SELECT count(*) FROM datamesh.evaluate('marketing-attribution')}), '0', '... which cures it');

# Attestation and audit: open until somebody vouches.
my $open = q{SELECT count(*) FROM datamesh.evaluate('encryption-at-rest')};
is(query($open), '1', 'encryption-at-rest is open without an attestation');
query(q{SET ROLE guild; SELECT datamesh.attest('encryption-at-rest', 'LUKS2, see the runbook', now() + interval '6 months')});
is(query($open), '0', '... and closed with one');
query(q{ALTER DATABASE pack SET log_statement = 'ddl'});
is(query(q{SELECT count(*) FROM datamesh.evaluate('audit-logging')}), '0', 'audit-logging sees log_statement');

$node->stop;
done_testing();
