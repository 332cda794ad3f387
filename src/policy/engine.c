/*-------------------------------------------------------------------------
 *
 * engine.c
 *	  Showing subjects to policies.
 *
 * The one place where kinds are called, for DDL, commit, publish and audit
 * alike.  What follows from a violation is not decided here.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "base/strtab.h"
#include "policy/cache.h"
#include "policy/engine.h"
#include "policy/scope.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

void
dm_violation(DmCheck *check, const char *column, const char *fix_sql,
			 const char *message_fmt,...)
{
	DmSubject  *subject = check->subject;
	DmViolation *violation = palloc0(sizeof(DmViolation));
	StringInfoData message;

	violation->policy = check->policy;
	violation->domain = subject->domain;
	violation->product = subject->product;
	violation->root = subject->object.identity;
	violation->object = subject->object;
	if (column)
	{
		violation->object.type = DM_OBJECT_COLUMN;
		violation->object.identity = dm_column_identity(subject->schema_name, subject->name, column);
		for (int i = 0; i < subject->ncolumns; i++)
			if (strcmp(subject->columns[i].name, column) == 0)
				violation->attnum = subject->columns[i].attnum;
		if (dm_scope_excepts(check->policy, violation->object.identity))
			return;
	}

	initStringInfo(&message);
	for (;;)
	{
		va_list		args;
		int			needed;

		va_start(args, message_fmt);
		needed = appendStringInfoVA(&message, message_fmt, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&message, needed);
	}
	violation->message = message.data;
	violation->fix_sql = fix_sql ? pstrdup(fix_sql) : NULL;
	*check->violations = lappend(*check->violations, violation);
}

void
dm_engine_check(DmSubject *subject, uint32 moments, const DmPolicy *only, List **violations)
{
	ListCell   *cell;

	foreach(cell, dm_policies_for_domain(subject->domain))
	{
		const DmPolicy *policy = lfirst(cell);
		DmCheck		check = {policy, subject, violations};

		CHECK_FOR_INTERRUPTS();
		/* by name: the cache may have been read again meanwhile */
		if (only && strcmp(policy->name, only->name) != 0)
			continue;
		if (policy->kind->check == NULL ||
			(policy->kind->subjects & DM_JUDGES(subject->object.type)) == 0 ||
			(moments & DM_MOMENT_BIT(policy->moment)) == 0)
			continue;
		if (dm_scope_includes(policy, subject, NULL))
			policy->kind->check(&check);
	}
}

/* The rule itself as the object that is wrong. */
static void
report_broken_rule(const DmPolicy *policy, const ErrorData *error, List **violations)
{
	DmViolation *violation = palloc0(sizeof(DmViolation));

	violation->policy = policy;
	violation->broken_rule = true;
	violation->object.type = DM_OBJECT_OTHER;
	violation->object.identity = psprintf("policy %s", policy->name);
	violation->root = violation->object.identity;
	violation->domain = policy->domain ? policy->domain : pstrdup("");
	violation->message = psprintf("its rule does not run: %s",
								  error->detail ? error->detail : error->message);
	*violations = lappend(*violations, violation);
}

void
dm_engine_run_rule(const DmPolicy *policy, List **violations)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	List	   *found = NIL;
	ListCell   *cell;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		policy->kind->check_all(policy, &found);
		ReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;

		/*
		 * a rule may be wrong; a cancel or a dying server is not about the
		 * rule
		 */
		if (error->sqlerrcode != ERRCODE_DATAMESH_BROKEN_RULE)
			ReThrowError(error);
		found = NIL;
		report_broken_rule(policy, error, &found);
	}
	PG_END_TRY();

	foreach(cell, found)
	{
		DmViolation *violation = lfirst(cell);

		if (!dm_scope_excepts(policy, violation->object.identity))
			*violations = lappend(*violations, violation);
	}
}

/* What makes two violations the same row of datamesh.findings. */
typedef struct MergeEntry
{
	char	   *key;
	DmViolation *violation;
} MergeEntry;

bool
dm_text_has_part(const char *text, const char *part, const char *separator)
{
	size_t		length = strlen(part);
	size_t		gap = strlen(separator);

	for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
	{
		bool		begins = at == text ||
		(at >= text +gap && strncmp(at - gap, separator, gap) == 0);

		if (begins &&
			(at[length] == '\0' || strncmp(at + length, separator, gap) == 0))
			return true;
	}
	return false;
}

static char *
join_texts(char *a, const char *b, const char *separator)
{
	if (a == NULL || b == NULL)
		return a ? a : (b ? pstrdup(b) : NULL);
	if (dm_text_has_part(a, b, separator))
		return a;				/* one cure for both */
	return psprintf("%s%s%s", a, separator, b);
}

List *
dm_engine_merge(List *violations)
{
	List	   *result = NIL;
	ListCell   *cell;
	HTAB	   *seen;

	if (list_length(violations) < 2)
		return violations;
	seen = dm_strtab_create("datamesh merged violations", sizeof(MergeEntry), CurrentMemoryContext);
	foreach(cell, violations)
	{
		DmViolation *violation = lfirst(cell);
		bool		found;
		MergeEntry *entry;

		entry = dm_strtab_enter(seen, psprintf("%s\n%d\n%s", violation->policy->name,
											   violation->object.type,
											   violation->object.identity), &found);
		if (!found)
		{
			entry->violation = palloc(sizeof(DmViolation));
			*entry->violation = *violation;
			result = lappend(result, entry->violation);
			continue;
		}
		entry->violation->message = join_texts(entry->violation->message, violation->message, DM_MESSAGE_SEPARATOR);
		entry->violation->fix_sql = join_texts(entry->violation->fix_sql, violation->fix_sql, "\n");
	}
	return result;
}
