/*-------------------------------------------------------------------------
 *
 * kind_ports_only.c
 *	  Policy kind: other domains read output ports and nothing else.
 *
 * A role is of a domain if it is the owner role of it or a member of that.  It
 * is of this domain as well if it is a member of the owner role of this domain
 * or of one above it, and then it may do here what it likes.  A right that a
 * role of another domain holds through a group, or as part of PUBLIC, counts
 * as its own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/policy.h"
#include "policy/roles.h"

#include "miscadmin.h"
#include "utils/builtins.h"

static bool
have_common(List *a, List *b)
{
	ListCell   *cell;

	foreach(cell, a)
	{
		if (list_member_oid(b, lfirst_oid(cell)))
			return true;
	}
	return false;
}

/*
 * The other domain that a grant to this role opens the subject to, or NULL.
 * "line" are the owner roles of the domain and those above it.
 */
static const char *
foreign_domain(Oid grantee, List *line)
{
	List	   *roles = dm_roles_above(grantee);
	ListCell   *cell;

	if (superuser_arg(grantee) || have_common(roles, line))
		return NULL;
	roles = list_concat(roles, dm_roles_below(grantee));
	foreach(cell, dm_fact_domain_owners(roles))
	{
		DmDomainOwner *owner = lfirst(cell);

		/* an owner of two domains, this among them, is at home here */
		if (!superuser_arg(owner->role) &&
			!have_common(dm_roles_above(owner->role), line))
			return owner->domain;
	}
	return NULL;
}

/* One violation per privilege, so that taking one away makes nothing worse. */
static void
report(DmCheck *check, const DmGrantFact *grant, const char *holder)
{
	for (AclMode left = grant->privileges; left != 0; left &= left - 1)
	{
		AclMode		privilege = left & (~left + 1);

		dm_violation(check, grant->column,
					 dm_revoke_sql(check->subject, grant, grant->privileges),
					 "no output port, yet %s holds %s (%s)", holder,
					 dm_privilege_names(privilege), dm_grantee_name(grant->grantee));
	}
}

static void
check_ports_only(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	List	   *line;
	ListCell   *cell;

	if (subject->product || dm_fact_grants(subject) == NIL)
		return;
	line = dm_fact_line_owners(subject);
	foreach(cell, dm_fact_grants(subject))
	{
		DmGrantFact *grant = lfirst(cell);
		const char *domain;

		if (grant->grantee == ACL_ID_PUBLIC)
		{
			report(check, grant, "every domain");
			continue;
		}
		domain = foreign_domain(grant->grantee, line);
		if (domain)
			report(check, grant, psprintf("domain \"%s\"", domain));
	}
}

const DmPolicyKind dm_kind_ports_only = {
	.name = "ports_only",
	.summary = "Other domains hold rights on output ports only",
	.subjects = DM_JUDGES(DM_OBJECT_RELATION),
	.check = check_ports_only
};
