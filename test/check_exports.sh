#!/bin/bash
# check_exports.sh LIBRARY: fails when the library shows or wants a symbol it must not.
set -euo pipefail
lib=$1
status=0

extra=$(nm -D --defined-only "$lib" | awk '{print $NF}' |
	grep -Ev '^(Pg_magic_func|_PG_init|pg_finfo_.*|datamesh_.*|dm_.*_main)$' || true)
if [ -n "$extra" ]; then
	echo "$lib exports symbols that are nobody's business:" "${extra//$'\n'/ }" >&2
	status=1
fi

# The server exports a json_object of its own, and the dynamic linker would take
# that one for jansson's: a crash at run time.
if nm -D "$lib" | grep -qw json_object; then
	echo "$lib refers to json_object(), which the server defines too: use json_pack(\"{}\")" >&2
	status=1
fi

exit $status
