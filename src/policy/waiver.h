/*-------------------------------------------------------------------------
 *
 * waiver.h
 *	  Waivers: a violation that is known, accepted and dated.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_WAIVER_H
#define DM_POLICY_WAIVER_H

#include "policy/policy.h"

/*
 * Sets waived_until of every violation (of DmViolation *) that a waiver in
 * force covers; the longest one counts.  A waiver covers its object and what
 * that contains: a relation its columns, a schema its relations, a domain all
 * that belongs to it, a product itself and the relations of its ports.
 */
extern void dm_waiver_apply(List *violations);

#endif							/* DM_POLICY_WAIVER_H */
