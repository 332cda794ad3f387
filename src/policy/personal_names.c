/*-------------------------------------------------------------------------
 *
 * personal_names.c
 *	  Names of columns that look as if they held personal data.
 *
 * A name is cut into words where snake_case, camelCase or kebab-case cut it,
 * folded to lower-case ASCII, and looked up in a lexicon.  An entry matches one
 * or more whole words: "firstname" stands for first_name, firstName and
 * FIRSTNAME.  Words written together (customeremail, Kundenname) are cut where
 * both halves are in the lexicon.
 *
 * A match alone says little: email_count holds no e-mail address, nor does
 * product_name hold the name of a person.  What decides is the rest of the
 * name.  What follows a match must be harmless, that is, be in the lexicon
 * itself (email_work, telefono_movil, adresse_client); an unknown word there
 * (email_status) makes the column one about the thing.  What stands before a
 * match may be anything for words that leave no doubt (support_email), must be
 * harmless for others (home_address, but not memory_address), and must speak of
 * a person for the weakest (customer_name, billing_city), unless the table
 * does.
 *
 * The aim is the list that a careful person would write down.  So what says
 * little about anybody (country, company, job title) is not in the lexicon.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/personal_names.h"

#include "catalog/namespace.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

DM_FUNCTION(datamesh_personal_name);

/* What a word of the lexicon does. */
typedef enum Use
{
	STRONG = 1 << 0,			/* is personal, whatever stands before it */
	WHOLE = 1 << 1,				/* is personal if the whole name is known */
	NEAR = 1 << 2,				/* is personal near a person or an address */
	NAME = 1 << 3,				/* is personal as the name of a person */
	PERSON = 1 << 4,			/* a person */
	ADDRESSING = 1 << 5,		/* what a person has an address for: billing */
	NEUTRAL = 1 << 6,			/* says nothing: primary, number, old */
	NEVER = 1 << 7,				/* makes it a fact about the thing: is, count */
	PLACE = 1 << 8,				/* a place or organisation */
	MACHINE = 1 << 9,			/* a machine */
	TABLE = 1 << 10,			/* says nothing in the name of a table */

	/* found out, not written in the lexicon */
	ADDRESS_PART = 1 << 11		/* a word for an address that is personal as a
								 * whole */
} Use;

#define PERSONAL	(STRONG | WHOLE | NEAR | NAME)
#define HARMLESS	(STRONG | WHOLE | NEAR | PERSON | ADDRESSING | NEUTRAL)

typedef enum Language
{
	EN = 1 << 0,
	DE = 1 << 1,
	FR = 1 << 2,
	ES = 1 << 3,
	IT = 1 << 4,
	PT = 1 << 5,
	NL = 1 << 6,
	ANY = DM_ALL_LANGUAGES
} Language;

/* In the order of the bits. */
const char *const dm_personal_languages[] = {
	"en", "de", "fr", "es", "it", "pt", "nl", NULL
};

typedef enum Kind
{
	NONE, EMAIL, PHONE, PERSON_NAME, ADDRESS, POSTCODE, BIRTH_DATE, CARD, IBAN,
	SSN, NATIONAL_ID, PASSPORT, PLATE, USERNAME, IP, MAC, GEO, URL
} Kind;

static const struct
{
	const char *tag;
	const char *label;
}			kinds[] =

{
	[EMAIL] = {"pii.email", "e-mail address"},
	[PHONE] = {"pii.phone", "phone number"},
	[PERSON_NAME] = {"pii.person_name", "name of a person"},
	[ADDRESS] = {"pii.address", "address"},
	[POSTCODE] = {"pii.postcode", "postcode"},
	[BIRTH_DATE] = {"pii.birth_date", "date of birth"},
	[CARD] = {"pii.payment_card", "payment card"},
	[IBAN] = {"pii.iban", "bank account"},
	[SSN] = {"pii.ssn", "social security number"},
	[NATIONAL_ID] = {"pii.national_id", "number of an identity document"},
	[PASSPORT] = {"pii.passport", "passport"},
	[PLATE] = {"pii.licence_plate", "licence plate"},
	[USERNAME] = {"pii.username", "user name"},
	[IP] = {"pii.ip", "IP address"},
	[MAC] = {"pii.mac", "MAC address"},
	[GEO] = {"pii.geo", "whereabouts"},
	[URL] = {"pii.url", "personal page"}
};

typedef struct Row
{
	Kind		kind;
	Use			use;
	uint32		languages;
	const char *words;
} Row;

static const Row lexicon[] = {
#define DM_WORDS(kind, use, languages, words) {kind, use, languages, words},
#include "policy/personal_words.h"
#undef DM_WORDS
};

/* ----- the lexicon, sorted ----- */

typedef struct Word
{
	const char *text;			/* not terminated */
	int			length;
	const Row  *row;
} Word;

static Word *words = NULL;
static int	nwords = 0;
static int	longest_word = 0;

static int
compare_text(const char *a, int alength, const char *b, int blength)
{
	int			order = memcmp(a, b, Min(alength, blength));

	return order != 0 ? order : alength - blength;
}

static int
compare_words(const void *a, const void *b)
{
	const Word *x = a;
	const Word *y = b;
	int			order = compare_text(x->text, x->length, y->text, y->length);

	/* rows in the order in which they are written above */
	return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

/* Once per backend; some dozens of microseconds. */
static void
sort_lexicon(void)
{
	int			count = 0;
	Word	   *sorted;

	for (int pass = 0; pass < 2; pass++)
	{
		sorted = pass == 0 ? NULL : MemoryContextAlloc(TopMemoryContext, sizeof(Word) * count);
		count = 0;
		for (int i = 0; i < (int) lengthof(lexicon); i++)
		{
			const char *p = lexicon[i].words;

			while (*p)
			{
				int			length = strcspn(p, " ");

				if (sorted)
					sorted[count] = (Word)
				{
					p, length, &lexicon[i]
				};
				longest_word = Max(longest_word, length);
				count++;
				p += length;
				p += strspn(p, " ");
			}
		}
	}
	qsort(sorted, count, sizeof(Word), compare_words);
	nwords = count;
	words = sorted;
}

/* The first entry for a word, or nwords; more may follow it. */
static int
find_word(const char *text, int length)
{
	int			low = 0;
	int			high = nwords;

	if (length > longest_word)
		return nwords;
	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (compare_text(words[middle].text, words[middle].length, text, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < nwords && compare_text(words[low].text, words[low].length, text, length) == 0)
		return low;
	return nwords;
}

/* Everything that a word can do, in any language. */
static uint32
uses_of(const char *text, int length)
{
	uint32		uses = 0;

	for (int i = find_word(text, length);
		 i < nwords && compare_text(words[i].text, words[i].length, text, length) == 0; i++)
	{
		uses |= words[i].row->use;
		if (words[i].row->kind == ADDRESS && words[i].row->use == WHOLE)
			uses |= ADDRESS_PART;
	}
	return uses;
}

/* ----- names cut into words ----- */

typedef struct Token
{
	int			start;			/* in Spelling.folded */
	int			length;
	uint32		uses;
} Token;

typedef struct Spelling
{
	char	   *folded;			/* letters and digits only, lower-case ASCII */
	int		   *from;			/* where each stood in the text, in bytes */
	int		   *to;
	int			length;
	Token	   *tokens;			/* without gaps between them */
	int			ntokens;
} Spelling;

/* Letters of U+00C0 to U+017F without what stands on or under them. */
static const char base_letters[] =
"aaaaaaaceeeeiiiidnooooo ouuuuyts"
"aaaaaaaceeeeiiiidnooooo ouuuuyty"
"aaaaaaccccccccddddeeeeeeeeeegggg"
"gggghhhhiiiiiiiiiiiijjkkklllllll"
"lllnnnnnnnnnoooooooorrrrrrssssss"
"ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* The second letter of what is written as one, else NUL. */
static char
second_letter(pg_wchar c)
{
	switch (c)
	{
		case 0xC6:
		case 0xE6:
		case 0x152:
		case 0x153:
			return 'e';			/* ae, oe */
		case 0xDF:
			return 's';			/* sharp s */
		case 0xDE:
		case 0xFE:
			return 'h';			/* thorn */
		case 0x132:
		case 0x133:
			return 'j';
		default:
			return '\0';
	}
}

static bool
is_upper_letter(pg_wchar c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z';
	if (c < 0x100)
		return c >= 0xC0 && c < 0xDF && c != 0xD7;
	if (c < 0x138 || (c >= 0x14A && c < 0x178))
		return c % 2 == 0;
	if (c < 0x149)
		return c % 2 == 1;
	return c == 0x178 || c == 0x179 || c == 0x17B || c == 0x17D;
}

typedef enum Class
{
	SEPARATOR, DIGIT, LOWER, UPPER
} Class;

/* A letter as ASCII, or ' ' for a separator; and what it is. */
static char
fold(pg_wchar c, Class *class)
{
	char		letter;

	*class = SEPARATOR;
	if (c >= '0' && c <= '9')
	{
		*class = DIGIT;
		return (char) c;
	}
	if (c < 0x80)
		letter = pg_ascii_tolower((unsigned char) c);
	else if (c >= 0xC0 && c < 0x180)
		letter = base_letters[c - 0xC0];
	else
		return ' ';
	if (letter < 'a' || letter > 'z')
		return ' ';
	*class = is_upper_letter(c) ? UPPER : LOWER;
	return letter;
}

/* The next character of UTF-8 text, or its first byte where it is none. */
static pg_wchar
next_character(const char *text, int left, int *length)
{
	*length = pg_utf_mblen((const unsigned char *) text);
	if (*length > left || !pg_utf8_islegal((const unsigned char *) text, *length))
	{
		*length = 1;
		return 0;
	}
	return utf8_to_unicode((const unsigned char *) text);
}

static bool
is_combining(pg_wchar c)
{
	return c >= 0x300 && c < 0x370;
}

/*
 * Between the encodings of the server and UTF-8, as far as it can be done:
 * what cannot be converted is left out, because the name of a column is no
 * reason to fail.
 */
static char *
convert(char *text, int from, int to)
{
	int			length = strlen(text);
	bool		ascii = true;
	char	   *result;
	Oid			procedure;

	for (int i = 0; i < length; i++)
		ascii &= !IS_HIGHBIT_SET(text[i]);
	if (ascii || from == to || GetDatabaseEncoding() == PG_SQL_ASCII)
		return text;

	procedure = FindDefaultConversionProc(from, to);
	if (!OidIsValid(procedure))
		return text;

	result = palloc(length * MAX_CONVERSION_GROWTH + 1);
	pg_do_encoding_conversion_buf(procedure, from, to, (unsigned char *) text, length,
								  (unsigned char *) result,
								  length * MAX_CONVERSION_GROWTH + 1, true);
	return result;
}

/* The name in UTF-8, no longer than a name can be. */
static const char *
to_utf8(const char *name, int *length)
{
	char	   *utf8;

	*length = strlen(name);
	if (*length >= NAMEDATALEN)
		*length = pg_mbcliplen(name, *length, NAMEDATALEN - 1);
	utf8 = convert(pnstrdup(name, *length), GetDatabaseEncoding(), PG_UTF8);
	*length = strlen(utf8);
	return utf8;
}

static void
add_letter(Spelling *name, char letter, int from, int to)
{
	name->from[name->length] = from;
	name->to[name->length] = to;
	name->folded[name->length++] = letter;
}

static void
add_boundary(Spelling *name)
{
	int			start = 0;

	if (name->ntokens > 0)
	{
		Token	   *last = &name->tokens[name->ntokens - 1];

		start = last->start + last->length;
	}
	if (start == name->length)
		return;
	name->tokens[name->ntokens].start = start;
	name->tokens[name->ntokens].length = name->length - start;
	name->ntokens++;
}

/* Cuts words in two where both halves are known, as in "customeremail". */
static void
cut_compounds(Spelling *name)
{
	Token	   *cut = palloc(sizeof(Token) * (name->length + 1));
	int			count = 0;

	for (int i = 0; i < name->ntokens; i++)
	{
		Token		token = name->tokens[i];
		const char *letters = name->folded + token.start;

		token.uses = uses_of(letters, token.length);
		for (int at = token.length - 3; token.uses == 0 && at >= 3; at--)
		{
			uint32		left = uses_of(letters, at);
			uint32		right = left ? uses_of(letters + at, token.length - at) : 0;

			if (left == 0 || right == 0)
				continue;
			cut[count++] = (Token)
			{
				token.start, at, left
			};
			token.start += at;
			token.length -= at;
			token.uses = right;
		}
		/* numbers, and the one letter that some put before every name */
		if (token.uses == 0 &&
			((letters[0] >= '0' && letters[0] <= '9') || token.length == 1))
			token.uses = NEUTRAL;
		cut[count++] = token;
	}
	name->tokens = cut;
	name->ntokens = count;
}

static const char *
read_name(const char *text, Spelling *name)
{
	int			length;
	const char *utf8 = to_utf8(text, &length);
	Class		before = SEPARATOR;
	int			step;

	if (words == NULL)
		sort_lexicon();
	name->folded = palloc(2 * length + 1);
	name->from = palloc(sizeof(int) * (2 * length + 1));
	name->to = palloc(sizeof(int) * (2 * length + 1));
	name->tokens = palloc(sizeof(Token) * (2 * length + 1));
	name->length = 0;
	name->ntokens = 0;
	for (int i = 0; i < length; i += step)
	{
		pg_wchar	c = next_character(utf8 + i, length - i, &step);
		Class		class;
		Class		after = SEPARATOR;
		char		letter;
		int			ignored;

		if (is_combining(c))
			continue;
		letter = fold(c, &class);
		if (i + step < length)
			(void) fold(next_character(utf8 + i + step, length - i - step, &ignored), &after);

		/* fooBar, foo1 and 1foo, and the last letter but one of XMLName */
		if (class == SEPARATOR ||
			(class == DIGIT) != (before == DIGIT) ||
			(class == UPPER && before == LOWER) ||
			(class == UPPER && before == UPPER && after == LOWER))
			add_boundary(name);
		if (class != SEPARATOR)
			add_letter(name, letter, i, i + step);
		if (second_letter(c))
			add_letter(name, second_letter(c), i, i + step);
		before = class;
	}
	add_boundary(name);
	name->folded[name->length] = '\0';
	cut_compounds(name);
	return utf8;
}

char *
dm_ascii_name(const char *text)
{
	int			length;
	const char *utf8 = to_utf8(text, &length);
	char	   *result = palloc(2 * length + 1);
	int			count = 0;
	int			step;

	for (int i = 0; i < length; i += step)
	{
		pg_wchar	c = next_character(utf8 + i, length - i, &step);
		Class		class;
		char		letter = fold(c, &class);

		if (c < 0x80)
			result[count++] = utf8[i];
		else if (class != SEPARATOR)
		{
			result[count++] = class == UPPER ? pg_ascii_toupper((unsigned char) letter) : letter;
			if (second_letter(c))
				result[count++] = second_letter(c);
		}
	}
	result[count] = '\0';
	return result;
}

/* ----- the decision ----- */

/* What the words of a name are, all together and each. */
typedef struct Rest
{
	uint32		some;			/* uses that some word has */
	bool		before_known;	/* those before the match are harmless */
	bool		after_known;	/* and those after it */
	bool		neutral;		/* all of them say nothing */
	bool		counts;			/* a word before it counts things */
} Rest;

static bool
is_token(const Spelling *name, const Token *token, const char *word)
{
	return compare_text(name->folded + token->start, token->length, word, strlen(word)) == 0;
}

/* Some put a prefix made of the table's name before every column: ca_, cust_. */
static bool
is_table_prefix(const Spelling *name, const Token *token, const DmPersonalContext *context)
{
	return token->uses == 0 && token->start == 0 && context->name &&
		(is_token(name, token, context->initials) ||
		 (token->length >= 2 && strncmp(context->name, name->folded, token->length) == 0));
}

static void
look_at_rest(const Spelling *name, int first, int last, const DmPersonalContext *context, Rest *rest)
{
	memset(rest, 0, sizeof(*rest));
	rest->before_known = rest->after_known = rest->neutral = true;
	for (int i = 0; i < name->ntokens; i++)
	{
		const Token *token = &name->tokens[i];

		if ((i >= first && i <= last) || is_table_prefix(name, token, context))
			continue;
		/* what is personal itself is no place: plz_ort */
		rest->some |= token->uses & PERSONAL ? token->uses & ~PLACE : token->uses;
		if ((token->uses & NEUTRAL) == 0)
			rest->neutral = false;
		if (i < first)
		{
			if ((token->uses & HARMLESS) == 0)
				rest->before_known = false;
			if (is_token(name, token, "num") || is_token(name, token, "number") ||
				is_token(name, token, "no") || is_token(name, token, "nb"))
				rest->counts = true;
		}
		else if ((token->uses & HARMLESS) == 0)
			rest->after_known = false;
	}
}

static bool
is_accepted(const Spelling *name, int first, int last, const Row *row, const DmPersonalContext *context)
{
	Rest		rest;
	bool		is_place = row->kind == ADDRESS || row->kind == POSTCODE || row->kind == GEO;
	const Token *token = &name->tokens[last];
	bool		speaks_of_person;

	look_at_rest(name, first, last, context, &rest);
	if (!rest.after_known || (rest.some & NEVER))
		return false;
	if (rest.counts && name->folded[token->start + token->length - 1] == 's')
		return false;			/* num_emails */
	if ((row->kind == IP || row->kind == MAC) && ((rest.some & MACHINE) || context->machines))
		return false;

	speaks_of_person = (rest.some & (PERSON | ADDRESSING)) != 0;
	if (!speaks_of_person && ((rest.some & PLACE) && (rest.some & HARMLESS & ~NEUTRAL) == 0 && is_place))
		return false;
	if (is_place && context->places && !speaks_of_person)
		return false;

	switch (row->use)
	{
		case STRONG:
			return true;
		case WHOLE:
			return rest.before_known;
		case NEAR:
			return rest.before_known &&
				(speaks_of_person || (rest.some & (STRONG | WHOLE)) ||
				 context->persons || context->among_persons ||
				 (row->kind != PHONE && (context->addresses || context->among_addresses)));
		case NAME:
			return rest.before_known && (rest.some & PLACE) == 0 &&
				((rest.some & PERSON) || (context->persons && rest.neutral));
		default:
			return false;
	}
}

void
dm_personal_context(const char *relation, DmPersonalContext *context)
{
	Spelling	name;
	uint32		some = 0;
	bool		all_persons = true;
	char	   *initials;

	memset(context, 0, sizeof(*context));
	if (relation == NULL)
		return;
	read_name(relation, &name);
	initials = palloc0(name.ntokens + 1);
	for (int i = 0; i < name.ntokens; i++)
	{
		initials[i] = name.folded[name.tokens[i].start];
		some |= name.tokens[i].uses;
		if ((name.tokens[i].uses & (PERSON | TABLE | NEUTRAL)) == 0)
			all_persons = false;
	}
	context->name = name.folded;
	context->initials = initials;
	context->persons = (some & PERSON) && all_persons;
	context->places = (some & PLACE) && (some & PERSON) == 0;
	context->addresses = (some & ADDRESS_PART) && !context->places;
	context->machines = (some & MACHINE) && (some & PERSON) == 0;
}

bool
dm_personal_name(const char *column, const DmPersonalContext *context,
				 uint32 languages, DmPersonalName *result)
{
	Spelling	name;
	const char *utf8 = read_name(column, &name);
	bool	   *done = palloc0(sizeof(bool) * (name.ntokens + 1));

	/*
	 * The longest match first; of equally long ones the last, as in English.
	 * Where a long one is turned down, the shorter ones in it say nothing
	 * more: an "ip_address" that is no person's is no postal address either.
	 */
	for (int count = name.ntokens; count > 0; count--)
	{
		for (int first = name.ntokens - count; first >= 0; first--)
		{
			int			last = first + count - 1;
			int			start = name.tokens[first].start;
			int			end = name.tokens[last].start + name.tokens[last].length;
			const char *letters = name.folded + start;
			bool		turned_down = false;

			if (done[first] && done[last])
				continue;
			for (int i = find_word(letters, end - start);
				 i < nwords && compare_text(words[i].text, words[i].length, letters, end - start) == 0; i++)
			{
				const Row  *row = words[i].row;
				char	   *word;

				if ((row->use & PERSONAL) == 0 || (row->languages & languages) == 0)
					continue;
				if (!is_accepted(&name, first, last, row, context))
				{
					turned_down = true;
					continue;
				}
				word = pnstrdup(utf8 + name.from[start], name.to[end - 1] - name.from[start]);
				result->tag = kinds[row->kind].tag;
				result->label = kinds[row->kind].label;
				result->word = convert(word, PG_UTF8, GetDatabaseEncoding());
				return true;
			}
			for (int i = first; turned_down && i <= last; i++)
				done[i] = true;
		}
	}
	return false;
}

uint32
dm_personal_language(const char *code)
{
	for (int i = 0; dm_personal_languages[i]; i++)
		if (pg_strcasecmp(dm_personal_languages[i], code) == 0)
			return 1U << i;
	return 0;
}

/* personal_name(column_name text, relation_name text) */
Datum
datamesh_personal_name(PG_FUNCTION_ARGS)
{
	DmPersonalContext context;
	DmPersonalName found;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	dm_personal_context(PG_ARGISNULL(1) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(1)), &context);
	if (!dm_personal_name(text_to_cstring(PG_GETARG_TEXT_PP(0)), &context, DM_ALL_LANGUAGES, &found))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(found.tag));
}
