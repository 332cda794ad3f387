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
	ListCell   *cell;

	foreach(cell, dm_param(check, CONTACTS)->list)
	{
		const char *kind = lfirst(cell);

		if (!dm_list_has(contacts, kind))
			dm_violation(check, NULL,
						 psprintf("SELECT datamesh.set_contact(%s, %s, '<who>');",
								  quote_literal_cstr(subject->domain), quote_literal_cstr(kind)),
						 "domain names no contact of kind %s", kind);
	}
}

const DmPolicyKind dm_kind_contacts_required = {
	.name = "contacts_required",
	.summary = "Domains name the people to turn to",
	.subjects = DM_JUDGES(DM_OBJECT_DOMAIN),
	.params = params,
	.validate = validate,
	.check = check_contacts_required
};
