/*-------------------------------------------------------------------------
 *
 * facts_mesh.c
 *	  What the catalogue's tables say about a subject.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/spi.h"
#include "policy/facts_cache.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

/* In the order of datamesh.sensitivity. */
static const char *const sensitivities[] = {
	"public", "internal", "confidential", "restricted"
};

int
dm_sensitivity_rank(const char *sensitivity)
{
	for (int i = 0; sensitivity && i < (int) lengthof(sensitivities); i++)
		if (strcmp(sensitivities[i], sensitivity) == 0)
			return i;
	return -1;
}

const char *
dm_sensitivity_name(int rank)
{
	Assert(rank >= 0 && rank < (int) lengthof(sensitivities));
	return sensitivities[rank];
}

/*
 * All of what follows switches to the subject's context before it begins with
 * SPI, because that is where dm_spi_text() and its like put what they return.
 */

/* A field that is text[], as a list of palloc'd strings. */
static List *
text_array(DmSpi *spi, uint64 row, int column)
{
	bool		isnull;
	Datum		array = dm_spi_datum(spi, row, column, &isnull);
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	List	   *list = NIL;

	if (isnull)
		return NIL;
	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
		if (!nulls[i])
			list = lappend(list, TextDatumGetCString(elements[i]));
	return list;
}

/* ----- domains ----- */

const DmDomainFact *
dm_fact_domain(DmSubject *subject)
{
	static DmQuery query = DM_QUERY("SELECT owner_role, kind::pg_catalog.text, parent, description "
									"FROM datamesh_catalog.domain WHERE name = $1 AND valid_to IS NULL");
	DmSubjectCache *cache = subject->cache;
	DmDomainFact *fact;
	MemoryContext old;
	DmSpi		spi;

	if (subject->domain[0] == '\0')
		return NULL;
	if (cache->have_domain)
		return cache->domain;

	old = MemoryContextSwitchTo(cache->context);
	fact = palloc0(sizeof(DmDomainFact));
	fact->name = subject->domain;
	dm_spi_begin(&spi);
	if (dm_spi_run(&query, DM_ARGS(dm_arg_text(subject->domain))) > 0)
	{
		fact->owner_role = dm_spi_text(&spi, 0, 1);
		fact->kind = dm_spi_text(&spi, 0, 2);
		fact->parent = dm_spi_text(&spi, 0, 3);
		fact->description = dm_spi_text(&spi, 0, 4);
		fact->owner = get_role_oid(fact->owner_role, true);
	}
	dm_spi_end(&spi);
	MemoryContextSwitchTo(old);

	cache->domain = fact;
	cache->have_domain = true;
	return fact;
}

List *
dm_fact_contacts(DmSubject *subject)
{
	static DmQuery query = DM_QUERY("SELECT ARRAY(SELECT kind FROM datamesh_catalog.domain_contact "
									"WHERE domain = $1 AND value <> '' ORDER BY kind)");
	DmSubjectCache *cache = subject->cache;
	MemoryContext old;
	DmSpi		spi;

	if (cache->have_contacts)
		return cache->contacts;
	old = MemoryContextSwitchTo(cache->context);
	dm_spi_begin(&spi);
	dm_spi_run(&query, DM_ARGS(dm_arg_text(subject->domain)));
	cache->contacts = text_array(&spi, 0, 1);
	dm_spi_end(&spi);
	MemoryContextSwitchTo(old);
	cache->have_contacts = true;
	return cache->contacts;
}

List *
dm_fact_line_owners(DmSubject *subject)
{
	/* UNION, so that a cycle, which cannot be made, would not hang us */
	static DmQuery query = DM_QUERY("WITH RECURSIVE line (name, owner_role, parent) AS ("
									"SELECT name, owner_role, parent FROM datamesh_catalog.domain "
									"WHERE name = $1 AND valid_to IS NULL "
									"UNION SELECT d.name, d.owner_role, d.parent FROM line l "
									"JOIN datamesh_catalog.domain d ON d.name = l.parent AND d.valid_to IS NULL) "
									"SELECT owner_role FROM line");
	DmSubjectCache *cache = subject->cache;
	MemoryContext old;
	DmSpi		spi;
	uint64		rows;

	if (cache->have_line)
		return cache->line;
	old = MemoryContextSwitchTo(cache->context);
	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(subject->domain)));
	for (uint64 i = 0; i < rows; i++)
	{
		Oid			role = get_role_oid(dm_spi_text(&spi, i, 1), true);

		if (OidIsValid(role))
			cache->line = list_append_unique_oid(cache->line, role);
	}
	dm_spi_end(&spi);
	MemoryContextSwitchTo(old);
	cache->have_line = true;
	return cache->line;
}

char *
dm_fact_kind_of_domain(const char *domain)
{
	static DmQuery query = DM_QUERY("SELECT kind::pg_catalog.text FROM datamesh_catalog.domain "
									"WHERE name = $1 AND valid_to IS NULL");
	char	   *kind = NULL;
	DmSpi		spi;

	dm_spi_begin(&spi);
	if (dm_spi_run(&query, DM_ARGS(dm_arg_text(domain))) > 0)
		kind = dm_spi_text(&spi, 0, 1);
	dm_spi_end(&spi);
	return kind;
}

List *
dm_fact_domain_owners(List *roles)
{
	static DmQuery query = DM_QUERY("SELECT owner_role, pg_catalog.min(name) FROM datamesh_catalog.domain "
									"WHERE owner_role = ANY ($1) AND valid_to IS NULL "
									"GROUP BY owner_role ORDER BY 2");
	List	   *names = NIL;
	List	   *owners = NIL;
	ListCell   *cell;
	DmSpi		spi;
	uint64		rows;

	foreach(cell, roles)
	{
		char	   *name = GetUserNameFromId(lfirst_oid(cell), true);

		if (name)
			names = lappend(names, name);
	}
	if (names == NIL)
		return NIL;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text_list(names)));
	for (uint64 i = 0; i < rows; i++)
	{
		DmDomainOwner *owner = palloc(sizeof(DmDomainOwner));

		owner->role = get_role_oid(dm_spi_text(&spi, i, 1), true);
		owner->domain = dm_spi_text(&spi, i, 2);
		if (OidIsValid(owner->role))
			owners = lappend(owners, owner);
	}
	dm_spi_end(&spi);
	return owners;
}

/* ----- products ----- */

char *
dm_product_of_relation(const char *schema, const char *relation, const char *domain)
{
	static DmQuery query = DM_QUERY("SELECT product FROM datamesh_catalog.port WHERE schema_name = $1 "
									"AND relation_name = $2 AND domain = $3 AND kind = 'output' AND valid_to IS NULL");
	char	   *product = NULL;
	DmSpi		spi;

	dm_spi_begin(&spi);
	if (dm_spi_run(&query, DM_ARGS(dm_arg_text(schema), dm_arg_text(relation), dm_arg_text(domain))) > 0)
		product = dm_spi_text(&spi, 0, 1);
	dm_spi_end(&spi);
	return product;
}

static void
read_ports(DmProductFact *fact, DmSpi *spi, const DmArg *args)
{
	static DmQuery query = DM_QUERY("SELECT kind::pg_catalog.text, name, schema_name, relation_name "
									"FROM datamesh_catalog.port WHERE domain = $1 AND product = $2 AND valid_to IS NULL "
									"ORDER BY kind, name");
	uint64		rows = dm_spi_run(&query, 2, args);

	for (uint64 i = 0; i < rows; i++)
	{
		DmPortFact *port = palloc(sizeof(DmPortFact));

		port->kind = dm_spi_text(spi, i, 1);
		port->name = dm_spi_text(spi, i, 2);
		port->schema_name = dm_spi_text(spi, i, 3);
		port->relation_name = dm_spi_text(spi, i, 4);
		fact->ports = lappend(fact->ports, port);
	}
}

static void
read_port_tags(DmProductFact *fact, DmSpi *spi, const DmArg *args)
{
	/*
	 * OFFSET 0 holds the order of the join, right also before the first
	 * ANALYZE
	 */
	static DmQuery query = DM_QUERY("SELECT t.schema_name, t.relation_name, t.column_name, t.tag, t.value, t.state "
									"FROM (SELECT schema_name, relation_name FROM datamesh_catalog.port "
									"WHERE domain = $1 AND product = $2 AND kind = 'output' AND valid_to IS NULL OFFSET 0) AS p, "
									"LATERAL (SELECT * FROM datamesh_catalog.column_tag WHERE schema_name = p.schema_name "
									"AND relation_name = p.relation_name AND valid_to IS NULL AND state <> 'rejected' OFFSET 0) AS t "
									"ORDER BY 1, 2, 3, 4");
	uint64		rows = dm_spi_run(&query, 2, args);

	for (uint64 i = 0; i < rows; i++)
	{
		DmPortTag  *tag = palloc(sizeof(DmPortTag));

		tag->column = dm_column_identity(dm_spi_text(spi, i, 1), dm_spi_text(spi, i, 2),
										 dm_spi_text(spi, i, 3));
		tag->tag.tag = dm_spi_text(spi, i, 4);
		tag->tag.value = dm_spi_text(spi, i, 5);
		tag->tag.state = dm_spi_text(spi, i, 6);
		fact->column_tags = lappend(fact->column_tags, tag);
	}
}

const DmProductFact *
dm_fact_product(DmSubject *subject)
{
	static DmQuery query = DM_QUERY("SELECT description, sensitivity::pg_catalog.text, retention, sla::pg_catalog.text, "
									"ARRAY(SELECT key FROM pg_catalog.jsonb_each_text(sla) WHERE value <> '' ORDER BY 1), tags "
									"FROM datamesh_catalog.product WHERE domain = $1 AND name = $2 AND valid_to IS NULL");
	DmSubjectCache *cache = subject->cache;
	DmArg		args[2];
	MemoryContext old;
	DmSpi		spi;

	if (subject->product == NULL)
		return NULL;
	if (cache->have_product)
		return cache->product;

	args[0] = dm_arg_text(subject->domain);
	args[1] = dm_arg_text(subject->product);
	old = MemoryContextSwitchTo(cache->context);
	dm_spi_begin(&spi);
	if (dm_spi_run(&query, 2, args) > 0)
	{
		DmProductFact *fact;
		bool		isnull;
		Datum		retention;

		fact = palloc0(sizeof(DmProductFact));
		fact->description = dm_spi_text(&spi, 0, 1);
		fact->sensitivity = dm_spi_text(&spi, 0, 2);
		retention = dm_spi_datum(&spi, 0, 3, &isnull);
		fact->retention = isnull ? NULL : DatumGetIntervalP(retention);
		fact->sla = dm_spi_text(&spi, 0, 4);
		fact->sla_keys = text_array(&spi, 0, 5);
		fact->tags = text_array(&spi, 0, 6);
		if (subject->object.type == DM_OBJECT_PRODUCT)
		{
			/* for each of its relations anew, these would cost a square */
			read_ports(fact, &spi, args);
			read_port_tags(fact, &spi, args);
		}
		cache->product = fact;
	}
	dm_spi_end(&spi);
	MemoryContextSwitchTo(old);
	cache->have_product = true;
	return cache->product;
}

/* ----- attestations ----- */

bool
dm_fact_attested(DmSubject *subject, const char *control, const Interval *max_age)
{
	static DmQuery query = DM_QUERY("SELECT true FROM datamesh_catalog.attestation "
									"WHERE control = $1 AND object_type = $2 AND object = $3 AND revoked_at IS NULL "
									"AND expires_at > pg_catalog.now() "
									"AND ($4 IS NULL OR attested_at > pg_catalog.now() - $4) LIMIT 1");
	bool		attested;
	DmSpi		spi;

	dm_spi_begin(&spi);
	attested = dm_spi_run(&query, DM_ARGS(dm_arg_text(control),
										  dm_arg_text(dm_object_type_name(subject->object.type)),
										  dm_arg_text(subject->object.identity),
										  dm_arg_datum(INTERVALOID, IntervalPGetDatum(max_age), max_age == NULL))) > 0;
	dm_spi_end(&spi);
	return attested;
}
