/*-------------------------------------------------------------------------
 *
 * kind_audit_required.c
 *	  Policy kind: what is done to the data leaves a trace.
 *
 * The trace is pgaudit's, or the server's own log of statements, or one that
 * the database does not see and somebody vouches for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/pattern.h"
#include "policy/policy.h"

#include "utils/builtins.h"
#include "utils/guc.h"

enum
{
	LOG_STATEMENT,
	CONTROL
};

static const DmParam params[] = {
	[LOG_STATEMENT] = {"log_statement", DM_PARAM_TEXT, false, "\"ddl\"",
	"least setting of log_statement that is enough: ddl, mod, all"},
	[CONTROL] = {"control", DM_PARAM_TEXT, false, "\"audit-logging\"",
	"an attestation of this control is enough too"},
	{NULL}
};

/* In the order of the setting's values. */
static const char *const log_statements[] = {"none", "ddl", "mod", "all", NULL};

static void
validate(const DmPolicy *policy)
{
	dm_choice_check("log_statement", policy->params[LOG_STATEMENT].text, &log_statements[1]);
}

static int
log_statement_rank(const char *value)
{
	for (int i = 0; value && log_statements[i]; i++)
		if (strcmp(log_statements[i], value) == 0)
			return i;
	return -1;
}

/* pgaudit's settings mean something only if its library has defined them. */
static bool
pgaudit_logs(void)
{
	static const char *const settings[] = {"pgaudit.log", "pgaudit.role"};

	for (int i = 0; i < (int) lengthof(settings); i++)
	{
		const char *value = GetConfigOption(settings[i], true, false);

		if (value && value[0] != '\0' && pg_strcasecmp(value, "none") != 0 &&
			(GetConfigOptionFlags(settings[i], true) & GUC_CUSTOM_PLACEHOLDER) == 0)
			return true;
	}
	return false;
}

static void
check_audit_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	const char *least = dm_param(check, LOG_STATEMENT)->text;
	const char *control = dm_param(check, CONTROL)->text;
	const char *has = GetConfigOption("log_statement", true, false);
	char	   *object = "";

	if (log_statement_rank(has) >= log_statement_rank(least) || pgaudit_logs())
		return;
	if (dm_fact_attested(subject, control, NULL))
		return;
	if (subject->object.type != DM_OBJECT_DATABASE)
		object = psprintf(", %s", quote_literal_cstr(dm_object_label(&subject->object)));
	dm_violation(check, NULL,
				 psprintf("SELECT datamesh.attest(%s, '<link to the evidence>', now() + interval '1 year'%s);",
						  quote_literal_cstr(control), object),
				 "nothing records who changes what: log_statement is not \"%s\" or more, "
				 "pgaudit logs nothing, and no attestation of control \"%s\" is in force",
				 least, control);
}

const DmPolicyKind dm_kind_audit_required = {
	.name = "audit_required",
	.summary = "Changes are logged by the server or pgaudit, or somebody vouches for it",
	.subjects = DM_JUDGES(DM_OBJECT_DATABASE) | DM_JUDGES(DM_OBJECT_PRODUCT),
	.params = params,
	.validate = validate,
	.check = check_audit_required
};
