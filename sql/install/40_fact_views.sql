/*
 * 40_fact_views.sql
 *	  Facts about governed objects, for policies of kind sql_rule and for anybody
 *	  who wants to ask the same questions.
 *
 * The names carry a version because stored rules depend on them: a view of this
 * schema is never changed in what it means and never loses a column.  What needs
 * another shape becomes x_v2 beside x_v1.
 *
 * Everybody may read them, so they hold nothing but what pg_catalog shows to
 * everybody and what the public views of schema datamesh show.  That is also why
 * none of them is a security barrier: what their WHERE clauses leave out is not
 * secret, only closed or not governed.
 *
 * "Governed" is what lies in a schema that is attached to a domain and does not
 * belong to an extension.  Wherever a column is called "object" it is the
 * identity that findings, waivers and rules use for the thing.
 *
 * Names of pg_catalog are compared with ours in our columns' collation, or the
 * indexes of our tables would be of no use.
 *
 * Names and operators are resolved here and now, with search_path at pg_catalog,
 * as CREATE EXTENSION sets it; the reader's search_path has no say in them.
 */

CREATE FUNCTION datamesh_catalog.identity(schema_name text) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_identity';
COMMENT ON FUNCTION datamesh_catalog.identity(schema_name text) IS
'Identity of a schema as an object: its name, quoted if SQL needs it. For the fact views.
Example: datamesh_catalog.identity(''Odd'') is "Odd"';

CREATE FUNCTION datamesh_catalog.identity(schema_name text, relation_name text) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_identity';
COMMENT ON FUNCTION datamesh_catalog.identity(schema_name text, relation_name text) IS
'Identity of a relation as an object: schema.relation, quoted where SQL needs it. For the fact views.
Example: datamesh_catalog.identity(''shop'', ''Orders'') is shop."Orders"';

CREATE FUNCTION datamesh_catalog.identity(schema_name text, relation_name text, column_name text) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_identity';
COMMENT ON FUNCTION datamesh_catalog.identity(schema_name text, relation_name text, column_name text) IS
'Identity of a column as an object: schema.relation.column, quoted where SQL needs it. For the fact views.
Example: datamesh_catalog.identity(''shop'', ''orders'', ''order'') is shop.orders."order"';

CREATE FUNCTION datamesh_catalog.domain_identity(name text) RETURNS text
	LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_domain_identity';
COMMENT ON FUNCTION datamesh_catalog.domain_identity(name text) IS
'Identity of a domain as an object: its name, in quotes if it holds more than letters, digits, "_" and "-". For the fact views.
Example: datamesh_catalog.domain_identity(''after sales'') is "after sales"';

CREATE FUNCTION datamesh_catalog.function_identity(function oid) RETURNS text
	LANGUAGE C STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_function_identity';
COMMENT ON FUNCTION datamesh_catalog.function_identity(function oid) IS
'Identity of a function as an object: schema.function(types); NULL if there is none. For the fact views.
Example: shop.total(integer)';

CREATE VIEW datamesh_fact.domains_v1 AS
SELECT d.name AS domain,
	datamesh_catalog.domain_identity(d.name) AS object,
	d.owner_role,
	EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname = d.owner_role) AS owner_exists,
	d.kind,
	d.parent,
	d.description,
	(SELECT coalesce(pg_catalog.jsonb_object_agg(k.kind, k.value), '{}')
	 FROM datamesh_catalog.domain_contact AS k WHERE k.domain = d.name) AS contacts,
	d.valid_from AS registered_at
FROM datamesh_catalog.domain AS d
WHERE d.valid_to IS NULL;
COMMENT ON VIEW datamesh_fact.domains_v1 IS
'Registered domains, one row each.
domain: its name. object: its identity. owner_role: the role that owns it, by name. owner_exists: whether that role exists (a restore may lack it). kind: source_aligned, aggregate or consumer_aligned. parent: the domain it is part of, or NULL. description: free text, or NULL. contacts: jsonb, kind of contact to value, {} if there are none. registered_at: since when.';

CREATE VIEW datamesh_fact.schemas_v1 AS
SELECT s.domain,
	datamesh_catalog.identity(s.schema_name) AS object,
	s.schema_name,
	n.oid AS schema_oid,
	n.oid IS NOT NULL AS present,
	pg_catalog.pg_get_userbyid(n.nspowner)::pg_catalog.text AS owner_role,
	pg_catalog.obj_description(n.oid, 'pg_namespace') AS comment,
	s.valid_from AS attached_at
FROM datamesh_catalog.domain_schema AS s
	LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.schema_name
WHERE s.valid_to IS NULL;
COMMENT ON VIEW datamesh_fact.schemas_v1 IS
'Schemas attached to domains, one row each.
domain: whose it is. object: its identity (the quoted name). schema_name: its plain name. schema_oid: its oid in pg_namespace. present: whether the schema exists (a partial restore may lack it); if not, the columns from pg_catalog are NULL. owner_role: its owner. comment: COMMENT ON SCHEMA, or NULL. attached_at: since when.';

CREATE VIEW datamesh_fact.products_v1 AS
SELECT p.domain,
	p.name AS product,
	datamesh.product_ref(p.domain, p.name)::pg_catalog.text AS object,
	p.description,
	p.documentation_url,
	p.sensitivity,
	p.retention,
	p.sla,
	p.purpose,
	p.use_cases,
	p.tags,
	(SELECT v.version FROM datamesh_catalog.product_version AS v
	 WHERE v.domain = p.domain AND v.product = p.name AND v.lifecycle = 'active'
	 ORDER BY v.version DESC LIMIT 1) AS active_version,
	p.valid_from AS created_at
FROM datamesh_catalog.product AS p
WHERE p.valid_to IS NULL;
COMMENT ON VIEW datamesh_fact.products_v1 IS
'Data products, one row each.
domain, product: their names. object: the identity, domain.product. description, documentation_url, purpose: free text, or NULL. sensitivity: public, internal, confidential or restricted, in that order; or NULL. retention: how long data is kept, or NULL. sla: jsonb, {} if nothing is promised. use_cases, tags: text[], maybe empty. active_version: the published version that is in use (semver), or NULL. created_at: since when.';

CREATE VIEW datamesh_fact.product_versions_v1 AS
SELECT v.domain,
	v.product,
	datamesh.product_ref(v.domain, v.product)::pg_catalog.text AS object,
	v.version,
	v.lifecycle,
	v.previous_version,
	v.published_at,
	v.deprecated_at,
	v.retired_at
FROM datamesh_catalog.product_version AS v
	JOIN datamesh_catalog.product AS p ON p.domain = v.domain AND p.name = v.product
WHERE p.valid_to IS NULL;
COMMENT ON VIEW datamesh_fact.product_versions_v1 IS
'Published versions of the data products that there are, one row each.
domain, product: their names. object: the identity of the product, domain.product. version: semver. lifecycle: draft, active, deprecated or retired. previous_version: the one that was active before it, or NULL. published_at, deprecated_at, retired_at: when it became so, or NULL.';

CREATE VIEW datamesh_fact.ports_v1 AS
SELECT p.domain,
	p.product,
	datamesh.product_ref(p.domain, p.product)::pg_catalog.text AS object,
	p.kind,
	p.name,
	p.description,
	p.schema_name,
	p.relation_name,
	datamesh_catalog.identity(p.schema_name, p.relation_name) AS relation,
	(SELECT c.oid FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
	 WHERE n.nspname = p.schema_name AND c.relname = p.relation_name) AS relation_oid,
	p.source_product,
	p.external
FROM datamesh_catalog.port AS p
WHERE p.valid_to IS NULL;
COMMENT ON VIEW datamesh_fact.ports_v1 IS
'Ports of data products, one row each.
domain, product: the product. object: its identity, domain.product. kind: input, output or control. name: of the port. description: free text, or NULL. A port leads to exactly one of: a relation (schema_name, relation_name, relation: its identity, relation_oid: NULL if it does not exist), a product (source_product, maybe with version), or something else (external, as a URI).';

CREATE VIEW datamesh_fact.relations_v1 AS
SELECT s.domain,
	(SELECT p.product FROM datamesh_catalog.port AS p
	 WHERE p.schema_name = s.schema_name AND p.relation_name = c.relname::pg_catalog.text COLLATE pg_catalog."default"
		AND p.kind = 'output' AND p.valid_to IS NULL) AS product,
	datamesh_catalog.identity(n.nspname, c.relname) AS object,
	s.schema_name,
	c.relname::pg_catalog.text COLLATE pg_catalog."default" AS relation_name,
	c.oid AS relation_oid,
	CASE
		WHEN c.relispartition THEN 'partition'
		WHEN c.relkind IN ('r', 'p') THEN 'table'
		WHEN c.relkind = 'v' THEN 'view'
		WHEN c.relkind = 'm' THEN 'materialized_view'
		WHEN c.relkind = 'f' THEN 'foreign_table'
	END AS kind,
	c.relkind = 'p' AS is_partitioned,
	c.relpersistence = 'u' AS is_unlogged,
	pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text AS owner_role,
	pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
	EXISTS (SELECT FROM pg_catalog.pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary) AS has_primary_key,
	c.relrowsecurity AS row_security,
	c.relforcerowsecurity AS force_row_security,
	nullif(c.reltuples, -1)::pg_catalog.int8 AS estimated_rows
FROM datamesh_catalog.domain_schema AS s
	JOIN pg_catalog.pg_namespace AS n ON n.nspname = s.schema_name
	JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid
WHERE s.valid_to IS NULL
	AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
		WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.objsubid = 0
			AND e.deptype = 'e');
COMMENT ON VIEW datamesh_fact.relations_v1 IS
'Governed relations: tables, partitions, views, materialized views, foreign tables; one row each.
domain: whose it is. product: the product of this domain whose output port it is, or NULL. object: its identity, schema.relation quoted as SQL needs it. schema_name, relation_name: the plain names. relation_oid: its oid in pg_class. kind: table, partition, view, materialized_view or foreign_table. is_partitioned: has partitions itself. is_unlogged: is lost in a crash. owner_role: its owner. comment: COMMENT ON it, or NULL. has_primary_key. row_security, force_row_security: whether row security is enabled, and for the owner too. estimated_rows: what the planner believes, NULL if it was never counted.';

CREATE VIEW datamesh_fact.columns_v1 AS
SELECT r.domain,
	r.product,
	datamesh_catalog.identity(r.schema_name, r.relation_name, a.attname) AS object,
	r.object AS relation,
	r.schema_name,
	r.relation_name,
	r.relation_oid,
	r.kind AS relation_kind,
	a.attname::pg_catalog.text COLLATE pg_catalog."default" AS column_name,
	a.attnum::pg_catalog.int4 AS "position",
	pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
	pg_catalog.format_type(a.atttypid, NULL) AS type_name,
	a.attnotnull AS not_null,
	a.atthasdef AND a.attgenerated = '' AS has_default,
	a.attidentity <> '' AS is_identity,
	a.attgenerated <> '' AS is_generated,
	pg_catalog.col_description(a.attrelid, a.attnum) AS comment,
	ARRAY (SELECT t.tag FROM datamesh_catalog.column_tag AS t
		WHERE t.schema_name = r.schema_name AND t.relation_name = r.relation_name
			AND t.column_name = a.attname::pg_catalog.text COLLATE pg_catalog."default" AND t.state = 'confirmed' AND t.valid_to IS NULL
		ORDER BY t.tag) AS tags
FROM datamesh_fact.relations_v1 AS r
	JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.relation_oid
WHERE a.attnum > 0 AND NOT a.attisdropped;
COMMENT ON VIEW datamesh_fact.columns_v1 IS
'Columns of governed relations, one row each.
domain, product: as of the relation. object: the identity of the column, schema.relation.column. relation: the identity of its relation. schema_name, relation_name, relation_oid, relation_kind: the relation, as in relations_v1. column_name: plain name. position: pg_attribute.attnum. type: with its modifiers, as varchar(40). type_name: without them. not_null. has_default, is_identity, is_generated. comment: COMMENT ON COLUMN, or NULL. tags: text[], the tags that somebody confirmed, in order; {} if none. Suggested and rejected tags, and values of tags, are in column_tags_v1.';

CREATE VIEW datamesh_fact.column_tags_v1 AS
SELECT c.domain,
	c.product,
	c.object,
	c.relation,
	c.schema_name,
	c.relation_name,
	c.column_name,
	t.tag,
	t.value,
	t.state,
	t.source,
	t.confidence,
	t.reason,
	t.valid_from AS tagged_at
FROM datamesh_fact.columns_v1 AS c
	-- one look into the index per column (OFFSET 0), whatever the planner knows of the table
	CROSS JOIN LATERAL (SELECT * FROM datamesh_catalog.column_tag
		WHERE schema_name = c.schema_name AND relation_name = c.relation_name AND column_name = c.column_name
			AND valid_to IS NULL OFFSET 0) AS t;
COMMENT ON VIEW datamesh_fact.column_tags_v1 IS
'Tags on columns of governed relations, one row each.
domain, product, object, relation, schema_name, relation_name, column_name: the column, as in columns_v1. tag: of the vocabulary. value: one of the values that the tag allows, or NULL. state: confirmed, suggested, or rejected ("it is not"). source: manual, contract, classifier or propagated. confidence: 0 to 1. reason: why it was rejected, or NULL. tagged_at: since when.';

CREATE VIEW datamesh_fact.constraints_v1 AS
SELECT r.domain,
	r.product,
	r.object AS relation,
	r.schema_name,
	r.relation_name,
	r.relation_oid,
	k.conname::pg_catalog.text AS constraint_name,
	k.oid AS constraint_oid,
	CASE k.contype
		WHEN 'p' THEN 'primary_key'
		WHEN 'u' THEN 'unique'
		WHEN 'f' THEN 'foreign_key'
		WHEN 'c' THEN 'check'
		WHEN 'x' THEN 'exclusion'
	END AS kind,
	ARRAY (SELECT a.attname::pg_catalog.text
		FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u (attnum, nr)
			JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.attnum
		ORDER BY u.nr) AS columns,
	k.convalidated AS is_validated,
	k.condeferrable AS is_deferrable,
	pg_catalog.pg_get_constraintdef(k.oid) AS definition
FROM datamesh_fact.relations_v1 AS r
	JOIN pg_catalog.pg_constraint AS k ON k.conrelid = r.relation_oid
	LEFT JOIN pg_catalog.pg_constraint AS up ON up.oid = k.conparentid
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')
	-- what a foreign key to a partitioned table keeps for each partition
	AND up.conrelid IS DISTINCT FROM k.conrelid;
COMMENT ON VIEW datamesh_fact.constraints_v1 IS
'Constraints of governed relations, one row each; NOT NULL is in columns_v1 on every version of PostgreSQL.
domain, product, relation, schema_name, relation_name, relation_oid: the relation, as in columns_v1. constraint_name, constraint_oid. kind: primary_key, unique, foreign_key, check or exclusion. columns: text[], names in the order of the constraint; {} if it is about expressions. is_validated: holds for all rows, not only for new ones. is_deferrable. definition: as pg_get_constraintdef() shows it.';

CREATE VIEW datamesh_fact.foreign_keys_v1 AS
SELECT k.domain,
	k.product,
	k.relation,
	k.schema_name,
	k.relation_name,
	k.relation_oid,
	k.constraint_name,
	k.columns,
	s.domain AS referenced_domain,
	(SELECT p.product FROM datamesh_catalog.port AS p
	 WHERE p.schema_name = s.schema_name AND p.relation_name = c.relname::pg_catalog.text COLLATE pg_catalog."default"
		AND p.kind = 'output' AND p.valid_to IS NULL) AS referenced_product,
	datamesh_catalog.identity(n.nspname, c.relname) AS referenced_relation,
	n.nspname::pg_catalog.text AS referenced_schema_name,
	c.relname::pg_catalog.text AS referenced_relation_name,
	c.oid AS referenced_relation_oid,
	ARRAY (SELECT a.attname::pg_catalog.text
		FROM pg_catalog.unnest(o.confkey) WITH ORDINALITY AS u (attnum, nr)
			JOIN pg_catalog.pg_attribute AS a ON a.attrelid = o.confrelid AND a.attnum = u.attnum
		ORDER BY u.nr) AS referenced_columns,
	CASE o.confupdtype
		WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
		WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default'
	END AS on_update,
	CASE o.confdeltype
		WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade'
		WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default'
	END AS on_delete,
	k.is_validated
FROM datamesh_fact.constraints_v1 AS k
	JOIN pg_catalog.pg_constraint AS o ON o.oid = k.constraint_oid
	JOIN pg_catalog.pg_class AS c ON c.oid = o.confrelid
	JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
	LEFT JOIN datamesh_catalog.domain_schema AS s ON s.schema_name = n.nspname::pg_catalog.text COLLATE pg_catalog."default" AND s.valid_to IS NULL
WHERE k.kind = 'foreign_key';
COMMENT ON VIEW datamesh_fact.foreign_keys_v1 IS
'Foreign keys of governed relations, one row each.
domain, product, relation, schema_name, relation_name, relation_oid: the referencing relation, as in columns_v1. constraint_name. columns: text[], the referencing columns. referenced_domain: the domain of the referenced relation, NULL if it is not governed. referenced_product: the product whose output port that is, or NULL. referenced_relation: its identity. referenced_schema_name, referenced_relation_name, referenced_relation_oid. referenced_columns: text[], in the order of columns. on_update, on_delete: no action, restrict, cascade, set null or set default. is_validated: holds for all rows.';

CREATE VIEW datamesh_fact.indexes_v1 AS
SELECT r.domain,
	r.product,
	r.object AS relation,
	r.schema_name,
	r.relation_name,
	r.relation_oid,
	x.relname::pg_catalog.text AS index_name,
	x.oid AS index_oid,
	m.amname::pg_catalog.text AS method,
	i.indisunique AS is_unique,
	i.indisprimary AS is_primary,
	i.indisvalid AS is_valid,
	ARRAY (SELECT pg_catalog.pg_get_indexdef(x.oid, u.nr, false)
		FROM pg_catalog.generate_series(1, i.indnkeyatts::pg_catalog.int4) AS u (nr) ORDER BY u.nr) AS columns,
	ARRAY (SELECT pg_catalog.pg_get_indexdef(x.oid, u.nr, false)
		FROM pg_catalog.generate_series(i.indnkeyatts + 1, i.indnatts::pg_catalog.int4) AS u (nr) ORDER BY u.nr) AS included_columns,
	pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
	pg_catalog.pg_get_indexdef(x.oid) AS definition
FROM datamesh_fact.relations_v1 AS r
	JOIN pg_catalog.pg_index AS i ON i.indrelid = r.relation_oid
	JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
	JOIN pg_catalog.pg_am AS m ON m.oid = x.relam;
COMMENT ON VIEW datamesh_fact.indexes_v1 IS
'Indexes of governed relations, one row each.
domain, product, relation, schema_name, relation_name, relation_oid: the relation, as in columns_v1. index_name (in the same schema), index_oid. method: btree, hash, gin, ... is_unique, is_primary. is_valid: false if building it failed. columns: text[], what is indexed: quoted column names or expressions. included_columns: text[], what INCLUDE adds. predicate: of a partial index, or NULL. definition: the CREATE INDEX statement.';

CREATE VIEW datamesh_fact.grants_v1 AS
SELECT o.domain,
	o.product,
	o.object_type,
	o.object,
	o.schema_name,
	o.name,
	o.column_name,
	CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(g.grantee)::pg_catalog.text END AS grantee,
	g.grantee = 0 AS is_public,
	g.grantee = o.owner AS is_owner,
	g.privilege_type AS privilege,
	g.is_grantable,
	pg_catalog.pg_get_userbyid(g.grantor)::pg_catalog.text AS grantor
FROM (
	SELECT s.domain, NULL::pg_catalog.text AS product, 'schema' AS object_type, s.object, s.schema_name,
		s.schema_name AS name, NULL::pg_catalog.text AS column_name, n.nspowner AS owner,
		coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner)) AS acl
	FROM datamesh_fact.schemas_v1 AS s
		JOIN pg_catalog.pg_namespace AS n ON n.oid = s.schema_oid
	UNION ALL
	SELECT r.domain, r.product, 'relation', r.object, r.schema_name, r.relation_name, NULL, c.relowner,
		coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))
	FROM datamesh_fact.relations_v1 AS r
		JOIN pg_catalog.pg_class AS c ON c.oid = r.relation_oid
	UNION ALL
	SELECT r.domain, r.product, 'column', datamesh_catalog.identity(r.schema_name, r.relation_name, a.attname), r.schema_name,
		r.relation_name, a.attname::pg_catalog.text, c.relowner, a.attacl
	FROM datamesh_fact.relations_v1 AS r
		JOIN pg_catalog.pg_class AS c ON c.oid = r.relation_oid
		JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
	WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped
	UNION ALL
	SELECT s.domain, NULL, 'function', datamesh_catalog.function_identity(f.oid), s.schema_name,
		f.proname::pg_catalog.text, NULL, f.proowner,
		coalesce(f.proacl, pg_catalog.acldefault('f', f.proowner))
	FROM datamesh_fact.schemas_v1 AS s
		JOIN pg_catalog.pg_proc AS f ON f.pronamespace = s.schema_oid
	WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
		WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = f.oid AND e.deptype = 'e')
	) AS o
	CROSS JOIN LATERAL pg_catalog.aclexplode(o.acl) AS g;
COMMENT ON VIEW datamesh_fact.grants_v1 IS
'Rights on governed schemas, relations, columns and functions: one row per object, grantee and privilege. What PostgreSQL grants by default (all to the owner, EXECUTE on functions to PUBLIC) is listed as well.
domain: whose the object is. product: whose output port the relation is, or NULL. object_type: schema, relation, column or function. object: its identity. schema_name. name: plain name of the schema, relation or function. column_name: of a column, else NULL. grantee: role name, or PUBLIC. is_public: granted to everybody (a role may be called PUBLIC). is_owner: the grantee owns the object. privilege: SELECT, USAGE, EXECUTE, ... is_grantable: with grant option. grantor: role name.';

CREATE VIEW datamesh_fact.dependencies_v1 AS
SELECT r.domain,
	r.product,
	r.object AS relation,
	r.schema_name,
	r.relation_name,
	r.relation_oid,
	r.kind AS relation_kind,
	s.domain AS referenced_domain,
	(SELECT p.product FROM datamesh_catalog.port AS p
	 WHERE p.schema_name = s.schema_name AND p.relation_name = c.relname::pg_catalog.text COLLATE pg_catalog."default"
		AND p.kind = 'output' AND p.valid_to IS NULL) AS referenced_product,
	datamesh_catalog.identity(n.nspname, c.relname) AS referenced_relation,
	n.nspname::pg_catalog.text AS referenced_schema_name,
	c.relname::pg_catalog.text AS referenced_relation_name,
	c.oid AS referenced_relation_oid,
	ARRAY (SELECT a.attname::pg_catalog.text
		FROM pg_catalog.unnest(d.attnums) AS u (attnum)
			JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = u.attnum
		ORDER BY a.attnum) AS referenced_columns
FROM datamesh_fact.relations_v1 AS r
	JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = r.relation_oid AND w.rulename = '_RETURN'
	CROSS JOIN LATERAL (
		SELECT p.refobjid, pg_catalog.array_agg(p.refobjsubid) AS attnums
		FROM pg_catalog.pg_depend AS p
		WHERE p.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND p.objid = w.oid
			AND p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.deptype = 'n'
			AND p.refobjid <> w.ev_class
		GROUP BY p.refobjid
	) AS d
	JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
	JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
	LEFT JOIN datamesh_catalog.domain_schema AS s ON s.schema_name = n.nspname::pg_catalog.text COLLATE pg_catalog."default" AND s.valid_to IS NULL;
COMMENT ON VIEW datamesh_fact.dependencies_v1 IS
'What governed views and materialized views read directly: one row per reading and read relation.
domain, product, relation, schema_name, relation_name, relation_oid, relation_kind: the view that reads, as in columns_v1. referenced_domain: the domain of what it reads, NULL if that is not governed. referenced_product: the product whose output port that is, or NULL. referenced_relation: its identity. referenced_schema_name, referenced_relation_name, referenced_relation_oid. referenced_columns: text[], the columns it uses; {} if it uses none by name, as count(*). PostgreSQL itself does not note relations of pg_catalog, so they are missing.';

CREATE VIEW datamesh_fact.roles_v1 AS
SELECT r.rolname::pg_catalog.text AS role_name,
	r.oid AS role_oid,
	r.rolsuper AS is_superuser,
	r.rolinherit AS inherits,
	r.rolcreaterole AS can_create_role,
	r.rolcreatedb AS can_create_db,
	r.rolcanlogin AS can_login,
	r.rolreplication AS can_replicate,
	r.rolbypassrls AS bypasses_row_security,
	r.rolconnlimit AS connection_limit,
	r.rolvaliduntil AS valid_until,
	r.rolname ~ '^pg_' AS is_predefined,
	ARRAY (SELECT DISTINCT g.rolname::pg_catalog.text
		FROM pg_catalog.pg_auth_members AS m JOIN pg_catalog.pg_roles AS g ON g.oid = m.roleid
		WHERE m.member = r.oid ORDER BY 1) AS member_of,
	ARRAY (SELECT d.name FROM datamesh_catalog.domain AS d
		WHERE d.owner_role = r.rolname AND d.valid_to IS NULL ORDER BY d.name) AS owns_domains,
	pg_catalog.shobj_description(r.oid, 'pg_authid') AS comment
FROM pg_catalog.pg_roles AS r;
COMMENT ON VIEW datamesh_fact.roles_v1 IS
'Roles of the server, one row each; no passwords.
role_name, role_oid. is_superuser, inherits, can_create_role, can_create_db, can_login, can_replicate, bypasses_row_security: their attributes. connection_limit: -1 for none. valid_until: when the password expires, or NULL. is_predefined: one of PostgreSQL''s own. member_of: text[], the roles it is a direct member of; pg_has_role() follows them further. owns_domains: text[], domains whose owner role it is. comment: COMMENT ON ROLE, or NULL.';

CREATE FUNCTION datamesh_catalog.is_hidden_setting(name text) RETURNS boolean
	LANGUAGE C STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_is_hidden_setting';
COMMENT ON FUNCTION datamesh_catalog.is_hidden_setting(name text) IS
'Whether PostgreSQL shows the setting of that name to superusers only; false if there is none. For datamesh_fact.settings_v1.
Example: datamesh_catalog.is_hidden_setting(''data_directory'') is true';

/*
 * setting is the reset value: what the server, database and role configure, not
 * what the present session chose with SET, which is nobody else's business.
 * What pg_settings shows to superusers only is left out for them too, so that a
 * rule that was tried by one finds the same facts later.
 */
CREATE VIEW datamesh_fact.settings_v1 AS
SELECT s.name,
	s.reset_val AS setting,
	s.unit,
	s.vartype AS type,
	s.context,
	s.category,
	s.boot_val AS default_setting,
	s.pending_restart
FROM pg_catalog.pg_settings AS s
WHERE NOT datamesh_catalog.is_hidden_setting(s.name);
COMMENT ON VIEW datamesh_fact.settings_v1 IS
'Settings of the server, one row each, without those that only superusers may see.
name. setting: the value that sessions like this one start with, in the unit; what a session changed by SET does not show. unit: kB, ms, ..., or NULL. type: bool, enum, integer, real or string. context: what it takes to change it, as in pg_settings. category: as in the manual. default_setting: the built-in value. pending_restart: the file says something else, and it takes a restart.';

GRANT SELECT ON
	datamesh_fact.domains_v1, datamesh_fact.schemas_v1, datamesh_fact.products_v1,
	datamesh_fact.product_versions_v1, datamesh_fact.ports_v1, datamesh_fact.relations_v1,
	datamesh_fact.columns_v1, datamesh_fact.column_tags_v1, datamesh_fact.constraints_v1,
	datamesh_fact.foreign_keys_v1, datamesh_fact.indexes_v1, datamesh_fact.grants_v1,
	datamesh_fact.dependencies_v1, datamesh_fact.roles_v1, datamesh_fact.settings_v1
TO PUBLIC;
