/* 45_personal_names.sql: names of columns that look personal; src/policy/personal_names.c */

CREATE FUNCTION datamesh.personal_name(column_name text, relation_name text DEFAULT NULL) RETURNS text
	LANGUAGE C IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'datamesh_personal_name';
COMMENT ON FUNCTION datamesh.personal_name(column_name text, relation_name text) IS
'The tag that the name of a column asks for because the column seems to hold personal data, such as pii.email; NULL if it does not look personal, or if column_name is NULL. This is the guess that policies of kind pii_tag_required make from names; they look at the types and at the other columns as well.
Names are read in snake_case, camelCase and kebab-case, with or without accents, in English, German, French, Spanish, Italian, Portuguese and Dutch.
relation_name is the name of the table without schema, if known: in a table called customer, "city" is where somebody lives; in one called warehouse, "address" is nobody''s.
Errors: none.
Example: datamesh.personal_name(''Kundenname'') is pii.person_name, datamesh.personal_name(''product_name'') is NULL, datamesh.personal_name(''city'', ''customer'') is pii.address';
