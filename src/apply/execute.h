/*-------------------------------------------------------------------------
 *
 * execute.h
 *	  Makes the catalogue say what the documents say.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_APPLY_EXECUTE_H
#define DM_APPLY_EXECUTE_H

#include "apply/plan.h"

/*
 * Appends to *changes what was changed, in the current memory context; nothing
 * if the catalogue says so already.  Every part checks the rights of the
 * caller; an error tells the place in the documents as context.
 */
extern void dm_plan_execute(const DmPlan *plan, List **changes);

#endif							/* DM_APPLY_EXECUTE_H */
