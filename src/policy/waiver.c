/*-------------------------------------------------------------------------
 *
 * waiver.c
 *	  Waivers: a violation that is known, accepted and dated.
 *
 * Waivers are looked up only when there is something to waive, so they cost
 * nothing as long as the rules are kept.  A waiver may be granted for an object
 * that does not exist yet: the statement that would create it is the one that
 * was refused.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "base/spi.h"
#include "meta/domain.h"
#include "meta/input.h"
#include "meta/rights.h"
#include "meta/touch.h"
#include "policy/cache.h"
#include "policy/waiver.h"
#include "types/product_ref.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

DM_FUNCTION(datamesh_waive);
DM_FUNCTION(datamesh_revoke_waiver);

typedef struct Waiver
{
	char	   *policy;
	DmObject	object;
	TimestampTz expires;
} Waiver;

/* Is "identity" the container "outer" or something in it, as a.b is in a? */
static bool
lies_in(const char *identity, const char *outer)
{
	size_t		length = strlen(outer);

	return strncmp(identity, outer, length) == 0 &&
		(identity[length] == '\0' || identity[length] == '.');
}

static bool
covers(const Waiver *waiver, const DmViolation *violation)
{
	const char *identity = violation->object.identity;

	if (strcmp(waiver->policy, violation->policy->name) != 0)
		return false;
	switch (waiver->object.type)
	{
		case DM_OBJECT_DATABASE:
			return true;
		case DM_OBJECT_DOMAIN:
			return strcmp(waiver->object.identity, dm_name_quote(violation->domain)) == 0;
		case DM_OBJECT_PRODUCT:
			return violation->product &&
				strcmp(waiver->object.identity,
					   dm_product_identity(violation->domain, violation->product)) == 0;
		case DM_OBJECT_SCHEMA:
			return (violation->object.type == DM_OBJECT_SCHEMA ||
					violation->object.type == DM_OBJECT_RELATION ||
					violation->object.type == DM_OBJECT_COLUMN ||
					violation->object.type == DM_OBJECT_FUNCTION) &&
				lies_in(identity, waiver->object.identity);
		case DM_OBJECT_RELATION:
			return (violation->object.type == DM_OBJECT_RELATION ||
					violation->object.type == DM_OBJECT_COLUMN) &&
				strcmp(violation->root, waiver->object.identity) == 0;
		default:
			return violation->object.type == waiver->object.type &&
				strcmp(identity, waiver->object.identity) == 0;
	}
}

/* The waivers in force of these policies. */
static List *
fetch_waivers(List *policies)
{
	static DmQuery query = DM_QUERY("SELECT policy, object_type, object, expires_at FROM datamesh_catalog.waiver "
									"WHERE policy OPERATOR(pg_catalog.=) ANY ($1) AND revoked_at IS NULL "
									"AND expires_at > pg_catalog.clock_timestamp()");
	DmSpi		spi;
	List	   *waivers = NIL;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text_list(policies)));
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext old = MemoryContextSwitchTo(spi.caller);
		Waiver	   *waiver = palloc0(sizeof(Waiver));
		bool		isnull;

		waiver->policy = dm_spi_text(&spi, i, 1);
		waiver->object.identity = dm_spi_text(&spi, i, 3);
		waiver->expires = DatumGetTimestampTz(dm_spi_datum(&spi, i, 4, &isnull));
		if (dm_object_type_from_name(dm_spi_text(&spi, i, 2), &waiver->object.type))
			waivers = lappend(waivers, waiver);
		MemoryContextSwitchTo(old);
	}
	dm_spi_end(&spi);
	return waivers;
}

void
dm_waiver_apply(List *violations)
{
	List	   *policies = NIL;
	List	   *waivers;
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, violations)
	{
		DmViolation *violation = lfirst(cell);

		policies = list_append_unique_ptr(policies, violation->policy->name);
	}
	if (policies == NIL)
		return;
	waivers = fetch_waivers(policies);
	foreach(cell, waivers)
	{
		Waiver	   *waiver = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		foreach(other, violations)
		{
			DmViolation *violation = lfirst(other);

			if (violation->waived_until < waiver->expires && covers(waiver, violation))
				violation->waived_until = waiver->expires;
		}
	}
}

/* Has the findings of the policy looked at again at commit. */
static void
announce(const DmPolicy *policy)
{
	dm_toucher->policy(policy->name);
}

/* Waiving is loosening: only who set the rule may do it. */
static void
require_approver(const DmPolicy *policy)
{
	if (policy->domain == NULL)
		dm_require_governance(psprintf("waive global policy \"%s\"", policy->name));
	else
		dm_require_domain_owner(policy->domain,
								psprintf("waive policy \"%s\" of the domain", policy->name));
}

static void
check_waiver(const DmPolicy *policy, const char *reason, TimestampTz expires, const char *requester)
{
	if (strspn(reason, " \t\r\n") == strlen(reason))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a waiver needs a reason")));
	if (TIMESTAMP_NOT_FINITE(expires))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a waiver must expire"),
				 errhint("Give a time, such as now() + interval '30 days'.")));
	if (expires <= GetCurrentTimestamp())
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a waiver cannot expire in the past")));
	if (!policy->separate_approver)
		return;
	if (requester == NULL || strcmp(requester, dm_current_role_name()) == 0 ||
		strcmp(requester, GetUserNameFromId(GetSessionUserId(), false)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("a waiver of policy \"%s\" must be requested by somebody else", policy->name),
				 errdetail("The policy asks for an approver who is not the requester."),
				 errhint("Name the requester in the argument \"requested_by\".")));
	if (!OidIsValid(get_role_oid(requester, true)))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("role \"%s\" does not exist", requester)));
}

/* waive(policy text, object text, reason text, expires timestamptz, requested_by text) */
Datum
datamesh_waive(PG_FUNCTION_ARGS)
{
	static DmQuery query = DM_QUERY("INSERT INTO datamesh_catalog.waiver (policy, object_type, object, reason, "
									"requested_by, approved_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id");
	char	   *name = dm_input_text(fcinfo, 0, "policy");
	char	   *object_text = dm_input_text(fcinfo, 1, "object");
	char	   *reason = dm_input_text(fcinfo, 2, "reason");
	char	   *requester = dm_input_text_or_null(fcinfo, 4);
	char	   *approver = dm_current_role_name();
	const DmPolicy *policy = dm_policy_require(name);
	DmObject	object;
	DmSpi		spi;
	Datum		id;
	bool		isnull;

	dm_input_required(fcinfo, 3, "expires");
	require_approver(policy);
	check_waiver(policy, reason, PG_GETARG_TIMESTAMPTZ(3), requester);
	object = dm_object_parse(object_text);

	announce(policy);
	dm_spi_begin(&spi);
	dm_spi_run(&query, DM_ARGS(dm_arg_text(policy->name), dm_arg_text(dm_object_type_name(object.type)),
							   dm_arg_text(object.identity), dm_arg_text(reason),
							   dm_arg_text(requester ? requester : approver), dm_arg_text(approver),
							   dm_arg_timestamptz(PG_GETARG_TIMESTAMPTZ(3))));
	id = dm_spi_datum(&spi, 0, 1, &isnull);
	dm_spi_end(&spi);
	PG_RETURN_DATUM(id);
}

/* revoke_waiver(id uuid) */
Datum
datamesh_revoke_waiver(PG_FUNCTION_ARGS)
{
	static DmQuery find = DM_QUERY("SELECT policy FROM datamesh_catalog.waiver WHERE id = $1 AND revoked_at IS NULL FOR UPDATE");
	static DmQuery revoke = DM_QUERY("UPDATE datamesh_catalog.waiver SET revoked_at = pg_catalog.now(), revoked_by = $2 WHERE id = $1");
	DmArg		id = dm_arg_datum(UUIDOID, PG_GETARG_DATUM(0), false);
	char	   *revoker = dm_current_role_name();
	const DmPolicy *policy;
	char	   *name = NULL;
	DmSpi		spi;

	dm_spi_begin(&spi);
	if (dm_spi_run(&find, 1, &id) > 0)
		name = dm_spi_text(&spi, 0, 1);
	dm_spi_end(&spi);
	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("waiver %s does not exist or is revoked",
						DatumGetCString(DirectFunctionCall1(uuid_out, PG_GETARG_DATUM(0))))));
	policy = dm_policy_find(name);
	if (policy)
	{
		require_approver(policy);
		announce(policy);
	}
	else
		dm_require_governance("revoke a waiver of a policy that is gone");
	dm_spi_begin(&spi);
	dm_spi_run(&revoke, DM_ARGS(id, dm_arg_text(revoker)));
	dm_spi_end(&spi);
	PG_RETURN_VOID();
}
