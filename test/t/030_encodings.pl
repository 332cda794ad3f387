
# Documents in databases that do not speak UTF-8: libyaml and jansson do, so
# every text goes there and back.

use strict;
use warnings;
use utf8;

use Encode qw(encode decode);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('encodings');
$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE team');
foreach my $encoding ('UTF8', 'LATIN1', 'SQL_ASCII', 'EUC_JP')
{
	my $db = lc $encoding;

	$node->safe_psql('postgres',
		"CREATE DATABASE $db TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C'"
	);
	$node->safe_psql($db, 'CREATE EXTENSION datamesh');
}

# The bytes of the text as an SQL expression, so that nothing between here and
# the server converts them; only UTF-8, LATIN1 and EUC_JP text is checked.
sub bytes
{
	my ($bytes, $encoding) = @_;

	return "convert_from('\\x" . unpack('H*', $bytes) . "'::bytea, '$encoding')";
}

# Result rows as text, whatever the encoding of the database.
sub query
{
	my ($db, $sql) = @_;
	local $ENV{PGCLIENTENCODING} = $db eq 'sql_ascii' ? 'SQL_ASCII' : 'UTF8';
	my ($ret, $stdout, $stderr) = $node->psql($db, $sql);

	return decode('UTF-8', $stdout . $stderr);
}

sub domain
{
	my ($description) = @_;

	return qq(apiVersion: datamesh/v1
kind: Domain
metadata: {name: dömäin}
spec: {owner: team, kind: aggregate, description: $description}
);
}

my %perl_encoding = (
	utf8 => 'UTF-8',
	latin1 => 'ISO-8859-1',
	sql_ascii => 'UTF-8',
	euc_jp => 'EUC-JP');

# Round trip, YAML and JSON; what is kept is UTF-8.
foreach my $db ('utf8', 'latin1', 'sql_ascii')
{
	my $yaml = domain('"Größe \u00e9 \xe8"');
	my $text = bytes(encode($perl_encoding{$db}, $yaml), $db);

	is(query($db, "SELECT * FROM datamesh.validate($text)"), '', "$db: no problem");
	is(query($db, "SELECT action, kind, name FROM datamesh.apply($text)"),
		'create|domain|dömäin', "$db: YAML is applied");
	is(query($db, 'SELECT description FROM datamesh_catalog.domain'),
		'Größe é è', "$db: the text has arrived");
	is( query(
			$db,
			"SELECT encode(original, 'hex'), encode(sha256(original), 'hex') = encode(sha256, 'hex'),
				canonical -> 0 -> 'spec' ->> 'description' FROM datamesh_catalog.document"
		),
		unpack('H*', encode('UTF-8', $yaml)) . '|t|Größe é è',
		"$db: the text is kept in UTF-8");

	my $json =
	  '{"apiVersion": "datamesh/v1", "kind": "Domain", "metadata": {"name": "d\u00f6mäin"}, "spec": {"description": "ñ \u00f1"}}';
	$text = bytes(encode($perl_encoding{$db}, $json), $db);
	is(query($db, "SELECT action, kind, name FROM datamesh.apply($text)"),
		'alter|domain|dömäin', "$db: JSON is applied");
	is(query($db, 'SELECT description FROM datamesh_catalog.domain'),
		'ñ ñ', "$db: the text of JSON has arrived");
	is(query($db, "SELECT * FROM datamesh.apply($text)"), '', "$db: no change the second time");
}

# An encoding of several bytes that is not UTF-8.
{
	my $text = bytes(encode('EUC-JP', "kind: 日本\nメタ: 1\n"), 'EUC_JP');

	is( query('euc_jp',
			"SELECT line, \"column\", path, message FROM datamesh.validate($text) WHERE line > 1 OR message LIKE 'expected%'"
		),
		"1|7|\$.kind|expected Domain, DataProduct or Policy, found \"日本\"\n"
		  . "2|1|\$.メタ|unknown key \"メタ\", expected apiVersion, kind, metadata or spec",
		'euc_jp: places and words in messages');
}

# Columns count characters of the text as the person sees it.
foreach my $db ('utf8', 'latin1', 'sql_ascii')
{
	foreach my $form ('kind: {"äöü": 1, b: c: d}', '{"äöü": 1, }')
	{
		my $text = bytes(encode($perl_encoding{$db}, $form), $db);
		my $column = $form =~ /^kind/ ? 22 : 12;

		is(query($db, "SELECT \"column\" FROM datamesh.validate($text) WHERE message ~ '^(YAML|JSON)'"),
			$column, "$db: column of a syntax error in " . ($form =~ /^kind/ ? 'YAML' : 'JSON'));
	}
}

# Escapes may ask for characters that the encoding lacks.
foreach my $escape ('"x \u20ac"', '"x \U0001F600"')
{
	my $text = bytes(encode('ISO-8859-1', domain($escape)), 'latin1');
	my ($code) = $escape =~ /\\[uU]0*(\w+)/;

	is( query('latin1', "SELECT line, \"column\", path, message FROM datamesh.validate($text)"),
		sprintf(
			'4|51|$.spec.description|character U+%04s does not exist in the database encoding LATIN1',
			uc $code),
		"latin1: YAML escape $escape is refused");
}
is( query('latin1', q(SELECT line, "column", path, message FROM datamesh.validate('[{"ok": 1,
   "\u20ac": "\ud83d\ude00"}]') WHERE message LIKE 'character%')),
	qq(2|4|\$|character U+20AC does not exist in the database encoding LATIN1\n)
	  . qq(2|14|\$["?"]|character U+1F600 does not exist in the database encoding LATIN1),
	'latin1: JSON escapes are refused');
like(
	query('latin1', "SELECT * FROM datamesh.apply(" . bytes(encode('ISO-8859-1', domain('"\u20ac"')), 'latin1') . ')'),
	qr/ERROR:  the document has 1 error\nDETAIL:  line 4, column 51: \$\.spec\.description: character U\+20AC/,
	'latin1: apply refuses it, too');

# An SQL_ASCII database takes any bytes; documents must be UTF-8.
my %invalid = (
	'a lone byte' => "\xff",
	'a cut sequence' => "\xc3",
	'an overlong one' => "\xc0\xaf",
	'a surrogate' => "\xed\xa0\x80",
	'above the last character' => "\xf5\x80\x80\x80",
	'LATIN1' => "\xe4");
foreach my $what (sort keys %invalid)
{
	foreach my $form ("a: 1\nb\xc3\xa4: x%s", qq({"a": 1,\n"\xc3\xa4": "%s"}))
	{
		my $text = bytes(sprintf($form, $invalid{$what}), 'SQL_ASCII');
		my $column = $form =~ /^a/ ? 6 : 7;

		is( query('sql_ascii', "SELECT line, \"column\", message FROM datamesh.validate($text)"),
			"2|$column|the text is not valid UTF-8",
			"sql_ascii: $what is refused in " . ($form =~ /^a/ ? 'YAML' : 'JSON'));
	}
}
like(
	query('sql_ascii',
		'SELECT * FROM datamesh.apply(' . bytes(encode('UTF-8', domain('"\u20ac"')), 'SQL_ASCII') . ')'),
	qr/^alter\|domain/,
	'sql_ascii: escapes become UTF-8');
is(query('sql_ascii', 'SELECT description FROM datamesh_catalog.domain'),
	'€', 'sql_ascii: the character has arrived');

# A byte order mark is a matter of UTF-8 alone.
is( query('sql_ascii',
		'SELECT line, "column", message FROM datamesh.validate('
		  . bytes("\xef\xbb\xbf\xef\xbb\xbfa: b", 'SQL_ASCII')
		  . ')'),
	'1|1|a byte order mark is allowed only once, as the first character',
	'sql_ascii: a second byte order mark');

$node->stop;
done_testing();
