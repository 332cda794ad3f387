#!/bin/bash
# bench.sh: runs test/bench/run.sh in the empty database "bench" of a private
# server with quiet settings; the server is gone afterwards.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=cluster.sh
. "$(dirname "$0")/cluster.sh"

test/setup/install.sh build test
trap remove_run_dir EXIT
trap 'exit 130' INT TERM
make_run_dir bench
copy_postgres
build_extension
start_cluster test/setup/bench.conf
"$bin/createdb" bench
PGDATABASE=bench BENCH_DIR=test/bench test/bench/run.sh
