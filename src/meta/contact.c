/*-------------------------------------------------------------------------
 *
 * contact.c
 *	  Whom to talk to about a domain.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/spi.h"
#include "lib/stringinfo.h"
#include "meta/domain.h"
#include "meta/input.h"
#include "meta/object.h"
#include "meta/rights.h"
#include "meta/touch.h"
#include "utils/builtins.h"

DM_FUNCTION(datamesh_set_contact);
DM_FUNCTION(datamesh_unset_contact);

static const char *const contact_kinds[] = {
	"technical_owner", "developer", "business_owner", "steward",
	"on_call", "escalation_path", "channel"
};

static void
check_kind(const char *kind)
{
	List	   *kinds = NIL;

	for (int i = 0; i < (int) lengthof(contact_kinds); i++)
	{
		if (strcmp(kind, contact_kinds[i]) == 0)
			return;
		kinds = lappend(kinds, unconstify(char *, contact_kinds[i]));
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid kind of contact: \"%s\"",
					dm_error_excerpt(kind, strlen(kind))),
			 errhint("Choose one of: %s.", dm_enumerate(kinds, lengthof(contact_kinds)))));
}

static char *
read_contact(const char *domain, const char *kind)
{
	static DmQuery query = DM_QUERY("SELECT value FROM datamesh_catalog.domain_contact "
									"WHERE domain = $1 AND kind = $2");
	DmSpi		spi;
	char	   *value = NULL;

	dm_spi_begin(&spi);
	if (dm_spi_run(&query, DM_ARGS(dm_arg_text(domain), dm_arg_text(kind))) > 0)
		value = dm_spi_text(&spi, 0, 1);
	dm_spi_end(&spi);
	return value;
}

void
dm_contact_put(const char *domain, const char *kind, const char *value, List **changes)
{
	static DmQuery lock = DM_QUERY("SELECT FROM datamesh_catalog.domain "
								   "WHERE name = $1 AND valid_to IS NULL FOR KEY SHARE");
	static DmQuery put = DM_QUERY("INSERT INTO datamesh_catalog.domain_contact VALUES ($1, $2, $3) "
								  "ON CONFLICT (domain, kind) DO UPDATE SET value = excluded.value");
	static DmQuery remove = DM_QUERY("DELETE FROM datamesh_catalog.domain_contact WHERE domain = $1 AND kind = $2");
	char	   *old;
	DmArg		args[3] = {dm_arg_text(domain), dm_arg_text(kind), dm_arg_text(value)};
	DmSpi		spi;

	dm_require_domain_owner(domain, "change its contacts");
	check_kind(kind);
	if (value && value[strspn(value, " \t\r\n")] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a contact must not be empty"),
				 errhint("Use datamesh.unset_contact() to remove one.")));
	old = read_contact(domain, kind);
	if ((old == NULL) == (value == NULL) && (old == NULL || strcmp(old, value) == 0))
		return;

	dm_toucher->domain(domain);
	dm_spi_begin(&spi);
	if (dm_spi_run(&lock, 1, args) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("domain \"%s\" does not exist", domain)));
	if (value)
		dm_spi_run(&put, 3, args);
	else
		dm_spi_run(&remove, 2, args);
	dm_change_add(changes, value ? "set" : "unset", "contact",
				  psprintf("%s:%s", dm_domain_identity(domain), kind),
				  value ? "%s" : NULL, value);
	dm_spi_end(&spi);
}

List *
dm_domain_contacts(const char *domain)
{
	static DmQuery query = DM_QUERY("SELECT kind FROM datamesh_catalog.domain_contact "
									"WHERE domain = $1 ORDER BY kind");
	DmSpi		spi;
	List	   *kinds = NIL;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(domain)));
	for (uint64 i = 0; i < rows; i++)
		kinds = lappend(kinds, dm_spi_text(&spi, i, 1));
	dm_spi_end(&spi);
	return kinds;
}

/* SQL functions. */

/* set_contact(domain text, kind text, value text) */
Datum
datamesh_set_contact(PG_FUNCTION_ARGS)
{
	char	   *domain = dm_input_text(fcinfo, 0, "domain");
	char	   *kind = dm_input_text(fcinfo, 1, "kind");
	char	   *value = dm_input_text(fcinfo, 2, "value");

	dm_contact_put(domain, kind, value, NULL);
	PG_RETURN_TEXT_P(cstring_to_text(value));
}

/* unset_contact(domain text, kind text): was there one? */
Datum
datamesh_unset_contact(PG_FUNCTION_ARGS)
{
	char	   *domain = dm_input_text(fcinfo, 0, "domain");
	char	   *kind = dm_input_text(fcinfo, 1, "kind");
	List	   *changes = NIL;

	dm_contact_put(domain, kind, NULL, &changes);
	PG_RETURN_BOOL(changes != NIL);
}
