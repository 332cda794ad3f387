/*-------------------------------------------------------------------------
 *
 * facts.h
 *	  What policies may know about what they judge.
 *
 * A subject is opened once and shown to all policies; each group of facts is
 * read the first time somebody asks, from the system catalogues by one index
 * scan per group or from their caches.  All of it lives in the memory context
 * that was current at dm_subject_open().
 *
 * Nothing here locks the subject: who judges DDL holds the lock already, and
 * who judges ten thousand relations must neither wait for an ALTER TABLE that
 * is under way nor fill the lock table.  A subject that goes away meanwhile
 * shows no facts, and its rows in the catalogue's tables are closed by whoever
 * drops it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_FACTS_H
#define DM_POLICY_FACTS_H

#include "access/attnum.h"
#include "meta/object.h"
#include "nodes/pg_list.h"
#include "utils/acl.h"
#include "utils/timestamp.h"

struct DmCheck;					/* policy.h */

typedef struct DmTagFact
{
	char	   *tag;
	char	   *value;			/* may be NULL */
	char	   *state;			/* confirmed, suggested, rejected */
} DmTagFact;

typedef struct DmColumnFact
{
	AttrNumber	attnum;
	char	   *name;
	Oid			type;
	int32		typmod;
	Oid			collation;
	bool		not_null;
	bool		has_default;	/* or is generated */
	bool		inherited;		/* from a parent or partitioned table */
	char		identity;		/* as in pg_attribute */
	char		generated;		/* as in pg_attribute */
	Acl		   *acl;			/* NULL if nothing was granted on it alone */
	char	   *comment;		/* after dm_fact_comments(); may be NULL */
	List	   *tags;			/* after dm_fact_tags(); of DmTagFact * */
} DmColumnFact;

typedef struct DmSubject
{
	DmObject	object;			/* type and identity */
	Oid			objid;			/* schema, relation, function; else InvalidOid */
	char	   *domain;			/* never NULL, but for the database: "" */
	char	   *product;		/* the product; the product whose output port
								 * a relation is; or NULL */

	/* relations and functions; of a schema, its own name in schema_name */
	char	   *schema_name;
	char	   *name;
	char		relkind;
	bool		is_partition;
	Oid			owner;
	bool		row_security;
	bool		force_row_security;

	/* columns without dropped ones: dm_fact_columns() */
	int			ncolumns;
	DmColumnFact *columns;

	/* private to the facts files */
	struct DmSubjectCache *cache;
} DmSubject;

/*
 * Opens a relation, schema or function by oid.  NULL if it is not judged: it
 * is gone, lies in no domain's schema, belongs to an extension, or is not
 * something that people define (index, toast table, composite type, sequence).
 */
extern DmSubject *dm_subject_open(DmObjectType type, Oid objid);
extern DmSubject *dm_subject_open_domain(const char *domain);	/* NULL if closed */
extern DmSubject *dm_subject_open_product(const char *domain, const char *product);
extern DmSubject *dm_subject_open_database(void);

/* table, partition, view, materialized_view, foreign_table, schema, function, ... */
extern const char *dm_subject_kind(const DmSubject *subject);

/* The same for messages and for SQL: "materialized view", "MATERIALIZED VIEW". */
extern const char *dm_subject_noun(const DmSubject *subject);
extern const char *dm_subject_sql_type(const DmSubject *subject);

/* How SQL names a column of it after the table's name: quoted. */
#define dm_column_sql(column)	quote_identifier((column)->name)

/*
 * True for a partition that need not be judged, because the table that it is a
 * part of is, unless the policy asks for partitions by name.
 */
extern bool dm_judged_with_parent(const struct DmCheck *check);

/* ----- relations (facts_relation.c) ----- */

extern void dm_fact_columns(DmSubject *subject);
extern void dm_fact_comments(DmSubject *subject);	/* and the columns */
extern void dm_fact_tags(DmSubject *subject);	/* and the columns */

/*
 * Comment of the subject itself; of a domain or product, its description.
 * NULL if there is none.
 */
extern const char *dm_fact_comment(DmSubject *subject);

/* A column by number; NULL if there is none. */
extern DmColumnFact *dm_fact_column(DmSubject *subject, AttrNumber attnum);

/* Some tag of the column that matches ("pii.*") and is not rejected, or NULL. */
extern DmTagFact *dm_column_tag(const DmColumnFact *column, const char *pattern);

/* Rank of the highest "sensitivity" it is tagged with; -1 if with none. */
extern int	dm_column_sensitivity(const DmColumnFact *column);

typedef struct DmIndexFact
{
	Oid			oid;
	char	   *name;
	bool		primary;
	bool		unique;
	bool		plain;			/* valid, immediate, neither partial nor on
								 * expressions */
	int			nkeys;
	AttrNumber *keys;			/* 0 for an expression */
} DmIndexFact;

extern List *dm_fact_indexes(DmSubject *subject);

/*
 * Is the index on whole columns, for all rows, and does it compare them as
 * their types do by default?  Of any relation; *access_method may be NULL.
 */
extern bool dm_index_is_ordinary(Oid index, Oid *access_method);

/*
 * Does the column hold no NULL?  From 18 on a NOT NULL constraint may be there
 * and not hold for rows that were there before it.
 */
extern bool dm_column_is_never_null(DmSubject *subject, const DmColumnFact *column);

/* A table OF a type has that type's columns and no others. */
extern bool dm_relation_is_typed(Oid relid);

/* True only if the table certainly holds no row, as after CREATE TABLE. */
extern bool dm_fact_is_empty(DmSubject *subject);

/* What a view or materialized view reads, and what a foreign key points to. */
typedef struct DmReadFact
{
	Oid			relid;
	char	   *schema_name;
	char	   *name;
	char	   *domain;
	char	   *constraint;		/* the foreign key; NULL for a view */
} DmReadFact;

/* Only what lies in schemas of domains. */
extern List *dm_fact_reads(DmSubject *subject);

/* Rights on the relation, schema or function, but for its owner's. */
typedef struct DmGrantFact
{
	char	   *column;			/* NULL: on the whole */
	Oid			grantee;		/* ACL_ID_PUBLIC or a role */
	Oid			grantor;
	AclMode		privileges;
} DmGrantFact;

extern List *dm_fact_grants(DmSubject *subject);

/* ----- the mesh (facts_mesh.c) ----- */

typedef struct DmDomainFact
{
	char	   *name;
	char	   *owner_role;
	Oid			owner;			/* InvalidOid if the role is gone */
	char	   *kind;			/* datamesh.domain_kind */
	char	   *parent;			/* may be NULL */
	char	   *description;	/* may be NULL */
} DmDomainFact;

/* The subject's domain; NULL for the database. */
extern const DmDomainFact *dm_fact_domain(DmSubject *subject);

/* Kinds of contact that its domain has, of char *. */
extern List *dm_fact_contacts(DmSubject *subject);

/* Owner roles of its domain and the domains above that one, those that exist. */
extern List *dm_fact_line_owners(DmSubject *subject);	/* oid list */

/* datamesh.domain_kind of any open domain; NULL if there is no such domain. */
extern char *dm_fact_kind_of_domain(const char *domain);

/* Those of the roles that own an open domain, with the name of one. */
typedef struct DmDomainOwner
{
	Oid			role;
	char	   *domain;
} DmDomainOwner;

extern List *dm_fact_domain_owners(List *roles);	/* of DmDomainOwner * */

typedef struct DmPortFact
{
	char	   *kind;			/* input, output, control */
	char	   *name;
	char	   *schema_name;	/* with relation_name, or both NULL */
	char	   *relation_name;
} DmPortFact;

/* A tag on a column of a relation that is an output port. */
typedef struct DmPortTag
{
	char	   *column;			/* identity: checkout.orders.email */
	DmTagFact	tag;
} DmPortTag;

typedef struct DmProductFact
{
	char	   *description;
	char	   *sensitivity;	/* datamesh.sensitivity */
	Interval   *retention;
	char	   *sla;			/* jsonb, as text */
	List	   *sla_keys;		/* of char *: those with a value */
	List	   *tags;			/* of char *: of the product itself */
	/* if the subject is the product itself; of a relation's product NIL */
	List	   *ports;			/* of DmPortFact * */
	List	   *column_tags;	/* of DmPortTag *, none rejected */
} DmProductFact;

/* The subject itself if a product, the product it is an output port of; or NULL. */
extern const DmProductFact *dm_fact_product(DmSubject *subject);

/* Place in the order of datamesh.sensitivity, from 0; -1 for NULL or unknown. */
extern int	dm_sensitivity_rank(const char *sensitivity);
extern const char *dm_sensitivity_name(int rank);

/* Is there an attestation in force for it, not older than max_age (NULL: any)? */
extern bool dm_fact_attested(DmSubject *subject, const char *control, const Interval *max_age);

#endif							/* DM_POLICY_FACTS_H */
