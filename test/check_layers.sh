#!/bin/bash
# check_layers.sh: the architecture, as far as a script can see it. A file may
# include its own directory and lower layers; the rules are at each check below.
set -euo pipefail
cd "$(dirname "$0")/.."

# Directories of one layer do not know each other.
declare -A layer=(
	[base]=0
	[types]=1
	[meta]=2
	[document]=3 [contract]=3
	[policy]=4 [classify]=4 [mask]=4 [lineage]=4 [quality]=4 [audit]=4
	[hooks]=5
	[apply]=6 [worker]=6
)

status=0
complain() { echo "$*"; status=1; }

mapfile -t sources < <(find src -name '*.[ch]' | sort)

# Includes go downwards. src/datamesh.c puts the modules together and sees all.
for file in "${sources[@]}"; do
	dir=${file#src/}
	case $dir in
		datamesh.c) continue ;;
		*/*/*) complain "$file: directories below src have no directories of their own"; continue ;;
		*/*) dir=${dir%/*} ;;
		*) complain "$file: only datamesh.c is directly in src"; continue ;;
	esac
	if [ -z "${layer[$dir]:-}" ]; then
		complain "$file: test/check_layers.sh knows no layer for src/$dir"
		continue
	fi
	while IFS=: read -r line other; do
		if [ -z "${layer[$other]:-}" ] || [ "$other" = "$dir" ]; then continue; fi
		if [ "${layer[$other]}" -ge "${layer[$dir]}" ]; then
			complain "$file:$line: $dir (layer ${layer[$dir]}) includes $other (layer ${layer[$other]})"
		fi
	done < <(sed -nE '/^[ \t]*#[ \t]*include[ \t]+"[^"\/]+\//{=;s/.*"([^"\/]+)\/.*/\1/p}' "$file" | paste -d: - -)
done

# Log lines show the file's name without its directory.
while read -r name; do
	complain "two files are called $name"
done < <(printf '%s\n' "${sources[@]##*/}" | sort | uniq -d)

# Differences between server versions are the business of one file.
while read -r file; do
	complain "$file: looks at PG_VERSION_NUM, which only src/base/compat.h does"
done < <(grep -lw PG_VERSION_NUM "${sources[@]}" | grep -vx src/base/compat.h)

# jansson.h does not compile beside utils/builtins.h, and json_object is a
# function of the server too: one file deals with that.
mapfile -t jansson < <(grep -lE '^[ \t]*#[ \t]*include[ \t]+[<"]jansson\.h' "${sources[@]}")
[ ${#jansson[@]} = 1 ] || complain "jansson.h is included by ${#jansson[@]} files, not by one: ${jansson[*]}"

# A header compiles without others before it (save postgres.h). Lists meant to be
# included with a macro defined beforehand have no include guard.
flags=()
eval "flags+=($(make -s print-CPPFLAGS))"
for file in "${sources[@]}"; do
	case $file in *.h) ;; *) continue ;; esac
	grep -q '^#ifndef DM_' "$file" || continue
	printf '#include "postgres.h"\n#include "%s"\n' "${file#src/}" |
		gcc -x c -fsyntax-only -Wall -Werror "${flags[@]}" - || complain "$file: does not compile alone"
done

exit $status
