/*-------------------------------------------------------------------------
 *
 * governed.h
 *	  Which schemas the mesh knows: the fast exit of every event trigger.
 *
 * Answers are kept per backend, by schema oid, and forgotten when a relcache
 * invalidation of one of the catalogue's tables arrives.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_GOVERNED_H
#define DM_META_GOVERNED_H

typedef struct DmSchema
{
	Oid			oid;			/* hash key */
	char	   *domain;			/* owning domain, NULL if none */
	bool		has_rows;		/* tags or ports name relations in it */
} DmSchema;

/* Never NULL; valid until the next catalogue change.  Copy what is kept. */
extern const DmSchema *dm_governed_schema(Oid schema);

/* Domain that owns the schema, NULL if none; palloc'd. */
extern char *dm_schema_domain(const char *schema_name);

/*
 * Goes up whenever one of the catalogue's tables that concern judging changed,
 * by whoever: what is cached of them is out of date when this is.
 */
extern uint64 dm_catalog_generation(void);

typedef enum DmExtensionState
{
	DM_EXTENSION_ABSENT,
	DM_EXTENSION_BUSY,			/* being created or updated, or a pg_upgrade */
	DM_EXTENSION_MISMATCH,		/* library and SQL are of different versions */
	DM_EXTENSION_READY
} DmExtensionState;

extern DmExtensionState dm_extension_state(void);

/*
 * The extension exists, its script is done, library and SQL agree.  If they do
 * not, warns, once per backend: the caller decides what fails closed.
 */
extern bool dm_extension_ready(void);

/* Throws object_not_in_prerequisite_state if library and SQL do not agree. */
extern void dm_extension_check(void);

extern void dm_governed_init(void);

#endif							/* DM_META_GOVERNED_H */
