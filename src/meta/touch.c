/*-------------------------------------------------------------------------
 *
 * touch.c
 *	  "This object is about to change", when nobody judges.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "meta/touch.h"

static void
ignore_database(void)
{
}

static void
ignore_name(const char *name)
{
}

static void
ignore_product(const char *domain, const char *product)
{
}

static void
ignore_relation(Oid relid)
{
}

static const DmToucher nobody = {
	.database = ignore_database,
	.domain = ignore_name,
	.product = ignore_product,
	.relation = ignore_relation,
	.sweep = ignore_name,
	.policy = ignore_name,
};

const DmToucher *dm_toucher = &nobody;
