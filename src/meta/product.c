/*-------------------------------------------------------------------------
 *
 * product.c
 *	  Data products: created, altered, closed.  Ports are in port.c, versions
 *	  in version.c.
 *
 * The comparison of what is wanted with what is stored is made by the server,
 * by the types' own equality, so that 1 year and P1Y are no change.
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
#include "meta/product.h"
#include "meta/rights.h"
#include "meta/touch.h"
#include "miscadmin.h"
#include "types/product_ref.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/timestamp.h"

DM_FUNCTION(datamesh_create_product);
DM_FUNCTION(datamesh_drop_product);

/* Parameters of the statements below: the key, the attributes, the caller. */
#define PRODUCT_ARGS 19

static const char *const attribute_names[] = {
	"description", "documentation URL", "sensitivity", "retention", "SLA",
	"purpose", "use cases", "tags"
};

typedef enum DmProductState
{
	PRODUCT_UNKNOWN,
	PRODUCT_CLOSED,
	PRODUCT_OPEN
} DmProductState;

bool
dm_product_exists(const char *domain, const char *name)
{
	static DmQuery query = DM_QUERY("SELECT FROM datamesh_catalog.product "
									"WHERE domain = $1 AND name = $2 AND valid_to IS NULL");
	DmSpi		spi;
	bool		result;

	dm_spi_begin(&spi);
	result = dm_spi_run(&query, DM_ARGS(dm_arg_text(domain), dm_arg_text(name))) > 0;
	dm_spi_end(&spi);
	return result;
}

/* Throws undefined_object unless the product is open. */
void
dm_product_require(const char *domain, const char *name)
{
	if (!dm_product_exists(domain, name))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("data product %s does not exist",
						dm_product_identity(domain, name))));
}

static void
check_retention(const char *text)
{
	Interval   *span;

	span = DatumGetIntervalP(DirectFunctionCall3(interval_in, CStringGetDatum(text),
												 ObjectIdGetDatum(InvalidOid),
												 Int32GetDatum(-1)));
	if (span->month < 0 || span->day < 0 || span->time < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a retention must not be negative: %s",
						dm_error_excerpt(text, strlen(text)))));
}

static void
check_sla(const char *text)
{
	Jsonb	   *sla = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));

	if (!JB_ROOT_IS_OBJECT(sla))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an SLA must be a JSON object"),
				 errhint("Write, for example, {\"freshness\": \"1 hour\"}.")));
}

static void
check_spec(const DmProductSpec *spec)
{
	dm_name_check("product name", spec->name);
	if (spec->sensitivity.value)
		dm_check_enum("sensitivity", "sensitivity", spec->sensitivity.value);
	if (spec->retention.value)
		check_retention(spec->retention.value);
	if (spec->sla.value)
		check_sla(spec->sla.value);
}

static void
make_args(const DmProductSpec *spec, DmArg *args)
{
	const DmField *fields[] = {
		&spec->description, &spec->documentation_url, &spec->sensitivity,
		&spec->retention, &spec->sla, &spec->purpose
	};
	int			n = 0;

	args[n++] = dm_arg_text(spec->domain);
	args[n++] = dm_arg_text(spec->name);
	for (int i = 0; i < (int) lengthof(fields); i++)
	{
		args[n++] = dm_arg_bool(fields[i]->present);
		args[n++] = dm_arg_text(fields[i]->value);
	}
	args[n++] = dm_arg_bool(spec->set_use_cases);
	args[n++] = dm_arg_text_list(spec->use_cases);
	args[n++] = dm_arg_bool(spec->set_tags);
	args[n++] = dm_arg_text_list(spec->tags);
	args[n++] = dm_arg_text(dm_current_role_name());
	Assert(n == PRODUCT_ARGS);
}

/*
 * How the product is stored.  If it is open, *difference becomes a list of the
 * attributes that the specification changes, NULL if there are none.
 */
static DmProductState
compare_product(const DmArg *args, char **difference)
{
	static DmQuery query =
	DM_QUERY("SELECT valid_to IS NULL, "
			 "$3 AND description IS DISTINCT FROM $4, "
			 "$5 AND documentation_url IS DISTINCT FROM $6, "
			 "$7 AND sensitivity IS DISTINCT FROM $8::datamesh.sensitivity, "
			 "$9 AND retention::text IS DISTINCT FROM $10::interval::text, "
			 "$11 AND sla IS DISTINCT FROM coalesce($12::jsonb, '{}'), "
			 "$13 AND purpose IS DISTINCT FROM $14, "
			 "$15 AND use_cases IS DISTINCT FROM $16, "
			 "$17 AND tags IS DISTINCT FROM $18 "
			 "FROM datamesh_catalog.product WHERE domain = $1 AND name = $2");
	DmProductState state = PRODUCT_UNKNOWN;
	StringInfoData buf;
	DmSpi		spi;

	initStringInfo(&buf);
	dm_spi_begin(&spi);
	if (dm_spi_run(&query, PRODUCT_ARGS, args) > 0)
	{
		state = dm_spi_bool(0, 1) ? PRODUCT_OPEN : PRODUCT_CLOSED;
		for (int i = 0; i < (int) lengthof(attribute_names); i++)
		{
			if (dm_spi_bool(0, i + 2))
				appendStringInfo(&buf, "%s%s", buf.len > 0 ? ", " : "",
								 attribute_names[i]);
		}
	}
	dm_spi_end(&spi);
	*difference = buf.len > 0 ? buf.data : NULL;
	return state;
}

static void
start_compliance(const DmArg *args)
{
	static DmQuery query = DM_QUERY("INSERT INTO datamesh_catalog.compliance_status (domain, product) "
									"VALUES ($1, $2) ON CONFLICT DO NOTHING");

	dm_spi_run(&query, 2, args);
}

/* Writes the product; false if it is not any more in the state given. */
static bool
write_product(DmProductState state, const DmArg *args)
{
	static DmQuery lock = DM_QUERY("SELECT FROM datamesh_catalog.domain "
								   "WHERE name = $1 AND valid_to IS NULL FOR KEY SHARE");
	static DmQuery insert =
	DM_QUERY("INSERT INTO datamesh_catalog.product (domain, name, description, documentation_url, "
			 " sensitivity, retention, sla, purpose, use_cases, tags, changed_by) "
			 "VALUES ($1, $2, $4, $6, $8::datamesh.sensitivity, $10::interval, coalesce($12::jsonb, '{}'), $14, $16, $18, $19) "
			 "ON CONFLICT (domain, name) DO NOTHING");
	static DmQuery reopen =
	DM_QUERY("UPDATE datamesh_catalog.product SET description = $4, documentation_url = $6, "
			 " sensitivity = $8::datamesh.sensitivity, retention = $10::interval, "
			 " sla = coalesce($12::jsonb, '{}'), purpose = $14, use_cases = $16, tags = $18, "
			 " changed_by = $19, valid_from = pg_catalog.now(), valid_to = NULL "
			 "WHERE domain = $1 AND name = $2 AND valid_to IS NOT NULL");
	static DmQuery alter =
	DM_QUERY("UPDATE datamesh_catalog.product SET "
			 " description = CASE WHEN $3 THEN $4 ELSE description END, "
			 " documentation_url = CASE WHEN $5 THEN $6 ELSE documentation_url END, "
			 " sensitivity = CASE WHEN $7 THEN $8::datamesh.sensitivity ELSE sensitivity END, "
			 " retention = CASE WHEN $9 THEN $10::interval ELSE retention END, "
			 " sla = CASE WHEN $11 THEN coalesce($12::jsonb, '{}') ELSE sla END, "
			 " purpose = CASE WHEN $13 THEN $14 ELSE purpose END, "
			 " use_cases = CASE WHEN $15 THEN $16 ELSE use_cases END, "
			 " tags = CASE WHEN $17 THEN $18 ELSE tags END, "
			 " changed_by = $19 "
			 "WHERE domain = $1 AND name = $2 AND valid_to IS NULL");
	DmQuery    *query = state == PRODUCT_OPEN ? &alter :
	state == PRODUCT_CLOSED ? &reopen : &insert;

	if (dm_spi_run(&lock, 1, args) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("domain \"%s\" does not exist",
						TextDatumGetCString(args[0].value))));
	if (dm_spi_run(query, PRODUCT_ARGS, args) == 0)
		return false;
	start_compliance(args);
	return true;
}

void
dm_product_put(const DmProductSpec *spec, List **changes)
{
	char	   *identity;
	char	   *difference;
	DmArg		args[PRODUCT_ARGS];
	DmProductState state;
	DmSpi		spi;
	bool		done = false;

	dm_require_domain_owner(spec->domain, "change its products");
	check_spec(spec);
	identity = dm_product_identity(spec->domain, spec->name);
	make_args(spec, args);
	while (!done)
	{
		CHECK_FOR_INTERRUPTS();
		state = compare_product(args, &difference);
		if (state == PRODUCT_OPEN && difference == NULL)
			return;
		dm_toucher->product(spec->domain, spec->name);
		dm_toucher->domain(spec->domain);
		dm_spi_begin(&spi);
		done = write_product(state, args);
		if (done && state == PRODUCT_OPEN)
			dm_change_add(changes, "alter", "product", identity, "%s", difference);
		else if (done)
			dm_change_add(changes, "create", "product", identity, NULL);
		dm_spi_end(&spi);
	}
}

/* Announces a change of every relation that the product offers. */
static void
touch_output_relations(const char *domain, const char *name)
{
	static DmQuery query = DM_QUERY("SELECT schema_name, relation_name FROM datamesh_catalog.port "
									"WHERE domain = $1 AND product = $2 AND kind = 'output' AND valid_to IS NULL");
	List	   *oids = NIL;
	ListCell   *cell;
	uint64		rows;
	DmSpi		spi;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(domain), dm_arg_text(name)));
	for (uint64 i = 0; i < rows; i++)
		oids = lappend_oid(oids, dm_relation_oid(dm_spi_text(&spi, i, 1),
												 dm_spi_text(&spi, i, 2)));
	dm_spi_end(&spi);
	foreach(cell, oids)
	{
		if (OidIsValid(lfirst_oid(cell)))
			dm_toucher->relation(lfirst_oid(cell));
	}
}

static void
refuse_if_active(DmSpi *spi, const DmArg *args, const char *identity)
{
	static DmQuery query = DM_QUERY("SELECT version::text FROM datamesh_catalog.product_version "
									"WHERE domain = $1 AND product = $2 AND lifecycle = 'active'");

	if (dm_spi_run(&query, 2, args) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("data product %s has an active version", identity),
				 errdetail("Version %s is active.", dm_spi_text(spi, 0, 1)),
				 errhint("Retire it first, with datamesh.retire_product().")));
}

void
dm_product_close(const char *domain, const char *name, List **changes)
{
	static DmQuery lock = DM_QUERY("SELECT FROM datamesh_catalog.product "
								   "WHERE domain = $1 AND name = $2 AND valid_to IS NULL FOR UPDATE");
	static DmQuery close[] = {
		DM_QUERY("UPDATE datamesh_catalog.port SET valid_to = pg_catalog.now(), changed_by = $3 "
				 "WHERE domain = $1 AND product = $2 AND valid_to IS NULL"),
		DM_QUERY("UPDATE datamesh_catalog.product_version SET lifecycle = 'retired', "
				 "retired_at = pg_catalog.now(), changed_by = $3 "
				 "WHERE domain = $1 AND product = $2 AND lifecycle = 'deprecated'"),
		DM_QUERY("UPDATE datamesh_catalog.product SET valid_to = pg_catalog.now(), changed_by = $3 "
				 "WHERE domain = $1 AND name = $2 AND valid_to IS NULL")
	};
	static DmQuery forget[] = {
		DM_QUERY("DELETE FROM datamesh_catalog.finding "
				 "WHERE domain = $1 AND product = $2 AND object_type = 'product'"),
		DM_QUERY("UPDATE datamesh_catalog.finding SET product = NULL WHERE domain = $1 AND product = $2"),
		DM_QUERY("DELETE FROM datamesh_catalog.compliance_status WHERE domain = $1 AND product = $2"),
		DM_QUERY("DELETE FROM datamesh_catalog.compliance_dirty WHERE domain = $1 AND product = $2"),
		DM_QUERY("INSERT INTO datamesh_catalog.compliance_dirty (domain, product) "
				 "VALUES ($1, '')")
	};
	char	   *identity = dm_product_identity(domain, name);
	char	   *caller = dm_current_role_name();
	DmArg		args[3] = {dm_arg_text(domain), dm_arg_text(name), dm_arg_text(caller)};
	DmSpi		spi;

	dm_require_domain_owner(domain, "drop its products");
	dm_product_require(domain, name);
	dm_toucher->product(domain, name);
	dm_toucher->domain(domain);
	touch_output_relations(domain, name);

	dm_spi_begin(&spi);
	if (dm_spi_run(&lock, 2, args) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("data product %s does not exist", identity)));
	refuse_if_active(&spi, args, identity);
	for (int i = 0; i < (int) lengthof(close); i++)
		dm_spi_run(&close[i], 3, args);
	for (int i = 0; i < (int) lengthof(forget); i++)
		dm_spi_run(&forget[i], 2, args);
	dm_change_add(changes, "close", "product", identity, NULL);
	dm_spi_end(&spi);
}

/* SQL functions. */

/*
 * create_product(product text, description text, documentation_url text,
 *	sensitivity sensitivity, retention interval, sla jsonb, purpose text,
 *	use_cases text[], tags text[])
 */
Datum
datamesh_create_product(PG_FUNCTION_ARGS)
{
	DmProductSpec spec = {0};
	char	   *domain;
	char	   *name;
	char	   *sensitivity = dm_input_enum(fcinfo, 3);

	dm_input_product(fcinfo, 0, "product", &domain, &name, NULL);
	spec.domain = domain;
	spec.name = name;
	spec.description = dm_input_field(fcinfo, 1);
	spec.documentation_url = dm_input_field(fcinfo, 2);
	if (sensitivity)
		spec.sensitivity = DM_FIELD(sensitivity);
	if (!PG_ARGISNULL(4))
		spec.retention = DM_FIELD(DatumGetCString(DirectFunctionCall1(interval_out,
																	  PG_GETARG_DATUM(4))));
	if (!PG_ARGISNULL(5))
		spec.sla = DM_FIELD(DatumGetCString(DirectFunctionCall1(jsonb_out,
																PG_GETARG_DATUM(5))));
	spec.purpose = dm_input_field(fcinfo, 6);
	spec.use_cases = dm_input_text_list(fcinfo, 7, "use_cases", &spec.set_use_cases);
	spec.tags = dm_input_text_list(fcinfo, 8, "tags", &spec.set_tags);
	dm_product_put(&spec, NULL);
	PG_RETURN_DATUM(dm_product_ref_make(domain, name, NULL));
}

/* drop_product(product text) */
Datum
datamesh_drop_product(PG_FUNCTION_ARGS)
{
	char	   *domain;
	char	   *name;

	dm_input_product(fcinfo, 0, "product", &domain, &name, NULL);
	dm_product_close(domain, name, NULL);
	PG_RETURN_VOID();
}
