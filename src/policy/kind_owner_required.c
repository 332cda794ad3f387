/*-------------------------------------------------------------------------
 *
 * kind_owner_required.c
 *	  Policy kind: a domain, and so its products, has an owner who can act.
 *
 * The owner is a role.  It counts if it exists and if somebody can be it: the
 * role itself, or one of its members, can log in and is no superuser.  What is
 * owned by a superuser alone is what everybody left behind.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/policy.h"
#include "policy/roles.h"

#include "access/htup_details.h"
#include "catalog/pg_authid.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

/* Can somebody who is no superuser log in as the role? */
static bool
is_somebody(Oid role)
{
	HeapTuple	tuple = SearchSysCache1(AUTHOID, ObjectIdGetDatum(role));
	Form_pg_authid form;
	bool		result;

	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_authid) GETSTRUCT(tuple);
	result = form->rolcanlogin && !form->rolsuper;
	ReleaseSysCache(tuple);
	return result;
}

static void
check_owner_required(DmCheck *check)
{
	const DmDomainFact *domain = dm_fact_domain(check->subject);
	ListCell   *cell;

	if (domain->owner_role == NULL)
		return;					/* the domain was closed just now */
	if (!OidIsValid(domain->owner))
	{
		dm_violation(check, NULL,
					 psprintf("CREATE ROLE %s LOGIN;", quote_identifier(domain->owner_role)),
					 "owner role \"%s\" of domain \"%s\" does not exist",
					 domain->owner_role, domain->name);
		return;
	}
	foreach(cell, dm_roles_below(domain->owner))
	{
		if (is_somebody(lfirst_oid(cell)))
			return;
	}
	dm_violation(check, NULL, NULL,
				 "owner role \"%s\" of domain \"%s\" has no member who can log in without being a superuser",
				 domain->owner_role, domain->name);
}

const DmPolicyKind dm_kind_owner_required = {
	.name = "owner_required",
	.summary = "Domains and products belong to a role that somebody can act as",
	.subjects = DM_JUDGES(DM_OBJECT_DOMAIN) | DM_JUDGES(DM_OBJECT_PRODUCT),
	.check = check_owner_required
};
