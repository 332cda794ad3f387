/*-------------------------------------------------------------------------
 *
 * pattern.h
 *	  Values of policies' parameters: LIKE patterns, regular expressions, words
 *	  to choose from.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_PATTERN_H
#define DM_POLICY_PATTERN_H

#include "nodes/pg_list.h"

extern bool dm_like(const char *text, const char *pattern);
extern bool dm_like_any(const char *text, List *patterns);

/* Is there a match anywhere in the text, as by the operator ~ ? */
extern bool dm_regex_matches(const char *text, const char *pattern);

/* Throw ERRCODE_INVALID_PARAMETER_VALUE, naming the parameter. */
extern void dm_like_check(const char *parameter, const char *pattern);
extern void dm_regex_check(const char *parameter, const char *pattern);

/* The same for a value that must be one of "choices", which ends with NULL. */
extern void dm_choice_check(const char *parameter, const char *value, const char *const *choices);

/* Is the string one of the list? */
extern bool dm_list_has(List *strings, const char *string);

#endif							/* DM_POLICY_PATTERN_H */
