/*-------------------------------------------------------------------------
 *
 * rights.c
 *	  Who may do what.
 *
 * To be a member means what it means for PostgreSQL's own objects: to have the
 * privileges of the role (has_privs_of_role), so a NOINHERIT member has to SET
 * ROLE first.  Owner roles are kept by name; one that does not exist any more
 * gives nobody a right, and only governance can help.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/spi.h"
#include "meta/governed.h"
#include "meta/rights.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"

/* Has the role the privileges of the one so named? */
static bool
is_member(Oid role, const char *of)
{
	Oid			owner = get_role_oid(of, true);

	return OidIsValid(owner) && has_privs_of_role(role, owner);
}

char *
dm_governance_role(void)
{
	static DmQuery query = DM_QUERY("SELECT value FROM datamesh_catalog.setting WHERE name = 'governance_role'");
	DmSpi		spi;
	char	   *role = NULL;

	dm_spi_begin(&spi);
	if (dm_spi_run(&query, 0, NULL) > 0)
		role = dm_spi_text(&spi, 0, 1);
	dm_spi_end(&spi);
	return role;
}

bool
dm_is_governance(Oid role)
{
	char	   *governance;

	if (superuser_arg(role))
		return true;
	governance = dm_governance_role();
	return governance && is_member(role, governance);
}

/*
 * Owners of the domain and of its ancestors, its own first; NIL if there is no
 * such open domain.  UNION without ALL comes to an end even in a circle.
 */
static List *
owners(const char *domain)
{
	static DmQuery query =
	DM_QUERY("WITH RECURSIVE up AS ("
			 "  SELECT name, owner_role, parent FROM datamesh_catalog.domain"
			 "  WHERE name = $1 AND valid_to IS NULL"
			 " UNION"
			 "  SELECT d.name, d.owner_role, d.parent FROM up"
			 "  JOIN datamesh_catalog.domain d ON d.name = up.parent AND d.valid_to IS NULL) "
			 "SELECT owner_role FROM up ORDER BY (name = $1) DESC");
	DmSpi		spi;
	List	   *result = NIL;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(domain)));
	for (uint64 i = 0; i < rows; i++)
		result = lappend(result, dm_spi_text(&spi, i, 1));
	dm_spi_end(&spi);
	return result;
}

static bool
is_member_of_any(Oid role, List *roles)
{
	ListCell   *cell;

	foreach(cell, roles)
	{
		if (is_member(role, lfirst(cell)))
			return true;
	}
	return false;
}

bool
dm_is_domain_owner(Oid role, const char *domain)
{
	return superuser_arg(role) || is_member_of_any(role, owners(domain)) ||
		dm_is_governance(role);
}

void
dm_require_governance(const char *action)
{
	char	   *governance;

	dm_extension_check();
	if (dm_is_governance(GetUserId()))
		return;
	governance = dm_governance_role();
	if (governance)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be superuser or a member of the governance role to %s", action),
				 errdetail("The mesh is governed by %s.", dm_role_text(governance))));
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("must be superuser to %s", action),
			 errdetail("No governance role is set."),
			 errhint("A superuser can set one with datamesh.set_governance_role().")));
}

void
dm_require_domain_owner(const char *domain, const char *action)
{
	List	   *roles;

	dm_extension_check();
	roles = owners(domain);
	if (roles == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("domain \"%s\" does not exist", domain)));
	if (superuser() || is_member_of_any(GetUserId(), roles) ||
		dm_is_governance(GetUserId()))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("must be owner of domain \"%s\" to %s", domain, action),
			 errdetail("The domain is owned by %s.", dm_role_text(linitial(roles)))));
}

char *
dm_role_text(const char *role)
{
	if (OidIsValid(get_role_oid(role, true)))
		return psprintf("role \"%s\"", role);
	return psprintf("role \"%s\", which no longer exists", role);
}

char *
dm_domain_owner_text(const char *domain)
{
	List	   *roles = owners(domain);

	return roles ? dm_role_text(linitial(roles)) : pstrdup("nobody");
}

bool
dm_has_role(Oid role, const char *name)
{
	return superuser_arg(role) || is_member(role, name);
}

char *
dm_current_role_name(void)
{
	return GetUserNameFromId(GetUserId(), false);
}
