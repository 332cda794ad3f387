/*-------------------------------------------------------------------------
 *
 * denial_writer.c
 *	  Writes the record of a denial in a transaction of its own.
 *
 * Started by policy/decision.c for one denial, gone when that is written.  The
 * message lies in a dynamic shared memory segment; we unpin it as soon as we
 * have it, so that it goes away with the last of the two who look at it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"
#include "base/compat.h"

#include "base/spi.h"
#include "policy/decision.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "postmaster/interrupt.h"
#include "storage/dsm.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/snapmgr.h"

extern PGDLLEXPORT void dm_denial_writer_main(Datum main_arg);

/* The next string of the message, NULL if it stands for NULL. */
static const char *
next_string(const char **at)
{
	const char *string = *at;

	*at += strlen(string) + 1;
	return strcmp(string, DM_DENIAL_NULL) == 0 ? NULL : string;
}

static void
write_denials(const DmDenialMessage *message)
{
	static DmQuery query = DM_QUERY("INSERT INTO datamesh_catalog.decision (outcome, denial, decided_at, policy, policy_version, "
									"level, moment, command, domain, product, object_type, object, message, role_name, session_role, application_name) "
									"VALUES ('deny', $1::pg_catalog.int8, $2::pg_catalog.timestamptz, $3, $4::pg_catalog.int4, "
									"$5::datamesh.policy_level, $6::datamesh.policy_moment, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
	const char *at = message->data;
	DmSpi		spi;

	dm_spi_begin(&spi);
	for (int row = 0; row < message->rows; row++)
	{
		DmArg		args[DM_DENIAL_FIELDS];

		for (int i = 0; i < DM_DENIAL_FIELDS; i++)
			args[i] = dm_arg_text(next_string(&at));
		dm_spi_run(&query, DM_DENIAL_FIELDS, args);
	}
	dm_spi_end(&spi);
}

void
dm_denial_writer_main(Datum main_arg)
{
	dsm_handle	handle = DatumGetUInt32(main_arg);
	dsm_segment *segment;
	DmDenialMessage *message;

	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();

	segment = dsm_attach(handle);
	if (segment == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the denial to be recorded is gone")));
	dsm_pin_mapping(segment);
	dsm_unpin_segment(handle);
	message = dsm_segment_address(segment);
	message->taken = true;

	BackgroundWorkerInitializeConnectionByOid(message->database, InvalidOid, 0);

	/* whoever was denied waits for us, and may hold what we wait for */
	SetConfigOption("lock_timeout", "1s", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("statement_timeout", "10s", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_read_only", "off", PGC_SUSET, PGC_S_OVERRIDE);

	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());

	/* the denied transaction may have been the one to create the extension */
	if (OidIsValid(get_namespace_oid("datamesh_catalog", true)))
		write_denials(message);
	PopActiveSnapshot();
	CommitTransactionCommand();
	message->written = true;
	dsm_detach(segment);
}
