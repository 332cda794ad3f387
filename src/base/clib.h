/*-------------------------------------------------------------------------
 *
 * clib.h
 *	  Living with C libraries: who frees what they malloc'd, and in which
 *	  encoding they are spoken to.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_BASE_CLIB_H
#define DM_BASE_CLIB_H

/*
 * What a library gave us.  object is set by the caller as soon as it has it,
 * and given to release() when the memory context goes, by error or not.
 */
typedef struct DmHandle
{
	void	   *object;			/* NULL: nothing to release */
	void		(*release) (void *object);
} DmHandle;

/*
 * Get the handle first and the object then, so that nothing can throw between
 * the object and its owner.  release() must not throw.
 */
extern DmHandle *dm_handle_create(MemoryContext context, void (*release) (void *object));

/* Releases the object now; the handle may be used again. */
extern void dm_handle_release(DmHandle *handle);

/*
 * Where line and column are: from 1, in characters.  Lines end with LF, CR,
 * or both.  text is in that encoding, and valid up to the offset.
 */
typedef struct DmPosition
{
	int			line;
	int			column;
} DmPosition;

extern DmPosition dm_text_position(const char *text, int offset, int encoding);

/*
 * Text of the server encoding in UTF-8, checked to be just that.  Result: the
 * text itself if it is UTF-8 already, else palloc'd; *result_length is its
 * length, and no zero byte follows it.  NULL if some character cannot be
 * expressed, or the text of an SQL_ASCII database is not UTF-8: *bad is then
 * the offset of that character.
 */
extern const char *dm_text_to_utf8(const char *text, int length,
								   int *result_length, int *bad);

/*
 * The other way round, for valid UTF-8 without zero bytes: a palloc'd string in
 * the server encoding.  NULL if that lacks a character: *bad is its offset.  An
 * SQL_ASCII database keeps UTF-8 as it is.
 */
extern char *dm_text_from_utf8(const char *utf8, int length, int *bad);

#endif							/* DM_BASE_CLIB_H */
