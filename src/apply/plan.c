/*-------------------------------------------------------------------------
 *
 * plan.c
 *	  In which order the documents of a text are applied.
 *
 * The order of a text means nothing: people sort documents by name or by
 * taste.  What somebody else in the text needs comes first; apart from that
 * the order of the text is kept, so that the same text always gives the same
 * rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "apply/plan.h"
#include "meta/object.h"
#include "miscadmin.h"
#include "types/product_ref.h"

typedef struct Item
{
	DmDocument *document;
	List	   *needs;			/* of Item * */
	int			next;			/* the first need that was not looked at */
	bool		entered;
} Item;

/* Names of what a document needs, of what it is. */
typedef char *(*identity_func) (const DmDocument *document);
typedef List *(*needs_func) (const DmDocument *document);

static char *
domain_identity(const DmDocument *document)
{
	return unconstify(char *, document->domain->spec.name);
}

static List *
domain_needs(const DmDocument *document)
{
	const DmField *parent = &document->domain->spec.parent;

	return parent->value == NULL ? NIL : list_make1(unconstify(char *, parent->value));
}

static char *
product_identity(const DmDocument *document)
{
	return dm_product_identity(document->product->spec.domain, document->product->spec.name);
}

static List *
product_needs(const DmDocument *document)
{
	List	   *needs = NIL;
	ListCell   *lc;

	foreach(lc, document->product->ports[DM_PORTS_INPUT])
	{
		const DmPortDoc *port = lfirst(lc);
		DmProductRef ref;

		if (port->spec.source_product == NULL)
			continue;
		dm_product_ref_deconstruct(dm_product_ref_parse(port->spec.source_product), &ref);
		needs = lappend(needs, dm_product_identity(ref.domain, ref.product));
	}
	return needs;
}

/*
 * Depth first, with a stack of its own: a chain may be as long as the text.  In
 * a circle, who comes first in the text comes last.
 */
static List *
sort_documents(List *documents, identity_func identity, needs_func needs)
{
	DmNameSet  *by_name = dm_nameset_create(list_length(documents));
	List	   *items = NIL;
	List	   *sorted = NIL;
	ListCell   *lc;

	foreach(lc, documents)
	{
		Item	   *item = palloc0(sizeof(Item));

		item->document = lfirst(lc);
		items = lappend(items, item);
		dm_nameset_add(by_name, identity(item->document), item);
	}
	foreach(lc, items)
	{
		Item	   *item = lfirst(lc);
		ListCell   *lcn;

		CHECK_FOR_INTERRUPTS();
		foreach(lcn, needs(item->document))
		{
			Item	   *need = dm_nameset_find(by_name, lfirst(lcn));

			if (need != NULL)
				item->needs = lappend(item->needs, need);
		}
	}

	foreach(lc, items)
	{
		List	   *stack;

		if (((Item *) lfirst(lc))->entered)
			continue;
		((Item *) lfirst(lc))->entered = true;
		stack = list_make1(lfirst(lc));
		while (stack != NIL)
		{
			Item	   *item = llast(stack);

			if (item->next < list_length(item->needs))
			{
				Item	   *need = list_nth(item->needs, item->next++);

				if (!need->entered)
				{
					need->entered = true;
					stack = lappend(stack, need);
				}
			}
			else
			{
				sorted = lappend(sorted, item->document);
				stack = list_delete_last(stack);
			}
		}
	}
	dm_nameset_free(by_name);
	return sorted;
}

DmPlan *
dm_plan_make(const List *roots)
{
	DmPlan	   *plan = palloc0(sizeof(DmPlan));
	ListCell   *lc;

	foreach(lc, roots)
	{
		DmDocument *document = dm_document_map(lfirst(lc));

		CHECK_FOR_INTERRUPTS();
		switch (document->kind)
		{
			case DM_DOCUMENT_DOMAIN:
				plan->domains = lappend(plan->domains, document);
				break;
			case DM_DOCUMENT_POLICY:
				plan->policies = lappend(plan->policies, document);
				break;
			case DM_DOCUMENT_PRODUCT:
				plan->products = lappend(plan->products, document);
				break;
		}
	}
	plan->domains = sort_documents(plan->domains, domain_identity, domain_needs);
	plan->products = sort_documents(plan->products, product_identity, product_needs);
	return plan;
}
