/*-------------------------------------------------------------------------
 *
 * publish.c
 *	  Publishing a version of a data product.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/spi.h"
#include "hooks/publish.h"
#include "meta/input.h"
#include "meta/product.h"
#include "meta/rights.h"
#include "policy/cache.h"
#include "policy/decision.h"
#include "policy/engine.h"
#include "policy/finding.h"
#include "policy/waiver.h"
#include "types/product_ref.h"
#include "types/semver.h"

#include "catalog/namespace.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

DM_FUNCTION(datamesh_publish_product);

/* The relations of the product's open output ports, as oids. */
static List *
port_relations(const char *domain, const char *product)
{
	static DmQuery query = DM_QUERY("SELECT schema_name, relation_name FROM datamesh_catalog.port "
									"WHERE domain = $1 AND product = $2 AND kind = 'output' AND valid_to IS NULL ORDER BY name");
	List	   *relids = NIL;
	DmSpi		spi;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(domain), dm_arg_text(product)));
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext old = MemoryContextSwitchTo(spi.caller);
		Oid			schema = get_namespace_oid(dm_spi_text(&spi, i, 1), true);
		Oid			relid = OidIsValid(schema) ?
		get_relname_relid(dm_spi_text(&spi, i, 2), schema) : InvalidOid;

		if (OidIsValid(relid))
			relids = lappend_oid(relids, relid);
		MemoryContextSwitchTo(old);
	}
	dm_spi_end(&spi);
	return relids;
}

/* Shows one subject to all policies and brings its findings up to date. */
static void
look_at(DmSubject *subject, List **all, DmAffected *affected)
{
	List	   *violations = NIL;

	if (subject == NULL)
		return;
	dm_engine_check(subject, DM_EVERY_MOMENT, NULL, &violations);
	dm_waiver_apply(violations);
	dm_findings_sync(dm_findings_of(&subject->object), dm_engine_merge(violations), NULL, affected);
	*all = list_concat(*all, violations);
}

/* Is this violation of a rule about the product, its domain or its ports? */
static bool
is_about(const DmViolation *v, const char *domain, const char *product, List *roots)
{
	ListCell   *cell;

	if (v->broken_rule)
		return true;
	if (strcmp(v->domain, domain) != 0)
		return false;
	if (v->object.type == DM_OBJECT_DOMAIN || v->object.type == DM_OBJECT_OTHER)
		return true;
	if (v->product && strcmp(v->product, product) == 0)
		return true;
	foreach(cell, roots)
	{
		if (strcmp(v->root, lfirst(cell)) == 0)
			return true;
	}
	return false;
}

static void
ask_rules(const char *domain, const char *product, List *roots, List **all, DmAffected *affected)
{
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, dm_policies_for_domain(domain))
	{
		const DmPolicy *policy = lfirst(cell);
		List	   *violations = NIL;

		if (policy->kind->check_all == NULL)
			continue;
		dm_engine_run_rule(policy, &violations);
		dm_waiver_apply(violations);
		dm_findings_sync(dm_findings_by_policy(policy->name), dm_engine_merge(violations),
						 policy, affected);
		foreach(other, violations)
		{
			if (is_about(lfirst(other), domain, product, roots))
				*all = lappend(*all, lfirst(other));
		}
	}
}

/* Throws if the policies deny; records what they say otherwise. */
static void
ask_policies(const char *domain, const char *product)
{
	DmOccasion	occasion = {DM_MOMENT_PUBLISH, "publish_product", GetUserId()};
	List	   *violations = NIL;
	List	   *denied = NIL;
	List	   *recorded = NIL;
	List	   *roots = NIL;
	DmAffected	affected;
	ListCell   *cell;

	dm_affected_init(&affected);
	look_at(dm_subject_open_domain(domain), &violations, &affected);
	look_at(dm_subject_open_product(domain, product), &violations, &affected);
	foreach(cell, port_relations(domain, product))
	{
		DmSubject  *subject = dm_subject_open(DM_OBJECT_RELATION, lfirst_oid(cell));

		if (subject)
			roots = lappend(roots, subject->object.identity);
		look_at(subject, &violations, &affected);
	}
	ask_rules(domain, product, roots, &violations, &affected);

	foreach(cell, violations)
	{
		DmViolation *v = lfirst(cell);

		if (v->policy->moment == DM_MOMENT_SCHEDULED)
			continue;
		if (dm_decision_denies(v))
			denied = lappend(denied, v);
		else
			recorded = lappend(recorded, v);
	}
	if (denied)
		dm_decision_deny(&occasion, dm_engine_merge(denied));
	dm_decision_record(&occasion, dm_engine_merge(recorded));
	dm_compliance_refresh(&affected);
}

void
dm_publish(const char *domain, const char *product, const char *version, List **changes)
{
	dm_require_domain_owner(domain, "publish its products");

	/* saying again what holds already is no new promise */
	if (!dm_version_is_active(domain, product, version))
	{
		if (!dm_product_exists(domain, product))
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("data product \"%s\" does not exist",
							dm_product_identity(domain, product))));
		ask_policies(domain, product);
	}
	dm_version_publish(domain, product, version, changes);
}

/* publish_product(product text, version semver) */
Datum
datamesh_publish_product(PG_FUNCTION_ARGS)
{
	DmProductRef ref;
	char	   *version;

	dm_input_required(fcinfo, 0, "product");
	dm_input_required(fcinfo, 1, "version");
	dm_product_ref_deconstruct(dm_product_ref_parse(dm_input_text(fcinfo, 0, "product")), &ref);
	version = dm_semver_to_cstring(PG_GETARG_DATUM(1));
	if (ref.version && strcmp(ref.version, version) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("two different versions are given: \"%s\" and \"%s\"", ref.version, version)));
	dm_publish(ref.domain, ref.product, version, NULL);
	PG_RETURN_DATUM(dm_product_ref_make(ref.domain, ref.product, version));
}
