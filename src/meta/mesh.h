/*-------------------------------------------------------------------------
 *
 * mesh.h
 *	  What concerns the mesh as a whole.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_MESH_H
#define DM_META_MESH_H

/* The name in URNs: as set, else that of the database; palloc'd. */
extern char *dm_mesh_name(void);

#endif							/* DM_META_MESH_H */
