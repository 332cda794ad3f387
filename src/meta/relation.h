/*-------------------------------------------------------------------------
 *
 * relation.h
 *	  A relation that the catalogue is about to name in a row.
 *
 * Rows hold names.  To keep a name true until the row is committed, and then
 * seen by whoever follows a rename, its writer holds two locks to the end of
 * the transaction: ACCESS SHARE on the relation, against which every rename,
 * move and drop of it waits, and ROW EXCLUSIVE on the schema, which holds off
 * DROP SCHEMA and the follower of ALTER SCHEMA RENAME (meta/follow.c) but
 * nothing else.  The schema comes first, as in DROP SCHEMA.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_RELATION_H
#define DM_META_RELATION_H

typedef struct DmRelation
{
	Oid			relid;
	Oid			schema_oid;
	char	   *schema;
	char	   *name;
	char		relkind;
	char		persistence;
	Oid			owner;
	char	   *identity;
} DmRelation;

/* Looks at it without a lock.  Throws undefined_table if there is none. */
extern void dm_relation_describe(Oid relid, DmRelation *relation);

/*
 * Takes both locks.  False if it was renamed, moved or dropped meanwhile: then
 * look at it again.
 */
extern bool dm_relation_lock(const DmRelation *relation);

/*
 * The same for a schema alone.  Returns its oid; throws undefined_schema.
 */
extern Oid	dm_schema_lock(const char *schema);

/* Throws wrong_object_type unless it is something people read from. */
extern void dm_relation_require_readable(const DmRelation *relation);

#endif							/* DM_META_RELATION_H */
