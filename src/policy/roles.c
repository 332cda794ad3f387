/*-------------------------------------------------------------------------
 *
 * roles.c
 *	  Who is a member of whom, and SQL that takes rights away.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/roles.h"

#include "access/htup_details.h"
#include "catalog/pg_auth_members.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/syscache.h"

/* By bit; those that this server does not have are never set. */
static const char *const privilege_names[] = {
	"INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER",
	"EXECUTE", "USAGE", "CREATE", "TEMPORARY", "CONNECT", "SET", "ALTER SYSTEM",
	"MAINTAIN"
};

/* Every role that can be reached, breadth first. */
static List *
closure(Oid role, bool upwards)
{
	List	   *roles = list_make1_oid(role);

	/* grows while we walk it */
	for (int i = 0; i < list_length(roles); i++)
	{
		CatCList   *edges = SearchSysCacheList1(upwards ? AUTHMEMMEMROLE : AUTHMEMROLEMEM,
												ObjectIdGetDatum(list_nth_oid(roles, i)));

		CHECK_FOR_INTERRUPTS();
		for (int j = 0; j < edges->n_members; j++)
		{
			HeapTuple	tuple = &edges->members[j]->tuple;
			Form_pg_auth_members form = (Form_pg_auth_members) GETSTRUCT(tuple);

			roles = list_append_unique_oid(roles, upwards ? form->roleid : form->member);
		}
		ReleaseSysCacheList(edges);
	}
	return roles;
}

List *
dm_roles_above(Oid role)
{
	return closure(role, true);
}

List *
dm_roles_below(Oid role)
{
	return closure(role, false);
}

char *
dm_privilege_names(AclMode privileges)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < (int) lengthof(privilege_names); i++)
		if (privileges & ((AclMode) 1 << i))
			appendStringInfo(&buf, "%s%s", buf.len ? ", " : "", privilege_names[i]);
	return buf.data;
}

AclMode
dm_privilege_bit(const char *name)
{
	for (int i = 0; i < (int) lengthof(privilege_names); i++)
		if (pg_strcasecmp(privilege_names[i], name) == 0)
			return (AclMode) 1 << i;
	return 0;
}

char *
dm_grantee_name(Oid grantee)
{
	char	   *name;

	if (grantee == ACL_ID_PUBLIC)
		return pstrdup("PUBLIC");
	name = GetUserNameFromId(grantee, true);
	return name ? pstrdup(quote_identifier(name)) : NULL;
}

/*
 * REVOKE by the owner only touches what the owner granted.  What somebody else
 * granted goes by taking the grant option away from the one to whom the owner
 * gave it, at the beginning of the chain that ends in this grant.
 */
static Oid
start_of_chain(DmSubject *subject, const DmGrantFact *grant)
{
	Oid			holder = grant->grantor;
	List	   *passed = NIL;
	ListCell   *cell;

	while (!list_member_oid(passed, holder))
	{
		bool		found = false;

		passed = lappend_oid(passed, holder);
		foreach(cell, dm_fact_grants(subject))
		{
			DmGrantFact *other = lfirst(cell);

			if (other->grantee != holder || (other->column != NULL) != (grant->column != NULL))
				continue;
			if (other->grantor == subject->owner)
				return holder;
			holder = other->grantor;
			found = true;
			break;
		}
		if (!found)
			break;
	}
	return InvalidOid;
}

char *
dm_revoke_sql(DmSubject *subject, const DmGrantFact *grant, AclMode privileges)
{
	char	   *grantee = dm_grantee_name(grant->grantee);
	const char *option = "";
	const char *cascade = "";
	StringInfoData buf;
	bool		first = true;

	if (grant->grantor != subject->owner)
	{
		Oid			start = start_of_chain(subject, grant);

		if (!OidIsValid(start))
			return NULL;
		grantee = dm_grantee_name(start);
		option = "GRANT OPTION FOR ";
		cascade = " CASCADE";
	}
	if (grantee == NULL)
		return NULL;

	initStringInfo(&buf);
	appendStringInfo(&buf, "REVOKE %s", option);
	for (int i = 0; i < (int) lengthof(privilege_names); i++)
	{
		if ((privileges & ((AclMode) 1 << i)) == 0)
			continue;
		appendStringInfo(&buf, "%s%s", first ? "" : ", ", privilege_names[i]);
		if (grant->column)
			appendStringInfo(&buf, " (%s)", quote_identifier(grant->column));
		first = false;
	}
	appendStringInfo(&buf, " ON %s %s FROM %s%s;",
					 subject->object.type == DM_OBJECT_RELATION ? "TABLE" : dm_subject_sql_type(subject),
					 subject->object.identity, grantee, cascade);
	return buf.data;
}
