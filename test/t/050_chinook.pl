
# A database that nobody made for us: the Chinook sample (a music shop).  Its
# tables are divided among three domains, the guild's policies look at them in
# shadow mode, and what they find is compared with what a careful person wrote
# down after reading the schema: nothing may be missing and nothing too much.
#
# The sample is not part of this project.  DATAMESH_CHINOOK names the file; else
# chinook.sql is looked for in test/data and the directories of
# DATAMESH_TEST_DATA (separated by colons).

use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $file = $ENV{DATAMESH_CHINOOK};
for my $dir ("$FindBin::RealBin/../data", split /:/, $ENV{DATAMESH_TEST_DATA} // '')
{
	$file //= "$dir/chinook.sql" if -r "$dir/chinook.sql";
}
plan skip_all => 'no chinook.sql: set DATAMESH_CHINOOK or DATAMESH_TEST_DATA' unless $file;
BAIL_OUT("cannot read $file") unless -r $file;

# what is a time without a zone in the file is in this zone
$ENV{PGTZ} = 'UTC';

my $pack = "$FindBin::RealBin/../../contrib/policies";

# --- What a careful person found. -----------------------------------------------

# Every table and its columns, in the schema it is moved to.
my %columns = (
	'catalog.album' => [qw(album_id title artist_id)],
	'catalog.artist' => [qw(artist_id name)],
	'catalog.genre' => [qw(genre_id name)],
	'catalog.media_type' => [qw(media_type_id name)],
	'catalog.playlist' => [qw(playlist_id name)],
	'catalog.playlist_track' => [qw(playlist_id track_id)],
	'catalog.track' =>
	  [qw(track_id name album_id media_type_id genre_id composer milliseconds bytes unit_price)],
	'people.customer' => [
		qw(customer_id first_name last_name company address city state country postal_code phone fax email support_rep_id)
	],
	'people.employee' => [
		qw(employee_id last_name first_name title reports_to birth_date hire_date address city state country postal_code phone fax email)
	],
	'sales.invoice' => [
		qw(invoice_id customer_id invoice_date billing_address billing_city billing_state billing_country billing_postal_code total)
	],
	'sales.invoice_line' => [qw(invoice_line_id invoice_id track_id unit_price quantity)],
);

# Columns about persons, and what they are.  Not among them: names of artists,
# albums, genres, playlists and tracks, job titles, companies, states and
# countries (which say little about anybody), and numbers of rows.
my %personal = (
	'people.customer.first_name' => 'pii.person_name',
	'people.customer.last_name' => 'pii.person_name',
	'people.customer.address' => 'pii.address',
	'people.customer.city' => 'pii.address',
	'people.customer.postal_code' => 'pii.postcode',
	'people.customer.phone' => 'pii.phone',
	'people.customer.fax' => 'pii.phone',
	'people.customer.email' => 'pii.email',
	'people.employee.last_name' => 'pii.person_name',
	'people.employee.first_name' => 'pii.person_name',
	'people.employee.birth_date' => 'pii.birth_date',
	'people.employee.address' => 'pii.address',
	'people.employee.city' => 'pii.address',
	'people.employee.postal_code' => 'pii.postcode',
	'people.employee.phone' => 'pii.phone',
	'people.employee.fax' => 'pii.phone',
	'people.employee.email' => 'pii.email',
	'sales.invoice.billing_address' => 'pii.address',
	'sales.invoice.billing_city' => 'pii.address',
	'sales.invoice.billing_postal_code' => 'pii.postcode',
);

my %expected = (
	# nobody attested it, and nothing is logged
	'encryption-at-rest' => ['database chinook'],
	'audit-logging' => ['database chinook'],
	'pii-masking' => [ map { "column $_" } keys %personal ],
	# there is not one comment
	'documentation' =>
	  [ (map { "relation $_" } keys %columns), map { my $t = $_; map { "column $t.$_" } @{ $columns{$t} } } keys %columns ],
	# times without a zone
	'interoperable-types' =>
	  [ 'column people.employee.birth_date', 'column people.employee.hire_date', 'column sales.invoice.invoice_date' ],
	# only the catalogue said whom to call
	'domain-contacts' => [ 'domain people', 'domain sales' ],
	# nobody can log in as people_team
	'domain-owner' => ['domain people'],
	# sales reads the customers themselves, and everybody, so the other domains
	# too, the price list
	'ports-only' => [ 'relation people.customer', 'relation catalog.track' ],
	'no-public-grants' => ['relation catalog.track'],

	# all names are snake_case, all tables have keys, nothing is restricted, the
	# domains only refer to each other where they may, and there are no products
	'naming' => [],
	'primary-keys' => [],
	'row-level-security' => [],
	'layering' => [],
	'data-lineage' => [],
	'quality-slo' => [],
	'retention-policy' => [],
	'sensitivity-declared' => [],
	'sales-quota-alignment' => [],
);

# --- The database, as a team would take it over. ----------------------------------
my $node = PostgreSQL::Test::Cluster->new('chinook');
$node->init(extra => [ '--no-locale', '--encoding=UTF8' ]);
# as a server comes, and unlike one for tests
$node->append_conf('postgresql.conf', 'log_statement = none');
$node->start;
command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-h', $node->host, '-p', $node->port, '-d', 'postgres', '-f', $file ],
	'chinook.sql loads');

sub query
{
	my ($sql) = @_;
	return $node->safe_psql('chinook', $sql);
}

# A number that depends on every row of every table.
sub checksum
{
	my ($schema) = @_;
	my @sums;
	for my $table (sort keys %columns)
	{
		my ($s, $t) = split /\./, $table;
		my @list = map { /_date$/ ? "extract(epoch FROM $_)" : $_ } @{ $columns{$table} };
		push @sums, "(SELECT count(*) || md5(string_agg(concat_ws('|', " . join(', ', @list)
		  . "), chr(10) ORDER BY " . join(', ', @{ $columns{$table} }[ 0, 1 ]) . ")) FROM " . ($schema // $s) . ".$t)";
	}
	return query('SELECT md5(concat(' . join(', ', @sums) . '))');
}
my $data = checksum('public');

my $roles = 'CREATE ROLE catalog_team LOGIN; CREATE ROLE sales_team LOGIN; CREATE ROLE people_team; CREATE ROLE guild;';
query($roles);
for my $schema (qw(catalog sales people))
{
	query("CREATE SCHEMA $schema AUTHORIZATION ${schema}_team");
}
for my $table (sort keys %columns)
{
	my ($schema, $name) = split /\./, $table;
	query("ALTER TABLE public.$name SET SCHEMA $schema; ALTER TABLE $table OWNER TO ${schema}_team");
}
query('GRANT SELECT ON people.customer TO sales_team; GRANT SELECT ON catalog.track TO PUBLIC');
is( query(
		q{SELECT string_agg(attrelid::regclass || '.' || attname, ' ' ORDER BY attrelid::regclass::text, attname)
		FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid
		WHERE relnamespace IN ('catalog'::regnamespace, 'sales'::regnamespace, 'people'::regnamespace)
			AND relkind = 'r' AND attnum > 0 AND NOT attisdropped}),
	join(' ', map { my $t = $_; map { "$t.$_" } sort @{ $columns{$t} } } sort keys %columns),
	'the schema is the one that was read');

query('CREATE EXTENSION datamesh');
query(q{SELECT datamesh.set_governance_role('guild')});
for my $schema (qw(catalog sales people))
{
	query("SELECT datamesh.register_domain('$schema', '${schema}_team', 'source_aligned');
		SELECT datamesh.attach_schema('$schema', '$schema')");
}
query(q{SET ROLE catalog_team; SELECT datamesh.set_contact('catalog', 'technical_owner', 'music@example.org')});

# --- The guild's policies, in shadow mode. ------------------------------------------
my $guild = slurp_file("$pack/guild.yaml");
$guild =~ s/^(\s*enforcement:) (?:warn|deny)\b/$1 shadow/mg;
is(query("SELECT count(*) FROM datamesh.validate(\$yaml\$$guild\$yaml\$)"), '0', 'the pack is valid');
query("SET ROLE guild; SELECT * FROM datamesh.apply(\$yaml\$$guild\$yaml\$)");
# of the local ones, that of a domain which is here
for my $local (split /^---\n/m, slurp_file("$pack/local.yaml"))
{
	next unless $local =~ /domain: sales\b/;
	$local =~ s/^(\s*enforcement:) (?:warn|deny)\b/$1 shadow/mg;
	query("SET ROLE sales_team; SELECT * FROM datamesh.apply(\$yaml\$$local\$yaml\$)");
}
is(query('SELECT string_agg(DISTINCT enforcement::text, chr(32)) FROM datamesh.policies'), 'shadow', 'all policies are in shadow mode');
is_deeply([ sort split /\n/, query('SELECT name FROM datamesh.policies') ], [ sort keys %expected ], 'and all were thought of');

my $started = query('SELECT clock_timestamp()');
query('SET ROLE guild; SELECT count(*) FROM datamesh.evaluate()');
note 'evaluated in ' . query("SELECT clock_timestamp() - '$started'");

sub findings
{
	my ($policy) = @_;
	return [ split /\n/, query("SELECT object_type || ' ' || object FROM datamesh.findings WHERE policy = '$policy' ORDER BY 1") ];
}
for my $policy (sort keys %expected)
{
	my %found = map { $_ => 1 } @{ findings($policy) };
	my %wanted = map { $_ => 1 } @{ $expected{$policy} };
	is(join(' ', sort grep { !$found{$_} } keys %wanted), '', "$policy: nothing is missing");
	is(join(' ', sort grep { !$wanted{$_} } keys %found), '', "$policy: nothing is false");
}
is(query('SELECT count(*) FROM datamesh.findings'), scalar(map { @$_ } values %expected), 'no finding of anything else');

# Each column is taken for what it is: that is the tag which the fix proposes.
my %proposed = map { split /\|/, $_, 2 } split /\n/,
  query(q{SELECT object, substring(fix_sql FROM '''(pii\.\w+)''') FROM datamesh.findings WHERE policy = 'pii-masking' ORDER BY 1});
is_deeply(\%proposed, \%personal, 'personal columns are taken for what they are');

# Whose it is.
is( query(q{SELECT domain, count(*) FROM datamesh.findings WHERE policy = 'pii-masking' GROUP BY 1 ORDER BY 1}),
	"people|17\nsales|3", 'findings belong to domains');
is(query(q{SELECT string_agg(domain || ' ' || compliant, ', ' ORDER BY domain) FROM datamesh.compliance WHERE product IS NULL}),
	'catalog false, people false, sales false', 'and nobody is compliant');
is( query(q{SET SESSION AUTHORIZATION sales_team; SELECT DISTINCT domain FROM datamesh.findings}),
	'sales', 'a team sees its own findings');

# --- The fixes, as they stand, pasted into one transaction. ---------------------------
my $fixes = query(q{SELECT string_agg(fix_sql, chr(10) ORDER BY policy, object) FROM datamesh.findings});
my ($ret, $out, $err) = $node->psql('chinook', "BEGIN;\n$fixes\nCOMMIT;", on_error_stop => 1);
is($err, '', 'every fix runs');
query('SELECT count(*) FROM datamesh.evaluate()');
my @left = split /\n/, query(q{SELECT DISTINCT policy FROM datamesh.findings ORDER BY 1});
my %curable = map { $_ => 1 } qw(pii-masking documentation interoperable-types ports-only no-public-grants);
is(join(' ', grep { $curable{$_} } @left), '', 'and cures');
is(checksum(), $data, 'and no row has changed');

# --- In earnest. -------------------------------------------------------------------------
query(q{SELECT datamesh.set_contact('sales', 'technical_owner', 's@example.org');
	SELECT datamesh.set_contact('people', 'technical_owner', 'p@example.org');
	GRANT people_team TO sales_team;
	SELECT datamesh.attest('encryption-at-rest', 'ticket 1', now() + interval '6 months');
	SELECT datamesh.attest('audit-logging', 'ticket 2', now() + interval '6 months')});
query(q{SET ROLE guild; SELECT datamesh.set_enforcement(name, 'deny') FROM datamesh.policies});
query('SELECT count(*) FROM datamesh.evaluate()');
is(query(q{SELECT string_agg(policy || ' ' || object, chr(10)) FROM datamesh.findings}), '', 'nothing is wrong any more');
is(query(q{SELECT bool_and(compliant) FROM datamesh.compliance}), 't', 'all are compliant');

# The policies by which it is denied, all in one error.
sub denial
{
	my ($sql) = @_;
	my ($r, $o, $e) = $node->psql('chinook', "\\set VERBOSITY verbose\n$sql");
	return $e unless $e =~ /ERROR:  MD001:/;
	my %policies = map { $_ => 1 } $e =~ /^(?:DETAIL:  )?Policy "([^"]+)"/mg;
	return join(' ', sort keys %policies);
}
is(denial('ALTER TABLE people.customer ADD COLUMN mobile varchar(20);'), 'documentation pii-masking', 'a new personal column is denied');
is(denial('GRANT SELECT ON people.employee TO PUBLIC;'), 'no-public-grants ports-only', '... and a grant to PUBLIC');
is(denial('GRANT SELECT ON sales.invoice TO catalog_team;'), 'ports-only', '... and one past the ports');
is( denial(q{BEGIN; ALTER TABLE people.customer ADD COLUMN mobile varchar(20);
	COMMENT ON COLUMN people.customer.mobile IS 'to call'; SELECT datamesh.tag_column('people.customer', 'mobile', 'pii.phone'); COMMIT;}),
	'', 'what is tagged in the same transaction passes');
is(denial('CREATE INDEX ON sales.invoice (billing_city); VACUUM sales.invoice; TRUNCATE sales.invoice_line;'), '',
	'and what makes nothing worse passes');

$node->stop;
done_testing();
