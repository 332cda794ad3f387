/*
 * The catalogue's state.
 *
 * Objects of the database are stored by name, as text, and by nothing else:
 * names survive dump and restore, pg_upgrade and logical replication, and the
 * event triggers follow every rename in the renaming transaction.  There are
 * no foreign keys (a parallel restore loads tables in any order) and no
 * built-in rows (a subscriber's initial copy would collide with them).
 * A row is never deleted to forget something: it is closed with valid_to.
 */

CREATE TABLE datamesh_catalog.setting (
	name text PRIMARY KEY,
	value text NOT NULL
);

CREATE TABLE datamesh_catalog.domain (
	name text PRIMARY KEY,
	owner_role text NOT NULL,
	kind datamesh.domain_kind NOT NULL,
	parent text,
	description text,
	valid_from timestamptz NOT NULL DEFAULT pg_catalog.now(),
	valid_to timestamptz,
	changed_by text NOT NULL
);

CREATE TABLE datamesh_catalog.domain_contact (
	domain text NOT NULL,
	kind text NOT NULL,
	value text NOT NULL,
	PRIMARY KEY (domain, kind)
);

CREATE TABLE datamesh_catalog.domain_schema (
	id uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
	domain text NOT NULL,
	schema_name text NOT NULL,
	valid_from timestamptz NOT NULL DEFAULT pg_catalog.now(),
	valid_to timestamptz,
	changed_by text NOT NULL
);
CREATE UNIQUE INDEX domain_schema_name_key ON datamesh_catalog.domain_schema (schema_name) WHERE valid_to IS NULL;
CREATE INDEX domain_schema_domain_idx ON datamesh_catalog.domain_schema (domain) WHERE valid_to IS NULL;

CREATE TABLE datamesh_catalog.product (
	domain text NOT NULL,
	name text NOT NULL,
	description text,
	documentation_url text,
	sensitivity datamesh.sensitivity,
	retention interval,
	sla jsonb NOT NULL DEFAULT '{}',
	purpose text,
	use_cases text[] NOT NULL DEFAULT '{}',
	tags text[] NOT NULL DEFAULT '{}',
	valid_from timestamptz NOT NULL DEFAULT pg_catalog.now(),
	valid_to timestamptz,
	changed_by text NOT NULL,
	PRIMARY KEY (domain, name)
);

CREATE TABLE datamesh_catalog.product_version (
	domain text NOT NULL,
	product text NOT NULL,
	version datamesh.semver NOT NULL,
	lifecycle datamesh.lifecycle NOT NULL,
	previous_version datamesh.semver,
	ports jsonb NOT NULL DEFAULT '[]',
	published_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	deprecated_at timestamptz,
	retired_at timestamptz,
	changed_by text NOT NULL,
	PRIMARY KEY (domain, product, version)
);

CREATE TABLE datamesh_catalog.port (
	id uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
	domain text NOT NULL,
	product text NOT NULL,
	kind datamesh.port_kind NOT NULL,
	name text NOT NULL,
	schema_name text,
	relation_name text,
	source_product text,
	external text,
	description text,
	valid_from timestamptz NOT NULL DEFAULT pg_catalog.now(),
	valid_to timestamptz,
	changed_by text NOT NULL,
	CHECK (valid_to IS NOT NULL OR pg_catalog.num_nonnulls(relation_name, source_product, external) OPERATOR(pg_catalog.=) 1),
	CHECK ((schema_name IS NULL) OPERATOR(pg_catalog.=) (relation_name IS NULL))
);
CREATE UNIQUE INDEX port_name_key ON datamesh_catalog.port (domain, product, kind, name) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX port_output_relation_key ON datamesh_catalog.port (schema_name, relation_name) WHERE valid_to IS NULL AND kind = 'output';
CREATE INDEX port_relation_idx ON datamesh_catalog.port (schema_name, relation_name) WHERE valid_to IS NULL;

-- Tags that the governance role added; the built-in ones live in the library.
CREATE TABLE datamesh_catalog.tag (
	name text PRIMARY KEY,
	description text,
	allowed_values text[],
	changed_by text NOT NULL
);

CREATE TABLE datamesh_catalog.column_tag (
	id uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
	schema_name text NOT NULL,
	relation_name text NOT NULL,
	column_name text NOT NULL,
	tag text NOT NULL,
	value text,
	state text NOT NULL CHECK (state IN ('confirmed', 'suggested', 'rejected')),
	source text NOT NULL CHECK (source IN ('manual', 'contract', 'classifier', 'propagated')),
	confidence real NOT NULL DEFAULT 1,
	reason text,
	valid_from timestamptz NOT NULL DEFAULT pg_catalog.now(),
	valid_to timestamptz,
	changed_by text NOT NULL
);
CREATE UNIQUE INDEX column_tag_key ON datamesh_catalog.column_tag (schema_name, relation_name, column_name, tag) WHERE valid_to IS NULL;

CREATE TABLE datamesh_catalog.policy (
	name text NOT NULL,
	version integer NOT NULL,
	kind text NOT NULL,
	domain text,			-- NULL: a global policy
	level datamesh.policy_level NOT NULL,
	enforcement datamesh.policy_enforcement NOT NULL,
	moment datamesh.policy_moment NOT NULL,
	existing text NOT NULL DEFAULT 'report' CHECK (existing IN ('report', 'deny_on_touch')),
	scope jsonb NOT NULL DEFAULT '{}',
	parameters jsonb NOT NULL DEFAULT '{}',
	description text,
	message text,
	remediation text,
	separate_approver boolean NOT NULL DEFAULT false,
	tests jsonb NOT NULL DEFAULT '[]',
	valid_from timestamptz NOT NULL DEFAULT pg_catalog.now(),
	valid_to timestamptz,
	changed_by text NOT NULL,
	PRIMARY KEY (name, version)
);
CREATE UNIQUE INDEX policy_name_key ON datamesh_catalog.policy (name) WHERE valid_to IS NULL;

CREATE TABLE datamesh_catalog.waiver (
	id uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
	policy text NOT NULL,
	object_type text NOT NULL,
	object text NOT NULL,
	reason text NOT NULL,
	requested_by text NOT NULL,
	approved_by text NOT NULL,
	granted_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	expires_at timestamptz NOT NULL,
	revoked_at timestamptz,
	revoked_by text
);
CREATE INDEX waiver_policy_idx ON datamesh_catalog.waiver (policy, object) WHERE revoked_at IS NULL;

CREATE TABLE datamesh_catalog.attestation (
	id uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
	control text NOT NULL,
	object_type text NOT NULL,
	object text NOT NULL,
	evidence text NOT NULL,
	author text NOT NULL,
	attested_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	expires_at timestamptz NOT NULL,
	revoked_at timestamptz
);
CREATE INDEX attestation_control_idx ON datamesh_catalog.attestation (control, object_type, object) WHERE revoked_at IS NULL;

/*
 * What is wrong now, one row per policy and object.  root is the relation of a
 * column and the object itself otherwise, so that everything that is known of
 * one relation is found, renamed and dropped through one index.
 */
CREATE TABLE datamesh_catalog.finding (
	policy text NOT NULL,
	object_type text NOT NULL,
	object text NOT NULL,
	root text NOT NULL,
	policy_version integer NOT NULL,
	domain text NOT NULL,
	product text,
	message text NOT NULL,
	fix_sql text,
	waived_until timestamptz,	-- open again from then on, without a write
	since timestamptz NOT NULL DEFAULT pg_catalog.now(),
	PRIMARY KEY (policy, object_type, object)
);
CREATE INDEX finding_domain_idx ON datamesh_catalog.finding (domain, product);
CREATE INDEX finding_root_idx ON datamesh_catalog.finding (root);

/* Every decision of the policy engine; appended, never changed. */
CREATE TABLE datamesh_catalog.decision (
	id uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
	decided_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	outcome text NOT NULL CHECK (outcome IN ('deny', 'warn', 'shadow', 'waived')),
	policy text NOT NULL,
	policy_version integer NOT NULL,
	level datamesh.policy_level NOT NULL,
	moment datamesh.policy_moment NOT NULL,
	command text,
	domain text,
	product text,
	object_type text NOT NULL,
	object text NOT NULL,
	message text NOT NULL,
	role_name text NOT NULL,
	session_role text NOT NULL,
	application_name text,
	denial bigint
);
CREATE INDEX decision_time_idx ON datamesh_catalog.decision (decided_at);

/*
 * Numbers the denials.  nextval() is not undone by the rollback that a denial
 * causes, so a gap between this sequence and the recorded denials shows what
 * was refused but could not be recorded.
 */
CREATE SEQUENCE datamesh_catalog.denial_number;

/*
 * Compliance per product and, with product = '', per domain.  The row is
 * recomputed by whoever changes findings, if nobody else holds it; otherwise a
 * mark in compliance_dirty makes the view compute that row itself.  So DDL
 * never waits for DDL because of bookkeeping.
 */
CREATE TABLE datamesh_catalog.compliance_status (
	domain text NOT NULL,
	product text NOT NULL DEFAULT '',
	required_total integer NOT NULL DEFAULT 0,
	required_failed integer NOT NULL DEFAULT 0,
	recommended_failed integer NOT NULL DEFAULT 0,
	waived integer NOT NULL DEFAULT 0,
	recheck_at timestamptz,		-- when the first of its waivers runs out
	PRIMARY KEY (domain, product)
);

CREATE TABLE datamesh_catalog.compliance_dirty (
	id uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
	domain text NOT NULL,
	product text NOT NULL
);
CREATE INDEX compliance_dirty_idx ON datamesh_catalog.compliance_dirty (domain, product);

CREATE TABLE datamesh_catalog.document (
	id uuid PRIMARY KEY DEFAULT pg_catalog.gen_random_uuid(),
	sha256 bytea NOT NULL,
	original bytea NOT NULL,
	canonical jsonb NOT NULL,
	applied_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	applied_by text NOT NULL
);
CREATE INDEX document_sha256_idx ON datamesh_catalog.document (sha256);

/*
 * The row that wakes the judge before commit: see src/hooks/tick.c.  Nothing
 * is ever written here after installation.  No key, so that a copy of the row
 * arriving by logical replication does no harm.
 */
CREATE TABLE datamesh_catalog.tick (present boolean NOT NULL);
INSERT INTO datamesh_catalog.tick VALUES (true);
