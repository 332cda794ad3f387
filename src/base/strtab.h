/*-------------------------------------------------------------------------
 *
 * strtab.h
 *	  Hash tables whose keys are C strings of any length.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_BASE_STRTAB_H
#define DM_BASE_STRTAB_H

#include "utils/hsearch.h"

/*
 * A dynahash table in "context".  The first member of an entry must be its
 * "char *" key.  Look up with dm_strtab_find(); dm_strtab_enter() copies the
 * key into the table's context and leaves the rest of a new entry to you.
 */
extern HTAB *dm_strtab_create(const char *name, Size entrysize, MemoryContext context);
extern void *dm_strtab_find(HTAB *table, const char *key);
extern void *dm_strtab_enter(HTAB *table, const char *key, bool *found);
extern void dm_strtab_remove(HTAB *table, const char *key);

#endif							/* DM_BASE_STRTAB_H */
