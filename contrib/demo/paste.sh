#!/usr/bin/env bash
#
# paste.sh
#	Puts the output of the demo, from standard input, into the README:
#	make demo | contrib/demo/paste.sh
#
# test/t/060_demo.pl fails while the README shows something else.

set -euo pipefail

readme=$(dirname "${BASH_SOURCE[0]}")/../../README.md
shown=$(sed -n '/^1\. /,/^The demo server/p' | sed '/^The demo server/d')
[ -n "$shown" ] || { echo 'paste.sh: there is no output of the demo' >&2; exit 1; }

new=$(
	sed '/^<!-- demo -->$/q' "$readme"
	# shellcheck disable=SC2016 # backquotes of Markdown
	printf '```text\n%s\n```\n' "$shown"
	sed -n '/^<!-- end of demo -->$/,$p' "$readme"
)
printf '%s\n' "$new" > "$readme"
