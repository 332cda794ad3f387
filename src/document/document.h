/*-------------------------------------------------------------------------
 *
 * document.h
 *	  The kinds of documents, as the C structures that apply works with.
 *
 * A key that the document does not have leaves a DmField absent or a "set_..."
 * false: the thing is not managed by the document.  null clears it.  Every
 * item that can be refused later remembers its place.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_DOCUMENT_DOCUMENT_H
#define DM_DOCUMENT_DOCUMENT_H

#include "document/schema.h"
#include "meta/domain.h"
#include "meta/product.h"

/* In the order in which they are applied. */
typedef enum DmDocumentKind
{
	DM_DOCUMENT_DOMAIN,
	DM_DOCUMENT_POLICY,
	DM_DOCUMENT_PRODUCT
} DmDocumentKind;

typedef struct DmPlace
{
	int			line;
	int			column;
	char	   *path;
} DmPlace;

/* A word of the document and its place. */
typedef struct DmWord
{
	char	   *text;
	DmPlace		place;
} DmWord;

typedef struct DmContactDoc
{
	char	   *kind;
	char	   *value;
	DmPlace		place;
} DmContactDoc;

typedef struct DmDomainDoc
{
	DmDomainSpec spec;
	bool		set_schemas;
	List	   *schemas;		/* of DmWord * */
	bool		set_contacts;
	List	   *contacts;		/* of DmContactDoc * */
} DmDomainDoc;

typedef struct DmTagDoc
{
	char	   *tag;
	char	   *value;			/* may be NULL */
	char	   *reason;			/* not NULL: the tag is rejected */
	DmPlace		place;
} DmTagDoc;

typedef struct DmColumnDoc
{
	char	   *schema;			/* of the port, or the column's own */
	char	   *relation;
	char	   *name;
	List	   *tags;			/* of DmTagDoc * */
	DmPlace		place;
} DmColumnDoc;

typedef struct DmPortDoc
{
	DmPortSpec	spec;
	bool		set_columns;
	List	   *columns;		/* of DmColumnDoc * */
	DmPlace		place;
} DmPortDoc;

typedef enum DmPortList
{
	DM_PORTS_OUTPUT,
	DM_PORTS_CONTROL,
	DM_PORTS_INPUT,
	DM_PORTS_COUNT
} DmPortList;

extern const char *const dm_port_kind_names[DM_PORTS_COUNT];

typedef struct DmProductDoc
{
	DmProductSpec spec;
	bool		set_ports[DM_PORTS_COUNT];
	List	   *ports[DM_PORTS_COUNT];	/* of DmPortDoc * */
	List	   *columns;		/* of DmColumnDoc *: relations that are no
								 * ports */
	char	   *version;		/* NULL: publish nothing */
	DmPlace		version_place;
} DmProductDoc;

typedef struct DmPolicyDoc
{
	char	   *name;
	char	   *kind;			/* NULL: as it is */
	DmField		domain;
	DmField		level;
	DmField		enforcement;
	DmField		moment;
	DmField		existing;
	DmField		scope;			/* JSON */
	DmField		parameters;		/* JSON */
	DmField		description;
	DmField		message;
	DmField		remediation;
	DmField		separate_approver;
	DmField		tests;			/* JSON */
} DmPolicyDoc;

typedef struct DmDocument
{
	DmDocumentKind kind;
	DmPlace		place;			/* of the name */
	DmDomainDoc *domain;		/* the one that the kind says */
	DmPolicyDoc *policy;
	DmProductDoc *product;
} DmDocument;

/*
 * Checks everything that can be known without the catalogue, of all documents
 * of a text together; adds the problems.
 */
extern void dm_documents_check(List *roots, List **problems);

/* The model of a document that has no errors. */
extern DmDocument *dm_document_map(const DmNode *root);

/* For mappers: what one key says. */
extern DmPlace dm_place(const DmNode *node, const DmPath *path);
extern DmField dm_field(const DmNode *map, const char *key);

/* One of each per kind, in map_x.c. */
extern const DmShape dm_domain_shape;
extern const DmShape dm_policy_shape;
extern const DmShape dm_product_shape;
extern DmDomainDoc *dm_domain_map(const DmNode *root);
extern DmPolicyDoc *dm_policy_map(const DmNode *root);
extern DmProductDoc *dm_product_map(const DmNode *root);

/* Shapes that several kinds share: shapes.c */
extern const DmShape dm_shape_text;
extern const DmShape dm_shape_domain_name;
extern const DmShape dm_shape_product_name;
extern const DmShape dm_shape_relation;
extern const DmShape dm_shape_bool;
extern const DmShape dm_shape_words;
extern const DmShape dm_shape_annotations;
extern const DmShape dm_shape_api_version;
extern const DmShape dm_shape_kind;

/* Takes "schema.relation" apart by SQL's rules; false if it is not that. */
extern bool dm_relation_name_parse(const char *text, char **schema, char **relation);

#endif							/* DM_DOCUMENT_DOCUMENT_H */
