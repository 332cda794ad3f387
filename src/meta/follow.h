/*-------------------------------------------------------------------------
 *
 * follow.h
 *	  Keeping the names in the catalogue true.
 *
 * Called by the event triggers, in the transaction that renames or drops, after
 * the fact and for whoever did it: PostgreSQL has decided that he may.  Names
 * are plain, not quoted.  A name that no row mentions costs one query.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_FOLLOW_H
#define DM_META_FOLLOW_H

extern void dm_follow_rename_schema(const char *old_name, const char *new_name);
extern void dm_follow_rename_relation(const char *schema, const char *old_name, const char *new_name);

/*
 * Output ports on the relation stay only if the new schema is of the same
 * domain.
 */
extern void dm_follow_move_relation(const char *old_schema, const char *new_schema, const char *name);

/* Of this relation only: call it for those that inherit the column, too. */
extern void dm_follow_rename_column(const char *schema, const char *relation,
									const char *old_name, const char *new_name);

/*
 * Closes schemas, ports and tags, and deletes findings.  Waivers stay: they are
 * for a name, which may come back.
 */
extern void dm_follow_drop_schema(const char *name);
extern void dm_follow_drop_relation(const char *schema, const char *relation);
extern void dm_follow_drop_column(const char *schema, const char *relation, const char *column);

/*
 * Deletes the findings of a schema and of all in it.  To be called between
 * dm_spi_begin() and dm_spi_end().
 */
extern void dm_follow_forget_findings(const char *schema);

#endif							/* DM_META_FOLLOW_H */
