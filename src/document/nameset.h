/*-------------------------------------------------------------------------
 *
 * nameset.h
 *	  A set of strings, each with a pointer: who had this name first?
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_DOCUMENT_NAMESET_H
#define DM_DOCUMENT_NAMESET_H

typedef struct DmNameSet DmNameSet;

/* Lives in the current memory context. */
extern DmNameSet *dm_nameset_create(int expected);
extern void dm_nameset_free(DmNameSet *set);

/*
 * Adds the name with that pointer (which must not be NULL) and returns NULL; if
 * the name is in the set already, changes nothing and returns the pointer it
 * has there.  The string is not copied.
 */
extern void *dm_nameset_add(DmNameSet *set, const char *name, void *pointer);

/* The pointer of the name, or NULL if it is not in the set. */
extern void *dm_nameset_find(DmNameSet *set, const char *name);

#endif							/* DM_DOCUMENT_NAMESET_H */
