/*-------------------------------------------------------------------------
 *
 * datamesh.c
 *	  A governed data mesh inside one PostgreSQL database.
 *
 * The library needs no place in shared_preload_libraries for what it does now:
 * it is loaded by the first event trigger or function that is called.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/guc.h"
#include "hooks/judge.h"
#include "meta/governed.h"
#include "policy/cache.h"

PG_MODULE_MAGIC;

void
_PG_init(void)
{
	dm_guc_init();
	dm_governed_init();
	dm_policy_cache_init();
	dm_judge_init();
}
