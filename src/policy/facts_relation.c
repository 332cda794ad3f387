/*-------------------------------------------------------------------------
 *
 * facts_relation.c
 *	  What the system catalogues say about a relation, schema or function.
 *
 * One index scan per group of facts, with a catalogue snapshot, so that what
 * the current command did is seen.  Flags of pg_class save the scans that
 * would find nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/spi.h"
#include "meta/governed.h"
#include "policy/facts_cache.h"
#include "policy/scope.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/partition.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_description.h"
#include "catalog/pg_index.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_rewrite.h"
#include "commands/defrem.h"
#include "storage/bufmgr.h"
#include "storage/lmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

/* A scan of a catalogue by one or two oids, in the order of the index. */
typedef struct CatalogScan
{
	Relation	relation;
	SysScanDesc scan;
	ScanKeyData keys[3];
	int			nkeys;
} CatalogScan;

static void
scan_key(CatalogScan *s, AttrNumber column, RegProcedure equal, Datum value)
{
	ScanKeyInit(&s->keys[s->nkeys++], column, BTEqualStrategyNumber, equal, value);
}

static void
scan_begin(CatalogScan *s, Oid relation, Oid index)
{
	s->relation = table_open(relation, AccessShareLock);
	s->scan = systable_beginscan(s->relation, index, true, NULL, s->nkeys, s->keys);
}

static void
scan_end(CatalogScan *s)
{
	systable_endscan(s->scan);
	table_close(s->relation, AccessShareLock);
}

/* ----- columns ----- */

void
dm_fact_columns(DmSubject *subject)
{
	DmSubjectCache *cache = subject->cache;
	CatalogScan scan = {.nkeys = 0};
	MemoryContext old;
	HeapTuple	tuple;
	int			allocated = 16;

	if (cache->have_columns)
		return;
	cache->have_columns = true;
	if (subject->object.type != DM_OBJECT_RELATION)
		return;

	old = MemoryContextSwitchTo(cache->context);
	subject->columns = palloc(sizeof(DmColumnFact) * allocated);
	scan_key(&scan, Anum_pg_attribute_attrelid, F_OIDEQ, ObjectIdGetDatum(subject->objid));
	ScanKeyInit(&scan.keys[scan.nkeys++], Anum_pg_attribute_attnum,
				BTGreaterStrategyNumber, F_INT2GT, Int16GetDatum(0));
	scan_begin(&scan, AttributeRelationId, AttributeRelidNumIndexId);
	while (HeapTupleIsValid(tuple = systable_getnext(scan.scan)))
	{
		Form_pg_attribute form = (Form_pg_attribute) GETSTRUCT(tuple);
		DmColumnFact *column;
		bool		isnull;
		Datum		acl;

		if (form->attisdropped)
			continue;
		if (subject->ncolumns == allocated)
		{
			allocated *= 2;
			subject->columns = repalloc(subject->columns, sizeof(DmColumnFact) * allocated);
		}
		column = &subject->columns[subject->ncolumns++];
		memset(column, 0, sizeof(*column));
		column->attnum = form->attnum;
		column->name = pstrdup(NameStr(form->attname));
		column->type = form->atttypid;
		column->typmod = form->atttypmod;
		column->collation = form->attcollation;
		column->not_null = form->attnotnull;
		column->has_default = form->atthasdef;
		column->inherited = form->attinhcount > 0;
		column->identity = form->attidentity;
		column->generated = form->attgenerated;
		acl = heap_getattr(tuple, Anum_pg_attribute_attacl, RelationGetDescr(scan.relation), &isnull);
		if (!isnull)
			column->acl = DatumGetAclPCopy(acl);
	}
	scan_end(&scan);
	MemoryContextSwitchTo(old);
}

DmColumnFact *
dm_fact_column(DmSubject *subject, AttrNumber attnum)
{
	dm_fact_columns(subject);
	for (int i = 0; i < subject->ncolumns; i++)
		if (subject->columns[i].attnum == attnum)
			return &subject->columns[i];
	return NULL;
}

/* ----- comments ----- */

void
dm_fact_comments(DmSubject *subject)
{
	DmSubjectCache *cache = subject->cache;
	CatalogScan scan = {.nkeys = 0};
	MemoryContext old;
	HeapTuple	tuple;
	Oid			class;

	if (cache->have_comments)
		return;
	switch (subject->object.type)
	{
		case DM_OBJECT_RELATION:
			class = RelationRelationId;
			break;
		case DM_OBJECT_SCHEMA:
			class = NamespaceRelationId;
			break;
		case DM_OBJECT_FUNCTION:
			class = ProcedureRelationId;
			break;
		default:
			return;
	}
	cache->have_comments = true;
	dm_fact_columns(subject);

	old = MemoryContextSwitchTo(cache->context);
	scan_key(&scan, Anum_pg_description_objoid, F_OIDEQ, ObjectIdGetDatum(subject->objid));
	scan_key(&scan, Anum_pg_description_classoid, F_OIDEQ, ObjectIdGetDatum(class));
	scan_begin(&scan, DescriptionRelationId, DescriptionObjIndexId);
	while (HeapTupleIsValid(tuple = systable_getnext(scan.scan)))
	{
		int			attnum = ((Form_pg_description) GETSTRUCT(tuple))->objsubid;
		DmColumnFact *column = attnum == 0 ? NULL : dm_fact_column(subject, attnum);
		bool		isnull;
		Datum		comment = heap_getattr(tuple, Anum_pg_description_description,
										   RelationGetDescr(scan.relation), &isnull);

		if (isnull)
			continue;
		if (attnum == 0)
			cache->comment = TextDatumGetCString(comment);
		else if (column)
			column->comment = TextDatumGetCString(comment);
	}
	scan_end(&scan);
	MemoryContextSwitchTo(old);
}

const char *
dm_fact_comment(DmSubject *subject)
{
	if (subject->object.type == DM_OBJECT_DOMAIN)
		return dm_fact_domain(subject)->description;
	if (subject->object.type == DM_OBJECT_PRODUCT)
		return dm_fact_product(subject)->description;
	dm_fact_comments(subject);
	return subject->cache->comment;
}

/* ----- tags ----- */

/* Adds the tags that columns of these names have in another relation or this. */
static void
read_tags(DmSubject *subject, const char *schema, const char *relation)
{
	static DmQuery query = DM_QUERY("SELECT column_name, tag, value, state FROM datamesh_catalog.column_tag "
									"WHERE schema_name = $1 AND relation_name = $2 AND valid_to IS NULL ORDER BY 1, 2");
	DmSpi		spi;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(schema), dm_arg_text(relation)));
	for (uint64 i = 0; i < rows; i++)
	{
		char	   *name = dm_spi_text(&spi, i, 1);

		for (int j = 0; j < subject->ncolumns; j++)
		{
			DmTagFact  *tag;

			if (strcmp(subject->columns[j].name, name) != 0)
				continue;
			tag = palloc(sizeof(DmTagFact));
			tag->tag = dm_spi_text(&spi, i, 2);
			tag->value = dm_spi_text(&spi, i, 3);
			tag->state = dm_spi_text(&spi, i, 4);
			subject->columns[j].tags = lappend(subject->columns[j].tags, tag);
			break;
		}
	}
	dm_spi_end(&spi);
}

/*
 * A partition holds rows of the tables above it, so it carries their tags too,
 * whoever tagged them.
 */
void
dm_fact_tags(DmSubject *subject)
{
	DmSubjectCache *cache = subject->cache;
	MemoryContext old;
	ListCell   *cell;

	if (cache->have_tags)
		return;
	cache->have_tags = true;
	dm_fact_columns(subject);
	if (subject->object.type != DM_OBJECT_RELATION)
		return;

	old = MemoryContextSwitchTo(cache->context);
	if (cache->has_rows)
		read_tags(subject, subject->schema_name, subject->name);
	if (subject->is_partition)
		foreach(cell, get_partition_ancestors(subject->objid))
	{
		Oid			ancestor = lfirst_oid(cell);
		Oid			schema = get_rel_namespace(ancestor);
		char	   *name = get_rel_name(ancestor);

		if (name && dm_governed_schema(schema)->has_rows)
			read_tags(subject, get_namespace_name(schema), name);
	}
	MemoryContextSwitchTo(old);
}

DmTagFact *
dm_column_tag(const DmColumnFact *column, const char *pattern)
{
	ListCell   *cell;

	foreach(cell, column->tags)
	{
		DmTagFact  *tag = lfirst(cell);

		if (strcmp(tag->state, "rejected") != 0 && dm_tag_matches(tag->tag, pattern))
			return tag;
	}
	return NULL;
}

int
dm_column_sensitivity(const DmColumnFact *column)
{
	int			highest = -1;
	ListCell   *cell;

	foreach(cell, column->tags)
	{
		DmTagFact  *tag = lfirst(cell);

		if (strcmp(tag->state, "rejected") != 0 && strcmp(tag->tag, "sensitivity") == 0)
			highest = Max(highest, dm_sensitivity_rank(tag->value));
	}
	return highest;
}

/* ----- indexes ----- */

List *
dm_fact_indexes(DmSubject *subject)
{
	DmSubjectCache *cache = subject->cache;
	CatalogScan scan = {.nkeys = 0};
	MemoryContext old;
	HeapTuple	tuple;

	if (cache->have_indexes)
		return cache->indexes;
	cache->have_indexes = true;
	if (!cache->has_indexes)
		return NIL;

	old = MemoryContextSwitchTo(cache->context);
	scan_key(&scan, Anum_pg_index_indrelid, F_OIDEQ, ObjectIdGetDatum(subject->objid));
	scan_begin(&scan, IndexRelationId, IndexIndrelidIndexId);
	while (HeapTupleIsValid(tuple = systable_getnext(scan.scan)))
	{
		Form_pg_index form = (Form_pg_index) GETSTRUCT(tuple);
		char	   *name = get_rel_name(form->indexrelid);
		DmIndexFact *index;

		if (name == NULL || !form->indislive)
			continue;
		index = palloc0(sizeof(DmIndexFact));
		index->oid = form->indexrelid;
		index->name = name;
		index->primary = form->indisprimary;
		index->unique = form->indisunique;
		index->nkeys = form->indnkeyatts;
		index->keys = palloc(sizeof(AttrNumber) * Max(index->nkeys, 1));
		index->plain = form->indisvalid && form->indimmediate &&
			heap_attisnull(tuple, Anum_pg_index_indpred, NULL);
		for (int i = 0; i < index->nkeys; i++)
		{
			index->keys[i] = form->indkey.values[i];
			if (index->keys[i] <= 0)
				index->plain = false;
		}
		cache->indexes = lappend(cache->indexes, index);
	}
	scan_end(&scan);
	MemoryContextSwitchTo(old);
	return cache->indexes;
}

/* The opclasses and collations of the index's tuple against the columns'. */
static bool
has_default_order(HeapTuple tuple, Oid access_method)
{
	Form_pg_index form = (Form_pg_index) GETSTRUCT(tuple);
	bool		isnull;
	oidvector  *classes;
	oidvector  *collations;

	classes = (oidvector *) DatumGetPointer(SysCacheGetAttr(INDEXRELID, tuple,
															Anum_pg_index_indclass, &isnull));
	collations = (oidvector *) DatumGetPointer(SysCacheGetAttr(INDEXRELID, tuple,
															   Anum_pg_index_indcollation, &isnull));
	for (int i = 0; i < form->indnkeyatts; i++)
	{
		Oid			type;
		int32		typmod;
		Oid			collation;

		if (form->indkey.values[i] <= 0)
			return false;
		get_atttypetypmodcoll(form->indrelid, form->indkey.values[i], &type, &typmod, &collation);
		if (collations->values[i] != collation ||
			classes->values[i] != GetDefaultOpClass(type, access_method))
			return false;
	}
	return true;
}

bool
dm_index_is_ordinary(Oid index, Oid *access_method)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(index));
	Oid			am;
	bool		ordinary;

	if (!HeapTupleIsValid(tuple))
		return false;
	am = ((Form_pg_class) GETSTRUCT(tuple))->relam;
	ReleaseSysCache(tuple);
	if (access_method)
		*access_method = am;

	tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
	if (!HeapTupleIsValid(tuple))
		return false;
	ordinary = ((Form_pg_index) GETSTRUCT(tuple))->indisvalid &&
		heap_attisnull(tuple, Anum_pg_index_indpred, NULL) &&
		has_default_order(tuple, am);
	ReleaseSysCache(tuple);
	return ordinary;
}

bool
dm_column_is_never_null(DmSubject *subject, const DmColumnFact *column)
{
	CatalogScan scan = {.nkeys = 0};
	bool		holds = column->not_null;
	HeapTuple	tuple;

	if (!holds)
		return false;
	scan_key(&scan, Anum_pg_constraint_conrelid, F_OIDEQ, ObjectIdGetDatum(subject->objid));
	scan_begin(&scan, ConstraintRelationId, ConstraintRelidTypidNameIndexId);
	while (holds && HeapTupleIsValid(tuple = systable_getnext(scan.scan)))
	{
		Form_pg_constraint form = (Form_pg_constraint) GETSTRUCT(tuple);
		bool		isnull;
		Datum		key;

		/* 'n' is NOT NULL; before 18 there are no such rows */
		if (form->contype != 'n' || form->convalidated)
			continue;
		key = heap_getattr(tuple, Anum_pg_constraint_conkey, RelationGetDescr(scan.relation), &isnull);
		if (!isnull && ((int16 *) ARR_DATA_PTR(DatumGetArrayTypeP(key)))[0] == column->attnum)
			holds = false;
	}
	scan_end(&scan);
	return holds;
}

bool
dm_relation_is_typed(Oid relid)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	bool		typed;

	if (!HeapTupleIsValid(tuple))
		return false;
	typed = OidIsValid(((Form_pg_class) GETSTRUCT(tuple))->reloftype);
	ReleaseSysCache(tuple);
	return typed;
}

bool
dm_fact_is_empty(DmSubject *subject)
{
	Relation	relation;
	bool		empty;

	if (subject->relkind != RELKIND_RELATION)
		return false;
	/* not knowing is an answer too: never wait for somebody's lock */
	if (!ConditionalLockRelationOid(subject->objid, AccessShareLock))
		return false;
	relation = try_relation_open(subject->objid, NoLock);
	empty = relation && RELKIND_HAS_STORAGE(relation->rd_rel->relkind) &&
		RelationGetNumberOfBlocks(relation) == 0;
	if (relation)
		relation_close(relation, NoLock);
	UnlockRelationOid(subject->objid, AccessShareLock);
	return empty;
}

/* ----- what it reads ----- */

static void
add_read(DmSubject *subject, Oid relid, const char *constraint)
{
	DmSubjectCache *cache = subject->cache;
	const DmSchema *schema;
	DmReadFact *read;
	ListCell   *cell;
	char	   *name;

	if (relid == subject->objid)
		return;
	foreach(cell, cache->reads)
	{
		read = lfirst(cell);
		if (read->relid == relid && (read->constraint == NULL) == (constraint == NULL))
			return;
	}
	name = get_rel_name(relid);
	if (name == NULL)
		return;
	schema = dm_governed_schema(get_rel_namespace(relid));
	if (schema->domain == NULL)
		return;
	read = palloc(sizeof(DmReadFact));
	read->relid = relid;
	read->name = name;
	read->domain = pstrdup(schema->domain);
	read->schema_name = get_namespace_name(get_rel_namespace(relid));
	read->constraint = constraint ? pstrdup(constraint) : NULL;
	if (read->schema_name)
		cache->reads = lappend(cache->reads, read);
}

/* Relations that the rule of a view depends on. */
static void
read_rule(DmSubject *subject, Oid rule)
{
	CatalogScan scan = {.nkeys = 0};
	HeapTuple	tuple;

	scan_key(&scan, Anum_pg_depend_classid, F_OIDEQ, ObjectIdGetDatum(RewriteRelationId));
	scan_key(&scan, Anum_pg_depend_objid, F_OIDEQ, ObjectIdGetDatum(rule));
	scan_begin(&scan, DependRelationId, DependDependerIndexId);
	while (HeapTupleIsValid(tuple = systable_getnext(scan.scan)))
	{
		Form_pg_depend form = (Form_pg_depend) GETSTRUCT(tuple);

		if (form->refclassid == RelationRelationId && form->deptype == DEPENDENCY_NORMAL)
			add_read(subject, form->refobjid, NULL);
	}
	scan_end(&scan);
}

static void
read_rules(DmSubject *subject)
{
	CatalogScan scan = {.nkeys = 0};
	List	   *rules = NIL;
	ListCell   *cell;
	HeapTuple	tuple;

	scan_key(&scan, Anum_pg_rewrite_ev_class, F_OIDEQ, ObjectIdGetDatum(subject->objid));
	scan_begin(&scan, RewriteRelationId, RewriteRelRulenameIndexId);
	while (HeapTupleIsValid(tuple = systable_getnext(scan.scan)))
		rules = lappend_oid(rules, ((Form_pg_rewrite) GETSTRUCT(tuple))->oid);
	scan_end(&scan);
	foreach(cell, rules)
		read_rule(subject, lfirst_oid(cell));
}

static void
read_foreign_keys(DmSubject *subject)
{
	CatalogScan scan = {.nkeys = 0};
	HeapTuple	tuple;

	scan_key(&scan, Anum_pg_constraint_conrelid, F_OIDEQ, ObjectIdGetDatum(subject->objid));
	scan_begin(&scan, ConstraintRelationId, ConstraintRelidTypidNameIndexId);
	while (HeapTupleIsValid(tuple = systable_getnext(scan.scan)))
	{
		Form_pg_constraint form = (Form_pg_constraint) GETSTRUCT(tuple);

		/* those with a parent are the same key again, for a partition */
		if (form->contype == CONSTRAINT_FOREIGN && !OidIsValid(form->conparentid))
			add_read(subject, form->confrelid, NameStr(form->conname));
	}
	scan_end(&scan);
}

List *
dm_fact_reads(DmSubject *subject)
{
	DmSubjectCache *cache = subject->cache;
	MemoryContext old;

	if (cache->have_reads)
		return cache->reads;
	cache->have_reads = true;
	old = MemoryContextSwitchTo(cache->context);
	switch (subject->relkind)
	{
		case RELKIND_VIEW:
		case RELKIND_MATVIEW:
			read_rules(subject);
			break;
		case RELKIND_RELATION:
		case RELKIND_PARTITIONED_TABLE:
			/* a foreign key is kept by triggers */
			if (cache->has_triggers)
				read_foreign_keys(subject);
			break;
	}
	MemoryContextSwitchTo(old);
	return cache->reads;
}

/* ----- grants ----- */

static void
add_grants(DmSubject *subject, char *column, Acl *acl)
{
	DmSubjectCache *cache = subject->cache;

	for (int i = 0; i < ACL_NUM(acl); i++)
	{
		const AclItem *item = &ACL_DAT(acl)[i];
		DmGrantFact *grant;

		if (item->ai_grantee == subject->owner || ACLITEM_GET_PRIVS(*item) == 0)
			continue;
		grant = palloc(sizeof(DmGrantFact));
		grant->column = column;
		grant->grantee = item->ai_grantee;
		grant->grantor = item->ai_grantor;
		grant->privileges = ACLITEM_GET_PRIVS(*item);
		cache->grants = lappend(cache->grants, grant);
	}
}

List *
dm_fact_grants(DmSubject *subject)
{
	DmSubjectCache *cache = subject->cache;
	MemoryContext old;
	HeapTuple	tuple;
	int			syscache;
	AttrNumber	attribute;
	ObjectType	objtype;
	bool		isnull;
	Datum		acl;

	if (cache->have_grants)
		return cache->grants;
	cache->have_grants = true;
	switch (subject->object.type)
	{
		case DM_OBJECT_RELATION:
			syscache = RELOID;
			attribute = Anum_pg_class_relacl;
			objtype = OBJECT_TABLE;
			break;
		case DM_OBJECT_SCHEMA:
			syscache = NAMESPACEOID;
			attribute = Anum_pg_namespace_nspacl;
			objtype = OBJECT_SCHEMA;
			break;
		case DM_OBJECT_FUNCTION:
			syscache = PROCOID;
			attribute = Anum_pg_proc_proacl;
			objtype = OBJECT_FUNCTION;
			break;
		default:
			return NIL;
	}

	tuple = SearchSysCache1(syscache, ObjectIdGetDatum(subject->objid));
	if (!HeapTupleIsValid(tuple))
		return NIL;
	dm_fact_columns(subject);
	old = MemoryContextSwitchTo(cache->context);
	acl = SysCacheGetAttr(syscache, tuple, attribute, &isnull);
	if (!isnull)
		add_grants(subject, NULL, DatumGetAclPCopy(acl));
	else if (objtype == OBJECT_FUNCTION)
		add_grants(subject, NULL, acldefault(objtype, subject->owner));
	ReleaseSysCache(tuple);
	for (int i = 0; i < subject->ncolumns; i++)
		if (subject->columns[i].acl)
			add_grants(subject, subject->columns[i].name, subject->columns[i].acl);
	MemoryContextSwitchTo(old);
	return cache->grants;
}
