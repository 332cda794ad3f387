/*-------------------------------------------------------------------------
 *
 * nameset.c
 *	  A set of strings, each with a pointer: who had this name first?
 *
 * The names come from documents, which anybody may write, so the hash is
 * seeded anew for each set: nobody can choose names that collide.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "common/hashfn.h"
#include "common/pg_prng.h"
#include "document/nameset.h"

typedef struct NameEntry
{
	const char *name;
	void	   *pointer;
	uint32		hash;
	char		status;
} NameEntry;

static uint32 hash_name(uint64 seed, const char *name);

#define SH_PREFIX			names
#define SH_ELEMENT_TYPE		NameEntry
#define SH_KEY_TYPE			const char *
#define SH_KEY				name
#define SH_HASH_KEY(tb, key)	hash_name(*(uint64 *) (tb)->private_data, (key))
#define SH_EQUAL(tb, a, b)	(strcmp((a), (b)) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a)	(a)->hash
#define SH_SCOPE			static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct DmNameSet
{
	uint64		seed;
	names_hash *table;
};

static uint32
hash_name(uint64 seed, const char *name)
{
	return (uint32) hash_bytes_extended((const unsigned char *) name,
										(int) strlen(name), seed);
}

DmNameSet *
dm_nameset_create(int expected)
{
	DmNameSet  *set = palloc(sizeof(DmNameSet));

	set->seed = pg_prng_uint64(&pg_global_prng_state);
	set->table = names_create(CurrentMemoryContext, Max(expected, 8), &set->seed);
	return set;
}

void
dm_nameset_free(DmNameSet *set)
{
	names_destroy(set->table);
	pfree(set);
}

void *
dm_nameset_add(DmNameSet *set, const char *name, void *pointer)
{
	bool		found;
	NameEntry  *entry = names_insert(set->table, name, &found);

	Assert(pointer != NULL);
	if (found)
		return entry->pointer;
	entry->pointer = pointer;
	return NULL;
}

void *
dm_nameset_find(DmNameSet *set, const char *name)
{
	NameEntry  *entry = names_lookup(set->table, name);

	return entry == NULL ? NULL : entry->pointer;
}
