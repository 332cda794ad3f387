/*-------------------------------------------------------------------------
 *
 * tick.h
 *	  Having the judge called once before commit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_HOOKS_TICK_H
#define DM_HOOKS_TICK_H

/*
 * Queues a call of the deferred trigger datamesh_catalog.judge.  With SET
 * CONSTRAINTS ... IMMEDIATE in force it is called before this returns.
 */
extern void dm_tick_queue(void);

#endif							/* DM_HOOKS_TICK_H */
