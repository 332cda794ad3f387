/*-------------------------------------------------------------------------
 *
 * check.h
 *	  Reads the text of documents and finds everything that is wrong with it
 *	  without looking into the catalogue.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_APPLY_CHECK_H
#define DM_APPLY_CHECK_H

#include "document/node.h"

/*
 * Roots of the documents in the text; *problems, in order of position.  Only if
 * none of them is an error may the roots be mapped.  Never throws for a bad
 * text.
 */
extern List *dm_text_check(const char *text, int length, List **problems);

#endif							/* DM_APPLY_CHECK_H */
