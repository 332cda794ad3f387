#!/bin/bash
# typedefs.sh: writes typedefs.list anew, the type names that pg_bsd_indent must
# know: those our sources use and that we, the server or our libraries define.
set -euo pipefail
cd "$(dirname "$0")/.."

pg_config=${PG_CONFIG:-pg_config}
include=$(pkg-config --variable=includedir yaml-0.1)
export LC_ALL=C

used=$(grep -rhoEw --include='*.[ch]' '[A-Za-z_][A-Za-z0-9_]+' src | sort -u)
defined=$({
	printf '%s\n' FILE size_t ssize_t time_t off_t pid_t va_list {u,}int{8,16,32,64}_t
	cat -- "$include/yaml.h" "$include/jansson.h" |
		cat - <(find src "$("$pg_config" --includedir-server)" -name '*.[ch]' -exec cat {} +) |
		sed -nE \
			-e 's/^\} *([A-Za-z_][A-Za-z0-9_]*)(, *\*([A-Za-z_][A-Za-z0-9_]*))?;.*/\1\n\3/p' \
			-e 's/^typedef [^(){]*[ \t*]([A-Za-z_][A-Za-z0-9_]*)(\[.*\])?;.*/\1/p' \
			-e 's/^typedef [^(){]*\(\*([A-Za-z_][A-Za-z0-9_]*)\).*/\1/p'
} | grep . | sort -u)

comm -12 <(echo "$used") <(echo "$defined") > typedefs.list
