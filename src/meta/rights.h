/*-------------------------------------------------------------------------
 *
 * rights.h
 *	  Who may do what: DESIGN in one line, rights come from PostgreSQL roles.
 *
 * All checks are for the role that called (GetUserId()), so they must be made
 * before dm_spi_begin().  The "require" functions throw
 * ERRCODE_INSUFFICIENT_PRIVILEGE; "action" completes "must be ... to %s".
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_RIGHTS_H
#define DM_META_RIGHTS_H

/* Superuser, or member of the governance role. */
extern bool dm_is_governance(Oid role);

/* Governance, or member of the domain's (or an ancestor domain's) owner role. */
extern bool dm_is_domain_owner(Oid role, const char *domain);

extern void dm_require_governance(const char *action);

/* Also throws ERRCODE_UNDEFINED_OBJECT when there is no such open domain. */
extern void dm_require_domain_owner(const char *domain, const char *action);

/* Superuser, or member of the role of that name. */
extern bool dm_has_role(Oid role, const char *name);

/*
 * For messages, palloc'd: role "x", with the remark if need be that it no longer
 * exists; and the same of a domain's owner.
 */
extern char *dm_role_text(const char *role);
extern char *dm_domain_owner_text(const char *domain);

/* Name of the governance role, NULL if none is set; palloc'd. */
extern char *dm_governance_role(void);

/* Name of the calling role; palloc'd. */
extern char *dm_current_role_name(void);

#endif							/* DM_META_RIGHTS_H */
