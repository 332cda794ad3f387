#!/bin/bash
# run.sh: the benchmarks. Called by test/setup/bench.sh (make bench) with PGHOST,
# PGPORT, PGUSER and PGDATABASE of a private server, where that user is superuser and
# the database is empty. Ends with 1 if a bar is missed.
#
# BENCH_ONLY="ddl compliance apply"   some of the parts
# BENCH_DOMAINS=10000                 size of the mesh of part "compliance"
# BENCH_REPORT_ONLY=1                 a missed bar is only shown
set -euo pipefail
here=${BENCH_DIR:-$(dirname "$0")}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
perl "$here/bench.pl" "$here" "$work"
