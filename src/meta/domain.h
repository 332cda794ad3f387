/*-------------------------------------------------------------------------
 *
 * domain.h
 *	  Domains, their schemas and contacts.
 *
 * Every function checks the caller's rights, announces the change to the judge
 * (meta/touch.h), writes only what differs, and appends to changes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_DOMAIN_H
#define DM_META_DOMAIN_H

#include "meta/change.h"

typedef struct DmDomainSpec
{
	const char *name;
	DmField		owner;			/* role name; required for a new domain */
	DmField		kind;			/* of domain_kind; required for a new one */
	DmField		parent;			/* name of an open domain */
	DmField		description;
} DmDomainSpec;

extern bool dm_domain_exists(const char *name);

/* Registers, or alters to match. */
extern void dm_domain_put(const DmDomainSpec *spec, List **changes);
extern void dm_domain_close(const char *name, List **changes);

/* value NULL removes the contact */
extern void dm_contact_put(const char *domain, const char *kind, const char *value, List **changes);

extern void dm_schema_attach(const char *domain, const char *schema, List **changes);
extern void dm_schema_detach(const char *domain, const char *schema, List **changes);

/* Names of what the domain has now, for apply to compare; palloc'd strings. */
extern List *dm_domain_schemas(const char *domain);
extern List *dm_domain_contacts(const char *domain);	/* kinds */

#endif							/* DM_META_DOMAIN_H */
