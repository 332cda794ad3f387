/*-------------------------------------------------------------------------
 *
 * params.c
 *	  Parameters and scopes: from jsonb to what kinds and the engine read.
 *
 * A kind declares its parameters (DmParam), so unknown keys and wrong types are
 * refused here, in one place and in one wording, when a policy is made; and
 * nothing else ever parses jsonb while a statement is judged.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "policy/params.h"

#include "utils/builtins.h"
#include "utils/numeric.h"

static const char *const param_type_name[] = {
	[DM_PARAM_TEXT] = "a text",
	[DM_PARAM_LIST] = "a list of texts",
	[DM_PARAM_BOOL] = "true or false",
	[DM_PARAM_NUMBER] = "a number",
	[DM_PARAM_INTERVAL] = "an interval",
	[DM_PARAM_MAP] = "an object of texts or lists of texts"
};

/* The text of a scalar, as jsonb prints it without quotes; NULL for null. */
static char *
scalar_text(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return pnstrdup(value->val.string.val, value->val.string.len);
		case jbvNumeric:
			return DatumGetCString(DirectFunctionCall1(numeric_out,
													   NumericGetDatum(value->val.numeric)));
		case jbvBool:
			return pstrdup(value->val.boolean ? "true" : "false");
		default:
			return NULL;
	}
}

/* A list of texts, or one text; false if it is neither. */
static bool
read_list(const JsonbValue *value, List **list)
{
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	element;

	*list = NIL;
	if (value->type == jbvString || value->type == jbvNumeric)
	{
		*list = list_make1(scalar_text(value));
		return true;
	}
	if (value->type != jbvBinary || !JsonContainerIsArray(value->val.binary.data))
		return false;

	it = JsonbIteratorInit(value->val.binary.data);
	token = JsonbIteratorNext(&it, &element, false);
	Assert(token == WJB_BEGIN_ARRAY);
	while ((token = JsonbIteratorNext(&it, &element, true)) == WJB_ELEM)
	{
		char	   *text = scalar_text(&element);

		if (text == NULL)
			return false;
		*list = lappend(*list, text);
	}
	return true;
}

/* An object whose values are texts or lists of texts, as DmParamEntry. */
static bool
read_map(const JsonbValue *value, List **entries)
{
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	item;
	DmParamEntry *entry = NULL;

	*entries = NIL;
	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		return false;

	it = JsonbIteratorInit(value->val.binary.data);
	token = JsonbIteratorNext(&it, &item, false);
	while ((token = JsonbIteratorNext(&it, &item, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			entry = palloc(sizeof(DmParamEntry));
			entry->key = scalar_text(&item);
		}
		else if (token == WJB_VALUE)
		{
			if (!read_list(&item, &entry->values))
				return false;
			*entries = lappend(*entries, entry);
		}
	}
	return true;
}

/*
 * An interval given as text.  The only conversion here that core does by
 * throwing; the error is kept as the problem.
 */
static bool
read_interval(const char *text, Interval **interval)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool good = true;

	PG_TRY();
	{
		*interval = DatumGetIntervalP(DirectFunctionCall3(interval_in,
														  CStringGetDatum(text),
														  ObjectIdGetDatum(InvalidOid),
														  Int32GetDatum(-1)));
	}
	PG_CATCH();
	{
		/*
		 * interval_in holds no resources, so forgetting its complaint about
		 * the data is enough; anything else goes on its way.
		 */
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		if (ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_DATA_EXCEPTION)
			PG_RE_THROW();
		FlushErrorState();
		good = false;
	}
	PG_END_TRY();
	return good;
}

static bool
read_value(DmParamType type, const JsonbValue *json, DmParamValue *value)
{
	switch (type)
	{
		case DM_PARAM_TEXT:
			if (json->type != jbvString)
				return false;
			value->text = scalar_text(json);
			return true;
		case DM_PARAM_LIST:
			return read_list(json, &value->list);
		case DM_PARAM_BOOL:
			if (json->type != jbvBool)
				return false;
			value->boolean = json->val.boolean;
			return true;
		case DM_PARAM_NUMBER:
			if (json->type != jbvNumeric)
				return false;
			value->number = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
															   NumericGetDatum(json->val.numeric)));
			return true;
		case DM_PARAM_INTERVAL:
			if (json->type != jbvString)
				return false;
			value->text = scalar_text(json);
			return read_interval(value->text, &value->interval);
		case DM_PARAM_MAP:
			return read_map(json, &value->list);
	}
	return false;
}

/* The declared names, for an error message. */
static char *
known_names(const DmParam *params)
{
	StringInfoData buf;

	if (params == NULL || params->name == NULL)
		return pstrdup("It takes none.");
	initStringInfo(&buf);
	appendStringInfoString(&buf, "It takes");
	for (const DmParam *p = params; p->name; p++)
		appendStringInfo(&buf, "%s \"%s\"", p == params ? "" : ",", p->name);
	appendStringInfoChar(&buf, '.');
	return buf.data;
}

static const DmParam *
find_param(const DmPolicyKind *kind, const char *name)
{
	for (const DmParam *p = kind->params; p && p->name; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

static void
read_fallback(const DmParam *param, DmParamValue *value)
{
	Jsonb	   *json;
	JsonbValue	scalar;

	/* defaults are written by us: wrap them so that scalars parse alike */
	json = DatumGetJsonbP(DirectFunctionCall1(jsonb_in,
											  CStringGetDatum(psprintf("[%s]", param->fallback))));
	scalar = *getIthJsonbValueFromContainer(&json->root, 0);
	if (!read_value(param->type, &scalar, value))
		elog(ERROR, "bad default of policy parameter \"%s\"", param->name);
	value->present = true;
}

DmParamValue *
dm_params_read(const DmPolicyKind *kind, Jsonb *json, char **problem)
{
	int			count = 0;
	DmParamValue *values;
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	item;
	const DmParam *param = NULL;

	*problem = NULL;
	for (const DmParam *p = kind->params; p && p->name; p++)
		count++;
	values = palloc0(sizeof(DmParamValue) * Max(count, 1));

	if (!JB_ROOT_IS_OBJECT(json))
	{
		*problem = pstrdup("Parameters are an object.");
		return NULL;
	}

	it = JsonbIteratorInit(&json->root);
	token = JsonbIteratorNext(&it, &item, false);
	while ((token = JsonbIteratorNext(&it, &item, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			char	   *name = scalar_text(&item);

			param = find_param(kind, name);
			if (param == NULL)
			{
				*problem = psprintf("Policy kind \"%s\" has no parameter \"%s\". %s",
									kind->name, name, known_names(kind->params));
				return NULL;
			}
		}
		else if (token == WJB_VALUE && item.type != jbvNull)
		{
			DmParamValue *value = &values[param - kind->params];

			if (!read_value(param->type, &item, value))
			{
				*problem = psprintf("Parameter \"%s\" of policy kind \"%s\" must be %s.",
									param->name, kind->name, param_type_name[param->type]);
				return NULL;
			}
			value->present = true;
		}
	}

	for (int i = 0; i < count; i++)
	{
		param = &kind->params[i];
		if (values[i].present)
			continue;
		if (param->required)
		{
			*problem = psprintf("Policy kind \"%s\" needs the parameter \"%s\": %s.",
								kind->name, param->name, param->help);
			return NULL;
		}
		if (param->fallback)
			read_fallback(param, &values[i]);
	}
	return values;
}

bool
dm_scope_read(Jsonb *json, DmScope *scope, char **problem)
{
	struct
	{
		const char *name;
		List	  **list;
	}			member[] = {
		{"domains", &scope->domains},
		{"schemas", &scope->schemas},
		{"products", &scope->products},
		{"tags", &scope->tags},
		{"object_kinds", &scope->object_kinds},
		{"environments", &scope->environments},
		{"except", &scope->except}
	};
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	item;
	size_t		at = 0;

	*problem = NULL;
	memset(scope, 0, sizeof(*scope));
	if (!JB_ROOT_IS_OBJECT(json))
	{
		*problem = pstrdup("A scope is an object.");
		return false;
	}

	it = JsonbIteratorInit(&json->root);
	token = JsonbIteratorNext(&it, &item, false);
	while ((token = JsonbIteratorNext(&it, &item, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			char	   *name = scalar_text(&item);

			for (at = 0; at < lengthof(member); at++)
				if (strcmp(member[at].name, name) == 0)
					break;
			if (at == lengthof(member))
			{
				*problem = psprintf("A scope has no member \"%s\". It takes \"domains\", \"schemas\", \"products\", \"tags\", \"object_kinds\", \"environments\", \"except\".",
									name);
				return false;
			}
		}
		else if (token == WJB_VALUE && item.type != jbvNull)
		{
			if (!read_list(&item, member[at].list))
			{
				*problem = psprintf("Member \"%s\" of a scope must be a list of texts.",
									member[at].name);
				return false;
			}
		}
	}
	return true;
}
