/*-------------------------------------------------------------------------
 *
 * kind_no_public_grants.c
 *	  Policy kind: nothing is granted to PUBLIC.
 *
 * PostgreSQL lets everybody execute every new function.  Most functions do no
 * harm that way, since they run with the rights of their caller, so functions
 * are judged only on request.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/policy.h"
#include "policy/roles.h"

#include "utils/builtins.h"

enum
{
	PRIVILEGES,
	ALLOW_SCHEMA_USAGE,
	FUNCTIONS
};

static const DmParam params[] = {
	[PRIVILEGES] = {"privileges", DM_PARAM_LIST, false, NULL,
	"only these privileges are looked at, such as SELECT; by default all"},
	[ALLOW_SCHEMA_USAGE] = {"allow_schema_usage", DM_PARAM_BOOL, false, "true",
	"PUBLIC may have USAGE of schemas"},
	[FUNCTIONS] = {"functions", DM_PARAM_BOOL, false, "false",
	"judges functions too, which PUBLIC may execute unless that is revoked"},
	{NULL}
};

static void
validate(const DmPolicy *policy)
{
	ListCell   *cell;

	foreach(cell, policy->params[PRIVILEGES].list)
	{
		if (dm_privilege_bit(lfirst(cell)) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("parameter \"%s\" cannot be \"%s\"", "privileges", (char *) lfirst(cell)),
					 errdetail("There is no such privilege.")));
	}
}

static AclMode
judged_privileges(DmCheck *check)
{
	AclMode		privileges = 0;
	ListCell   *cell;

	if (dm_param(check, PRIVILEGES)->list == NIL)
		privileges = ACLITEM_ALL_PRIV_BITS;
	foreach(cell, dm_param(check, PRIVILEGES)->list)
		privileges |= dm_privilege_bit(lfirst(cell));
	if (check->subject->object.type == DM_OBJECT_SCHEMA &&
		dm_param(check, ALLOW_SCHEMA_USAGE)->boolean)
		privileges &= ~ACL_USAGE;
	return privileges;
}

/* One violation per privilege, so that taking one away makes nothing worse. */
static void
check_no_public_grants(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	AclMode		judged = judged_privileges(check);
	ListCell   *cell;

	if (subject->object.type == DM_OBJECT_FUNCTION && !dm_param(check, FUNCTIONS)->boolean)
		return;
	foreach(cell, dm_fact_grants(subject))
	{
		DmGrantFact *grant = lfirst(cell);
		AclMode		privileges = grant->privileges & judged;

		if (grant->grantee != ACL_ID_PUBLIC)
			continue;
		for (AclMode left = privileges; left != 0; left &= left - 1)
		{
			AclMode		privilege = left & (~left + 1);

			dm_violation(check, grant->column,
						 dm_revoke_sql(subject, grant, privileges),
						 "PUBLIC holds %s on the %s", dm_privilege_names(privilege),
						 grant->column ? "column" : dm_subject_noun(subject));
		}
	}
}

const DmPolicyKind dm_kind_no_public_grants = {
	.name = "no_public_grants",
	.summary = "Nothing is granted to PUBLIC",
	.subjects = DM_JUDGES(DM_OBJECT_RELATION) | DM_JUDGES(DM_OBJECT_SCHEMA) |
	DM_JUDGES(DM_OBJECT_FUNCTION),
	.params = params,
	.validate = validate,
	.check = check_no_public_grants
};
