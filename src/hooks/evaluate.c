/*-------------------------------------------------------------------------
 *
 * evaluate.c
 *	  Looking at everything: for audit, and when rules or their reach change.
 *
 * The same kinds look through the same facts as before a commit; only nothing
 * is denied.  Work goes domain by domain, with memory given back in between.
 * A stored finding whose object was not met again is gone with its object.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/spi.h"
#include "hooks/evaluate.h"
#include "meta/governed.h"
#include "meta/input.h"
#include "meta/rights.h"
#include "policy/cache.h"
#include "policy/decision.h"
#include "policy/engine.h"
#include "policy/waiver.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

DM_FUNCTION(datamesh_evaluate);

/* columns of datamesh.findings */
#define FINDING_FIELDS	13

/* First column of a query's result, as texts. */
static List *
fetch_names(DmQuery *query, const char *argument)
{
	List	   *names = NIL;
	DmArg		arg = dm_arg_text(argument);
	DmSpi		spi;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(query, argument ? 1 : 0, &arg);
	for (uint64 i = 0; i < rows; i++)
		names = lappend(names, dm_spi_text(&spi, i, 1));
	dm_spi_end(&spi);
	return names;
}

/* The oids of what lies in a schema and may be judged. */
static List *
fetch_oids(DmQuery *query, Oid schema)
{
	List	   *oids = NIL;
	DmSpi		spi;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(query, DM_ARGS(dm_arg_datum(OIDOID, ObjectIdGetDatum(schema), false)));
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext old = MemoryContextSwitchTo(spi.caller);
		bool		isnull;

		oids = lappend_oid(oids, DatumGetObjectId(dm_spi_datum(&spi, i, 1, &isnull)));
		MemoryContextSwitchTo(old);
	}
	dm_spi_end(&spi);
	return oids;
}

static void
check_subject(DmSubject *subject, const DmPolicy *only, List **violations)
{
	CHECK_FOR_INTERRUPTS();
	if (subject)
		dm_engine_check(subject, DM_EVERY_MOMENT, only, violations);
}

/* A schema and all that lies in it. */
static void
check_schema(const char *name, const DmPolicy *only, List **violations)
{
	static DmQuery relations = DM_QUERY("SELECT oid FROM pg_catalog.pg_class WHERE relnamespace = $1 "
										"AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY relname");
	static DmQuery functions = DM_QUERY("SELECT oid FROM pg_catalog.pg_proc WHERE pronamespace = $1 ORDER BY proname, oid");
	Oid			schema = get_namespace_oid(name, true);
	ListCell   *cell;

	if (!OidIsValid(schema))
		return;
	check_subject(dm_subject_open(DM_OBJECT_SCHEMA, schema), only, violations);
	foreach(cell, fetch_oids(&relations, schema))
		check_subject(dm_subject_open(DM_OBJECT_RELATION, lfirst_oid(cell)), only, violations);
	foreach(cell, fetch_oids(&functions, schema))
		check_subject(dm_subject_open(DM_OBJECT_FUNCTION, lfirst_oid(cell)), only, violations);
}

static List *
domain_schemas(const char *domain)
{
	static DmQuery query = DM_QUERY("SELECT schema_name FROM datamesh_catalog.domain_schema "
									"WHERE domain = $1 AND valid_to IS NULL ORDER BY 1");

	return fetch_names(&query, domain);
}

/* A domain, its products, and all that lies in its schemas. */
static void
check_domain(const char *domain, const DmPolicy *only, List **violations)
{
	static DmQuery products = DM_QUERY("SELECT name FROM datamesh_catalog.product "
									   "WHERE domain = $1 AND valid_to IS NULL ORDER BY 1");
	ListCell   *cell;

	check_subject(dm_subject_open_domain(domain), only, violations);
	foreach(cell, fetch_names(&products, domain))
		check_subject(dm_subject_open_product(domain, lfirst(cell)), only, violations);
	foreach(cell, domain_schemas(domain))
		check_schema(lfirst(cell), only, violations);
}

static List *
all_domains(void)
{
	static DmQuery query = DM_QUERY("SELECT name FROM datamesh_catalog.domain WHERE valid_to IS NULL ORDER BY 1");

	return fetch_names(&query, NULL);
}

/* Keeps of the stored findings those that the policies just asked may remove. */
static List *
without_rules(List *stored)
{
	List	   *kept = NIL;
	ListCell   *cell;

	foreach(cell, stored)
	{
		DmFinding  *finding = lfirst(cell);
		const DmPolicy *policy = dm_policy_find(finding->policy);

		if (policy == NULL || policy->kind->check_all == NULL)
			kept = lappend(kept, finding);
	}
	return kept;
}

static void
store(List *stored, List *violations, const DmPolicy *only, DmAffected *affected)
{
	dm_waiver_apply(violations);
	dm_findings_sync(stored, dm_engine_merge(violations), only, affected);
}

static MemoryContext
scratch_context(void)
{
	return AllocSetContextCreate(CurrentMemoryContext, "datamesh evaluate", ALLOCSET_DEFAULT_SIZES);
}

void
dm_evaluate_domain(const char *domain, DmAffected *affected)
{
	MemoryContext scratch = scratch_context();
	MemoryContext old = MemoryContextSwitchTo(scratch);
	List	   *violations = NIL;

	check_domain(domain, NULL, &violations);
	store(without_rules(dm_findings_by_domain(domain)), violations, NULL, affected);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
}

void
dm_evaluate_database(DmAffected *affected)
{
	MemoryContext scratch = scratch_context();
	MemoryContext old = MemoryContextSwitchTo(scratch);
	DmSubject  *subject = dm_subject_open_database();
	List	   *violations = NIL;

	check_subject(subject, NULL, &violations);
	store(dm_findings_of(&subject->object), violations, NULL, affected);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
}

/* Stored findings of what lies in one schema of a domain. */
static List *
findings_in_schema(const char *domain, const char *schema)
{
	List	   *kept = NIL;
	const char *prefix = dm_schema_identity(schema);
	size_t		length = strlen(prefix);
	ListCell   *cell;

	foreach(cell, without_rules(dm_findings_by_domain(domain)))
	{
		DmFinding  *finding = lfirst(cell);
		const char *identity = finding->object.identity;

		if (finding->object.type < DM_OBJECT_SCHEMA || finding->object.type > DM_OBJECT_FUNCTION)
			continue;
		if (strncmp(identity, prefix, length) == 0 &&
			(identity[length] == '\0' || identity[length] == '.'))
			kept = lappend(kept, finding);
	}
	return kept;
}

void
dm_evaluate_schema(const char *schema, DmAffected *affected)
{
	MemoryContext scratch = scratch_context();
	MemoryContext old = MemoryContextSwitchTo(scratch);
	char	   *domain = dm_schema_domain(schema);
	List	   *violations = NIL;

	if (domain)
	{
		check_schema(schema, NULL, &violations);
		store(findings_in_schema(domain, schema), violations, NULL, affected);
	}
	else
		dm_findings_forget_schema(schema, affected);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
}

/* The findings of one domain among these; all of them for NULL. */
static List *
findings_in_domain(List *findings, const char *domain)
{
	List	   *kept = NIL;
	ListCell   *cell;

	if (domain == NULL)
		return findings;
	foreach(cell, findings)
	{
		DmFinding  *finding = lfirst(cell);

		if (strcmp(finding->domain, domain) == 0)
			kept = lappend(kept, finding);
	}
	return kept;
}

static List *
violations_in_domain(List *violations, const char *domain)
{
	List	   *kept = NIL;
	ListCell   *cell;

	if (domain == NULL)
		return violations;
	foreach(cell, violations)
	{
		DmViolation *violation = lfirst(cell);

		if (strcmp(violation->domain, domain) == 0)
			kept = lappend(kept, violation);
	}
	return kept;
}

void
dm_evaluate_policy(const char *name, const char *domain, DmAffected *affected)
{
	MemoryContext scratch = scratch_context();
	MemoryContext old = MemoryContextSwitchTo(scratch);
	const DmPolicy *policy = dm_policy_find(name);
	List	   *violations = NIL;
	ListCell   *cell;

	if (policy == NULL || policy->enforcement == DM_ENFORCE_OFF)
		policy = NULL;
	else if (policy->kind->check_all)
		dm_engine_run_rule(policy, &violations);
	else
	{
		if (domain == NULL)
			check_subject(dm_subject_open_database(), policy, &violations);
		foreach(cell, domain ? list_make1(unconstify(char *, domain)) : all_domains())
		{
			if (dm_policy_concerns(name, lfirst(cell)))
				check_domain(lfirst(cell), policy, &violations);
		}
	}
	store(findings_in_domain(dm_findings_by_policy(name), domain),
		  violations_in_domain(violations, domain), policy, affected);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
}

/* All set-based policies, their findings of one domain or (NULL) all. */
static void
evaluate_rules(const char *domain, DmAffected *affected)
{
	ListCell   *cell;

	foreach(cell, dm_policies())
	{
		const DmPolicy *policy = lfirst(cell);

		if (policy->kind->check_all)
			dm_evaluate_policy(policy->name, domain, affected);
	}
}

/* Findings of policies and domains that are no more. */
static void
forget_orphans(DmAffected *affected)
{
	static DmQuery query = DM_QUERY("DELETE FROM datamesh_catalog.finding AS f WHERE NOT EXISTS "
									"(SELECT FROM datamesh_catalog.policy AS p WHERE p.name = f.policy "
									"AND p.valid_to IS NULL AND p.enforcement <> 'off') "
									"OR (f.domain <> '' AND NOT EXISTS (SELECT FROM datamesh_catalog.domain AS d "
									"WHERE d.name = f.domain AND d.valid_to IS NULL))");
	DmSpi		spi;

	dm_spi_begin(&spi);
	dm_spi_run(&query, 0, NULL);
	dm_spi_end(&spi);
	affected->everything = true;
}

/* The domains that the calling role may evaluate: all, or its own. */
static List *
own_domains(void)
{
	List	   *own = NIL;
	ListCell   *cell;

	foreach(cell, all_domains())
	{
		if (dm_is_domain_owner(GetUserId(), lfirst(cell)))
			own = lappend(own, lfirst(cell));
	}
	if (own == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must own a domain, or be a member of the governance role, to evaluate policies")));
	return own;
}

/* Result: the domains looked at, NIL for all and the database. */
static List *
evaluate(const char *policy, const char *domain)
{
	DmAffected	affected;
	ListCell   *cell;
	bool		everything = domain == NULL && dm_is_governance(GetUserId());
	List	   *domains = NIL;

	if (domain)
		dm_require_domain_owner(domain, "evaluate its policies");
	if (policy)
		(void) dm_policy_require(policy);
	domains = domain ? list_make1(unconstify(char *, domain)) :
		everything ? all_domains() : own_domains();

	dm_affected_init(&affected);
	if (policy)
	{
		if (everything)
			dm_evaluate_policy(policy, NULL, &affected);
		else
			foreach(cell, domains)
				dm_evaluate_policy(policy, lfirst(cell), &affected);
	}
	else
	{
		foreach(cell, domains)
			dm_evaluate_domain(lfirst(cell), &affected);
		if (everything)
		{
			dm_evaluate_database(&affected);
			evaluate_rules(NULL, &affected);
			forget_orphans(&affected);
		}
		else
			foreach(cell, domains)
				evaluate_rules(lfirst(cell), &affected);
	}
	dm_compliance_refresh(&affected);
	return everything ? NIL : domains;
}

/*
 * evaluate(policy text, domain text): brings the findings up to date and
 * returns them.
 */
Datum
datamesh_evaluate(PG_FUNCTION_ARGS)
{
	static DmQuery query = DM_QUERY("SELECT policy, level, domain, product, object, message, state, since, object_type, fix_sql, "
									"enforcement, policy_version, waived_until "
									"FROM datamesh_catalog.finding_state "
									"WHERE ($1 IS NULL OR policy = $1) AND ($2 OR domain = ANY ($3)) "
									"ORDER BY policy, domain, product NULLS FIRST, object_type, object");
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *policy = dm_input_text_or_null(fcinfo, 0);
	char	   *domain = dm_input_text_or_null(fcinfo, 1);
	List	   *domains;
	DmSpi		spi;
	uint64		rows;

	InitMaterializedSRF(fcinfo, 0);
	domains = evaluate(policy, domain);

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(policy), dm_arg_bool(domains == NIL), dm_arg_text_list(domains)));
	for (uint64 i = 0; i < rows; i++)
	{
		Datum		values[FINDING_FIELDS];
		bool		nulls[FINDING_FIELDS];

		for (int column = 0; column < FINDING_FIELDS; column++)
			values[column] = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc,
										   column + 1, &nulls[column]);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	dm_spi_end(&spi);
	return (Datum) 0;
}
