/*-------------------------------------------------------------------------
 *
 * urn.h
 *	  The stable URNs of data products, for C callers.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_TYPES_URN_H
#define DM_TYPES_URN_H

#include "types/product_ref.h"

/*
 * The URN of "ref" (version NULL for none) in the mesh named "mesh", palloc'd.
 * Throws invalid_name if the mesh name is not a name; "ref" is not checked.
 */
extern char *dm_urn_make(const char *mesh, const DmProductRef *ref);

/*
 * Takes "urn" apart into palloc'd strings in the database encoding: *mesh and
 * the parts of *ref, all checked.  Throws invalid_text_representation if it is
 * not a datamesh URN, and the server's own error if a name cannot be expressed
 * in the database encoding.
 */
extern void dm_urn_parse(const char *urn, char **mesh, DmProductRef *ref);

#endif							/* DM_TYPES_URN_H */
