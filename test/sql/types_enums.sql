--
-- The enums that the catalogue is written in: their values, in order
--
CREATE EXTENSION datamesh;

SELECT t.oid::regtype AS type, string_agg(enumlabel, ' < ' ORDER BY enumsortorder) AS labels,
	obj_description(t.oid, 'pg_type') IS NOT NULL AS documented
FROM pg_type t JOIN pg_enum e ON enumtypid = t.oid
WHERE typnamespace = 'datamesh'::regnamespace
	AND typname IN ('domain_kind', 'lifecycle', 'policy_level', 'policy_enforcement', 'policy_moment',
		'sensitivity', 'port_kind')
GROUP BY t.oid ORDER BY t.typname COLLATE "C";

-- Sensitivities compare by how sensitive they are.
SELECT 'public'::datamesh.sensitivity < 'internal' AS a, 'internal'::datamesh.sensitivity < 'confidential' AS b,
	'confidential'::datamesh.sensitivity < 'restricted' AS c;
SELECT max(s) FROM (VALUES ('internal'::datamesh.sensitivity), ('restricted'), ('confidential')) AS t(s);

-- So do life cycles and enforcements.
SELECT 'draft'::datamesh.lifecycle < 'retired' AS lifecycle, 'off'::datamesh.policy_enforcement < 'deny' AS enforcement;

SELECT 'secret'::datamesh.sensitivity;
