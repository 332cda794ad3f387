/*
 * 34_column_tag.sql
 *	  The vocabulary of tags, and tags on columns.
 */

CREATE FUNCTION datamesh_catalog.built_in_tags(
	OUT name text,
	OUT description text,
	OUT allowed_values text[]
) RETURNS SETOF record
	LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 20
	AS 'MODULE_PATHNAME', 'datamesh_built_in_tags';
COMMENT ON FUNCTION datamesh_catalog.built_in_tags() IS
'The tags that come with the extension; the view datamesh.tags has all.';

CREATE FUNCTION datamesh.add_tag(
	name text,
	description text DEFAULT NULL,
	allowed_values text[] DEFAULT NULL
) RETURNS text
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_add_tag';
COMMENT ON FUNCTION datamesh.add_tag(text, text, text[]) IS
'Adds a tag to the vocabulary, or alters it to match; returns its name.
name: 1 to 63 characters out of a-z, 0-9, "_", "." and "-". allowed_values: a column that carries the tag then has one of these; a tag without them takes no value. NULL leaves description and values as they are, an empty array removes the values.
For the governance role.
Errors: 42710 for the name of a built-in tag; 22023 for a bad name; 55000 if columns have values that would not be allowed; 42501 without the right.
Example: SELECT datamesh.add_tag(''gdpr.basis'', ''Legal basis of processing'', ARRAY[''consent'', ''contract''])';

CREATE FUNCTION datamesh.remove_tag(name text) RETURNS void
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_remove_tag';
COMMENT ON FUNCTION datamesh.remove_tag(name text) IS
'Removes a tag that add_tag added.
For the governance role.
Errors: 42704 for an unknown tag; 55000 for a built-in one, or while columns have it; 42501 without the right.
Example: SELECT datamesh.remove_tag(''gdpr.basis'')';

CREATE FUNCTION datamesh.tag_column(
	relation regclass,
	column_name name,
	tag text,
	value text DEFAULT NULL
) RETURNS text
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_tag_column';
COMMENT ON FUNCTION datamesh.tag_column(regclass, name, text, text) IS
'Puts a tag on a column, or gives it another value; returns the name of the column as schema.relation.column. It stands as confirmed by a person.
tag: one of the view datamesh.tags. value: one of the tag''s allowed values, if it has any.
For the owners of the relation and of its schema''s domain.
Errors: 42704 for an unknown tag; 42703 for an unknown column; 22023 for a value that is not allowed or is missing; 42501 without the right.
Example: SELECT datamesh.tag_column(''checkout.orders'', ''customer_email'', ''pii.email'')';

CREATE FUNCTION datamesh.untag_column(relation regclass, column_name name, tag text) RETURNS boolean
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_untag_column';
COMMENT ON FUNCTION datamesh.untag_column(regclass, name, text) IS
'Takes a tag, or the rejection of it, off a column; true if it was there.
For the owners of the relation and of its schema''s domain.
Errors: 42703 for an unknown column; 42501 without the right.
Example: SELECT datamesh.untag_column(''checkout.orders'', ''customer_email'', ''pii.email'')';

CREATE FUNCTION datamesh.reject_tag(
	relation regclass,
	column_name name,
	tag text,
	reason text
) RETURNS text
	LANGUAGE C VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME', 'datamesh_reject_tag';
COMMENT ON FUNCTION datamesh.reject_tag(regclass, name, text, text) IS
'Remembers that a tag does not belong on a column, whatever its name suggests; returns the name of the column as schema.relation.column.
tag: one of the view datamesh.tags, or all that begin alike, as pii.*. reason: why, for whoever asks later.
For the owners of the relation and of its schema''s domain.
Errors: 42704 for an unknown tag; 42703 for an unknown column; 22023 without a reason; 42501 without the right.
Example: SELECT datamesh.reject_tag(''checkout.orders'', ''ship_name'', ''pii.*'', ''names of ships'')';
