/*-------------------------------------------------------------------------
 *
 * change.c
 *	  What a call changed in the catalogue, for datamesh.apply() to report.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "lib/stringinfo.h"
#include "meta/change.h"

/*
 * Appends to *changes, in the current context, unless changes is NULL.  action
 * and kind must be constants; detail_fmt may be NULL.
 */
void
dm_change_add(List **changes, const char *action, const char *kind,
			  const char *name, const char *detail_fmt,...)
{
	DmChange   *change;
	StringInfoData buf;
	va_list		args;
	int			needed;

	if (changes == NULL)
		return;
	change = palloc(sizeof(DmChange));
	change->action = action;
	change->kind = kind;
	change->name = pstrdup(name);
	change->detail = NULL;
	if (detail_fmt)
	{
		initStringInfo(&buf);
		for (;;)
		{
			va_start(args, detail_fmt);
			needed = appendStringInfoVA(&buf, detail_fmt, args);
			va_end(args);
			if (needed == 0)
				break;
			enlargeStringInfo(&buf, needed);
		}
		change->detail = buf.data;
	}
	*changes = lappend(*changes, change);
}
