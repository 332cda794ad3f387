#!/bin/bash
# check_shell.sh: shellcheck on every shell script.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t scripts < <(find . \( -name .git -o -name build \) -prune -o -type f \
	\( -name '*.sh' -o -path './.ci/*' \) -print | sort)
shellcheck --external-sources --source-path=SCRIPTDIR "${scripts[@]}"
