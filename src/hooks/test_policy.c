/*-------------------------------------------------------------------------
 *
 * test_policy.c
 *	  Running the tests that a policy carries.
 *
 * Each test is SQL that the policy is to deny or to let pass.  It runs in a sub-
 * transaction that is rolled back whatever happens; the judge is asked at its
 * end, but only notes whether this policy would have been violated and decides
 * nothing.
 *
 * It runs with the rights of who wrote it, not of the caller: not everything that
 * SQL can do is undone by a rollback, and a superuser must be able to try the
 * policy of a domain without trusting that domain.  And nobody borrows the
 * author's rights: the caller must have them anyway.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/spi.h"
#include "hooks/judge.h"
#include "meta/input.h"
#include "meta/rights.h"
#include "policy/cache.h"

#include "access/xact.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

DM_FUNCTION(datamesh_test_policy);

typedef struct Test
{
	char	   *name;
	char	   *sql;
	char	   *expect;			/* deny, pass */
} Test;

/* The role that wrote the current version of the policy. */
static Oid
find_author(const char *policy)
{
	static DmQuery query = DM_QUERY("SELECT changed_by FROM datamesh_catalog.policy WHERE name = $1 AND valid_to IS NULL");
	char	   *name = NULL;
	Oid			author;
	DmSpi		spi;

	dm_spi_begin(&spi);
	if (dm_spi_run(&query, DM_ARGS(dm_arg_text(policy))) > 0)
		name = dm_spi_text(&spi, 0, 1);
	dm_spi_end(&spi);
	author = name ? get_role_oid(name, true) : InvalidOid;
	if (!OidIsValid(author) || !has_privs_of_role(GetUserId(), author))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be a member of role \"%s\" to run the tests of policy \"%s\"",
						name ? name : "", policy),
				 errdetail("Tests run with the rights of the role that wrote them."),
				 errhint("Create the policy again, to become its author.")));
	return author;
}

static List *
fetch_tests(const char *policy)
{
	static DmQuery query = DM_QUERY("SELECT coalesce(t.value ->> 'name', 'test ' || t.ordinality), t.value ->> 'sql', t.value ->> 'expect' "
									"FROM datamesh_catalog.policy AS p, pg_catalog.jsonb_array_elements(p.tests) WITH ORDINALITY AS t (value, ordinality) "
									"WHERE p.name = $1 AND p.valid_to IS NULL ORDER BY t.ordinality");
	List	   *tests = NIL;
	DmSpi		spi;
	uint64		rows;

	dm_spi_begin(&spi);
	rows = dm_spi_run(&query, DM_ARGS(dm_arg_text(policy)));
	for (uint64 i = 0; i < rows; i++)
	{
		Test	   *test = palloc(sizeof(Test));

		test->name = dm_spi_text(&spi, i, 1);
		test->sql = dm_spi_text(&spi, i, 2);
		test->expect = dm_spi_text(&spi, i, 3);
		tests = lappend(tests, test);
	}
	dm_spi_end(&spi);
	return tests;
}

/*
 * Runs the SQL and the judge.  Result: "deny" or "pass", or "error" with the
 * message in *detail if the SQL fails for a reason of its own.
 */
static const char *
run_test(const Test *test, const char *policy, Oid author, char **detail)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	volatile bool violated = false;
	char	   *volatile failure = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		int			sec_context;
		int			result;
		Oid			caller;

		/* undone with the sub-transaction */
		GetUserIdAndSecContext(&caller, &sec_context);
		if (author != caller)
			SetUserIdAndSecContext(author, sec_context | SECURITY_LOCAL_USERID_CHANGE);
		dm_judge_rehearse(policy);
		if (SPI_connect() != SPI_OK_CONNECT)
			elog(ERROR, "SPI_connect failed");
		result = SPI_execute(test->sql, false, 0);
		if (result < 0)
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("a test cannot run this: %s", SPI_result_code_string(result))));
		SPI_finish();
		dm_judge_run();
		violated = dm_judge_rehearsed();
	}
	PG_CATCH();
	{
		ErrorData  *error;

		(void) dm_judge_rehearsed();
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
		{
			RollbackAndReleaseCurrentSubTransaction();
			MemoryContextSwitchTo(context);
			CurrentResourceOwner = owner;
			ReThrowError(error);
		}
		failure = error->message;
	}
	PG_END_TRY();
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;

	*detail = failure;
	return failure ? "error" : violated ? "deny" : "pass";
}

/* test_policy(policy text) */
Datum
datamesh_test_policy(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *name;
	const DmPolicy *policy;
	Oid			author;
	ListCell   *cell;

	name = dm_input_text(fcinfo, 0, "policy");
	policy = dm_policy_require(name);
	if (policy->domain)
		dm_require_domain_owner(policy->domain, "test its policies");
	else
		dm_require_governance("test a global policy");
	author = find_author(name);

	InitMaterializedSRF(fcinfo, 0);
	foreach(cell, fetch_tests(name))
	{
		const Test *test = lfirst(cell);
		char	   *detail = NULL;
		const char *outcome = test->sql ? run_test(test, name, author, &detail) : "error";
		Datum		values[5];
		bool		nulls[5] = {0};

		CHECK_FOR_INTERRUPTS();
		values[0] = CStringGetTextDatum(test->name);
		nulls[1] = test->expect == NULL;
		values[1] = test->expect ? CStringGetTextDatum(test->expect) : (Datum) 0;
		values[2] = CStringGetTextDatum(outcome);
		values[3] = BoolGetDatum(test->expect && strcmp(test->expect, outcome) == 0);
		nulls[4] = detail == NULL;
		values[4] = detail ? CStringGetTextDatum(detail) : (Datum) 0;
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
