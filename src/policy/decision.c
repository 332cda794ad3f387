/*-------------------------------------------------------------------------
 *
 * decision.c
 *	  Decisions: what the engine said, kept.  Denials outlive their rollback.
 *
 * A decision that lets the statement go on is a row in the user's transaction.
 * A denial rolls that transaction back, so its row is written by another one: a
 * background worker started for it, which needs no preloaded library.  We wait
 * for that worker, up to datamesh.denial_wait, so that whoever gets the error
 * can already read the record.
 *
 * If there is no worker slot, the denial stands and is in the server log; the
 * number it took from a sequence, which no rollback returns, then is missing
 * from the table, and datamesh.enforcement_status shows that.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/errors.h"
#include "base/guc.h"
#include "base/spi.h"
#include "policy/decision.h"
#include "policy/engine.h"

#include "access/xact.h"
#include "commands/sequence.h"
#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "storage/dsm.h"
#include "storage/latch.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

const char *
dm_level_name(DmLevel level)
{
	return level == DM_LEVEL_REQUIRED ? "required" :
		level == DM_LEVEL_RECOMMENDED ? "recommended" : "optional";
}

const char *
dm_enforcement_name(DmEnforcement enforcement)
{
	return enforcement == DM_ENFORCE_DENY ? "deny" :
		enforcement == DM_ENFORCE_WARN ? "warn" :
		enforcement == DM_ENFORCE_SHADOW ? "shadow" : "off";
}

const char *
dm_moment_name(DmMoment moment)
{
	return moment == DM_MOMENT_STATEMENT ? "statement" :
		moment == DM_MOMENT_COMMIT ? "commit" :
		moment == DM_MOMENT_PUBLISH ? "publish" : "scheduled";
}

static char *
role_name(Oid role)
{
	char	   *name = GetUserNameFromId(role, true);

	return name ? name : psprintf("%u", role);
}

static const char *
outcome_of(const DmViolation *violation)
{
	return violation->waived_until ? "waived" :
		violation->policy->enforcement == DM_ENFORCE_SHADOW ? "shadow" : "warn";
}

bool
dm_decision_denies(const DmViolation *violation)
{
	const DmPolicy *policy = violation->policy;

	if (policy->enforcement != DM_ENFORCE_DENY || violation->waived_until != 0)
		return false;

	/* a rule that does not run denies only if it has to be kept */
	return !violation->broken_rule ||
		(policy->level == DM_LEVEL_REQUIRED && dm_on_rule_error == DM_RULE_ERROR_DENY);
}

static void
send_warning(const DmViolation *violation)
{
	ereport(WARNING,
			(errcode(ERRCODE_WARNING),
			 errmsg("policy \"%s\" is not kept by %s: %s", violation->policy->name,
					dm_object_label(&violation->object), violation->message),
			 violation->fix_sql ? errhint("%s", violation->fix_sql) : 0));
}

void
dm_decision_record(const DmOccasion *occasion, List *violations)
{
	static DmQuery query = DM_QUERY("INSERT INTO datamesh_catalog.decision (outcome, policy, policy_version, level, moment, "
									"command, domain, product, object_type, object, message, role_name, session_role, application_name) "
									"SELECT o, p, v::pg_catalog.int4, l::datamesh.policy_level, $6::datamesh.policy_moment, $7, d, r, t, i, m, $12, $13, $14 "
									"FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3), "
									"pg_catalog.unnest($4), pg_catalog.unnest($5), pg_catalog.unnest($8), "
									"pg_catalog.unnest($9), pg_catalog.unnest($10), pg_catalog.unnest($11)) "
									"AS u (o, p, v, l, d, r, t, i, m)");
	List	   *outcome = NIL;
	List	   *policy = NIL;
	List	   *version = NIL;
	List	   *level = NIL;
	List	   *domain = NIL;
	List	   *product = NIL;
	List	   *type = NIL;
	List	   *object = NIL;
	List	   *message = NIL;
	char	   *role = role_name(occasion->role);
	char	   *session_role = role_name(GetSessionUserId());
	ListCell   *cell;
	DmSpi		spi;

	if (violations == NIL)
		return;
	foreach(cell, violations)
	{
		DmViolation *v = lfirst(cell);

		outcome = lappend(outcome, unconstify(char *, outcome_of(v)));
		policy = lappend(policy, v->policy->name);
		version = lappend(version, psprintf("%d", v->policy->version));
		level = lappend(level, unconstify(char *, dm_level_name(v->policy->level)));
		domain = lappend(domain, v->domain[0] ? v->domain : NULL);
		product = lappend(product, v->product);
		type = lappend(type, unconstify(char *, dm_object_type_name(v->object.type)));
		object = lappend(object, v->object.identity);
		message = lappend(message, v->message);
	}
	dm_spi_begin(&spi);
	dm_spi_run(&query, DM_ARGS(dm_arg_text_list(outcome), dm_arg_text_list(policy), dm_arg_text_list(version),
							   dm_arg_text_list(level), dm_arg_text_list(domain),
							   dm_arg_text(dm_moment_name(occasion->moment)), dm_arg_text(occasion->command),
							   dm_arg_text_list(product), dm_arg_text_list(type), dm_arg_text_list(object),
							   dm_arg_text_list(message), dm_arg_text(role), dm_arg_text(session_role),
							   dm_arg_text(application_name)));
	dm_spi_end(&spi);

	foreach(cell, violations)
	{
		DmViolation *v = lfirst(cell);

		if (v->policy->enforcement >= DM_ENFORCE_WARN && v->waived_until == 0)
			send_warning(v);
	}
}

/* The next number of a denial; not undone by the rollback to come. */
static int64
next_denial_number(void)
{
	static DmQuery query = DM_QUERY("SELECT pg_catalog.nextval('datamesh_catalog.denial_number')");
	DmSpi		spi;
	int64		number;

	dm_spi_begin(&spi);
	dm_spi_run(&query, 0, NULL);
	number = dm_spi_int(0, 1);
	dm_spi_end(&spi);
	return number;
}

static void
put_string(StringInfo buf, const char *string)
{
	appendStringInfoString(buf, string ? string : DM_DENIAL_NULL);
	appendStringInfoChar(buf, '\0');
}

static void
pack_violation(StringInfo buf, const DmOccasion *occasion, const DmViolation *v, int64 number)
{
	put_string(buf, psprintf(INT64_FORMAT, number));
	put_string(buf, timestamptz_to_str(GetCurrentTimestamp()));
	put_string(buf, v->policy->name);
	put_string(buf, psprintf("%d", v->policy->version));
	put_string(buf, dm_level_name(v->policy->level));
	put_string(buf, dm_moment_name(occasion->moment));
	put_string(buf, occasion->command);
	put_string(buf, v->domain[0] ? v->domain : NULL);
	put_string(buf, v->product);
	put_string(buf, dm_object_type_name(v->object.type));
	put_string(buf, v->object.identity);
	put_string(buf, v->message);
	put_string(buf, role_name(occasion->role));
	put_string(buf, role_name(GetSessionUserId()));
	put_string(buf, application_name);
}

/* Waits for the worker to be done, but not for ever; true if it is. */
static bool
wait_for_worker(BackgroundWorkerHandle *handle)
{
	TimestampTz deadline = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), dm_denial_wait);

	for (;;)
	{
		pid_t		pid;
		long		left = TimestampDifferenceMilliseconds(GetCurrentTimestamp(), deadline);

		if (GetBackgroundWorkerPid(handle, &pid) == BGWH_STOPPED)
			return true;
		if (left <= 0)
			return false;
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 left, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	}
}

/*
 * Hands the denial to a worker.  False if none could be had or it was not done
 * in time; that is no reason to let the statement pass, nor to fail in another
 * way than the denial's.
 */
static bool
hand_over(StringInfo data, int rows)
{
	BackgroundWorker worker = {0};
	BackgroundWorkerHandle *handle;
	dsm_segment *segment;
	volatile DmDenialMessage *message;
	bool		registered;
	bool		written;

	segment = dsm_create(offsetof(DmDenialMessage, data) + data->len, DSM_CREATE_NULL_IF_MAXSEGMENTS);
	if (segment == NULL)
		return false;
	message = dsm_segment_address(segment);
	message->database = MyDatabaseId;
	message->taken = false;
	message->written = false;
	message->rows = rows;
	message->length = data->len;
	memcpy((char *) message->data, data->data, data->len);

	snprintf(worker.bgw_name, BGW_MAXLEN, "datamesh denial of pid %d", MyProcPid);
	snprintf(worker.bgw_type, BGW_MAXLEN, "datamesh denial");
	snprintf(worker.bgw_library_name, sizeof(worker.bgw_library_name), "$libdir/datamesh");
	snprintf(worker.bgw_function_name, sizeof(worker.bgw_function_name), "dm_denial_writer_main");
	worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
	worker.bgw_restart_time = BGW_NEVER_RESTART;
	worker.bgw_main_arg = UInt32GetDatum(dsm_segment_handle(segment));
	worker.bgw_notify_pid = MyProcPid;

	/*
	 * Pinned, the segment outlives our waiting; who takes the message unpins
	 * it, and if nobody ever will, we do.
	 */
	dsm_pin_segment(segment);
	registered = RegisterDynamicBackgroundWorker(&worker, &handle);
	if (!registered || (wait_for_worker(handle) && !message->taken))
		dsm_unpin_segment(dsm_segment_handle(segment));
	written = message->written;
	dsm_detach(segment);
	return written;
}

/* Rule, version and reason of one violation, for DETAIL. */
static void
describe(StringInfo buf, const DmViolation *v)
{
	if (buf->len)
		appendStringInfoChar(buf, '\n');
	appendStringInfo(buf, "Policy \"%s\" version %d (%s, %s) on %s: %s",
					 v->policy->name, v->policy->version, dm_level_name(v->policy->level),
					 v->policy->kind->name, dm_object_label(&v->object),
					 v->policy->message ? v->policy->message : v->message);
	if (v->policy->message)
		appendStringInfo(buf, " (%s)", v->message);
	appendStringInfoChar(buf, '.');
}

/* Appends the text as a line, with what is given in front of each of its lines. */
static void
append_lines(StringInfo buf, const char *text, const char *prefix)
{
	appendStringInfo(buf, "\n%s", prefix);
	for (const char *p = text; *p; p++)
	{
		if (*p == '\r')
			continue;
		appendStringInfoChar(buf, *p);
		if (*p == '\n')
			appendStringInfoString(buf, prefix);
	}
}

static void
append_fix(StringInfo buf, const DmViolation *v)
{
	StringInfoData fix;

	initStringInfo(&fix);
	if (v->fix_sql)
	{
		appendStringInfoString(&fix, v->fix_sql);
		if (fix.len && fix.data[fix.len - 1] != ';')
			appendStringInfoChar(&fix, ';');

		/* two policies may ask for the same */
		if (!dm_text_has_part(buf->data, fix.data, "\n"))
			appendStringInfo(buf, "\n%s", fix.data);
	}
	resetStringInfo(&fix);
	if (v->policy->remediation)
		append_lines(&fix, v->policy->remediation, "-- ");
	if (fix.len && !dm_text_has_part(buf->data, fix.data + 1, "\n"))
		appendStringInfoString(buf, fix.data);
}

/*
 * The fixes in an order in which they can be pasted: what changes a name comes
 * after all that uses it, columns before their relations.
 */
static void
append_fixes(StringInfo buf, List *violations)
{
	ListCell   *cell;

	for (int turn = 0; turn < 3; turn++)
		foreach(cell, violations)
	{
		DmViolation *v = lfirst(cell);
		int			mine = !v->policy->kind->renames ? 0 :
		v->object.type == DM_OBJECT_COLUMN ? 1 : 2;

		if (mine == turn)
			append_fix(buf, v);
	}
}

/* What would pass, and whom to ask if it cannot. */
static char *
hint_for(const DmOccasion *occasion, List *violations)
{
	const DmViolation *first = linitial(violations);
	bool		complete = true;
	ListCell   *cell;
	StringInfoData fix;
	StringInfoData buf;

	initStringInfo(&fix);
	initStringInfo(&buf);
	append_fixes(&fix, violations);
	foreach(cell, violations)
	{
		if (((DmViolation *) lfirst(cell))->fix_sql == NULL)
			complete = false;
	}
	if (fix.len)
		appendStringInfo(&buf, "%s %s:%s\n",
						 complete ? "This passes," : "This is a part of what it takes,",
						 occasion->moment == DM_MOMENT_COMMIT ?
						 "after the statement and in one transaction with it (BEGIN; ... COMMIT;)" :
						 occasion->moment == DM_MOMENT_STATEMENT ?
						 "applied to the object by the statement itself" :
						 "before trying again",
						 fix.data);
	appendStringInfo(&buf, "%s the owner of the policy for a waiver%s:\n"
					 "SELECT datamesh.waive(%s, %s, 'reason', now() + interval '30 days');",
					 fix.len ? "Or ask" : "Ask",
					 list_length(violations) > 1 ? ", one for each" : "",
					 quote_literal_cstr(first->policy->name),
					 quote_literal_cstr(dm_object_label(&first->object)));
	return buf.data;
}

void
dm_decision_deny(const DmOccasion *occasion, List *violations)
{
	const DmViolation *first = linitial(violations);
	int			count = list_length(violations);
	StringInfoData detail;
	StringInfoData data;
	ListCell   *cell;
	char	   *hint;
	bool		recorded;

	initStringInfo(&detail);
	initStringInfo(&data);
	foreach(cell, violations)
	{
		describe(&detail, lfirst(cell));
		pack_violation(&data, occasion, lfirst(cell), next_denial_number());
	}
	hint = hint_for(occasion, violations);

	recorded = hand_over(&data, count);
	if (!recorded)
		ereport(LOG,
				(errmsg("a denial was not recorded, or not within datamesh.denial_wait"),
				 errdetail_log("%s", detail.data)));

	if (count == 1)
		ereport(ERROR,
				(errcode(ERRCODE_DATAMESH_POLICY_VIOLATION),
				 errmsg("policy \"%s\" forbids %s", first->policy->name,
						dm_object_label(&first->object)),
				 errdetail("%s", detail.data),
				 errhint("%s", hint)));
	ereport(ERROR,
			(errcode(ERRCODE_DATAMESH_POLICY_VIOLATION),
			 errmsg("policy \"%s\" forbids %s, and %d more violation(s)", first->policy->name,
					dm_object_label(&first->object), count - 1),
			 errdetail("%s", detail.data),
			 errhint("%s", hint)));
}
