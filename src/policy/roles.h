/*-------------------------------------------------------------------------
 *
 * roles.h
 *	  Who is a member of whom, and SQL that takes rights away.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_ROLES_H
#define DM_POLICY_ROLES_H

#include "policy/facts.h"

/*
 * The role, and all roles that it is a member of (above), or all that are
 * members of it (below), however indirectly.  Superusers are no members by
 * being superusers.  palloc'd oid lists.
 */
extern List *dm_roles_above(Oid role);
extern List *dm_roles_below(Oid role);

/* "SELECT, UPDATE" */
extern char *dm_privilege_names(AclMode privileges);

/* The bit of a privilege's name in any case; 0 if there is none such. */
extern AclMode dm_privilege_bit(const char *name);

/* Who has it: a role's name, or PUBLIC.  NULL if the role is gone. */
extern char *dm_grantee_name(Oid grantee);

/*
 * A statement by which the owner takes these privileges of the grant away, or
 * NULL if grantee or grantor is gone.
 */
extern char *dm_revoke_sql(DmSubject *subject, const DmGrantFact *grant, AclMode privileges);

#endif							/* DM_POLICY_ROLES_H */
