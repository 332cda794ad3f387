/*-------------------------------------------------------------------------
 *
 * clib.c
 *	  Living with C libraries: who frees what they malloc'd, and in which
 *	  encoding they are spoken to.
 *
 * libyaml and jansson malloc.  What they return is tied to a memory context by
 * a reset callback, so that an error anywhere releases it and no caller needs
 * PG_TRY for that.
 *
 * Both speak UTF-8 only.  The server's own pg_server_to_any() throws at the
 * first character that it cannot convert, without saying where it stands.
 * Here the caller is told the place instead, so that a person can be told.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/clib.h"
#include "catalog/namespace.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

typedef struct GuardedHandle
{
	DmHandle	handle;
	MemoryContextCallback callback;
} GuardedHandle;

static void
release_callback(void *arg)
{
	dm_handle_release((DmHandle *) arg);
}

DmHandle *
dm_handle_create(MemoryContext context, void (*release) (void *object))
{
	GuardedHandle *guarded;

	guarded = MemoryContextAllocZero(context, sizeof(GuardedHandle));
	guarded->handle.release = release;
	guarded->callback.func = release_callback;
	guarded->callback.arg = &guarded->handle;
	MemoryContextRegisterResetCallback(context, &guarded->callback);
	return &guarded->handle;
}

void
dm_handle_release(DmHandle *handle)
{
	void	   *object = handle->object;

	handle->object = NULL;
	if (object != NULL)
		handle->release(object);
}

DmPosition
dm_text_position(const char *text, int offset, int encoding)
{
	DmPosition	position = {1, 1};
	int			i = 0;

	while (i < offset)
	{
		char		c = text[i];

		if (c == '\n' || (c == '\r' && !(i + 1 < offset && text[i + 1] == '\n')))
		{
			position.line++;
			position.column = 1;
			i++;
		}
		else if (IS_HIGHBIT_SET(c))
		{
			i += pg_encoding_mblen(encoding, text +i);
			position.column++;
		}
		else
		{
			i++;
			if (c != '\r')
				position.column++;
		}
	}
	return position;
}

/* Bytes converted by one call; a character cut at the end is left for the next. */
#define CONVERT_CHUNK	65536

/*
 * Converts with the server's own conversion for the two encodings.  Result:
 * how many bytes of src were converted; less than length if the next character
 * cannot be.  *dest is palloc'd and ends with a zero byte.
 */
static int
convert(const char *src, int length, int from, int to, char **dest)
{
	Oid			conversion = FindDefaultConversionProc(from, to);
	StringInfoData result;
	int			done = 0;

	initStringInfo(&result);
	while (OidIsValid(conversion) && done < length)
	{
		int			chunk = Min(length - done, CONVERT_CHUNK);
		int			size = chunk * MAX_CONVERSION_GROWTH + 1;
		int			converted;

		CHECK_FOR_INTERRUPTS();
		enlargeStringInfo(&result, size);
		converted = pg_do_encoding_conversion_buf(conversion, from, to,
												  (unsigned char *) unconstify(char *, src) + done, chunk,
												  (unsigned char *) result.data + result.len,
												  size, true);
		if (converted <= 0)
			break;
		result.len += strlen(result.data + result.len);
		done += converted;
	}
	result.data[result.len] = '\0';
	*dest = result.data;
	return done;
}

const char *
dm_text_to_utf8(const char *text, int length, int *result_length, int *bad)
{
	int			encoding = GetDatabaseEncoding();
	char	   *converted;
	int			done;

	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
	{
		done = pg_encoding_verifymbstr(PG_UTF8, text, length);
		if (done < length)
		{
			*bad = done;
			return NULL;
		}
		*result_length = length;
		return text;
	}

	done = convert(text, length, encoding, PG_UTF8, &converted);
	if (done < length)
	{
		*bad = done;
		return NULL;
	}
	*result_length = (int) strlen(converted);
	return converted;
}

char *
dm_text_from_utf8(const char *utf8, int length, int *bad)
{
	int			encoding = GetDatabaseEncoding();
	char	   *converted;
	int			done;

	Assert(memchr(utf8, '\0', length) == NULL);

	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII || length == 0)
		return pnstrdup(utf8, length);

	/* Most words of a document are ASCII: no need to call anybody for them. */
	for (done = 0; done < length && !IS_HIGHBIT_SET(utf8[done]); done++)
		;
	if (done == length)
		return pnstrdup(utf8, length);

	done = convert(utf8, length, PG_UTF8, encoding, &converted);
	if (done < length)
	{
		*bad = done;
		return NULL;
	}
	return converted;
}
