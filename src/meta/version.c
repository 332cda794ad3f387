/*-------------------------------------------------------------------------
 *
 * version.c
 *	  The published versions of data products and their lifecycle.
 *
 * Versions only go up, and a version never changes what it offers: it keeps the
 * ports of the moment it was published.  active -> deprecated -> retired, and
 * nothing comes back.  Publishing and retiring of one product take turns on the
 * product's row; attaching a port to it waits for them as well.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/errors.h"
#include "base/spi.h"
#include "meta/domain.h"
#include "meta/input.h"
#include "meta/object.h"
#include "meta/product.h"
#include "meta/rights.h"
#include "meta/touch.h"
#include "types/product_ref.h"
#include "types/semver.h"
#include "utils/builtins.h"

DM_FUNCTION(datamesh_deprecate_product);
DM_FUNCTION(datamesh_retire_product);

/* The ports of product ($1, $2) as they are now. */
#define CURRENT_PORTS \
	"(SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(" \
	" 'kind', kind, 'name', name, 'schema', schema_name, 'relation', relation_name, " \
	" 'product', source_product, 'external', external)) ORDER BY kind, name COLLATE \"C\"), '[]') " \
	" FROM datamesh_catalog.port WHERE domain = $1 AND product = $2 AND valid_to IS NULL)"

/* Keeps everybody else's hands off the versions and ports of the product. */
static void
lock_product(const DmArg *args, const char *identity)
{
	static DmQuery query = DM_QUERY("SELECT FROM datamesh_catalog.product "
									"WHERE domain = $1 AND name = $2 AND valid_to IS NULL FOR UPDATE");

	if (dm_spi_run(&query, 2, args) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("data product %s does not exist", identity)));
}

/*
 * Is this version published already, just as the product is now?  Throws if it
 * is published otherwise.
 */
static bool
is_published(DmSpi *spi, const DmArg *args, const char *identity, const char *version)
{
	static DmQuery query =
	DM_QUERY("SELECT version::text, lifecycle::text, ports = " CURRENT_PORTS
			 "FROM datamesh_catalog.product_version "
			 "WHERE domain = $1 AND product = $2 AND version OPERATOR(datamesh.=) $3::datamesh.semver");
	char	   *published;
	char	   *lifecycle;

	if (dm_spi_run(&query, 3, args) == 0)
		return false;
	published = dm_spi_text(spi, 0, 1);
	lifecycle = dm_spi_text(spi, 0, 2);
	if (strcmp(lifecycle, "active") == 0 && strcmp(published, version) == 0)
	{
		if (dm_spi_bool(0, 3))
			return true;
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("version %s of data product %s is already published with other ports",
						version, identity),
				 errhint("Publish a higher version, such as the result of datamesh.bump('%s', 'minor').",
						 version)));
	}
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("version %s of data product %s is already published",
					published, identity),
			 errdetail("It is %s. A version is published once.", lifecycle),
			 errhint("Publish a higher version.")));
	return false;				/* not reached */
}

/* The highest version so far, NULL if there is none; the new one is above it. */
static char *
require_higher(DmSpi *spi, const DmArg *args, const char *identity, const char *version)
{
	static DmQuery query =
	DM_QUERY("SELECT version::text, version OPERATOR(datamesh.>) $3::datamesh.semver "
			 "FROM datamesh_catalog.product_version "
			 "WHERE domain = $1 AND product = $2 ORDER BY version DESC LIMIT 1");
	char	   *highest;

	if (dm_spi_run(&query, 3, args) == 0)
		return NULL;
	highest = dm_spi_text(spi, 0, 1);
	if (dm_spi_bool(0, 2))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("version %s of data product %s is not higher than version %s",
						version, identity, highest),
				 errdetail("Versions of a product only go up.")));
	return highest;
}

void
dm_version_publish(const char *domain, const char *product, const char *version, List **changes)
{
	static DmQuery deprecate =
	DM_QUERY("UPDATE datamesh_catalog.product_version SET lifecycle = 'deprecated', "
			 "deprecated_at = pg_catalog.now(), changed_by = $3 "
			 "WHERE domain = $1 AND product = $2 AND lifecycle = 'active'");
	static DmQuery insert =
	DM_QUERY("INSERT INTO datamesh_catalog.product_version (domain, product, version, lifecycle, "
			 " previous_version, ports, changed_by) "
			 "VALUES ($1, $2, $3::datamesh.semver, 'active', $4::datamesh.semver, " CURRENT_PORTS ", $5)");
	char	   *identity = dm_product_identity(domain, product);
	char	   *caller = dm_current_role_name();
	char	   *previous;
	DmArg		args[5] = {dm_arg_text(domain), dm_arg_text(product), dm_arg_text(version)};
	DmSpi		spi;

	dm_require_domain_owner(domain, "publish its products");
	dm_product_require(domain, product);
	(void) dm_semver_parse(version);
	dm_toucher->product(domain, product);
	dm_spi_begin(&spi);
	lock_product(args, identity);
	if (!is_published(&spi, args, identity, version))
	{
		previous = require_higher(&spi, args, identity, version);
		dm_spi_run(&deprecate, DM_ARGS(args[0], args[1], dm_arg_text(caller)));
		args[3] = dm_arg_text(previous);
		args[4] = dm_arg_text(caller);
		dm_spi_run(&insert, 5, args);
		if (previous)
			dm_change_add(changes, "publish", "version",
						  psprintf("%s@%s", identity, version), "after %s", previous);
		else
			dm_change_add(changes, "publish", "version",
						  psprintf("%s@%s", identity, version), NULL);
	}
	dm_spi_end(&spi);
}

/* The active version, NULL if there is none. */
static char *
active_version(const char *domain, const char *product)
{
	static DmQuery query = DM_QUERY("SELECT version::text FROM datamesh_catalog.product_version "
									"WHERE domain = $1 AND product = $2 AND lifecycle = 'active'");
	DmSpi		spi;
	char	   *version = NULL;

	dm_spi_begin(&spi);
	if (dm_spi_run(&query, DM_ARGS(dm_arg_text(domain), dm_arg_text(product))) > 0)
		version = dm_spi_text(&spi, 0, 1);
	dm_spi_end(&spi);
	return version;
}

bool
dm_version_is_active(const char *domain, const char *product, const char *version)
{
	char	   *active = active_version(domain, product);

	return active && strcmp(active, version) == 0;
}

/* lifecycle: "deprecated" or "retired" */
void
dm_version_set_lifecycle(const char *domain, const char *product, const char *version,
						 const char *lifecycle, List **changes)
{
	static DmQuery find = DM_QUERY("SELECT lifecycle::text FROM datamesh_catalog.product_version "
								   "WHERE domain = $1 AND product = $2 AND version OPERATOR(datamesh.=) $3::datamesh.semver");
	static DmQuery update =
	DM_QUERY("UPDATE datamesh_catalog.product_version SET lifecycle = $4::datamesh.lifecycle, "
			 "deprecated_at = coalesce(deprecated_at, CASE WHEN $4 = 'deprecated' THEN pg_catalog.now() END), "
			 "retired_at = CASE WHEN $4 = 'retired' THEN pg_catalog.now() END, "
			 "changed_by = $5 "
			 "WHERE domain = $1 AND product = $2 AND version OPERATOR(datamesh.=) $3::datamesh.semver");
	char	   *identity = dm_product_identity(domain, product);
	char	   *caller = dm_current_role_name();
	DmArg		args[5] = {dm_arg_text(domain), dm_arg_text(product), dm_arg_text(version)};
	char	   *current;
	DmSpi		spi;

	if (strcmp(lifecycle, "deprecated") != 0 && strcmp(lifecycle, "retired") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a version cannot be made \"%s\"",
						dm_error_excerpt(lifecycle, strlen(lifecycle))),
				 errdetail("A published version becomes deprecated, then retired.")));
	dm_require_domain_owner(domain, "change the lifecycle of its products");
	dm_product_require(domain, product);
	(void) dm_semver_parse(version);
	dm_toucher->product(domain, product);
	dm_spi_begin(&spi);
	lock_product(args, identity);
	if (dm_spi_run(&find, 3, args) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("data product %s has no version %s", identity, version)));
	current = dm_spi_text(&spi, 0, 1);
	if (strcmp(current, "retired") == 0 && strcmp(lifecycle, "retired") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("version %s of data product %s is retired", version, identity),
				 errdetail("A retired version does not come back.")));
	if (strcmp(current, lifecycle) != 0)
	{
		args[3] = dm_arg_text(lifecycle);
		args[4] = dm_arg_text(caller);
		dm_spi_run(&update, 5, args);
		dm_change_add(changes, "alter", "version", psprintf("%s@%s", identity, version),
					  "%s -> %s", current, lifecycle);
	}
	dm_spi_end(&spi);
}

/* SQL functions. */

/* (product text, version semver): the version in either place, or the active one */
static Datum
set_lifecycle(FunctionCallInfo fcinfo, const char *lifecycle)
{
	char	   *domain;
	char	   *product;
	char	   *in_name;
	char	   *version;

	dm_input_product(fcinfo, 0, "product", &domain, &product, &in_name);
	version = dm_input_version(fcinfo, 1);
	if (version && in_name && strcmp(version, in_name) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the product names version %s and the argument \"version\" version %s",
						in_name, version)));
	if (version == NULL)
		version = in_name;
	if (version == NULL)
	{
		dm_product_require(domain, product);
		version = active_version(domain, product);
		if (version == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("data product %s has no active version",
							dm_product_identity(domain, product)),
					 errhint("Name the version.")));
	}
	dm_version_set_lifecycle(domain, product, version, lifecycle, NULL);
	return dm_product_ref_make(domain, product, version);
}

/* deprecate_product(product text, version semver) */
Datum
datamesh_deprecate_product(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(set_lifecycle(fcinfo, "deprecated"));
}

/* retire_product(product text, version semver) */
Datum
datamesh_retire_product(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(set_lifecycle(fcinfo, "retired"));
}
