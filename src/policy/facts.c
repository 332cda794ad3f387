/*-------------------------------------------------------------------------
 *
 * facts.c
 *	  Subjects: opened, named, and told apart.
 *
 * What is looked up here is what every policy needs to know whether it has
 * anything to say; the rest is read on demand by facts_relation.c and
 * facts_mesh.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "meta/governed.h"
#include "policy/facts_cache.h"
#include "policy/policy.h"

#include "access/htup_details.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "commands/dbcommands.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

static DmSubject *
new_subject(DmObjectType type, Oid objid)
{
	DmSubject  *subject = palloc0(sizeof(DmSubject));

	subject->object.type = type;
	subject->objid = objid;
	subject->cache = palloc0(sizeof(DmSubjectCache));
	subject->cache->context = CurrentMemoryContext;
	return subject;
}

/*
 * Is something in this schema judged?  If so, the domain that owns the schema,
 * palloc'd, and whether tags or ports may name something in it.
 */
static char *
judging_domain(Oid schema, bool *has_rows)
{
	const DmSchema *governed;

	if (isAnyTempNamespace(schema))
		return NULL;
	governed = dm_governed_schema(schema);
	if (governed->domain == NULL)
		return NULL;
	*has_rows = governed->has_rows;
	return pstrdup(governed->domain);
}

static DmSubject *
open_relation(Oid relid)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	DmSubject  *subject = NULL;
	Form_pg_class form;
	char	   *domain = NULL;
	bool		has_rows = false;

	if (!HeapTupleIsValid(tuple))
		return NULL;
	form = (Form_pg_class) GETSTRUCT(tuple);
	if (form->relkind == RELKIND_RELATION ||
		form->relkind == RELKIND_PARTITIONED_TABLE ||
		form->relkind == RELKIND_VIEW ||
		form->relkind == RELKIND_MATVIEW ||
		form->relkind == RELKIND_FOREIGN_TABLE)
		domain = judging_domain(form->relnamespace, &has_rows);
	if (domain)
	{
		subject = new_subject(DM_OBJECT_RELATION, relid);
		subject->domain = domain;
		subject->name = pstrdup(NameStr(form->relname));
		subject->relkind = form->relkind;
		subject->is_partition = form->relispartition;
		subject->owner = form->relowner;
		subject->row_security = form->relrowsecurity;
		subject->force_row_security = form->relforcerowsecurity;
		subject->cache->schema = form->relnamespace;
		subject->cache->has_indexes = form->relhasindex;
		subject->cache->has_triggers = form->relhastriggers;
		subject->cache->has_children = form->relhassubclass;
		subject->cache->has_rows = has_rows;
	}
	ReleaseSysCache(tuple);

	if (subject == NULL || OidIsValid(getExtensionOfObject(RelationRelationId, relid)))
		return NULL;
	subject->schema_name = get_namespace_name(subject->cache->schema);
	if (subject->schema_name == NULL)
		return NULL;			/* dropped just now */
	subject->object.identity = dm_relation_identity(subject->schema_name, subject->name);
	if (has_rows)
		subject->product = dm_product_of_relation(subject->schema_name, subject->name,
												  subject->domain);
	return subject;
}

static DmSubject *
open_schema(Oid schema)
{
	bool		has_rows;
	char	   *domain = judging_domain(schema, &has_rows);
	HeapTuple	tuple;
	DmSubject  *subject;

	if (domain == NULL ||
		OidIsValid(getExtensionOfObject(NamespaceRelationId, schema)))
		return NULL;
	tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
	if (!HeapTupleIsValid(tuple))
		return NULL;

	subject = new_subject(DM_OBJECT_SCHEMA, schema);
	subject->domain = domain;
	subject->schema_name = pstrdup(NameStr(((Form_pg_namespace) GETSTRUCT(tuple))->nspname));
	subject->owner = ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner;
	subject->cache->schema = schema;
	ReleaseSysCache(tuple);
	subject->object.identity = dm_schema_identity(subject->schema_name);
	return subject;
}

static DmSubject *
open_function(Oid function)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	DmSubject  *subject = NULL;
	Form_pg_proc form;
	char	   *domain;
	bool		has_rows;

	if (!HeapTupleIsValid(tuple))
		return NULL;
	form = (Form_pg_proc) GETSTRUCT(tuple);
	domain = judging_domain(form->pronamespace, &has_rows);
	if (domain)
	{
		subject = new_subject(DM_OBJECT_FUNCTION, function);
		subject->domain = domain;
		subject->name = pstrdup(NameStr(form->proname));
		subject->owner = form->proowner;
		subject->cache->schema = form->pronamespace;
	}
	ReleaseSysCache(tuple);

	if (subject == NULL || OidIsValid(getExtensionOfObject(ProcedureRelationId, function)))
		return NULL;
	subject->schema_name = get_namespace_name(subject->cache->schema);
	subject->object.identity = dm_function_identity(function);
	if (subject->schema_name == NULL || subject->object.identity == NULL)
		return NULL;			/* dropped just now */
	return subject;
}

DmSubject *
dm_subject_open(DmObjectType type, Oid objid)
{
	switch (type)
	{
		case DM_OBJECT_RELATION:
			return open_relation(objid);
		case DM_OBJECT_SCHEMA:
			return open_schema(objid);
		case DM_OBJECT_FUNCTION:
			return open_function(objid);
		default:
			elog(ERROR, "a subject of type \"%s\" has no oid", dm_object_type_name(type));
	}
	return NULL;				/* keep the compiler quiet */
}

DmSubject *
dm_subject_open_domain(const char *domain)
{
	DmSubject  *subject = new_subject(DM_OBJECT_DOMAIN, InvalidOid);

	subject->object.identity = dm_domain_identity(domain);
	subject->domain = pstrdup(domain);
	return dm_fact_domain(subject)->owner_role ? subject : NULL;
}

DmSubject *
dm_subject_open_product(const char *domain, const char *product)
{
	DmSubject  *subject = new_subject(DM_OBJECT_PRODUCT, InvalidOid);

	subject->object.identity = dm_product_identity(domain, product);
	subject->domain = pstrdup(domain);
	subject->product = pstrdup(product);
	return dm_fact_product(subject) ? subject : NULL;
}

DmSubject *
dm_subject_open_database(void)
{
	DmSubject  *subject = new_subject(DM_OBJECT_DATABASE, InvalidOid);

	subject->object.identity = dm_schema_identity(get_database_name(MyDatabaseId));
	subject->domain = pstrdup("");
	return subject;
}

const char *
dm_subject_kind(const DmSubject *subject)
{
	if (subject->object.type != DM_OBJECT_RELATION)
		return dm_object_type_name(subject->object.type);
	if (subject->is_partition)
		return "partition";
	switch (subject->relkind)
	{
		case RELKIND_VIEW:
			return "view";
		case RELKIND_MATVIEW:
			return "materialized_view";
		case RELKIND_FOREIGN_TABLE:
			return "foreign_table";
		default:
			return "table";
	}
}

const char *
dm_subject_noun(const DmSubject *subject)
{
	const char *kind = dm_subject_kind(subject);

	if (strcmp(kind, "materialized_view") == 0)
		return "materialized view";
	if (strcmp(kind, "foreign_table") == 0)
		return "foreign table";
	return kind;
}

const char *
dm_subject_sql_type(const DmSubject *subject)
{
	switch (subject->object.type)
	{
		case DM_OBJECT_SCHEMA:
			return "SCHEMA";
		case DM_OBJECT_FUNCTION:
			return "ROUTINE";
		default:
			break;
	}
	switch (subject->relkind)
	{
		case RELKIND_VIEW:
			return "VIEW";
		case RELKIND_MATVIEW:
			return "MATERIALIZED VIEW";
		case RELKIND_FOREIGN_TABLE:
			return "FOREIGN TABLE";
		default:
			return "TABLE";
	}
}

bool
dm_judged_with_parent(const DmCheck *check)
{
	DmSubject  *subject = check->subject;
	ListCell   *cell;
	Oid			parent;

	if (subject->object.type != DM_OBJECT_RELATION || !subject->is_partition)
		return false;
	foreach(cell, check->policy->scope.object_kinds)
	{
		if (strcmp(lfirst(cell), "partition") == 0)
			return false;
	}

	/* a parent elsewhere is judged by nobody, or by other policies */
	parent = get_partition_parent(subject->objid, true);
	if (!OidIsValid(parent))
		return false;
	return get_rel_namespace(parent) == subject->cache->schema ||
		dm_governed_schema(get_rel_namespace(parent))->domain != NULL;
}
