/*-------------------------------------------------------------------------
 *
 * plan.h
 *	  In which order the documents of a text are applied.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_APPLY_PLAN_H
#define DM_APPLY_PLAN_H

#include "document/document.h"

typedef struct DmPlan
{
	/* of DmDocument * */
	List	   *domains;		/* parents before children */
	List	   *policies;		/* as in the text */
	List	   *products;		/* sources before consumers */
} DmPlan;

/* roots: of documents without errors. */
extern DmPlan *dm_plan_make(const List *roots);

#endif							/* DM_APPLY_PLAN_H */
