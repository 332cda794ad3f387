/*-------------------------------------------------------------------------
 *
 * kind_attestation_required.c
 *	  Policy kind: somebody vouches for a control that a database cannot see.
 *
 * What the server does see, it is asked as well: an attestation that
 * connections are encrypted is worth nothing while ssl is off.
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
#include "utils/timestamp.h"

enum
{
	CONTROL,
	SUBJECT,
	VISIBLE,
	MAX_AGE
};

static const DmParam params[] = {
	[CONTROL] = {"control", DM_PARAM_TEXT, true, NULL,
	"name of the control, such as encryption-at-rest"},
	[SUBJECT] = {"subject", DM_PARAM_TEXT, false, "\"database\"",
	"what it is attested for: the database, every domain, or every product"},
	[VISIBLE] = {"visible", DM_PARAM_LIST, false, NULL,
	"what the server must show besides: ssl, password_encryption, data_checksums"},
	[MAX_AGE] = {"max_age", DM_PARAM_INTERVAL, false, NULL,
	"an attestation older than this no longer counts"},
	{NULL}
};

/* What the server can show, and the value that is right. */
static const struct
{
	const char *setting;
	const char *right;
	const char *fix;			/* NULL: not by SQL */
}			visible_settings[] =

{
	{"ssl", "on", "ALTER SYSTEM SET ssl = on; SELECT pg_reload_conf();"},
	{"password_encryption", "scram-sha-256",
	"ALTER SYSTEM SET password_encryption = 'scram-sha-256'; SELECT pg_reload_conf();"},
	{"data_checksums", "on", NULL}
};

static void
validate(const DmPolicy *policy)
{
	static const char *const subjects[] = {"database", "domain", "product", NULL};
	static const char *const settings[] = {"ssl", "password_encryption", "data_checksums", NULL};
	ListCell   *cell;

	dm_choice_check("subject", policy->params[SUBJECT].text, subjects);
	foreach(cell, policy->params[VISIBLE].list)
		dm_choice_check("visible", lfirst(cell), settings);
	if (policy->params[CONTROL].text[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("parameter \"%s\" must not be empty", "control")));
}

static void
check_visible(DmCheck *check, const char *setting)
{
	for (int i = 0; i < (int) lengthof(visible_settings); i++)
	{
		const char *value;

		if (strcmp(visible_settings[i].setting, setting) != 0)
			continue;
		value = GetConfigOption(setting, true, false);
		if (value == NULL || strcmp(value, visible_settings[i].right) != 0)
			dm_violation(check, NULL, visible_settings[i].fix,
						 "control \"%s\" does not hold: the server does not show %s = %s",
						 dm_param(check, CONTROL)->text, setting, visible_settings[i].right);
	}
}

static void
check_attestation_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	const char *control = dm_param(check, CONTROL)->text;
	const DmParamValue *max_age = dm_param(check, MAX_AGE);
	const char *type = dm_object_type_name(subject->object.type);
	char	   *object = "";
	ListCell   *cell;

	if (strcmp(dm_param(check, SUBJECT)->text, type) != 0)
		return;
	if (!dm_fact_attested(subject, control, max_age->interval))
	{
		if (subject->object.type != DM_OBJECT_DATABASE)
			object = psprintf(", %s", quote_literal_cstr(dm_object_label(&subject->object)));
		dm_violation(check, NULL,
					 psprintf("SELECT datamesh.attest(%s, '<link to the evidence>', now() + interval %s%s);",
							  quote_literal_cstr(control),
							  quote_literal_cstr(max_age->present ? max_age->text : "1 year"), object),
					 "no attestation of control \"%s\" is in force for the %s", control, type);
	}
	foreach(cell, dm_param(check, VISIBLE)->list)
		check_visible(check, lfirst(cell));
}

const DmPolicyKind dm_kind_attestation_required = {
	.name = "attestation_required",
	.summary = "Somebody vouches for controls outside the database, such as encryption at rest",
	.subjects = DM_JUDGES(DM_OBJECT_DATABASE) | DM_JUDGES(DM_OBJECT_DOMAIN) |
	DM_JUDGES(DM_OBJECT_PRODUCT),
	.params = params,
	.validate = validate,
	.check = check_attestation_required
};
