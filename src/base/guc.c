/*-------------------------------------------------------------------------
 *
 * guc.c
 *	  The settings of the extension.
 *
 * All of them can be set by superusers (and by roles granted SET on them)
 * only: each either switches enforcement or bounds what a caller may cost the
 * server.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <limits.h>

#include "base/compat.h"
#include "base/guc.h"
#include "catalog/namespace.h"
#include "miscadmin.h"
#include "utils/guc.h"

/* A document is held as text, which ends at 1 GB. */
#define MAX_DOCUMENT_KB ((1 << 20) - 1)

/* Far below what the default max_stack_depth can take. */
#define MAX_DOCUMENT_DEPTH 1000

static bool dm_enforcement = true;
char	   *dm_environment = NULL;
int			dm_on_rule_error = DM_RULE_ERROR_DENY;
int			dm_rule_timeout = 5000;
int			dm_denial_wait = 2000;
int			dm_max_document_size = 10240;
int			dm_max_document_depth = 64;
int			dm_max_document_nodes = 1000000;

static const struct config_enum_entry on_rule_error_options[] = {
	{"deny", DM_RULE_ERROR_DENY, false},
	{"warn", DM_RULE_ERROR_WARN, false},
	{NULL, 0, false}
};

/*
 * Is a dump being restored here?  What it builds was judged where it comes
 * from, and its steps look worse than their end: a table has no key yet, a grant
 * is made anew.  Scripts of pg_dump and the sessions of pg_restore begin with
 * these two settings.  They let nobody past who could not switch enforcement
 * off as well.
 */
static bool
is_restore(void)
{
	return !check_function_bodies &&
		namespace_search_path && namespace_search_path[0] == '\0' &&
		superuser_arg(GetAuthenticatedUserId());
}

bool
dm_is_enforcing(void)
{
	return dm_enforcement && !is_restore();
}

static void
define_policy_settings(void)
{
	DefineCustomBoolVariable("datamesh.enforcement",
							 "Enforces policies.",
							 "When off, no statement is judged: violations made meanwhile are found by the next evaluation.",
							 &dm_enforcement,
							 true,
							 PGC_SUSET, 0,
							 NULL, NULL, NULL);

	DefineCustomStringVariable("datamesh.environment",
							   "Names the environment this server belongs to, as \"production\".",
							   "Policies whose scope lists environments apply where this is one of them.",
							   &dm_environment,
							   "",
							   PGC_SUSET, 0,
							   NULL, NULL, NULL);

	DefineCustomEnumVariable("datamesh.on_rule_error",
							 "What follows when the rule of a required policy cannot be evaluated.",
							 "\"deny\" fails the statement, \"warn\" lets it pass with a warning.",
							 &dm_on_rule_error,
							 DM_RULE_ERROR_DENY, on_rule_error_options,
							 PGC_SUSET, 0,
							 NULL, NULL, NULL);

	DefineCustomIntVariable("datamesh.rule_timeout",
							"How long the query of one sql_rule policy may run.",
							"Zero means no limit.",
							&dm_rule_timeout,
							5000, 0, INT_MAX,
							PGC_SUSET, GUC_UNIT_MS,
							NULL, NULL, NULL);

	DefineCustomIntVariable("datamesh.denial_wait",
							"How long a denied statement waits for its denial to be recorded.",
							"Zero means not to wait: the record may then be lost, which a gap in the denials' numbers shows.",
							&dm_denial_wait,
							2000, 0, INT_MAX,
							PGC_SUSET, GUC_UNIT_MS,
							NULL, NULL, NULL);
}

static void
define_document_settings(void)
{
	DefineCustomIntVariable("datamesh.max_document_size",
							"The size of the largest document that is read.",
							NULL,
							&dm_max_document_size,
							10240, 1, MAX_DOCUMENT_KB,
							PGC_SUSET, GUC_UNIT_KB,
							NULL, NULL, NULL);

	DefineCustomIntVariable("datamesh.max_document_depth",
							"How deep lists and maps of a document may be nested.",
							NULL,
							&dm_max_document_depth,
							64, 1, MAX_DOCUMENT_DEPTH,
							PGC_SUSET, 0,
							NULL, NULL, NULL);

	DefineCustomIntVariable("datamesh.max_document_nodes",
							"How many scalars, lists and maps a document may have.",
							NULL,
							&dm_max_document_nodes,
							1000000, 1, INT_MAX,
							PGC_SUSET, 0,
							NULL, NULL, NULL);
}

void
dm_guc_init(void)
{
	define_policy_settings();
	define_document_settings();
	MarkGUCPrefixReserved("datamesh");
}
