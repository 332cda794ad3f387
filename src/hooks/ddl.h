/*-------------------------------------------------------------------------
 *
 * ddl.h
 *	  What PostgreSQL says a DDL command did, for C.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_HOOKS_DDL_H
#define DM_HOOKS_DDL_H

#include "catalog/objectaddress.h"
#include "nodes/pg_list.h"
#include "tcop/deparse_utility.h"

/* A row of pg_event_trigger_ddl_commands(). */
typedef struct DmDdlCommand
{
	ObjectAddress address;		/* objectId invalid for GRANT and the like */
	char	   *tag;
	bool		in_extension;
	CollectedCommand *command;
} DmDdlCommand;

/* A row of pg_event_trigger_dropped_objects(). */
typedef struct DmDroppedObject
{
	char	   *type;			/* "table", "table column", "schema", ... */
	char	   *schema;			/* may be NULL */
	char	   *name;			/* may be NULL */
	List	   *address_names;	/* of char * */
} DmDroppedObject;

/* Only inside of an event trigger of that event; palloc'd lists. */
extern List *dm_ddl_commands(void);
extern List *dm_ddl_dropped(void);	/* without temporary objects */

#endif							/* DM_HOOKS_DDL_H */
