/*-------------------------------------------------------------------------
 *
 * rule_check.c
 *	  What a query that somebody else wrote may contain.
 *
 * The first of the two fences that rule_sandbox.c describes.  Names are checked
 * on the raw parse tree, because parse analysis may already run code (the CHECK
 * of a domain, for a literal); what they led to is checked after it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "policy/rule_check.h"

#include "access/transam.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "parser/analyze.h"
#include "parser/parse_coerce.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/syscache.h"

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
static DmRuleColumns
check_columns(const Query *query)
{
	DmRuleColumns columns = {0};
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

DmRuleColumns
dm_rule_query_check(const char *text)
{
	ErrorContextCallback callback;
	List	   *statements;
	Query	   *query;
	DmRuleColumns columns;

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
