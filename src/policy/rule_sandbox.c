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
 * What may run (checked each time, not only when the policy is created):
 * one plain SELECT over datamesh_fact and pg_catalog; no types and functions
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

/* Relations of pg_catalog that show the session's own affairs. */
static const char *const closed_relations[] = {
	"pg_cursors",
	"pg_prepared_statements",
	NULL
};

/*
 * Functions of pg_catalog that are not volatile but show the session's own
 * affairs, or run code that a name in an argument leads to.
 */
static const char *const closed_functions[] = {
	"current_setting",
	"database_to_xml",
	"database_to_xml_and_xmlschema",
	"database_to_xmlschema",
	"fmgr_c_validator",
	"fmgr_internal_validator",
	"fmgr_sql_validator",
	"pg_cursor",
	"pg_input_error_info",
	"pg_input_is_valid",
	"pg_listening_channels",
	"pg_prepared_statement",
	"pg_show_all_settings",
	"schema_to_xml",
	"schema_to_xml_and_xmlschema",
	"schema_to_xmlschema",
	"table_to_xml",
	"table_to_xml_and_xmlschema",
	"table_to_xmlschema",
	NULL
};

/* Where the columns of a rule are; 0: it has no such column. */
typedef struct RuleColumns
{
	int			object;
	int			message;
	int			fix_sql;
} RuleColumns;

static TimeoutId time_limit = MAX_TIMEOUTS; /* until it is registered */
static volatile sig_atomic_t time_is_up = false;
static bool running = false;


/* ----- What may run ----- */

static bool
is_listed(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

pg_noreturn static void
			refuse(const char *fmt,...) pg_attribute_printf(1, 2);

/* The message becomes the DETAIL of what the caller of the module sees. */
static void
refuse(const char *fmt,...)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (;;)
	{
		va_list		args;
		int			needed;

		va_start(args, fmt);
		needed = appendStringInfoVA(&buf, fmt, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&buf, needed);
	}
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg_internal("%s", buf.data)));
}

/* One of the two schemas in which datamesh keeps what everybody may use? */
static bool
is_public_name(const char *schema)
{
	return strcmp(schema, "datamesh") == 0 || strcmp(schema, "datamesh_fact") == 0;
}

static bool
is_public_schema(Oid schema)
{
	char	   *name = get_namespace_name(schema);

	return name && is_public_name(name);
}

/* A name as written, schema in front or not. */
static void
check_schema_of(List *name, const char *what)
{
	const char *schema;

	if (list_length(name) < 2)
		return;					/* search_path is pinned */
	schema = strVal(list_nth(name, list_length(name) - 2));
	if (strcmp(schema, "pg_catalog") != 0 && !is_public_name(schema))
		refuse("it uses %s %s; a rule may use only what comes with PostgreSQL and datamesh",
			   what, NameListToString(name));
}

/*
 * Parse analysis reads literals of whatever type they turn out to be, and the
 * input of a type can run what users wrote: for an array or a row of a domain,
 * the domain's constraint.  So names are looked at before it begins.
 */
static bool
check_names_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	check_stack_depth();

	switch (nodeTag(node))
	{
		case T_TypeName:
			check_schema_of(((TypeName *) node)->names, "type");
			break;
		case T_RangeTableFuncCol:	/* the walker does not go on into its type */
			if (((RangeTableFuncCol *) node)->typeName)
				check_schema_of(((RangeTableFuncCol *) node)->typeName->names, "type");
			break;
		case T_FuncCall:
			check_schema_of(((FuncCall *) node)->funcname, "function");
			break;
		case T_A_Expr:
			check_schema_of(((A_Expr *) node)->name, "operator");
			break;
		case T_SubLink:
			check_schema_of(((SubLink *) node)->operName, "operator");
			break;
		case T_SortBy:
			check_schema_of(((SortBy *) node)->useOp, "operator");
			break;
		case T_RangeTableSample:
			check_schema_of(((RangeTableSample *) node)->method, "sampling method");
			break;
		case T_RangeVar:
			{
				const char *schema = ((RangeVar *) node)->schemaname;

				if (schema && strcmp(schema, "information_schema") == 0)
					refuse("it reads information_schema, which shows a rule nothing, because rules run as a role without rights; use datamesh_fact or pg_catalog");
				if (schema && strcmp(schema, "pg_catalog") != 0 && strcmp(schema, "datamesh_fact") != 0)
					refuse("it reads %s; a rule may read only the views of datamesh_fact, and pg_catalog",
						   quote_qualified_identifier(schema, ((RangeVar *) node)->relname));
				break;
			}
		default:
			break;
	}
	return raw_expression_tree_walker(node, check_names_walker, context);
}

static void
check_relation(Oid relid)
{
	Oid			schema = get_rel_namespace(relid);
	char	   *schema_name = get_namespace_name(schema);
	char	   *name = get_rel_name(relid);

	if (schema_name == NULL || name == NULL)
		return;					/* dropped meanwhile: starting it will say so */
	if (schema == PG_CATALOG_NAMESPACE)
	{
		if (strcmp(name, "pg_settings") == 0)
			refuse("it reads pg_settings, which shows the settings of whoever runs it; use datamesh_fact.settings_v1");
		if (is_listed(name, closed_relations))
			refuse("it reads %s, which shows the affairs of whoever runs it", name);
		return;
	}
	if (strcmp(schema_name, "datamesh_fact") == 0)
		return;
	refuse("it reads %s; a rule may read only the views of datamesh_fact, and pg_catalog",
		   quote_qualified_identifier(schema_name, name));
}

/* A function, or what an operator, cast or aggregate calls. */
static bool
check_function(Oid function, void *context)
{
	if (function >= FirstNormalObjectId)
	{
		if (!is_public_schema(get_func_namespace(function)))
			refuse("it calls %s; a rule may call only functions of PostgreSQL and datamesh",
				   format_procedure_qualified(function));
		/* the others may run rules, and so this one again */
		if (func_volatile(function) != PROVOLATILE_IMMUTABLE)
			refuse("it calls %s, which is not immutable", format_procedure_qualified(function));
		return false;
	}
	if (func_volatile(function) == PROVOLATILE_VOLATILE)
		refuse("it calls %s, which is volatile", format_procedure(function));
	if (get_func_namespace(function) == PG_CATALOG_NAMESPACE &&
		is_listed(get_func_name(function), closed_functions))
		refuse("it calls %s, which a rule may not", format_procedure(function));
	return false;
}

/*
 * Input functions take the oid of any type as an argument, a domain with a
 * constraint that calls a function as well.  Nobody needs to call them.
 */
static void
check_call(Oid function)
{
	Oid		   *argtypes;
	int			nargs;

	(void) get_func_signature(function, &argtypes, &nargs);
	for (int i = 0; i < nargs; i++)
		if (argtypes[i] == CSTRINGOID)
			refuse("it calls %s, which a rule may not", format_procedure(function));
}

/* A type that values are converted to. */
static void
check_type(Oid type)
{
	HeapTuple	tuple;
	Oid			schema;

	if (type < FirstNormalObjectId)
		return;
	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for type %u", type);
	schema = ((Form_pg_type) GETSTRUCT(tuple))->typnamespace;
	ReleaseSysCache(tuple);
	if (!is_public_schema(schema))
		refuse("it uses type %s; a rule may use only types of PostgreSQL and datamesh",
			   format_type_be_qualified(type));
}

static void
check_types(List *types)
{
	ListCell   *cell;

	foreach(cell, types)
		check_type(lfirst_oid(cell));
}

static bool
check_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	check_stack_depth();

	switch (nodeTag(node))
	{
		case T_Query:
			{
				Query	   *query = (Query *) node;

				if (query->commandType != CMD_SELECT || query->utilityStmt)
					refuse("it is not a plain SELECT");
				if (query->hasModifyingCTE)
					refuse("it changes data in a WITH clause");
				if (query->rowMarks)
					refuse("it locks rows");
				return query_tree_walker(query, check_walker, context,
										 QTW_EXAMINE_RTES_BEFORE);
			}
		case T_RangeTblEntry:
			if (((RangeTblEntry *) node)->rtekind == RTE_RELATION)
				check_relation(((RangeTblEntry *) node)->relid);
			return false;		/* query_tree_walker() goes on into it */
		case T_RangeTblFunction:
			check_types(((RangeTblFunction *) node)->funccoltypes);
			break;
		case T_TableFunc:
			check_types(((TableFunc *) node)->coltypes);
			break;
		case T_FuncExpr:
			check_call(((FuncExpr *) node)->funcid);
			check_type(exprType(node));
			break;
		case T_Const:
		case T_RelabelType:
		case T_CoerceViaIO:
		case T_ArrayCoerceExpr:
		case T_ConvertRowtypeExpr:
		case T_CoerceToDomain:
		case T_RowExpr:
			check_type(exprType(node));
			break;
		default:
			if (DM_IS_JSON_EXPR(node))
				check_type(exprType(node));
			break;
	}

	check_functions_in_node(node, check_function, context);
	return expression_tree_walker(node, check_walker, context);
}

/* Which of its columns are what?  Names decide, so that none is mistaken. */
static RuleColumns
check_columns(const Query *query)
{
	RuleColumns columns = {0};
	ListCell   *cell;

	foreach(cell, query->targetList)
	{
		TargetEntry *entry = lfirst(cell);
		const char *name = entry->resname;
		Oid			type = exprType((Node *) entry->expr);
		int		   *column;

		if (entry->resjunk)
			continue;
		column = strcmp(name, "object") == 0 ? &columns.object :
			strcmp(name, "message") == 0 ? &columns.message :
			strcmp(name, "fix_sql") == 0 ? &columns.fix_sql : NULL;
		if (column == NULL)
			refuse("it returns a column \"%s\"; the columns of a rule are object, message and, if it likes, fix_sql", name);
		if (*column != 0)
			refuse("it returns two columns \"%s\"", name);
		if (TypeCategory(getBaseType(type)) != TYPCATEGORY_STRING)
			refuse("its column \"%s\" is of type %s, not text", name, format_type_be(type));
		*column = entry->resno;
	}
	if (columns.object == 0 || columns.message == 0)
		refuse("it returns no column \"%s\"; the columns of a rule are object, message and, if it likes, fix_sql",
			   columns.object == 0 ? "object" : "message");
	return columns;
}

/* Positions in errors are positions in the rule, not in the client's statement. */
static void
position_callback(void *arg)
{
	int			position = geterrposition();

	if (position > 0)
	{
		errposition(0);
		internalerrposition(position);
		internalerrquery((const char *) arg);
	}
}

static RuleColumns
check_query(const char *text)
{
	ErrorContextCallback callback;
	List	   *statements;
	Query	   *query;
	RuleColumns columns;

	callback.callback = position_callback;
	callback.arg = unconstify(char *, text);
	callback.previous = error_context_stack;
	error_context_stack = &callback;

	statements = pg_parse_query(text);
	if (list_length(statements) != 1)
		refuse(statements ? "it is more than one statement" : "it is empty");
	if (!IsA(linitial_node(RawStmt, statements)->stmt, SelectStmt))
		refuse("it is not a plain SELECT");
	(void) check_names_walker(linitial_node(RawStmt, statements)->stmt, NULL);
	query = parse_analyze_fixedparams(linitial_node(RawStmt, statements), text, NULL, 0, NULL);
	(void) check_walker((Node *) query, NULL);
	columns = check_columns(query);

	error_context_stack = callback.previous;
	return columns;
}


/* ----- How it runs ----- */

/* Queries whose plans are kept. */
typedef struct SavedRule
{
	char	   *key;			/* the query */
	SPIPlanPtr	plan;
	RuleColumns columns;
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
	RuleColumns columns;
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
	columns = check_query(query);
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
	RuleColumns columns;
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
		columns = check_query(query);
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
