/*
 * 70_views_catalogue.sql
 *	  The public catalogue: what there is, and whose it is.
 *
 * Open to everybody.  The views read the tables with the rights of the owner of
 * the extension.  Closed rows are history and not shown.
 */

CREATE VIEW datamesh.domains AS
SELECT
	d.name AS domain,
	d.owner_role AS owner,
	r.oid IS NOT NULL AS owner_exists,
	d.kind,
	d.parent,
	d.description,
	d.valid_from AS since,
	d.changed_by
FROM datamesh_catalog.domain d
LEFT JOIN pg_catalog.pg_roles r ON r.rolname OPERATOR(pg_catalog.=) d.owner_role
WHERE d.valid_to IS NULL;
COMMENT ON VIEW datamesh.domains IS
'Domains. owner: the role that owns the domain; owner_exists is false if that role has been dropped or renamed.';

CREATE VIEW datamesh.domain_schemas AS
SELECT
	s.domain,
	s.schema_name,
	n.oid IS NOT NULL AS schema_exists,
	pg_catalog.pg_get_userbyid(n.nspowner) AS schema_owner,
	s.valid_from AS since,
	s.changed_by
FROM datamesh_catalog.domain_schema s
LEFT JOIN pg_catalog.pg_namespace n ON n.nspname OPERATOR(pg_catalog.=) s.schema_name
WHERE s.valid_to IS NULL;
COMMENT ON VIEW datamesh.domain_schemas IS
'The schemas of domains.';

CREATE VIEW datamesh.contacts AS
SELECT
	c.domain,
	c.kind,
	c.value
FROM datamesh_catalog.domain_contact c;
COMMENT ON VIEW datamesh.contacts IS
'Whom to talk to about a domain.';

CREATE VIEW datamesh.products AS
SELECT
	p.domain,
	p.name AS product,
	p.description,
	p.documentation_url,
	p.sensitivity,
	p.retention,
	p.sla,
	p.purpose,
	p.use_cases,
	p.tags,
	COALESCE(active.lifecycle, latest.lifecycle, 'draft'::datamesh.lifecycle) AS lifecycle,
	active.version,
	d.owner_role AS owner,
	datamesh.to_urn(mesh.name, datamesh.product_ref(p.domain, p.name)) AS urn
FROM datamesh_catalog.product p
LEFT JOIN datamesh_catalog.domain d
	ON d.name OPERATOR(pg_catalog.=) p.domain AND d.valid_to IS NULL
LEFT JOIN datamesh_catalog.product_version active
	ON active.domain OPERATOR(pg_catalog.=) p.domain
	AND active.product OPERATOR(pg_catalog.=) p.name
	AND active.lifecycle OPERATOR(pg_catalog.=) 'active'
LEFT JOIN LATERAL (
	SELECT v.lifecycle
	FROM datamesh_catalog.product_version v
	WHERE v.domain OPERATOR(pg_catalog.=) p.domain
		AND v.product OPERATOR(pg_catalog.=) p.name
		-- not of a product of that name that was dropped
		AND v.published_at OPERATOR(pg_catalog.>=) p.valid_from
	ORDER BY v.version DESC
	LIMIT 1
) latest ON true
CROSS JOIN (
	SELECT COALESCE(
		(SELECT s.value FROM datamesh_catalog.setting s WHERE s.name OPERATOR(pg_catalog.=) 'mesh_name'),
		pg_catalog.current_database()::text) AS name
) mesh
WHERE p.valid_to IS NULL;
COMMENT ON VIEW datamesh.products IS
'Data products. version is the active one, lifecycle that of the active version, else of the highest; a product of which nothing has been published is a draft. owner: the role that owns the domain.';

CREATE VIEW datamesh.product_versions AS
SELECT
	v.domain,
	v.product,
	v.version,
	v.lifecycle,
	v.previous_version,
	v.ports,
	v.published_at,
	v.deprecated_at,
	v.retired_at,
	datamesh.to_urn(mesh.name, datamesh.product_ref(v.domain, v.product, v.version)) AS urn
FROM datamesh_catalog.product_version v
CROSS JOIN (
	SELECT COALESCE(
		(SELECT s.value FROM datamesh_catalog.setting s WHERE s.name OPERATOR(pg_catalog.=) 'mesh_name'),
		pg_catalog.current_database()::text) AS name
) mesh;
COMMENT ON VIEW datamesh.product_versions IS
'Published versions of data products, with the ports that they were published with.';

CREATE VIEW datamesh.ports AS
SELECT
	p.domain,
	p.product,
	p.kind,
	p.name,
	p.schema_name,
	p.relation_name,
	p.source_product,
	p.external,
	p.description,
	p.valid_from AS since,
	p.changed_by
FROM datamesh_catalog.port p
WHERE p.valid_to IS NULL;
COMMENT ON VIEW datamesh.ports IS
'Ports of data products, as they are now. A port is bound to a relation (schema_name, relation_name), a data product (source_product) or something outside the database (external).';

CREATE VIEW datamesh.tags AS
SELECT
	b.name,
	b.description,
	b.allowed_values,
	true AS built_in
FROM datamesh_catalog.built_in_tags() b
UNION ALL
SELECT
	t.name,
	t.description,
	t.allowed_values,
	false
FROM datamesh_catalog.tag t
WHERE NOT EXISTS (
	-- built in by a later version than the one it was added under
	SELECT FROM datamesh_catalog.built_in_tags() b WHERE b.name OPERATOR(pg_catalog.=) t.name
);
COMMENT ON VIEW datamesh.tags IS
'The vocabulary: tags that columns can carry. A tag without allowed values takes no value.';

CREATE VIEW datamesh.column_tags AS
SELECT
	s.domain,
	t.schema_name,
	t.relation_name,
	t.column_name,
	t.tag,
	t.value,
	t.state,
	t.source,
	t.confidence,
	t.reason,
	t.valid_from AS since,
	t.changed_by
FROM datamesh_catalog.column_tag t
LEFT JOIN datamesh_catalog.domain_schema s
	ON s.schema_name OPERATOR(pg_catalog.=) t.schema_name AND s.valid_to IS NULL
WHERE t.valid_to IS NULL;
COMMENT ON VIEW datamesh.column_tags IS
'Tags on columns. state: confirmed, suggested or rejected; source: manual, contract, classifier or propagated. domain: of the schema, NULL if it has none.';

CREATE VIEW datamesh.documents AS
SELECT
	d.id,
	pg_catalog.encode(d.sha256, 'hex') AS sha256,
	d.canonical,
	d.applied_at,
	d.applied_by
FROM datamesh_catalog.document d;
COMMENT ON VIEW datamesh.documents IS
'Documents that have been applied, in canonical form. sha256 is of the original bytes.';

GRANT SELECT ON
	datamesh.domains, datamesh.domain_schemas, datamesh.contacts, datamesh.products,
	datamesh.product_versions, datamesh.ports, datamesh.tags, datamesh.column_tags,
	datamesh.documents
TO PUBLIC;
