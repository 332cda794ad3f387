#!/usr/bin/perl
# bench.pl DIRECTORY WORK-DIRECTORY: measures, and prints one table.
#
# A machine that others use gives no two equal times, so nothing here is judged by
# the clock on the wall. Each line of the table compares two things, A and B, which
# run by turns in two sessions that stay open; what is measured is the CPU time of
# the session's server process, as the scheduler counts it (first field of
# /proc/PID/schedstat, in ns). The ratio is the median of the rounds' ratios B / A,
# with the least and the greatest.
use strict;
use warnings;
use IPC::Open2 ();

my ($dir, $work) = @ARGV;
my $top     = "$dir/../..";
my $main    = $ENV{PGDATABASE};
my $domains = $ENV{BENCH_DOMAINS} || 10_000;
my %only    = map { $_ => 1 } split ' ', ($ENV{BENCH_ONLY} || '');
my @lines;
my $missed = 0;

# ---------------------------------------------------------------------------
# Sessions
# ---------------------------------------------------------------------------

my $marks = 0;

# session(DATABASE, ROLE): a psql that stays open
sub session
{
	my ($database, $role) = @_;
	my $errors = "$work/errors." . ++$marks;
	my $self = {errors => $errors, name => $database};

	$self->{pid} = IPC::Open2::open2($self->{out}, $self->{in},
		'sh', '-c', 'exec "$@" 2> "$0"', $errors,
		'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-U', $role || $ENV{PGUSER});
	($self->{backend}) = run($self, 'SELECT pg_backend_pid();');
	return $self;
}

# run(SESSION, SQL): the lines of its result
sub run
{
	my ($self, $sql) = @_;
	my $mark = 'bench-mark-' . ++$marks;
	my $file = "$work/script.sql";
	my @rows;

	# Through a file: a long script in one pipe and its output in the other could wait
	# for each other. A new file: psql may still be about to see the end of the last.
	unlink($file);
	open(my $script, '>', $file) or die "$file: $!\n";
	print $script "$sql\n\\o\n\\echo $mark\n";
	close($script);
	print {$self->{in}} "\\i $file\n";
	$self->{in}->flush;
	while (defined(my $line = readline($self->{out})))
	{
		chomp $line;
		return @rows if $line eq $mark;
		push @rows, $line;
	}
	open(my $errors, '<', $self->{errors});
	my @last = <$errors>;
	die join('', "bench: in database $self->{name}: ", @last > 20 ? @last[-20 .. -1] : @last);
}

sub close_session
{
	my ($self) = @_;
	close($self->{in});
	waitpid($self->{pid}, 0);
}

sub server_ns
{
	my ($self) = @_;

	# the answer is here before the server process has gone to sleep
	select(undef, undef, undef, 0.002);
	open(my $stat, '<', "/proc/$self->{backend}/schedstat") or die "bench: no /proc/PID/schedstat: $!\n";
	my ($ns) = split ' ', <$stat>;
	return $ns;
}

# cpu(SIDE): milliseconds for each of the n operations that its sql holds. A side has
# a session and sql, perhaps before and after, which do not count, and a check of the
# first line of the result.
sub cpu
{
	my ($side) = @_;

	run($side->{session}, $side->{before}) if $side->{before};
	my $start = server_ns($side->{session});
	my ($result) = run($side->{session}, $side->{sql});
	my $ms = (server_ns($side->{session}) - $start) / 1e6 / ($side->{n} || 1);
	run($side->{session}, $side->{after}) if $side->{after};
	die "bench: the result is $result, which cannot be\n" if $side->{check} && !$side->{check}->($result);
	return $ms;
}

# ---------------------------------------------------------------------------
# Comparing
# ---------------------------------------------------------------------------

sub median
{
	my @sorted = sort { $a <=> $b } @_;
	return $sorted[0] if @sorted == 1;
	return ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2;
}

sub show_ms
{
	my ($ms) = @_;
	return sprintf($ms < 10 ? '%.3f ms' : $ms < 1000 ? '%.1f ms' : '%.0f ms', $ms);
}

# compare(METRIC, A, B, rounds =>, ratio => bar, cpu => bar of B in ms)
sub compare
{
	my ($metric, $one, $other, %opt) = @_;
	my (@one, @other, @ratio);

	foreach my $side ($one, $other)    # caches fill, plans get made
	{
		cpu($side) unless $opt{cold};
	}
	for my $round (1 .. $opt{rounds} || 41)
	{
		my ($first, $second) = $round % 2 ? ($one, $other) : ($other, $one);
		my %got = ($first => cpu($first), $second => cpu($second));
		push @one, $got{$one};
		push @other, $got{$other};
		push @ratio, $other[-1] / $one[-1];
	}
	report($metric, \@one, \@other, \@ratio, %opt);
}

sub report
{
	my ($metric, $one, $other, $ratio, %opt) = @_;
	my @ratio = sort { $a <=> $b } @$ratio;
	my $middle = median(@ratio);
	my $bar = defined $opt{ratio} ? sprintf('ratio <= %.2f', $opt{ratio})
		: defined $opt{cpu} ? sprintf('B <= %g ms', $opt{cpu}) : '';
	my $ok = $bar eq '' ? ''
		: (defined $opt{ratio} ? $middle <= $opt{ratio} : median(@$other) <= $opt{cpu}) ? 'ok' : 'MISSED';

	$missed++ if $ok eq 'MISSED';
	push @lines, [$metric, show_ms(median(@$one)), show_ms(median(@$other)),
		sprintf('%.*f [%.*f..%.*f]', map { ($middle < 0.1 ? 4 : 3, $_) } $middle, $ratio[0], $ratio[-1]), $bar, $ok];
	print join(' | ', @{$lines[-1]}), "\n";
}

sub heading
{
	push @lines, [@_];
	print "\n$_[0]\n";
}

sub print_table
{
	my @table = (['metric', 'A', 'B', 'ratio B/A [min..max]', 'bar', 'ok?'], @lines);
	my @width = (0) x 6;

	foreach my $line (@table)
	{
		next if @$line == 1;
		for my $i (0 .. 5)
		{
			$width[$i] = length $line->[$i] if length $line->[$i] > $width[$i];
		}
	}
	print "\nCPU of the server process for one operation; ratio: median of the rounds\n\n";
	foreach my $line (@table)
	{
		my $text = @$line == 1 ? "-- $line->[0]"
			: sprintf("%-$width[0]s | %$width[1]s | %$width[2]s | %-$width[3]s | %-$width[4]s | %s", @$line);
		$text =~ s/\s+$//;
		print "$text\n";
	}
	print "\n";
}

# ---------------------------------------------------------------------------
# Databases
# ---------------------------------------------------------------------------

sub slurp
{
	my ($file) = @_;
	local $/;
	open(my $in, '<', $file) or die "$file: $!\n";
	return scalar <$in>;
}

# in_database(DATABASE, SQL): as superuser, in a session of its own
sub in_database
{
	my ($database, $sql) = @_;
	my $session = session($database);
	my @rows = run($session, $sql);
	close_session($session);
	return @rows;
}

sub clone
{
	my ($from, $to, $where) = @_;
	in_database('postgres', "CREATE DATABASE $to TEMPLATE $from" . ($where || '') . ';');
}

# A tablespace in memory, if there is room. On a disk most of the time of CREATE and
# DROP TABLE is the file system's, which hides what we want to see: ext4 searches
# longer and longer for inodes when many files were just removed.
sub memory_tablespace
{
	my $memory = $ENV{BENCH_MEMORY} or return '';
	my ($data) = in_database('postgres', 'SHOW data_directory;');
	my (undef, undef, undef, undef, $user, $group) = stat($data);

	chown($user, $group, $memory);
	in_database('postgres', "CREATE TABLESPACE bench_memory LOCATION '$memory';");
	return ' TABLESPACE bench_memory';
}

# Applies everything in contrib/policies.
sub apply_pack
{
	my ($database) = @_;
	my @files = sort glob("$top/contrib/policies/*.yaml");

	die "bench: no policies in contrib/policies\n" unless @files;
	in_database($database, join('', map { "\\set pack `cat '$_'`\nSELECT count(*) FROM datamesh.apply(:'pack');\n" } @files));
}

sub set_all
{
	my ($database, $change, $where) = @_;
	in_database($database, "SELECT datamesh.set_enforcement(name, '$change') FROM datamesh.policies WHERE $where;");
}

# ---------------------------------------------------------------------------
# DDL
# ---------------------------------------------------------------------------

# One round of CREATE, ALTER, DROP, as often as wanted; each statement or block
# commits by itself.
sub ddl
{
	my ($kind, $schema, $times) = @_;
	my $create = "CREATE TABLE $schema.orders (id bigint PRIMARY KEY, note text)";
	my $alter = "ALTER TABLE $schema.orders ADD COLUMN amount integer";
	my $drop = "DROP TABLE $schema.orders;\n";
	my $comment = sub { join('', map { "COMMENT ON COLUMN $schema.orders.$_ IS 'What it holds';\n" } @_) };
	my %script = (
		plain => "$create;\n$alter;\n$drop",
		documented => "BEGIN;\n$create;\nCOMMENT ON TABLE $schema.orders IS 'Orders';\n"
			. $comment->('id', 'note') . "COMMIT;\nBEGIN;\n$alter;\n" . $comment->('amount') . "COMMIT;\n$drop",
		keyless => "CREATE TABLE $schema.orders (id bigint, note text);\n$alter;\n$drop",
		other => "CREATE TABLE $schema.orders (id bigint, note text);\nCREATE INDEX ON $schema.orders (id);\n"
			. "GRANT SELECT ON $schema.orders TO bench_other;\nCOMMENT ON TABLE $schema.orders IS 'Orders';\n"
			. "CREATE VIEW $schema.report AS SELECT id FROM $schema.orders;\n"
			. "CREATE FUNCTION $schema.one() RETURNS integer LANGUAGE sql RETURN 1;\n"
			. "DROP FUNCTION $schema.one();\nDROP VIEW $schema.report;\nDROP TABLE $schema.orders;\n",
		temporary => "CREATE TEMP TABLE scratch (id bigint, note text);\nDROP TABLE scratch;\n");
	return $script{$kind} x $times;
}

sub compare_ddl
{
	my ($metric, $a, $b, $kind, $schema, %opt) = @_;
	my $n = $opt{n} || 20;
	my $sql = ddl($kind, $schema, $n);

	compare($metric, {session => $a, n => $n, sql => $sql}, {session => $b, n => $n, sql => $sql}, %opt);
}

sub part_ddl
{
	my %db;

	# Databases that differ in one thing from the one before.
	my $where = memory_tablespace();
	in_database('postgres', "CREATE DATABASE bench_plain TEMPLATE template0$where;");
	in_database('bench_plain', slurp("$dir/schemas.sql"));
	clone('bench_plain', 'bench_plain2', $where);
	clone($main, 'bench_empty', $where);
	clone('bench_empty', 'bench_pack', $where);
	apply_pack('bench_pack');
	clone('bench_pack', 'bench_guild', $where);
	set_all('bench_guild', 'off', 'domain IS NOT NULL');
	clone('bench_guild', 'bench_undocumented', $where);
	set_all('bench_undocumented', 'off', "kind = 'comment_required'");
	clone('bench_pack', 'bench_shadow', $where);
	set_all('bench_shadow', 'shadow', 'true');
	foreach my $name (qw(plain plain2 empty pack guild undocumented shadow))
	{
		$db{$name} = session("bench_$name", 'bench_team');
	}

	heading('CREATE + ALTER + DROP TABLE; A: without the extension, B: with it');
	compare_ddl('ungoverned schema (noise: A against a copy of A)', $db{plain}, $db{plain2}, 'plain', 'free', rounds => 201);
	compare_ddl('ungoverned schema', $db{plain}, $db{pack}, 'plain', 'free', ratio => 1.05, rounds => 201);
	compare_ddl('ungoverned: temporary table', $db{plain}, $db{pack}, 'temporary', 'free');
	compare_ddl('ungoverned: index, grant, comment, view, function', $db{plain}, $db{pack}, 'other', 'free');
	compare_ddl('governed, no policies', $db{plain}, $db{empty}, 'plain', 'gov');
	compare_ddl('governed, whole pack, rules kept (comments, 3 transactions)', $db{plain}, $db{pack}, 'documented', 'gov', ratio => 1.5);
	compare_ddl('governed, the same in a domain with a rule in SQL', $db{plain}, $db{pack}, 'documented', 'mkt', n => 10);
	compare_ddl('governed, the same without local.yaml', $db{plain}, $db{guild}, 'documented', 'gov');
	compare_ddl('governed, without local.yaml and comment rule, autocommit', $db{plain}, $db{undocumented}, 'plain', 'gov', ratio => 1.5);
	compare_ddl('governed, whole pack in shadow, autocommit', $db{plain}, $db{shadow}, 'plain', 'gov', n => 10);
	compare_ddl('governed, whole pack, warnings (no key, no comments)', $db{plain}, $db{pack}, 'keyless', 'gov', n => 10);
	close_session($_) foreach values %db;
	if ($where)
	{
		in_database('postgres', join('', map { "DROP DATABASE bench_$_;\n" } keys %db) . 'DROP TABLESPACE bench_memory;');
	}
}

# ---------------------------------------------------------------------------
# Compliance
# ---------------------------------------------------------------------------

sub compare_read
{
	my ($metric, $session, $naive, $view, $n, %opt) = @_;
	my $side = sub {
		my ($sql, $times) = @_;
		return {session => $session, n => $times, sql => "\\o /dev/null\n" . "$sql;\n" x $times};
	};
	compare($metric, $side->($naive, $opt{n_naive} || $n), $side->($view, $n), %opt);
}

sub part_compliance
{
	my $sums = 'count(*), sum(required_failed), sum(recommended_failed), sum(waived), bool_and(compliant)';
	my $session;

	clone($main, 'bench_scale');
	apply_pack('bench_scale');
	$session = session('bench_scale');
	heading("datamesh.compliance; A: grouping datamesh_catalog.finding, B: the view");
	print join("\n", run($session, "\\set domains $domains\n" . slurp("$dir/scale.sql"))), "\n";

	my $product = "domain = 'd00042' AND product = 'p3'";
	my $domain = "domain = 'd00042' AND product IS NULL";
	my $all = sub {
		my ($metric, %opt) = @_;
		compare_read("everything, $metric", $session, "SELECT $sums FROM bench.naive", "SELECT $sums FROM datamesh.compliance",
			3, n_naive => 1, rounds => 3, cpu => 100, %opt);
	};
	my $some = sub {
		my ($metric, %opt) = @_;
		compare_read("one product$metric", $session, "SELECT * FROM bench.naive WHERE $product",
			"SELECT * FROM datamesh.compliance WHERE $product", 50, cpu => 2, %opt);
		compare_read("one domain$metric", $session, "SELECT * FROM bench.naive WHERE $domain",
			"SELECT * FROM datamesh.compliance WHERE $domain", 50, cpu => 2, %opt);
	};

	$some->('');
	$all->('summed up');
	compare_read('everything, 110,000 rows sent', $session, "SELECT $sums FROM bench.naive", 'SELECT * FROM datamesh.compliance',
		1, rounds => 1) if $domains == 10_000;
	run($session, slurp("$dir/dirty.sql"));
	$some->(', dirty');
	$product = "domain = 'd00977' AND product = 'p3'";
	$domain = "domain = 'd00977' AND product IS NULL";
	$some->(', clean, 100 others dirty');
	$all->('100 rows dirty');
	close_session($session);
}

# ---------------------------------------------------------------------------
# Documents
# ---------------------------------------------------------------------------

sub part_apply
{
	my ($session, $strict, $admin);
	my $judge = 'SET CONSTRAINTS ALL IMMEDIATE;';
	my $call = sub {
		my ($function, $columns) = @_;
		return "SELECT count(*) FROM public.bench_document AS d, datamesh.$function(d.body) WHERE d.columns = $columns;\n";
	};
	# the first apply is undone each time, so that each is the first
	my $first = sub {
		my ($who, $columns, $n) = @_;
		return {session => $who, n => $n || 1, before => 'BEGIN;', sql => $call->('apply', $columns) . $judge,
			after => 'ROLLBACK;', check => sub { $_[0] > $columns }};
	};
	my $plain = sub {
		my ($function, $columns, $n) = @_;
		return {session => $session, n => $n || 1, sql => $call->($function, $columns), check => sub { $_[0] == 0 }};
	};

	clone($main, 'bench_apply');
	in_database('bench_apply', slurp("$dir/documents.sql"));
	clone('bench_apply', 'bench_apply_pack');
	apply_pack('bench_apply_pack');
	$session = session('bench_apply', 'bench_team');
	$strict = session('bench_apply_pack', 'bench_team');
	$admin = session('bench_apply');

	heading('datamesh.apply() of a document: 100 columns to a table, a tag to a column');
	my %opt = (rounds => 9, ratio => 1.5);
	my $insert = {session => $admin, before => 'BEGIN;', after => 'ROLLBACK;', sql => <<'SQL'};
INSERT INTO public.yardstick (schema_name, relation_name, column_name, tag, state, source, changed_by)
SELECT 'wide', 't' || i / 100, 'c' || i % 100, 'pii.email', 'confirmed', 'contract', 'bench_team' FROM generate_series(1, 10000) AS i;
SQL

	foreach my $columns (5000, 10_000)
	{
		compare("apply, per 1,000 columns; A: 1,000, B: $columns", $first->($session, 1000), $first->($session, $columns, $columns / 1000), %opt);
	}
	compare('validate, per 1,000 columns; A: 1,000, B: 10,000', $plain->('validate', 1000), $plain->('validate', 10_000, 10), %opt);
	%opt = (rounds => 5, cpu => 1000);
	compare('apply of 10,000; A: INSERT of 10,000 such rows', $insert, $first->($session, 10_000), %opt);
	compare('apply of 10,000, whole pack judging; A: no policies', $first->($session, 10_000), $first->($strict, 10_000), %opt);
	compare('validate of 10,000; A: apply', $first->($session, 10_000), $plain->('validate', 10_000), %opt);
	run($session, $call->('apply', 10_000));
	run($strict, $call->('apply', 10_000));
	run($admin, 'VACUUM ANALYZE;');
	compare('second apply of 10,000 (no change); A: INSERT as above', $insert, $plain->('apply', 10_000), %opt);
	compare('second apply of 10,000, whole pack; A: no policies', $plain->('apply', 10_000),
		{%{$plain->('apply', 10_000)}, session => $strict}, %opt);
	close_session($_) foreach $session, $strict, $admin;
}

# ---------------------------------------------------------------------------

$| = 1;
$SIG{PIPE} = 'IGNORE';    # a psql that ended shows in run()
in_database($main, "CREATE ROLE bench_team LOGIN; CREATE ROLE bench_other LOGIN;\n"
	. slurp("$dir/schemas.sql") . slurp("$dir/setup.sql"));
foreach my $part (['ddl', \&part_ddl], ['compliance', \&part_compliance], ['apply', \&part_apply])
{
	$part->[1]->() if !%only || $only{$part->[0]};
}
print_table();
print "bench: $missed bar", ($missed == 1 ? '' : 's'), " missed\n" if $missed;
exit($missed && !$ENV{BENCH_REPORT_ONLY} ? 1 : 0);
