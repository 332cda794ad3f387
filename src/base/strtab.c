/*-------------------------------------------------------------------------
 *
 * strtab.c
 *	  Hash tables whose keys are C strings of any length.
 *
 * dynahash's own string keys are of fixed width; here the key is a pointer to
 * the string, with hash and comparison functions that follow it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/strtab.h"

#include "common/hashfn.h"
#include "utils/memutils.h"

static uint32
key_hash(const void *key, Size keysize)
{
	const char *string = *(const char *const *) key;

	return hash_bytes((const unsigned char *) string, strlen(string));
}

static int
key_match(const void *a, const void *b, Size keysize)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

HTAB *
dm_strtab_create(const char *name, Size entrysize, MemoryContext context)
{
	HASHCTL		ctl = {
		.keysize = sizeof(char *),
		.entrysize = entrysize,
		.hash = key_hash,
		.match = key_match,
		.hcxt = context
	};

	return hash_create(name, 64, &ctl,
					   HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
}

void *
dm_strtab_find(HTAB *table, const char *key)
{
	return hash_search(table, &key, HASH_FIND, NULL);
}

void *
dm_strtab_enter(HTAB *table, const char *key, bool *found)
{
	bool		exists;
	void	   *entry = hash_search(table, &key, HASH_ENTER, &exists);

	if (!exists)
		*(char **) entry = MemoryContextStrdup(GetMemoryChunkContext(table), key);
	if (found)
		*found = exists;
	return entry;
}

void
dm_strtab_remove(HTAB *table, const char *key)
{
	hash_search(table, &key, HASH_REMOVE, NULL);
}
