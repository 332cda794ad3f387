/*-------------------------------------------------------------------------
 *
 * text.h
 *	  Comparing C strings that may be NULL.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_BASE_TEXT_H
#define DM_BASE_TEXT_H

/* Two NULLs are the same, NULL and a string are not. */
static inline bool
dm_text_same(const char *a, const char *b)
{
	return (a == NULL || b == NULL) ? a == b : strcmp(a, b) == 0;
}

#endif							/* DM_BASE_TEXT_H */
