/*-------------------------------------------------------------------------
 *
 * facts_cache.h
 *	  What of a subject's facts has been read: for the facts files only.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_FACTS_CACHE_H
#define DM_POLICY_FACTS_CACHE_H

#include "policy/facts.h"
#include "utils/relcache.h"

typedef struct DmSubjectCache
{
	MemoryContext context;		/* where facts are kept */
	Oid			schema;			/* of relations and functions */
	bool		has_indexes;	/* perhaps */
	bool		has_triggers;	/* perhaps */
	bool		has_children;	/* perhaps */
	bool		has_rows;		/* tags or ports may name it */

	bool		have_columns;
	bool		have_comments;
	bool		have_tags;
	bool		have_indexes;
	bool		have_reads;
	bool		have_grants;
	bool		have_domain;
	bool		have_contacts;
	bool		have_line;
	bool		have_product;

	char	   *comment;
	List	   *indexes;
	List	   *reads;
	List	   *grants;
	DmDomainFact *domain;
	List	   *contacts;
	List	   *line;
	DmProductFact *product;
} DmSubjectCache;

/* facts_mesh.c: the product that has the relation as an output port, or NULL. */
extern char *dm_product_of_relation(const char *schema, const char *relation, const char *domain);

#endif							/* DM_POLICY_FACTS_CACHE_H */
