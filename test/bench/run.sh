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
memory=
trap 'rm -rf "$work" ${memory:+"$memory"}' EXIT
if [ "$(df -k --output=avail /dev/shm 2> /dev/null | tail -n 1)" -gt 500000 ] 2> /dev/null; then
	memory=$(mktemp -d -p /dev/shm)
fi
export BENCH_MEMORY=$memory
perl "$here/bench.pl" "$here" "$work"
