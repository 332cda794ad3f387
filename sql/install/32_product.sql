/*
 * 32_product.sql
 *	  Data products, their ports, and the lifecycle of their versions.
 *	  Publishing asks the policies, so it comes with them.
 */

CREATE FUNCTION datamesh.create_product(
	product text,
	description text DEFAULT NULL,
	documentation_url text DEFAULT NULL,
	sensitivity datamesh.sensitivity DEFAULT NULL,
	retention interval DEFAULT NULL,
	sla jsonb DEFAULT NULL,
	purpose text DEFAULT NULL,
	use_cases text[] DEFAULT NULL,
	tags text[] DEFAULT NULL
) RETURNS datamesh.product_ref
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_create_product';
COMMENT ON FUNCTION datamesh.create_product(text, text, text, datamesh.sensitivity, interval, jsonb, text, text[], text[]) IS
'Creates a data product, or alters it to match; returns the reference to it. A new product is a draft until a version of it is published.
product: domain.product, as the type product_ref writes it. retention: how long its data is kept. sla: an object such as {"freshness": "1 hour"}. tags: words to find it by. NULL leaves an attribute as it is.
For the owner of the domain.
Errors: 42704 for an unknown domain; 42501 without the right; 22P02 if the name is no reference; 22023 if it names a version, if the SLA is no object or the retention is negative.
Example: SELECT datamesh.create_product(''checkout.orders'', ''All orders, one row each'', sensitivity => ''confidential'', retention => ''7 years'')';

CREATE FUNCTION datamesh.drop_product(product text) RETURNS void
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_drop_product';
COMMENT ON FUNCTION datamesh.drop_product(product text) IS
'Closes a data product with its ports; deprecated versions of it become retired. Its relations stay as they are. The product can be created again, and its versions then go on from the highest one.
For the owner of the domain.
Errors: 42704 for an unknown product; 55000 while a version of it is active; 42501 without the right.
Example: SELECT datamesh.drop_product(''checkout.orders'')';

CREATE FUNCTION datamesh.attach_output_port(
	product text,
	relation regclass,
	name text DEFAULT NULL,
	description text DEFAULT NULL
) RETURNS text
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_attach_output_port';
COMMENT ON FUNCTION datamesh.attach_output_port(text, regclass, text, text) IS
'Offers a relation to others as an output port of a data product; returns the name of the port.
relation: a table, view, materialized view or foreign table in a schema of the product''s domain, which is no output port of another product. name: of the port, by default that of the relation; a port of that name is bound to the relation instead. description: NULL leaves it as it is. It grants nothing.
For the owner of the domain.
Errors: 42710 if the relation is a port already, with whose; 55000 if it is not the domain''s, with whose it is; 42809 for an index, a sequence or a temporary table; 42704 for an unknown product; 42501 without the right.
Example: SELECT datamesh.attach_output_port(''checkout.orders'', ''checkout.orders'')';

CREATE FUNCTION datamesh.attach_input_port(
	product text,
	source text,
	name text DEFAULT NULL,
	description text DEFAULT NULL
) RETURNS text
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_attach_input_port';
COMMENT ON FUNCTION datamesh.attach_input_port(text, text, text, text) IS
'Says what a data product is made from; returns the name of the port.
source: a data product, domain.product or domain.product@version; a relation, schema.relation; a URI; or anything after "external:". If a product and a relation have the same name the product is meant; "relation" or "product" in front decides. name: of the port, by default that of the source.
For the owner of the domain.
Errors: 42704 if the source is unknown; 42710 if another input port has the default name; 42501 without the right.
Example: SELECT datamesh.attach_input_port(''marketing.campaigns'', ''checkout.orders@1.0.0'')';

CREATE FUNCTION datamesh.attach_control_port(
	product text,
	endpoint text,
	name text DEFAULT NULL,
	description text DEFAULT NULL
) RETURNS text
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_attach_control_port';
COMMENT ON FUNCTION datamesh.attach_control_port(text, text, text, text) IS
'Says where a data product is controlled; returns the name of the port.
endpoint: an address. name: of the port, by default the last part of the address.
For the owner of the domain.
Errors: 42704 for an unknown product; 22023 for an empty address; 42501 without the right.
Example: SELECT datamesh.attach_control_port(''checkout.orders'', ''https://ops.example.org/orders'', ''ops'')';

CREATE FUNCTION datamesh.detach_port(product text, kind datamesh.port_kind, name text) RETURNS void
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_detach_port';
COMMENT ON FUNCTION datamesh.detach_port(product text, kind datamesh.port_kind, name text) IS
'Closes a port of a data product. What it was bound to stays as it is, and published versions still name it.
For the owner of the domain.
Errors: 42704 for an unknown product or port; 42501 without the right.
Example: SELECT datamesh.detach_port(''checkout.orders'', ''output'', ''orders'')';

CREATE FUNCTION datamesh.deprecate_product(product text, version datamesh.semver DEFAULT NULL) RETURNS datamesh.product_ref
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_deprecate_product';
COMMENT ON FUNCTION datamesh.deprecate_product(product text, version datamesh.semver) IS
'Announces that a version of a data product will go; returns the reference to it. version: the active one if NULL; it may also stand in the product''s name.
For the owner of the domain.
Errors: 42704 for an unknown product or version; 55000 if it is retired already, or none is active; 42501 without the right.
Example: SELECT datamesh.deprecate_product(''checkout.orders'')';

CREATE FUNCTION datamesh.retire_product(product text, version datamesh.semver DEFAULT NULL) RETURNS datamesh.product_ref
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_retire_product';
COMMENT ON FUNCTION datamesh.retire_product(product text, version datamesh.semver) IS
'Ends a version of a data product for good; returns the reference to it. version: the active one if NULL; it may also stand in the product''s name.
For the owner of the domain.
Errors: 42704 for an unknown product or version; 55000 if none is active; 42501 without the right.
Example: SELECT datamesh.retire_product(''checkout.orders'', ''1.0.0'')';
