/*-------------------------------------------------------------------------
 *
 * publish.h
 *	  Publishing a version of a data product.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_HOOKS_PUBLISH_H
#define DM_HOOKS_PUBLISH_H

#include "nodes/pg_list.h"

/*
 * Asks every policy about the product, its domain and the relations of its
 * output ports, then makes the version the active one; see dm_version_publish()
 * for what that refuses.  Throws MD001, with all violations, if a policy denies,
 * whether they are new or stood before: publishing is a promise about what is.
 */
extern void dm_publish(const char *domain, const char *product, const char *version,
					   List **changes);

#endif							/* DM_HOOKS_PUBLISH_H */
