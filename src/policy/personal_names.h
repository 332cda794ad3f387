/*-------------------------------------------------------------------------
 *
 * personal_names.h
 *	  Names of columns that look as if they held personal data.
 *
 *-------------------------------------------------------------------------
 */
#ifndef DM_POLICY_PERSONAL_NAMES_H
#define DM_POLICY_PERSONAL_NAMES_H

/* What the table of a column tells about it. */
typedef struct DmPersonalContext
{
	bool		persons;		/* its rows are persons: customer, employee */
	bool		places;			/* its rows are places or organisations: store */
	bool		machines;		/* its rows are machines: server */
	bool		addresses;		/* its rows are addresses: customer_address */
	char	   *initials;		/* of the words of its name: ca; or NULL */
	char	   *name;			/* its name without blanks: customeraddress */

	/* for the caller to set, when he has found such columns */
	bool		among_persons;	/* it has columns that only persons have */
	bool		among_addresses;	/* it has columns with an address */
} DmPersonalContext;

typedef struct DmPersonalName
{
	const char *tag;			/* of the vocabulary: pii.email */
	const char *label;			/* for a person: "e-mail address" */
	char	   *word;			/* what gave it away, palloc'd */
} DmPersonalName;

#define DM_ALL_LANGUAGES	0xFFFFU

/* Bit of a language ("en"), 0 if we do not know it; all we know, NULL at the end. */
extern uint32 dm_personal_language(const char *code);
extern const char *const dm_personal_languages[];

/* relation may be NULL, and then nothing is known. */
extern void dm_personal_context(const char *relation, DmPersonalContext *context);

/*
 * Does the name of the column look personal in one of the languages?  If so,
 * fills in *result.
 */
extern bool dm_personal_name(const char *column, const DmPersonalContext *context,
							 uint32 languages, DmPersonalName *result);

/*
 * The name in ASCII letters, without accents, palloc'd; letters of other
 * scripts are left out.
 */
extern char *dm_ascii_name(const char *name);

#endif							/* DM_POLICY_PERSONAL_NAMES_H */
