/*-------------------------------------------------------------------------
 *
 * targets.h
 *	  What a utility statement is about to change, from its parse tree.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_HOOKS_TARGETS_H
#define DM_HOOKS_TARGETS_H

#include "nodes/parsenodes.h"

typedef struct DmTargets
{
	List	   *relations;		/* oids of existing relations */
	List	   *children;		/* those that change with them, by inheritance
								 * or because they are tables of that type */
	List	   *functions;		/* oids of existing functions */
	List	   *schemas;		/* oids of existing schemas that change
								 * themselves */
	Oid			schema;			/* where something is created, or InvalidOid */
	const RangeVar *created;	/* the relation that is created there, or NULL */
	bool		unknown;		/* the parse tree does not tell */
} DmTargets;

/*
 * Resolves names as the statement will, without locks and without errors: a
 * name that cannot be resolved is left out.  The result is a hint for notes
 * and fast exits; what really happened is asked of PostgreSQL afterwards.
 */
extern void dm_targets_find(Node *parsetree, DmTargets *targets);

/* Relation that an index belongs to, or the relation itself. */
extern Oid	dm_target_heap(Oid relid);

#endif							/* DM_HOOKS_TARGETS_H */
