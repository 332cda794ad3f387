/*-------------------------------------------------------------------------
 *
 * policy.h
 *	  What a policy is, what a kind of policy is, what a violation is.
 *
 * A kind is one file kind_x.c with one constant DmPolicyKind and one line in
 * kinds.h.  It says which subjects it judges and which parameters it takes; its
 * check() looks at one subject through facts.h and reports violations.  A kind
 * never decides what follows from a violation: the engine does, for DDL, commit,
 * publish and audit alike.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_POLICY_H
#define DM_POLICY_POLICY_H

#include "access/attnum.h"
#include "meta/object.h"
#include "nodes/pg_list.h"
#include "utils/timestamp.h"

typedef enum DmLevel
{
	DM_LEVEL_REQUIRED,
	DM_LEVEL_RECOMMENDED,
	DM_LEVEL_OPTIONAL
} DmLevel;

typedef enum DmEnforcement
{
	DM_ENFORCE_OFF,
	DM_ENFORCE_SHADOW,
	DM_ENFORCE_WARN,
	DM_ENFORCE_DENY
} DmEnforcement;

typedef enum DmMoment
{
	DM_MOMENT_STATEMENT,
	DM_MOMENT_COMMIT,
	DM_MOMENT_PUBLISH,
	DM_MOMENT_SCHEDULED
} DmMoment;

/* Parameters: declared by the kind, parsed once per cached policy. */
typedef enum DmParamType
{
	DM_PARAM_TEXT,
	DM_PARAM_LIST,				/* of text; one text is a list of one */
	DM_PARAM_BOOL,
	DM_PARAM_NUMBER,
	DM_PARAM_INTERVAL,
	DM_PARAM_MAP				/* text -> list of text; one text is a list of
								 * one */
} DmParamType;

typedef struct DmParam
{
	const char *name;			/* NULL ends the array */
	DmParamType type;
	bool		required;
	const char *fallback;		/* JSON text of the default; NULL: absent */
	const char *help;			/* one line, for errors and for
								 * datamesh.policy_kinds */
} DmParam;

typedef struct DmParamEntry
{
	char	   *key;
	List	   *values;			/* of char * */
} DmParamEntry;

typedef struct DmParamValue
{
	bool		present;
	char	   *text;
	List	   *list;			/* of char *, or of DmParamEntry * for a map */
	bool		boolean;
	double		number;
	Interval   *interval;
} DmParamValue;

/* Lists are of char *; NIL means "does not narrow". */
typedef struct DmScope
{
	List	   *domains;		/* names; their sub-domains too */
	List	   *schemas;		/* LIKE patterns */
	List	   *products;		/* domain.product */
	List	   *tags;			/* subject carries one of them: tag or "pii.*" */
	List	   *object_kinds;	/* table, partition, view, materialized_view,
								 * foreign_table, schema, function, product,
								 * domain, database */
	List	   *environments;	/* datamesh.environment is one of them */
	List	   *except;			/* LIKE patterns on identities */
} DmScope;

typedef struct DmPolicyKind DmPolicyKind;

typedef struct DmPolicy
{
	char	   *name;
	int			version;
	const DmPolicyKind *kind;
	char	   *domain;			/* local policy of this domain; NULL: global */
	DmLevel		level;
	DmEnforcement enforcement;
	DmMoment	moment;
	bool		deny_on_touch;
	bool		separate_approver;
	DmScope		scope;
	char	   *message;		/* replaces the kind's text; may be NULL */
	char	   *remediation;	/* for a person; may be NULL */
	char	   *description;
	DmParamValue *params;		/* in the order of kind->params */
} DmPolicy;

typedef struct DmViolation
{
	const DmPolicy *policy;
	DmObject	object;
	AttrNumber	attnum;			/* of a column, else 0 */
	char	   *root;			/* identity of the subject */
	char	   *domain;
	char	   *product;		/* NULL if it belongs to none */
	char	   *message;		/* why, a clause: "column looks personal
								 * (e-mail) and has no tag" */
	char	   *fix_sql;		/* statement(s) that cure it, pasteable; may
								 * be NULL */

	/* filled in by the engine */
	bool		broken_rule;	/* the policy itself cannot be evaluated */
	TimestampTz waived_until;	/* 0: not waived */
} DmViolation;

struct DmSubject;				/* facts.h */

/* One policy looking at one subject. */
typedef struct DmCheck
{
	const DmPolicy *policy;
	struct DmSubject *subject;
	List	  **violations;		/* of DmViolation * */
} DmCheck;

#define DM_JUDGES(type)		(1U << (type))

struct DmPolicyKind
{
	const char *name;
	const char *summary;		/* one line */
	uint32		subjects;		/* DM_JUDGES(DM_OBJECT_RELATION) | ... */
	const DmParam *params;		/* ends with a NULL name; may be NULL */

	/* Its fixes change names, so they go behind those of other kinds. */
	bool		renames;

	/*
	 * Further checks of the parameters, or NULL; throws
	 * ERRCODE_INVALID_PARAMETER_VALUE.
	 */
	void		(*validate) (const DmPolicy *policy);

	/* Looks at one subject. */
	void		(*check) (DmCheck *check);

	/*
	 * Instead of check(), for kinds that look at the whole mesh at once:
	 * appends every violation.  Throws if the rule does not run.
	 */
	void		(*check_all) (const DmPolicy *policy, List **violations);
};

/*
 * Reports a violation of the subject, or of one of its columns if column is
 * not NULL.  message and fix_sql are copied; fix_sql may be NULL.
 *
 * What stood before a statement is recognised by its message.  So a message
 * must not tell how bad it is: independent faults are violations of their own,
 * and a fault that got smaller without going away keeps its words.
 */
extern void dm_violation(DmCheck *check, const char *column, const char *fix_sql,
						 const char *message_fmt,...) pg_attribute_printf(4, 5);

/* dm_kind_x of every line of kinds.h */
#define DM_KIND(x) extern const DmPolicyKind dm_kind_##x;
#include "policy/kinds.h"
#undef DM_KIND

extern const DmPolicyKind *dm_policy_kind(const char *name);	/* NULL if unknown */

/* kinds.h, as an array that ends with NULL */
extern const DmPolicyKind *const dm_policy_kinds[];

/* Parameter i of kind->params. */
#define dm_param(check, i)	(&(check)->policy->params[i])

#endif							/* DM_POLICY_POLICY_H */
