#!/bin/bash
# check_format.sh: C sources in PostgreSQL's style, as pg_bsd_indent has it, and
# clean white space everywhere. Prints what differs.
# check_format.sh --fix [FILE...]: repairs the C sources, or these.
set -euo pipefail
cd "$(dirname "$0")/.."

# The options of core's pgindent.
options=(-bad -bap -bbb -bc -bl -cli1 -cp33 -cdb -nce -d0 -di12 -nfc1 -i4 -l79
	-lp -lpl -nip -npro -sac -tpg -ts4)

# indent: stdin to stdout. Around the formatter, as pgindent does: comments that
# begin with dashes keep their shape, and a pointer's return type is one blank
# away from its star.
indent() {
	sed -E 's!/\* +---!/*---X_X!' |
		pg_bsd_indent "${options[@]}" -Utypedefs.list |
		sed -E -e 's!/\*---X_X!/* ---!' -e 's!^([A-Za-z_][^ \t]*)[ \t]+\*$!\1 *!'
}

fix=
if [ "${1:-}" = --fix ]; then
	fix=1
	shift
	test/setup/install.sh build lint
	test/typedefs.sh
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

while read -r file; do
	indent < "$file" > "$work/new" 2> "$work/messages"
	if [ -s "$work/messages" ]; then
		sed "s!^!$file: !" "$work/messages"
		status=1
	elif ! cmp -s "$file" "$work/new"; then
		if [ -n "$fix" ]; then
			cat "$work/new" > "$file"
			echo "formatted $file"
		else
			diff -u --label "$file" --label "$file, by make indent" "$file" "$work/new" || true
			status=1
		fi
	fi
done < <(if [ $# -gt 0 ]; then printf '%s\n' "$@"; else find src -name '*.[ch]' | sort; fi)
[ -z "$fix" ] || exit $status

# Text files: no blanks at line ends, no carriage returns, a newline at the end.
# Expected output is as it is.
while read -r file; do
	if grep -nHE $'[ \t\r]+$' "$file"; then
		echo "$file: white space at the end of a line"
		status=1
	fi
	if [ -s "$file" ] && [ -n "$(tail -c 1 "$file")" ]; then
		echo "$file: no newline at the end"
		status=1
	fi
done < <(find . \( -name .git -o -name build -o -name expected \) -prune -o -type f \
	\( -name '*.[ch]' -o -name '*.sql' -o -name '*.spec' -o -name '*.sh' -o -name '*.p[lm]' \
	-o -name '*.yaml' -o -name '*.yml' -o -name '*.md' -o -name '*.control' -o -name Makefile \) -print | sort)

exit $status
