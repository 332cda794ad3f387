/*-------------------------------------------------------------------------
 *
 * relation.c
 *	  A relation that the catalogue is about to name in a row.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "base/compat.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "meta/object.h"
#include "meta/relation.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

void
dm_relation_describe(Oid relid, DmRelation *relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	Form_pg_class class;

	memset(relation, 0, sizeof(*relation));
	if (HeapTupleIsValid(tuple))
	{
		class = (Form_pg_class) GETSTRUCT(tuple);
		relation->relid = relid;
		relation->schema_oid = class->relnamespace;
		relation->schema = get_namespace_name(class->relnamespace);
		relation->name = pstrdup(NameStr(class->relname));
		relation->relkind = class->relkind;
		relation->persistence = class->relpersistence;
		relation->owner = class->relowner;
		ReleaseSysCache(tuple);
	}
	if (relation->schema == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", relid)));
	relation->identity = dm_relation_identity(relation->schema, relation->name);
}

bool
dm_relation_lock(const DmRelation *relation)
{
	LockDatabaseObject(NamespaceRelationId, relation->schema_oid, 0, RowExclusiveLock);
	LockRelationOid(relation->relid, AccessShareLock);
	return dm_relation_oid(relation->schema, relation->name) == relation->relid;
}

Oid
dm_schema_lock(const char *schema)
{
	for (;;)
	{
		Oid			oid = get_namespace_oid(schema, false);

		CHECK_FOR_INTERRUPTS();
		LockDatabaseObject(NamespaceRelationId, oid, 0, RowExclusiveLock);
		if (get_namespace_oid(schema, true) == oid)
			return oid;
		UnlockDatabaseObject(NamespaceRelationId, oid, 0, RowExclusiveLock);
	}
}

void
dm_relation_require_readable(const DmRelation *relation)
{
	switch (relation->relkind)
	{
		case RELKIND_RELATION:
		case RELKIND_PARTITIONED_TABLE:
		case RELKIND_VIEW:
		case RELKIND_MATVIEW:
		case RELKIND_FOREIGN_TABLE:
			break;
		default:
			ereport(ERROR,
					(errcode(ERRCODE_WRONG_OBJECT_TYPE),
					 errmsg("%s is not a table, view, materialized view or foreign table",
							relation->identity)));
	}
	if (relation->persistence == RELPERSISTENCE_TEMP)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("%s is a temporary relation", relation->identity)));
}
