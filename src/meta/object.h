/*-------------------------------------------------------------------------
 *
 * object.h
 *	  How the catalogue names what it speaks of.
 *
 * An object is a type and an identity, both text.  The identity is what a
 * person would type in SQL, quoted where SQL needs it:
 *
 *		database	shop
 *		domain		checkout
 *		product		checkout.orders			(a product_ref without version)
 *		schema		checkout
 *		relation	checkout.orders
 *		column		checkout.orders.customer_email
 *		function	checkout.total(integer)
 *		other		whatever a sql_rule returned
 *
 * Where a person names an object, the type may stand in front of it
 * ("relation checkout.orders"); without it, dm_object_parse() works it out.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_META_OBJECT_H
#define DM_META_OBJECT_H

#include "nodes/pg_list.h"

typedef enum DmObjectType
{
	DM_OBJECT_DATABASE,
	DM_OBJECT_DOMAIN,
	DM_OBJECT_PRODUCT,
	DM_OBJECT_SCHEMA,
	DM_OBJECT_RELATION,
	DM_OBJECT_COLUMN,
	DM_OBJECT_FUNCTION,
	DM_OBJECT_OTHER
} DmObjectType;

typedef struct DmObject
{
	DmObjectType type;
	char	   *identity;
} DmObject;

extern const char *dm_object_type_name(DmObjectType type);
extern bool dm_object_type_from_name(const char *name, DmObjectType *type);

/* palloc'd identities */
extern char *dm_domain_identity(const char *domain);
extern char *dm_schema_identity(const char *schema);
extern char *dm_relation_identity(const char *schema, const char *relation);
extern char *dm_column_identity(const char *schema, const char *relation, const char *column);
extern char *dm_product_identity(const char *domain, const char *product);
extern char *dm_function_identity(Oid function);	/* NULL if there is none */

/* The relation of a column, else itself; and "relation checkout.orders". */
extern char *dm_object_root(const DmObject *object);
extern char *dm_object_label(const DmObject *object);

extern DmObject dm_object_parse(const char *str);

/*
 * What an object of type domain or product names, palloc'd; *product is NULL
 * for a domain.  False, never an error, if it is of another type or malformed.
 */
extern bool dm_object_split(const DmObject *object, char **domain, char **product);

/* "a.b" as SQL reads it, a list of names; NIL if it is none. */
extern List *dm_identifier_split(const char *str);

/* Oid of a relation, InvalidOid if there is none; takes no lock. */
extern Oid	dm_relation_oid(const char *schema, const char *relation);

/* The function "schema.name(type,...)", InvalidOid if there is none. */
extern Oid	dm_function_oid(const char *str);

#endif							/* DM_META_OBJECT_H */
