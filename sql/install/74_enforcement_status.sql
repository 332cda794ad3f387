/* The truth about what is on, what is not, and how it can be bypassed. */

CREATE VIEW datamesh.enforcement_status AS
	SELECT 'judging' AS feature,
		CASE WHEN pg_catalog.current_setting('datamesh.enforcement') = 'on' THEN 'on' ELSE 'off' END AS state,
		'datamesh.enforcement in this session; a superuser may set it for a restore' AS detail
	UNION ALL
	SELECT 'event triggers',
		CASE WHEN pg_catalog.count(*) FILTER (WHERE evtenabled = 'A') = 3 THEN 'on' ELSE 'off' END,
		pg_catalog.format('%s of 3 always enabled; a superuser can disable them%s',
			pg_catalog.count(*) FILTER (WHERE evtenabled = 'A'),
			CASE WHEN pg_catalog.current_setting('event_triggers', true) = 'off' THEN '; event_triggers is off in this session' ELSE '' END)
	FROM pg_catalog.pg_event_trigger WHERE evtname IN ('datamesh_ddl_start', 'datamesh_sql_drop', 'datamesh_ddl_end')
	UNION ALL
	SELECT 'judge before commit',
		CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_trigger AS t WHERE t.tgrelid = 'datamesh_catalog.tick'::regclass AND t.tgname = 'judge' AND t.tgenabled = 'A')
			AND EXISTS (SELECT FROM datamesh_catalog.tick) THEN 'on' ELSE 'off' END,
		'when off, governed changes are refused at commit'
	UNION ALL
	SELECT 'policies',
		CASE WHEN pg_catalog.count(*) FILTER (WHERE enforcement = 'deny') > 0 THEN 'on' ELSE 'off' END,
		pg_catalog.format('%s deny, %s warn, %s shadow, %s off',
			pg_catalog.count(*) FILTER (WHERE enforcement = 'deny'), pg_catalog.count(*) FILTER (WHERE enforcement = 'warn'),
			pg_catalog.count(*) FILTER (WHERE enforcement = 'shadow'), pg_catalog.count(*) FILTER (WHERE enforcement = 'off'))
	FROM datamesh_catalog.policy WHERE valid_to IS NULL
	UNION ALL
	SELECT 'record of denials',
		CASE WHEN s.raised = d.recorded THEN 'on' ELSE 'incomplete' END,
		pg_catalog.format('%s raised, %s recorded; the others are in the server log', s.raised, d.recorded)
	FROM (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS raised FROM datamesh_catalog.denial_number) AS s,
		(SELECT pg_catalog.count(denial) AS recorded FROM datamesh_catalog.decision) AS d
	UNION ALL
	SELECT 'governance role',
		CASE WHEN r.rolname IS NOT NULL THEN 'on' ELSE 'off' END,
		CASE WHEN g.value IS NULL THEN 'none set: only superusers govern'
			WHEN r.rolname IS NULL THEN pg_catalog.format('role %I no longer exists', g.value)
			ELSE pg_catalog.format('role %I', g.value) END
	FROM (SELECT 1) AS one
		LEFT JOIN datamesh_catalog.setting AS g ON g.name = 'governance_role'
		LEFT JOIN pg_catalog.pg_roles AS r ON r.rolname = g.value
	UNION ALL
	SELECT 'environment',
		CASE WHEN coalesce(pg_catalog.current_setting('datamesh.environment', true), '') = '' THEN 'off' ELSE 'on' END,
		CASE WHEN coalesce(pg_catalog.current_setting('datamesh.environment', true), '') = '' THEN 'not set: policies for named environments do not apply'
			ELSE pg_catalog.current_setting('datamesh.environment') END
	UNION ALL
	SELECT 'library', CASE WHEN x.extversion = datamesh_catalog.library_version() THEN 'on' ELSE 'mismatch' END,
		pg_catalog.format('library %s, extension %s', datamesh_catalog.library_version(), x.extversion)
	FROM pg_catalog.pg_extension AS x WHERE x.extname = 'datamesh'
	UNION ALL
	SELECT 'masking when read', 'absent', 'not part of this version: tagged columns are shown to whoever may read them'
	UNION ALL
	SELECT 'lineage of executed statements', 'absent', 'not part of this version: products declare their inputs'
	UNION ALL
	SELECT 'audit of access', 'absent', 'not part of this version: decisions are recorded, reads are not'
	UNION ALL
	SELECT 'bypass', 'possible', pg_catalog.format('superusers (%s), replication roles (%s), whoever reads files or backups; GRANT of roles fires no event trigger and is seen by evaluate()',
		pg_catalog.count(*) FILTER (WHERE rolsuper), pg_catalog.count(*) FILTER (WHERE rolreplication AND NOT rolsuper))
	FROM pg_catalog.pg_roles;
COMMENT ON VIEW datamesh.enforcement_status IS 'What is on, what is not, and how it can be bypassed.';
GRANT SELECT ON datamesh.enforcement_status TO PUBLIC;
