/*-------------------------------------------------------------------------
 *
 * rule_sandbox.c
 *	  Running a query that somebody else wrote, in anybody's session.
 *
 * The rule of a domain team is evaluated when anybody changes something it
 * concerns, a superuser too.  So it must not be able to do anything, learn
 * anything, or hold anybody up.  Two fences stand around it, and each is meant
 * to hold alone.
 *
 * What may run (rule_check.c; checked when the backend plans the rule, not only
 * when the policy is created): one plain SELECT over datamesh_fact and pg_catalog; no types and functions
 * but those that come with PostgreSQL and datamesh, none volatile, and none of
 * the few that run other people's code or show the session's own affairs.
 * Code that users wrote cannot be reached: not by operators, casts, domains'
 * constraints, input functions, or views.  Names are checked before parse
 * analysis, which may run code, and what they led to is checked after it.
 *
 * How it runs: as a role that owns nothing and is granted nothing, in a
 * security-restricted operation, read-only, with pinned settings and a time
 * limit, and in a subtransaction that is always rolled back, also when all went
 * well.  Its rows are copied out before.
 *
 * information_schema is not offered because it shows a role what that role may
 * access: a rule would find nothing there and everybody would pass.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "base/guc.h"
#include "base/strtab.h"
#include "policy/rule_check.h"
#include "policy/rule_sandbox.h"

#include "access/transam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "parser/analyze.h"
#include "parser/parse_coerce.h"
#include "storage/latch.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/regproc.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timeout.h"

/*
 * PostgreSQL has no role without any right.  This one may run CHECKPOINT and
 * nothing else, which no SELECT can do.
 */
#define SANDBOX_ROLE	ROLE_PG_CHECKPOINT

/*
 * What one rule may return.  An object's identity has to fit into an index;
 * the other limits keep a mistaken join from filling the memory.
 */
#define MAX_ROWS			100000
#define MAX_OBJECT_BYTES	1024
#define MAX_MESSAGE_BYTES	8192
#define MAX_FIX_BYTES		65536

#define ROWS_PER_FETCH		100

/* Settings that change what a query means or how its result is written. */
static const char *const pinned_settings[][2] = {
	{"search_path", "pg_catalog, datamesh, pg_temp"},
	{"standard_conforming_strings", "on"},
	{"transform_null_equals", "off"},
	{"array_nulls", "on"},
	{"quote_all_identifiers", "off"},
	{"row_security", "on"},
	{"DateStyle", "ISO, YMD"},
	{"IntervalStyle", "postgres"},
	{"TimeZone", "UTC"},
	{"bytea_output", "hex"},
	{"extra_float_digits", "1"},
	{"xmlbinary", "base64"},
	{"xmloption", "content"},
	{"jit", "off"},
};

static TimeoutId time_limit = MAX_TIMEOUTS; /* until it is registered */
static volatile sig_atomic_t time_is_up = false;
static bool running = false;

/* Queries whose plans are kept. */
typedef struct SavedRule
{
	char	   *key;			/* the query */
	SPIPlanPtr	plan;
	DmRuleColumns columns;
} SavedRule;

#define MAX_SAVED 100

static HTAB *saved = NULL;
static bool saved_stale = false;

/*
 * The time is up: as if somebody had cancelled the statement.  If somebody just
 * has, it is that, and not the rule's fault.
 */
static void
time_limit_handler(void)
{
	if (QueryCancelPending)
		return;
	time_is_up = true;
	QueryCancelPending = true;
	InterruptPending = true;
	SetLatch(MyLatch);
}

static void
start_time_limit(void)
{
	if (time_limit == MAX_TIMEOUTS)
		time_limit = RegisterTimeout(USER_TIMEOUT, time_limit_handler);
	time_is_up = false;
	if (dm_rule_timeout > 0)
		enable_timeout_after(time_limit, dm_rule_timeout);
}

/*
 * After an error.  Result: was it ours?  ProcessInterrupts() speaks of user
 * request unless another timeout struck at the same time; then that counts.
 */
static bool
end_time_limit(const ErrorData *error)
{
	bool		ours;

	disable_timeout(time_limit, false);
	ours = time_is_up && error->sqlerrcode == ERRCODE_QUERY_CANCELED &&
		error->message_id &&
		strcmp(error->message_id, "canceling statement due to user request") == 0;

	/* it struck, but another error came first: nobody is to be cancelled */
	if (time_is_up && !ours)
		QueryCancelPending = false;
	time_is_up = false;
	return ours;
}

static char *
get_text(HeapTuple tuple, TupleDesc desc, int column, const char *name,
		 size_t max_bytes, MemoryContext context)
{
	char	   *text;

	if (column == 0)
		return NULL;
	text = SPI_getvalue(tuple, desc, column);

	if (text == NULL)
		return NULL;
	if (strlen(text) > max_bytes)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("it returned a text of %zu bytes in column \"%s\", where at most %zu may be",
						strlen(text), name, max_bytes)));
	return MemoryContextStrdup(context, text);
}

static void
namespace_callback(Datum arg, int cacheid, uint32 hashvalue)
{
	saved_stale = true;
}

/* Plans of other versions of the extension, or simply too many. */
static void
forget_saved(void)
{
	HASH_SEQ_STATUS seq;
	SavedRule  *rule;

	hash_seq_init(&seq, saved);
	while ((rule = hash_seq_search(&seq)) != NULL)
	{
		if (rule->plan)
			SPI_freeplan(rule->plan);
	}
	hash_destroy(saved);
	saved = NULL;
}

static SPIPlanPtr
prepare(const char *query)
{
	SPIPlanPtr	plan = SPI_prepare_cursor(query, 0, NULL, CURSOR_OPT_NO_SCROLL);

	if (plan == NULL)
		elog(ERROR, "SPI_prepare_cursor failed: %s", SPI_result_code_string(SPI_result));
	return plan;
}

/*
 * The plan of a rule, kept for the life of the backend: most of what a short
 * rule costs is its planning.  What the check found stays true when the plan is
 * made anew, since names lead only to schemas where nobody but superusers can
 * put anything, and the search_path is pinned.
 */
static const SavedRule *
saved_rule(const char *query)
{
	SavedRule  *rule;
	DmRuleColumns columns;
	SPIPlanPtr	plan;

	if (saved && (saved_stale || hash_get_num_entries(saved) >= MAX_SAVED))
		forget_saved();
	if (saved == NULL)
	{
		static bool registered = false;

		if (!registered)
			CacheRegisterSyscacheCallback(NAMESPACEOID, namespace_callback, (Datum) 0);
		registered = true;
		saved = dm_strtab_create("datamesh saved rules", sizeof(SavedRule), TopMemoryContext);
		saved_stale = false;
	}

	rule = dm_strtab_find(saved, query);
	if (rule && rule->plan)
		return rule;
	columns = dm_rule_query_check(query);
	plan = prepare(query);
	rule = dm_strtab_enter(saved, query, NULL);
	rule->columns = columns;
	rule->plan = plan;
	SPI_keepplan(plan);
	return rule;
}

/* In the sandbox: checks the query, opens it, and reads it if rows is not NULL. */
static void
read_rows(const char *query, List **rows, MemoryContext context)
{
	DmRuleColumns columns;
	SPIPlanPtr	plan;
	Portal		portal;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (rows)
	{
		const SavedRule *rule = saved_rule(query);

		columns = rule->columns;
		plan = rule->plan;
	}
	else
	{
		columns = dm_rule_query_check(query);
		plan = prepare(query);
	}
	portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);

	while (rows)
	{
		SPI_cursor_fetch(portal, true, ROWS_PER_FETCH);
		if (SPI_processed == 0)
			break;
		if (list_length(*rows) + SPI_processed > MAX_ROWS)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("it returned more than %d rows", MAX_ROWS)));
		for (uint64 i = 0; i < SPI_processed; i++)
		{
			HeapTuple	tuple = SPI_tuptable->vals[i];
			TupleDesc	desc = SPI_tuptable->tupdesc;
			DmRuleRow  *row = MemoryContextAlloc(context, sizeof(DmRuleRow));
			MemoryContext old;

			row->object = get_text(tuple, desc, columns.object, "object", MAX_OBJECT_BYTES, context);
			row->message = get_text(tuple, desc, columns.message, "message", MAX_MESSAGE_BYTES, context);
			row->fix_sql = get_text(tuple, desc, columns.fix_sql, "fix_sql", MAX_FIX_BYTES, context);

			/* to pass over it would be to pass what is wrong there */
			if (row->object == NULL || row->object[0] == '\0')
				ereport(ERROR,
						(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						 errmsg("it returned a row that names no object")));
			old = MemoryContextSwitchTo(context);
			*rows = lappend(*rows, row);
			MemoryContextSwitchTo(old);
		}
		SPI_freetuptable(SPI_tuptable);
	}

	SPI_cursor_close(portal);
	SPI_finish();
}

/* Not about the rule: whoever runs the statement has to see these as they are. */
static bool
is_about_rule(int sqlerrcode)
{
	return sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE &&
		ERRCODE_TO_CATEGORY(sqlerrcode) != ERRCODE_TRANSACTION_ROLLBACK &&
		ERRCODE_TO_CATEGORY(sqlerrcode) != ERRCODE_OPERATOR_INTERVENTION;
}

/* What PostgreSQL or we had against the query, as the DETAIL of another error. */
pg_noreturn static void
throw_with_reason(int sqlerrcode, const char *what, const ErrorData *error)
{
	const char *hint = error->hint;

	if (hint == NULL && error->sqlerrcode == ERRCODE_INSUFFICIENT_PRIVILEGE)
		hint = "A rule runs as a role without rights. It may read the views of datamesh_fact, and pg_catalog.";
	ereport(ERROR,
			(errcode(sqlerrcode),
			 errmsg_internal("%s", what),
			 errdetail_internal("%s", error->message),
			 hint ? errhint("%s", hint) : 0,
			 error->internalquery ? internalerrquery(error->internalquery) : 0,
			 error->internalquery && error->internalpos > 0 ?
			 internalerrposition(error->internalpos) : 0));
}

void
dm_rule_rethrow(const char *policy, ErrorData *error)
{
	if (!is_about_rule(error->sqlerrcode))
		ReThrowError(error);
	throw_with_reason(ERRCODE_DATAMESH_BROKEN_RULE,
					  psprintf("rule of policy \"%s\" failed", policy), error);
}

static void
run_in_sandbox(const char *policy, const char *query, List **rows)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData  *volatile error = NULL;
	volatile bool timed_out = false;

	if (running)
		ereport(ERROR,
				(errcode(ERRCODE_DATAMESH_BROKEN_RULE),
				 errmsg("rule of policy \"%s\" failed", policy),
				 errdetail_internal("it was started by the rule of another policy")));

	/* what the present command did is what the rule is asked about */
	CommandCounterIncrement();

	BeginInternalSubTransaction(NULL);
	running = true;
	PG_TRY();
	{
		Oid			role;
		int			sec_context;

		start_time_limit();

		/* the end of the subtransaction undoes all three */
		for (int i = 0; i < (int) lengthof(pinned_settings); i++)
			(void) set_config_option(pinned_settings[i][0], pinned_settings[i][1],
									 PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
		GetUserIdAndSecContext(&role, &sec_context);
		SetUserIdAndSecContext(SANDBOX_ROLE,
							   sec_context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
		XactReadOnly = true;

		PushActiveSnapshot(GetTransactionSnapshot());
		read_rows(query, rows, context);
		PopActiveSnapshot();

		/* if the time is up by now, this is where it is noticed */
		disable_timeout(time_limit, false);
		CHECK_FOR_INTERRUPTS();
	}
	PG_CATCH();
	{
		running = false;
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		timed_out = end_time_limit(error);
	}
	PG_END_TRY();

	running = false;
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;

	if (error == NULL)
		return;
	if (timed_out)
		ereport(ERROR,
				(errcode(ERRCODE_DATAMESH_BROKEN_RULE),
				 errmsg("rule of policy \"%s\" failed", policy),
				 errdetail_internal("it did not end within %d ms", dm_rule_timeout),
				 errhint("Make its query faster, or raise datamesh.rule_timeout.")));
	if (rows == NULL && is_about_rule(error->sqlerrcode))
		throw_with_reason(ERRCODE_INVALID_PARAMETER_VALUE,
						  psprintf("query of policy \"%s\" cannot be its rule", policy), error);
	dm_rule_rethrow(policy, error);
}

void
dm_rule_check(const char *policy, const char *query)
{
	run_in_sandbox(policy, query, NULL);
}

List *
dm_rule_run(const char *policy, const char *query)
{
	List	   *rows = NIL;

	run_in_sandbox(policy, query, &rows);
	return rows;
}
