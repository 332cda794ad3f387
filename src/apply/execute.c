/*-------------------------------------------------------------------------
 *
 * execute.c
 *	  Makes the catalogue say what the documents say.
 *
 * All documents go through each step together, because what one of them gives
 * up another may take: a schema changes its domain, a relation changes its
 * product.  So what is not listed any more goes first, then come
 *
 *		domains, their schemas and contacts
 *		policies
 *		products, their output and control ports, tags of columns
 *		input ports and versions, product by product
 *
 * The last step goes from sources to consumers, since an input port may name a
 * version that the same text publishes; products that are each other's sources
 * work too, as all products exist by then.
 *
 * Whatever the meta functions refuse is an error of theirs; here is known
 * where the document asked for it, and that becomes the error's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "access/relation.h"
#include "apply/execute.h"
#include "catalog/namespace.h"
#include "hooks/publish.h"
#include "meta/column_tag.h"
#include "meta/object.h"
#include "miscadmin.h"
#include "policy/store.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

/* What is being done, for the context of errors. */
typedef struct Progress
{
	const DmPlace *at;
	List	  **changes;
	DmNameSet  *known_tags;		/* found in the vocabulary */
} Progress;

/* The columns that the documents describe of one relation. */
typedef struct RelationTags
{
	char	   *schema;
	char	   *relation;
	bool		all_columns;	/* columns that are not described have no tags */
	List	   *columns;		/* of DmColumnDoc * */
	const DmPlace *place;		/* where it is first spoken of */
} RelationTags;

static void
execute_context(void *arg)
{
	const Progress *progress = arg;

	if (progress->at != NULL)
		errcontext("line %d, column %d: %s",
				   progress->at->line, progress->at->column, progress->at->path);
}

/* A set of the texts in a List of char *. */
static DmNameSet *
name_set(List *names)
{
	DmNameSet  *set = dm_nameset_create(list_length(names));
	ListCell   *lc;

	foreach(lc, names)
		dm_nameset_add(set, lfirst(lc), lfirst(lc));
	return set;
}

static void
close_ports(Progress *progress, const DmDocument *document)
{
	const DmProductDoc *product = document->product;
	const char *domain = product->spec.domain;
	const char *name = product->spec.name;
	ListCell   *lc;

	if (!dm_product_exists(domain, name))
		return;
	progress->at = &document->place;
	for (int list = 0; list < DM_PORTS_COUNT; list++)
	{
		const char *kind = dm_port_kind_names[list];
		DmNameSet  *listed;

		if (!product->set_ports[list])
			continue;
		listed = dm_nameset_create(list_length(product->ports[list]));
		foreach(lc, product->ports[list])
		{
			DmPortDoc  *port = lfirst(lc);
			char	   *port_name;

			port_name = port->spec.name != NULL ?
				pstrdup(port->spec.name) : dm_port_name(&port->spec);
			dm_nameset_add(listed, port_name, port);
		}
		foreach(lc, dm_product_ports(domain, name, kind))
		{
			if (dm_nameset_find(listed, lfirst(lc)) == NULL)
				dm_port_close(domain, name, kind, lfirst(lc), progress->changes);
		}
	}
}

static void
put_domains(Progress *progress, const DmPlan *plan)
{
	ListCell   *lc;

	foreach(lc, plan->domains)
	{
		const DmDocument *document = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		progress->at = &document->place;
		dm_domain_put(&document->domain->spec, progress->changes);
	}
}

static void
detach_schemas(Progress *progress, const DmDocument *document)
{
	const DmDomainDoc *domain = document->domain;
	DmNameSet  *listed;
	ListCell   *lc;

	if (!domain->set_schemas)
		return;
	progress->at = &document->place;
	listed = dm_nameset_create(list_length(domain->schemas));
	foreach(lc, domain->schemas)
	{
		DmWord	   *word = lfirst(lc);

		dm_nameset_add(listed, word->text, word);
	}
	foreach(lc, dm_domain_schemas(domain->spec.name))
	{
		if (dm_nameset_find(listed, lfirst(lc)) == NULL)
			dm_schema_detach(domain->spec.name, lfirst(lc), progress->changes);
	}
}

static void
attach_schemas(Progress *progress, const DmDocument *document)
{
	const DmDomainDoc *domain = document->domain;
	DmNameSet  *attached;
	ListCell   *lc;

	if (domain->schemas == NIL)
		return;
	attached = name_set(dm_domain_schemas(domain->spec.name));
	foreach(lc, domain->schemas)
	{
		DmWord	   *word = lfirst(lc);

		progress->at = &word->place;
		if (dm_nameset_find(attached, word->text) == NULL)
			dm_schema_attach(domain->spec.name, word->text, progress->changes);
	}
}

static void
put_contacts(Progress *progress, const DmDocument *document)
{
	const DmDomainDoc *domain = document->domain;
	DmNameSet  *listed;
	ListCell   *lc;

	if (!domain->set_contacts)
		return;
	listed = dm_nameset_create(list_length(domain->contacts));
	foreach(lc, domain->contacts)
	{
		DmContactDoc *contact = lfirst(lc);

		progress->at = &contact->place;
		dm_nameset_add(listed, contact->kind, contact);
		dm_contact_put(domain->spec.name, contact->kind, contact->value, progress->changes);
	}
	progress->at = &document->place;
	foreach(lc, dm_domain_contacts(domain->spec.name))
	{
		if (dm_nameset_find(listed, lfirst(lc)) == NULL)
			dm_contact_put(domain->spec.name, lfirst(lc), NULL, progress->changes);
	}
}

static void
put_policies(Progress *progress, const DmPlan *plan)
{
	ListCell   *lc;

	foreach(lc, plan->policies)
	{
		const DmDocument *document = lfirst(lc);
		const DmPolicyDoc *policy = document->policy;
		DmPolicySpec spec = {
			.name = policy->name,
			.kind = policy->kind,
			.domain = policy->domain,
			.level = policy->level,
			.enforcement = policy->enforcement,
			.moment = policy->moment,
			.existing = policy->existing,
			.scope = policy->scope,
			.parameters = policy->parameters,
			.description = policy->description,
			.message = policy->message,
			.remediation = policy->remediation,
			.separate_approver = policy->separate_approver,
			.tests = policy->tests
		};

		CHECK_FOR_INTERRUPTS();
		progress->at = &document->place;
		dm_policy_put(&spec, progress->changes);
	}
}

static void
put_ports(Progress *progress, const DmProductDoc *product, DmPortList list)
{
	ListCell   *lc;

	foreach(lc, product->ports[list])
	{
		const DmPortDoc *port = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		progress->at = &port->place;
		dm_port_put(&port->spec, progress->changes);
	}
}

static void
put_products(Progress *progress, const DmPlan *plan)
{
	ListCell   *lc;

	foreach(lc, plan->products)
	{
		const DmDocument *document = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		progress->at = &document->place;
		dm_product_put(&document->product->spec, progress->changes);
	}
	foreach(lc, plan->products)
	{
		const DmProductDoc *product = ((DmDocument *) lfirst(lc))->product;

		put_ports(progress, product, DM_PORTS_OUTPUT);
		put_ports(progress, product, DM_PORTS_CONTROL);
	}
}

static RelationTags *
add_columns(DmNameSet *by_relation, List **relations, const char *schema, const char *relation,
			List *columns, const DmPlace *place)
{
	char	   *identity = dm_relation_identity(schema, relation);
	RelationTags *tags = dm_nameset_find(by_relation, identity);

	if (tags == NULL)
	{
		tags = palloc0(sizeof(RelationTags));
		tags->schema = pstrdup(schema);
		tags->relation = pstrdup(relation);
		tags->place = place;
		dm_nameset_add(by_relation, identity, tags);
		*relations = lappend(*relations, tags);
	}
	tags->columns = list_concat(tags->columns, columns);
	return tags;
}

/* Throws, with the place, for what dm_tag_put_list() could only name. */
static void
check_column(Progress *progress, Oid relid, const RelationTags *tags, const DmColumnDoc *column)
{
	ListCell   *lc;

	progress->at = &column->place;
	if (get_attnum(relid, column->name) <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("column \"%s\" of relation %s does not exist", column->name,
						dm_relation_identity(tags->schema, tags->relation))));
	foreach(lc, column->tags)
	{
		DmTagDoc   *tag = lfirst(lc);

		if (tag->reason != NULL || dm_nameset_find(progress->known_tags, tag->tag) != NULL)
			continue;
		progress->at = &tag->place;
		if (!dm_tag_is_known(tag->tag))
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("tag \"%s\" does not exist", tag->tag),
					 errhint("The view datamesh.tags lists the vocabulary; datamesh.add_tag() adds to it.")));
		dm_nameset_add(progress->known_tags, tag->tag, tag);
	}
}

static Oid
find_relation(const RelationTags *tags)
{
	Oid			namespace = get_namespace_oid(tags->schema, true);
	Oid			relid = InvalidOid;

	if (OidIsValid(namespace))
		relid = get_relname_relid(tags->relation, namespace);
	if (!OidIsValid(relid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation %s does not exist",
						dm_relation_identity(tags->schema, tags->relation))));
	return relid;
}

static DmTagSpec *
make_spec(Oid relid, const char *column, const DmTagDoc *tag)
{
	DmTagSpec  *spec = palloc0(sizeof(DmTagSpec));

	spec->relid = relid;
	spec->column = column;
	spec->source = "contract";
	spec->state = "confirmed";
	spec->confidence = 1;
	if (tag != NULL)
	{
		spec->tag = tag->tag;
		spec->value = tag->value;
		spec->reason = tag->reason;
		if (tag->reason != NULL)
			spec->state = "rejected";
	}
	return spec;
}

/* One spec for each column that is not in the set: it has no tags of documents. */
static List *
add_other_columns(List *specs, Oid relid, DmNameSet *described)
{
	Relation	relation = relation_open(relid, AccessShareLock);
	TupleDesc	desc = RelationGetDescr(relation);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);

		if (!attribute->attisdropped &&
			dm_nameset_find(described, NameStr(attribute->attname)) == NULL)
			specs = lappend(specs, make_spec(relid, pstrdup(NameStr(attribute->attname)), NULL));
	}
	relation_close(relation, NoLock);
	return specs;
}

/* Tags of all columns of one relation in one go. */
static void
put_tags(Progress *progress, RelationTags *tags)
{
	Oid			relid;
	List	   *specs = NIL;
	DmNameSet  *described = dm_nameset_create(list_length(tags->columns));
	ListCell   *lc;

	progress->at = tags->place;
	relid = find_relation(tags);
	foreach(lc, tags->columns)
	{
		DmColumnDoc *column = lfirst(lc);
		ListCell   *lct;

		CHECK_FOR_INTERRUPTS();
		check_column(progress, relid, tags, column);
		dm_nameset_add(described, column->name, column);
		foreach(lct, column->tags)
			specs = lappend(specs, make_spec(relid, column->name, lfirst(lct)));
		if (column->tags == NIL)
			specs = lappend(specs, make_spec(relid, column->name, NULL));
	}
	progress->at = tags->place;
	if (tags->all_columns)
		specs = add_other_columns(specs, relid, described);
	dm_tag_put_list(relid, specs, true, progress->changes);
	dm_nameset_free(described);
}

static void
put_all_tags(Progress *progress, const DmPlan *plan)
{
	DmNameSet  *by_relation = dm_nameset_create(8);
	List	   *relations = NIL;
	ListCell   *lc;

	foreach(lc, plan->products)
	{
		const DmProductDoc *product = ((DmDocument *) lfirst(lc))->product;
		ListCell   *lci;

		foreach(lci, product->ports[DM_PORTS_OUTPUT])
		{
			DmPortDoc  *port = lfirst(lci);

			if (port->set_columns)
				add_columns(by_relation, &relations, port->spec.schema, port->spec.relation,
							port->columns, &port->place)->all_columns = true;
		}
		foreach(lci, product->columns)
		{
			DmColumnDoc *column = lfirst(lci);

			add_columns(by_relation, &relations, column->schema, column->relation,
						list_make1(column), &column->place);
		}
	}
	foreach(lc, relations)
		put_tags(progress, lfirst(lc));
}

static void
put_inputs_and_versions(Progress *progress, const DmPlan *plan)
{
	ListCell   *lc;

	foreach(lc, plan->products)
	{
		const DmProductDoc *product = ((DmDocument *) lfirst(lc))->product;

		CHECK_FOR_INTERRUPTS();
		put_ports(progress, product, DM_PORTS_INPUT);
		if (product->version != NULL)
		{
			progress->at = &product->version_place;
			dm_publish(product->spec.domain, product->spec.name, product->version,
					   progress->changes);
		}
	}
}

void
dm_plan_execute(const DmPlan *plan, List **changes)
{
	Progress	progress = {0};
	ErrorContextCallback callback;
	ListCell   *lc;

	progress.changes = changes;
	progress.known_tags = dm_nameset_create(8);
	callback.callback = execute_context;
	callback.arg = &progress;
	callback.previous = error_context_stack;
	error_context_stack = &callback;

	foreach(lc, plan->products)
		close_ports(&progress, lfirst(lc));
	put_domains(&progress, plan);
	foreach(lc, plan->domains)
		detach_schemas(&progress, lfirst(lc));
	foreach(lc, plan->domains)
		attach_schemas(&progress, lfirst(lc));
	foreach(lc, plan->domains)
		put_contacts(&progress, lfirst(lc));
	put_policies(&progress, plan);
	put_products(&progress, plan);
	put_all_tags(&progress, plan);
	put_inputs_and_versions(&progress, plan);

	error_context_stack = callback.previous;
}
