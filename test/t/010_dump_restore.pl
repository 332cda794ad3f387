
# A mesh moves to another database by pg_dump: every row of the catalogue is
# there again, no policy stands in the way of the restore, and the next
# statement is judged as ever.  And a mesh that is dropped leaves nothing.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('dump');
$node->init(extra => [ '--no-locale', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'max_worker_processes = 8');
$node->start;

sub query
{
	my ($db, $sql) = @_;
	return $node->safe_psql($db, $sql);
}

# The SQLSTATE of the error, or "" if there is none.
sub state_of
{
	my ($db, $sql) = @_;
	my ($ret, $out, $err) = $node->psql($db, "\\set VERBOSITY verbose\n$sql");
	return $err =~ /(?:ERROR|FATAL):\s+(\w{5}):/ ? $1 : $err;
}

# --- A populated mesh, in which every table of the catalogue has rows. ---------
$node->safe_psql(
	'postgres', q{
	CREATE DATABASE mesh;
	CREATE ROLE guild;
	CREATE ROLE shop_team LOGIN;
	CREATE ROLE crm_team LOGIN;
	GRANT CREATE ON DATABASE mesh TO shop_team, crm_team;
});
query(
	'mesh', q{
	CREATE EXTENSION datamesh;
	SELECT datamesh.set_mesh_name('acme');
	SELECT datamesh.set_governance_role('guild');
	SELECT datamesh.add_tag('acme.secret', 'never to be shown', '{low,high}');
	SELECT datamesh.register_domain('shop', 'shop_team', 'source_aligned', 'Everything sold');
	SELECT datamesh.register_domain('Shop Äß''"', 'shop_team', 'aggregate', parent => 'shop');
	SELECT datamesh.register_domain('crm', 'crm_team', 'consumer_aligned');
	SELECT datamesh.register_domain('closed', 'crm_team', 'consumer_aligned');
	SELECT datamesh.unregister_domain('closed');
	SELECT datamesh.set_contact('shop', 'technical_owner', E'anna\\n"quoted", \\\\.');
	CREATE SCHEMA shop AUTHORIZATION shop_team;
	CREATE SCHEMA "Odd ""Schema" AUTHORIZATION crm_team;
	SELECT datamesh.attach_schema('shop', 'shop');
	SELECT datamesh.attach_schema('crm', '"Odd ""Schema"');
});
query(
	'mesh', q{
	-- what stands before the policies come
	CREATE TABLE shop.keyless (a int, email text);
	CREATE TABLE shop.given (id int PRIMARY KEY);
	GRANT SELECT ON shop.given TO PUBLIC;
	CREATE TABLE shop.customer (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL, phone text, born date,
		given int REFERENCES shop.given);
	ALTER TABLE shop.customer ENABLE ROW LEVEL SECURITY;
	CREATE POLICY own ON shop.customer USING (email = current_user);
	CREATE INDEX ON shop.customer (lower(email));
	CREATE STATISTICS shop.of_customer ON email, phone FROM shop.customer;
	INSERT INTO shop.given SELECT g FROM generate_series(1, 100) AS g;
	INSERT INTO shop.customer (email, given) SELECT 'c' || g || '@example.org', g FROM generate_series(1, 100) AS g;
	CREATE TABLE shop.orders (id int, at date NOT NULL, customer int REFERENCES shop.customer, PRIMARY KEY (id, at))
		PARTITION BY RANGE (at);
	CREATE TABLE shop.orders_2026 PARTITION OF shop.orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
	CREATE VIEW shop.late AS SELECT id, at FROM shop.orders WHERE at < current_date GROUP BY id, at;
	CREATE MATERIALIZED VIEW "Odd ""Schema".counted AS SELECT count(*) AS n FROM shop.customer;
	CREATE UNIQUE INDEX ON "Odd ""Schema".counted (n);
	CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
	CREATE TRIGGER touch BEFORE UPDATE ON shop.customer FOR EACH ROW EXECUTE FUNCTION shop.touch();
	CREATE RULE quiet AS ON DELETE TO shop.keyless DO INSTEAD NOTHING;
	ALTER TABLE shop.customer ADD CHECK (email LIKE '%@%') NOT VALID;
	CREATE PUBLICATION everything FOR ALL TABLES;
	ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO crm_team;
	COMMENT ON TABLE shop.customer IS 'who buys';
	COMMENT ON COLUMN shop.customer.email IS 'where to write';
	COMMENT ON INDEX shop.customer_lower_idx IS 'to find them';
	COMMENT ON CONSTRAINT customer_pkey ON shop.customer IS 'the key';
	GRANT SELECT ON shop.late TO crm_team;
	GRANT SELECT (id) ON shop.customer TO crm_team;
	GRANT USAGE ON SCHEMA shop TO crm_team;
	SELECT datamesh.create_product('shop.orders', 'All orders', 'https://wiki.example.org/orders', 'confidential', '7 years',
		'{"freshness": "1 hour"}', 'reports', '{finance,marketing}', '{core}');
	SELECT datamesh.create_product('crm.dropped');
	SELECT datamesh.drop_product('crm.dropped');
	SELECT datamesh.create_product('crm."360"');
	SELECT datamesh.attach_output_port('shop.orders', 'shop.late', 'late');
	SELECT datamesh.attach_output_port('shop.orders', 'shop.orders');
	SELECT datamesh.attach_input_port('crm."360"', 'shop.orders');
	SELECT datamesh.attach_input_port('crm."360"', 'external:s3://bucket/x', 'bucket');
	SELECT datamesh.attach_control_port('shop.orders', 'https://control.example.org');
	SELECT datamesh.publish_product('shop.orders', '1.0.0');
	SELECT datamesh.publish_product('shop.orders', '1.1.0-rc.1+b5');
	SELECT datamesh.tag_column('shop.customer', 'email', 'pii.email');
	SELECT datamesh.tag_column('shop.customer', 'email', 'sensitivity', 'restricted');
	SELECT datamesh.tag_column('shop.customer', 'phone', 'acme.secret', 'high');
	SELECT datamesh.untag_column('shop.customer', 'phone', 'acme.secret');
	SELECT datamesh.reject_tag('shop.customer', 'phone', 'pii.phone', 'of the shop, not of a person');
});
query(
	'mesh', q{
	-- every one denies
	SELECT datamesh.create_policy('keys', 'primary_key_required');
	SELECT datamesh.create_policy('keys', 'primary_key_required', description => 'second version');
	SELECT datamesh.create_policy('comments', 'comment_required', parameters => '{"on": ["relation", "column"]}', level => 'recommended');
	SELECT datamesh.create_policy('no public', 'no_public_grants');
	SELECT datamesh.create_policy('ports only', 'ports_only');
	SELECT datamesh.create_policy('rls', 'rls_required');
	SELECT datamesh.create_policy('personal', 'pii_tag_required', existing => 'deny_on_touch');
	SELECT datamesh.create_policy('contacts', 'contacts_required', parameters => '{"contacts": ["technical_owner", "steward"]}');
	SELECT datamesh.create_policy('names', 'naming', parameters => '{"patterns": {"index": "^ix_", "table": "^t_", "column": "^c_"}}');
	SELECT datamesh.create_policy('types', 'allowed_types', parameters => '{"forbidden": {"date": ["timestamptz"], "integer": ["bigint"]}}');
	SELECT datamesh.create_policy('indexed', 'sql_rule', domain => 'shop', parameters => jsonb_build_object('query',
		'SELECT object, ''has no index'' AS message FROM datamesh_fact.relations_v1 AS r WHERE kind = ''table'' AND NOT EXISTS (SELECT FROM datamesh_fact.indexes_v1 AS i WHERE i.relation_oid = r.relation_oid)'));
	SELECT datamesh.create_policy('granted', 'sql_rule', parameters => jsonb_build_object('query',
		'SELECT DISTINCT object, grantee || '' may '' || privilege AS message FROM datamesh_fact.grants_v1 WHERE NOT is_owner AND object_type <> ''function'''));
	SELECT datamesh.create_policy('dropped', 'owner_required');
	SELECT datamesh.drop_policy('dropped');
	SELECT datamesh.waive('keys', 'shop.keyless', 'being replaced', '2100-01-01');
	SELECT datamesh.revoke_waiver(datamesh.waive('rls', 'domain crm', 'by mistake', '2100-01-01'));
	SELECT datamesh.attest('encryption-at-rest', 'https://wiki.example.org/luks', '2100-01-01');
});
query('mesh', q{SELECT * FROM datamesh.apply('{"apiVersion": "datamesh/v1", "kind": "Domain", "metadata": {"name": "crm", "annotations": {"x": "é"}}, "spec": {"description": "Who buys"}}')});
query('mesh', q{SELECT datamesh.evaluate()});
is(state_of('mesh', 'CREATE TABLE shop.denied (c_x int);'), 'MD001', 'the source denies');
query('mesh', q{SELECT datamesh.set_enforcement('names', 'warn')});
query('mesh', q{BEGIN; CREATE UNLOGGED TABLE shop.t_warned (c_id bigint PRIMARY KEY, other bigint, c_note text); COMMENT ON TABLE shop.t_warned IS 'x';
	COMMENT ON COLUMN shop.t_warned.c_id IS 'x'; COMMENT ON COLUMN shop.t_warned.other IS 'x'; COMMENT ON COLUMN shop.t_warned.c_note IS 'x';
	REVOKE ALL ON shop.t_warned FROM crm_team; COMMIT});
query('mesh', q{SELECT datamesh.set_enforcement('names', 'deny')});

my @tables = split /\n/, query(
	'mesh', q{SELECT relname FROM pg_class
	WHERE relnamespace = 'datamesh_catalog'::regnamespace AND relkind = 'r' AND relname <> 'tick' ORDER BY 1});

sub contents
{
	my ($db) = @_;
	my %rows;
	for my $table (@tables)
	{
		$rows{$table} = query($db, "SELECT t::text FROM datamesh_catalog.$table AS t ORDER BY t::text COLLATE \"C\"");
	}
	$rows{denial_number} = query($db, 'SELECT last_value, is_called FROM datamesh_catalog.denial_number');
	return \%rows;
}
my $before = contents('mesh');
is(join(' ', grep { $before->{$_} eq '' && $_ ne 'compliance_dirty' } @tables), '', 'every table has rows to be lost');

# --- Restored, each way. --------------------------------------------------------
my $plain = $node->basedir . '/mesh.sql';
my $custom = $node->basedir . '/mesh.dump';
my @connect = ('-h', $node->host, '-p', $node->port);
command_ok([ 'pg_dump', @connect, '-f', $plain, 'mesh' ], 'pg_dump');
command_ok([ 'pg_dump', @connect, '-Fc', '-f', $custom, 'mesh' ], 'pg_dump -Fc');

sub restored
{
	my ($db, $how, @command) = @_;
	query('postgres', "CREATE DATABASE $db");
	my ($out, $err);
	my $ok = IPC::Run::run(\@command, '>', \$out, '2>', \$err);
	ok($ok, "$how: nothing stands in the way") or diag($err);
	unlike($err, qr/ERROR|MD001/, "$how: not even for one statement");

	my $after = contents($db);
	is($after->{$_}, $before->{$_}, "$how: $_") for (@tables, 'denial_number');

	# the database itself
	is( query($db, q{SELECT count(*) FROM shop.customer}), '100', "$how: rows of the domain");
	is( query($db, q{SELECT relacl::text FROM pg_class WHERE oid = 'shop.given'::regclass}),
		query('mesh', q{SELECT relacl::text FROM pg_class WHERE oid = 'shop.given'::regclass}), "$how: grants");
	is(query($db, q{SELECT col_description('shop.customer'::regclass, 2)}), 'where to write', "$how: comments");
	is(query($db, q{SELECT count(*) FROM pg_constraint WHERE conrelid = 'shop.customer'::regclass AND contype IN ('p','f','c')}), '3', "$how: constraints");

	# judged as ever, at once
	is(state_of($db, 'CREATE TABLE shop.denied (c_x int);'), 'MD001', "$how: DDL is judged afterwards");
	is(state_of($db, 'ALTER TABLE shop.customer ADD COLUMN mobile_phone text;'), 'MD001', "$how: ... of restored tables");
	is(state_of($db, 'GRANT SELECT ON shop.orders TO PUBLIC;'), 'MD001', "$how: ... and rights on them");
	is(query($db, q{SELECT owner FROM datamesh.domains WHERE domain = 'shop'}), 'shop_team', "$how: views");
	is(query($db, q{SET ROLE shop_team; SELECT datamesh.set_contact('shop', 'on_call', '24/7'); SELECT value FROM datamesh.contacts WHERE kind = 'on_call'}),
		"24/7\n24/7", "$how: owners are owners");
	is(query($db, q{SELECT datamesh.publish_product('shop.orders', '0.9.0')
		WHERE false; SELECT active_version FROM datamesh_fact.products_v1 WHERE product = 'orders'}), '1.1.0-rc.1+b5', "$how: versions");

	# evaluation finds what was found there
	query($db, q{SELECT datamesh.unset_contact('shop', 'on_call')});
	query($db, q{SELECT datamesh.evaluate()});
	# (in parallel indexes come in another order, and so do complaints about them)
	my $findings = q{SELECT policy, object, state, (SELECT string_agg(p, '; ' ORDER BY p) FROM unnest(string_to_array(message, '; ')) AS p)
		FROM datamesh.findings ORDER BY 1, 2};
	is( query($db, $findings), query('mesh', $findings),
		"$how: evaluation comes to the same findings");
	return;
}

restored('plain', 'pg_dump | psql', 'psql', '-X', @connect, '-v', 'ON_ERROR_STOP=1', '-q', '-f', $plain, '-d', 'plain');
restored('single', 'psql -1', 'psql', '-X', @connect, '-v', 'ON_ERROR_STOP=1', '-q', '-1', '-f', $plain, '-d', 'single');
restored('custom', 'pg_restore', 'pg_restore', @connect, '--exit-on-error', '-d', 'custom', $custom);
restored('parallel', 'pg_restore -j4', 'pg_restore', @connect, '--exit-on-error', '-j4', '-d', 'parallel', $custom);

# A dump of the copy is the dump of the original.
is(contents('mesh')->{$_}, $before->{$_}, "the source is as it was: $_") for @tables;

# --- Restored where a role is missing: a finding, no trouble. --------------------
query($_, q{SET datamesh.enforcement = off; REASSIGN OWNED BY crm_team TO guild; DROP OWNED BY crm_team CASCADE})
  for qw(mesh plain single custom parallel);
query('postgres', q{DROP OWNED BY crm_team CASCADE; DROP ROLE crm_team});
command_ok([ 'pg_dump', @connect, '-Fc', '-f', $custom, 'mesh' ], 'dump without the role of a domain');
query('postgres', 'CREATE DATABASE roleless');
command_ok([ 'pg_restore', @connect, '--exit-on-error', '-d', 'roleless', $custom ], '... and restore');
is(query('roleless', q{SELECT owner_role, owner_exists FROM datamesh_fact.domains_v1 WHERE domain = 'crm'}),
	'crm_team|f', 'a domain whose role is missing is there');

# --- Dropped: nothing is left. ----------------------------------------------------
sub leftovers
{
	my ($db) = @_;
	return query(
		$db, q{
		SELECT 'schema', nspname FROM pg_namespace WHERE nspname ~ 'datamesh'
		UNION ALL SELECT 'function', proname FROM pg_proc WHERE probin ~ 'datamesh' OR proname ~ 'datamesh'
		UNION ALL SELECT 'type', typname FROM pg_type WHERE typname ~ 'datamesh|semver|product_ref'
		UNION ALL SELECT 'relation', relname FROM pg_class WHERE relname ~ 'datamesh'
		UNION ALL SELECT 'event trigger', evtname FROM pg_event_trigger
		UNION ALL SELECT 'operator class', opcname FROM pg_opclass WHERE opcname ~ 'semver|product_ref'
		UNION ALL SELECT 'role', rolname FROM pg_roles WHERE rolname ~ 'datamesh'
		UNION ALL SELECT 'setting', unnest(setconfig) FROM pg_db_role_setting WHERE setconfig::text ~ 'datamesh'
		UNION ALL SELECT 'label', label FROM pg_seclabel
		UNION ALL SELECT 'dependency', classid::regclass::text FROM pg_depend AS d
			WHERE refclassid = 'pg_extension'::regclass AND NOT EXISTS (SELECT FROM pg_extension AS e WHERE e.oid = d.refobjid)});
}
isnt(leftovers('parallel'), '', 'the search for leftovers finds an extension that is there');
my $tables_before = query('parallel', q{SELECT count(*) FROM pg_class WHERE relnamespace IN ('shop'::regnamespace, '"Odd ""Schema"'::regnamespace)});
query('parallel', 'DROP EXTENSION datamesh');
is(leftovers('parallel'), '', 'DROP EXTENSION leaves nothing');
is(query('parallel', q{SELECT count(*) FROM pg_class WHERE relnamespace IN ('shop'::regnamespace, '"Odd ""Schema"'::regnamespace)}),
	$tables_before, '... and takes nothing');
is(state_of('parallel', 'CREATE TABLE shop.free (x int); DROP TABLE shop.free;'), '', '... and nobody judges');
query('parallel', 'CREATE EXTENSION datamesh');
is(query('parallel', 'SELECT count(*) FROM datamesh.domains'), '0', 'created again it is empty');

$node->stop;
done_testing();
