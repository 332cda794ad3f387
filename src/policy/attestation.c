/*-------------------------------------------------------------------------
 *
 * attestation.c
 *	  Attestations: a person says that a control is in place, until when.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "base/spi.h"
#include "meta/input.h"
#include "meta/object.h"
#include "meta/product.h"
#include "meta/rights.h"
#include "meta/touch.h"
#include "types/product_ref.h"

#include "catalog/pg_type.h"
#include "commands/dbcommands.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "utils/uuid.h"

DM_FUNCTION(datamesh_attest);
DM_FUNCTION(datamesh_revoke_attestation);

/* Domain and product that the object is; both NULL for the database. */
static void
split_object(const DmObject *object, char **domain, char **product)
{
	*domain = *product = NULL;
	if (object->type != DM_OBJECT_DATABASE && !dm_object_split(object, domain, product))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot attest a control of %s", dm_object_label(object)),
				 errdetail("Attestations are about the database, a domain or a data product.")));
}

/* Who may speak for it; and that it is about to change. */
static void
require_right(const DmObject *object)
{
	char	   *domain;
	char	   *product;

	split_object(object, &domain, &product);
	if (domain == NULL)
		dm_require_governance("attest a control of the database");
	else
		dm_require_domain_owner(domain, "attest its controls");
	if (product)
		dm_toucher->product(domain, product);
	else if (domain)
		dm_toucher->domain(domain);
	else
		dm_toucher->database();
}

/* What does not exist has no controls. */
static void
check_exists(const DmObject *object)
{
	char	   *domain;
	char	   *product;

	split_object(object, &domain, &product);
	if (product && !dm_product_exists(domain, product))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("data product \"%s\" does not exist",
						dm_product_identity(domain, product))));
}

/* attest(control text, evidence text, expires timestamptz, object text) */
Datum
datamesh_attest(PG_FUNCTION_ARGS)
{
	static DmQuery query = DM_QUERY("INSERT INTO datamesh_catalog.attestation (control, object_type, object, evidence, author, expires_at) "
									"VALUES ($1, $2, $3, $4, $5, $6) RETURNING id");
	char	   *author = dm_current_role_name();
	char	   *control;
	char	   *evidence;
	TimestampTz expires;
	DmObject	object = {DM_OBJECT_DATABASE, NULL};
	DmSpi		spi;
	Datum		id;
	bool		isnull;

	control = dm_input_text(fcinfo, 0, "control");
	evidence = dm_input_text(fcinfo, 1, "evidence");
	dm_input_required(fcinfo, 2, "expires");
	expires = PG_GETARG_TIMESTAMPTZ(2);
	dm_name_check("control name", control);
	if (strspn(evidence, " \t\r\n") == strlen(evidence))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an attestation needs evidence")));
	if (TIMESTAMP_NOT_FINITE(expires) || expires <= GetCurrentTimestamp())
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an attestation must expire, and not in the past"),
				 errhint("Give a time, such as now() + interval '1 year'.")));
	if (PG_ARGISNULL(3))
		object.identity = dm_schema_identity(get_database_name(MyDatabaseId));
	else
		object = dm_object_parse(text_to_cstring(PG_GETARG_TEXT_PP(3)));
	require_right(&object);
	check_exists(&object);

	dm_spi_begin(&spi);
	dm_spi_run(&query, DM_ARGS(dm_arg_text(control), dm_arg_text(dm_object_type_name(object.type)),
							   dm_arg_text(object.identity), dm_arg_text(evidence), dm_arg_text(author),
							   dm_arg_timestamptz(expires)));
	id = dm_spi_datum(&spi, 0, 1, &isnull);
	dm_spi_end(&spi);
	PG_RETURN_DATUM(id);
}

/* revoke_attestation(id uuid) */
Datum
datamesh_revoke_attestation(PG_FUNCTION_ARGS)
{
	static DmQuery find = DM_QUERY("SELECT object_type, object FROM datamesh_catalog.attestation "
								   "WHERE id = $1 AND revoked_at IS NULL FOR UPDATE");
	static DmQuery revoke = DM_QUERY("UPDATE datamesh_catalog.attestation SET revoked_at = pg_catalog.now() WHERE id = $1");
	DmArg		id = dm_arg_datum(UUIDOID, PG_GETARG_DATUM(0), false);
	DmObject	object = {DM_OBJECT_DATABASE, NULL};
	DmSpi		spi;

	dm_spi_begin(&spi);
	if (dm_spi_run(&find, 1, &id) > 0 &&
		dm_object_type_from_name(dm_spi_text(&spi, 0, 1), &object.type))
		object.identity = dm_spi_text(&spi, 0, 2);
	dm_spi_end(&spi);
	if (object.identity == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("attestation %s does not exist or is revoked",
						DatumGetCString(DirectFunctionCall1(uuid_out, PG_GETARG_DATUM(0))))));
	require_right(&object);
	dm_spi_begin(&spi);
	dm_spi_run(&revoke, 1, &id);
	dm_spi_end(&spi);
	PG_RETURN_VOID();
}
