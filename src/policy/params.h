/*-------------------------------------------------------------------------
 *
 * params.h
 *	  Parameters and scopes: from jsonb to what kinds and the engine read.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_PARAMS_H
#define DM_POLICY_PARAMS_H

#include "policy/policy.h"
#include "utils/jsonb.h"

/*
 * Reads the parameters of a policy of that kind; the result has one entry per
 * declared parameter.  *problem becomes NULL, or a palloc'd sentence that says
 * what is wrong, and then the result is NULL.  All of it is palloc'd.
 */
extern DmParamValue *dm_params_read(const DmPolicyKind *kind, Jsonb *json, char **problem);

/* The same for a scope. */
extern bool dm_scope_read(Jsonb *json, DmScope *scope, char **problem);

#endif							/* DM_POLICY_PARAMS_H */
