/*-------------------------------------------------------------------------
 *
 * kind_contacts_required.c
 *	  Policy kind: a domain says whom to turn to.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/facts.h"
#include "policy/pattern.h"
#include "policy/policy.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

enum
{
	CONTACTS
};

static const DmParam params[] = {
	[CONTACTS] = {"contacts", DM_PARAM_LIST, false, "[\"technical_owner\"]",
	"kinds of contact that every domain names"},
	{NULL}
};

static void
validate(const DmPolicy *policy)
{
	static const char *const kinds[] = {
		"technical_owner", "developer", "business_owner", "steward", "on_call",
		"escalation_path", "channel", NULL
	};
	ListCell   *cell;

	foreach(cell, policy->params[CONTACTS].list)
		dm_choice_check("contacts", lfirst(cell), kinds);
}

static void
check_contacts_required(DmCheck *check)
{
	DmSubject  *subject = check->subject;
	List	   *contacts = dm_fact_contacts(subject);
	StringInfoData missing;
	StringInfoData fix;
	ListCell   *cell;

	initStringInfo(&missing);
	initStringInfo(&fix);
	foreach(cell, dm_param(check, CONTACTS)->list)
	{
		const char *kind = lfirst(cell);

		if (dm_list_has(contacts, kind))
			continue;
		appendStringInfo(&missing, "%s%s", missing.len ? ", " : "", kind);
		appendStringInfo(&fix, "%sSELECT datamesh.set_contact(%s, %s, '<who>');", fix.len ? "\n" : "",
						 quote_literal_cstr(subject->domain), quote_literal_cstr(kind));
	}
	if (missing.len > 0)
		dm_violation(check, NULL, fix.data, "domain names no contact of kind %s", missing.data);
}

const DmPolicyKind dm_kind_contacts_required = {
	.name = "contacts_required",
	.summary = "Domains name the people to turn to",
	.subjects = DM_JUDGES(DM_OBJECT_DOMAIN),
	.params = params,
	.validate = validate,
	.check = check_contacts_required
};
