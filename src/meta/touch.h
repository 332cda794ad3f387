/*-------------------------------------------------------------------------
 *
 * touch.h
 *	  "This object is about to change": from the catalogue to the judge.
 *
 * Functions that write the catalogue announce what they are about to change;
 * whoever judges (hooks/judge.c) takes note of its state before the change and
 * has it judged before commit, exactly as after DDL.  Call it before the
 * write, and do all writes of one call within one dm_spi_begin()/dm_spi_end(),
 * whose end tells the judge that the change is made.  Calls are cheap and may
 * repeat; a call that is followed by no write costs nothing more.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_TOUCH_H
#define DM_META_TOUCH_H

#include "meta/object.h"

typedef struct DmToucher
{
	void		(*database) (void);
	void		(*domain) (const char *domain);
	void		(*product) (const char *domain, const char *product);
	void		(*relation) (Oid relid);

	/* Everything in a schema: re-evaluate, never deny. */
	void		(*sweep) (const char *schema);

	/* The same for one policy, everywhere. */
	void		(*policy) (const char *name);
} DmToucher;

/* Set once by hooks/judge.c; never NULL after _PG_init. */
extern const DmToucher *dm_toucher;

#endif							/* DM_META_TOUCH_H */
