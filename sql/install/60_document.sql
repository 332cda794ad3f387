/*
 * Documents: the mesh as YAML or JSON, checked and applied.
 */

CREATE FUNCTION datamesh.validate(document text)
RETURNS TABLE (line integer, "column" integer, path text, severity text, message text)
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'datamesh_validate';

COMMENT ON FUNCTION datamesh.validate(text) IS
'Lists everything that is wrong with documents, without looking at the mesh or changing it.
document: one or more documents of kind Domain, DataProduct or Policy, in YAML (separated by ---) or JSON (one object, or a list of them; text that begins with { or [ is JSON).
Result: one row per problem, in order of position: line and column (from 1, in characters), path within its document as $.spec.outputPorts[0].relation, severity (error: apply() will refuse the text; warning: it will not), message. No rows: the text is sound. Reading ends at an error of syntax, a limit, or the 1000th problem.
Besides the form of each document this checks versions, intervals, names and references, what may be there only once, kinds of policies and their parameters. Aliases, anchors, merge keys, tags other than those of the YAML core, duplicate keys and zero characters are refused, and so is what exceeds datamesh.max_document_size, datamesh.max_document_depth or datamesh.max_document_nodes.
Errors: none for a bad text; 22004 if document is NULL.
Example: SELECT * FROM datamesh.validate(pg_read_file(''mesh.yaml''));';

CREATE FUNCTION datamesh.apply(document text, dry_run boolean DEFAULT false)
RETURNS TABLE (action text, kind text, name text, detail text)
LANGUAGE C VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'datamesh_apply';

COMMENT ON FUNCTION datamesh.apply(text, boolean) IS
'Makes the mesh what documents say.
document: as for datamesh.validate(). The order of the documents does not matter: domains come first (parents before children), then policies, then data products (sources before consumers).
A key that is absent leaves what it stands for as it is; null clears it. The lists schemas, contacts, outputPorts, inputPorts and controlPorts are exact: what they do not list is detached. Where a port lists columns, its relation has no other tags from documents than these; otherwise, and in the list columns of a product, that holds for each listed column. version publishes that version of the product.
Names of single things (role, schema, column) are taken as they are; a relation is written schema.name and follows SQL''s rules for quotes and upper case.
dry_run: do everything, tell what would change, and roll it back.
Result: one row per change: action (create, alter, close, attach, detach, set, unset, tag, untag, reject, publish), kind (domain, schema, contact, product, port, tag, version, policy), name, and what changed. No rows: the mesh was so already. A text that changed something is kept, see datamesh.documents.
Who may: everybody; each change needs the right that its own function asks for.
Errors: 22P02 if the text has errors, with the first of them in the detail; whatever the functions for each change raise (42501 without the right, MD001 if a policy forbids it), with line, column and path of the document as context. Nothing is changed then.
Example: SELECT * FROM datamesh.apply(pg_read_file(''mesh.yaml''), dry_run => true);';
