/*-------------------------------------------------------------------------
 *
 * product.h
 *	  Data products, their ports and versions.
 *
 * The same promises as domain.h.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_PRODUCT_H
#define DM_META_PRODUCT_H

#include "meta/change.h"

typedef struct DmProductSpec
{
	const char *domain;
	const char *name;
	DmField		description;
	DmField		documentation_url;
	DmField		sensitivity;	/* datamesh.sensitivity */
	DmField		retention;		/* interval, as text: PostgreSQL or ISO 8601 */
	DmField		sla;			/* jsonb object, as text */
	DmField		purpose;
	bool		set_use_cases;
	List	   *use_cases;		/* of char * */
	bool		set_tags;
	List	   *tags;			/* of char * */
} DmProductSpec;

typedef struct DmPortSpec
{
	const char *domain;
	const char *product;
	const char *kind;			/* datamesh.port_kind */
	const char *name;			/* NULL: made from the relation or source */
	const char *schema;			/* bound to a relation ... */
	const char *relation;
	const char *source_product; /* ... or a product (product_ref) ... */
	const char *external;		/* ... or something outside the database */
	DmField		description;
} DmPortSpec;

extern bool dm_product_exists(const char *domain, const char *name);

/* Throws ERRCODE_UNDEFINED_OBJECT unless it does. */
extern void dm_product_require(const char *domain, const char *name);

extern void dm_product_put(const DmProductSpec *spec, List **changes);

/* Closes a product that has no active version, with its ports. */
extern void dm_product_close(const char *domain, const char *name, List **changes);

extern void dm_port_put(const DmPortSpec *spec, List **changes);
extern void dm_port_close(const char *domain, const char *product, const char *kind,
						  const char *name, List **changes);

/* Names of the open ports of that kind; the name that dm_port_put would use. */
extern List *dm_product_ports(const char *domain, const char *product, const char *kind);
extern char *dm_port_name(const DmPortSpec *spec);

/*
 * Lifecycle.  dm_version_publish() only writes: the policies of moment
 * "publish" are asked before by its caller, hooks/publish.c.  It makes the
 * version active and the formerly active one deprecated, refuses a version
 * that exists with other contents or is lower than the highest one, and keeps
 * the ports as they are now with the version.  No change if that version is
 * active with the same ports.
 */
extern void dm_version_publish(const char *domain, const char *product, const char *version, List **changes);
extern void dm_version_set_lifecycle(const char *domain, const char *product, const char *version,
									 const char *lifecycle, List **changes);
extern bool dm_version_is_active(const char *domain, const char *product, const char *version);

#endif							/* DM_META_PRODUCT_H */
