#!/bin/bash
# run_checks.sh [CHECK...]: what can be found out about the sources without running
# them. The last line it prints is "N passed, N failed".
set -uo pipefail
top=$(dirname "$(dirname "$(realpath "$0")")")
cd "$top" || exit

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# build_apart MAKE-ARGUMENT...: builds a copy of the sources
build_apart() {
	rm -rf "$work/tree" && mkdir "$work/tree" &&
		tar -c --exclude=./.git --exclude=./build --exclude='*.o' --exclude='*.d' --exclude='*.bc' --exclude='*.so' . |
		tar -x -C "$work/tree" &&
		make -s -j"$(nproc)" -C "$work/tree" "$@"
}

check_layers() { test/check_layers.sh; }
check_format() { test/check_format.sh; }
check_shell() { test/check_shell.sh; }
check_gcc() { build_apart CC=gcc WERROR=1 with_llvm=no; }
check_clang() { build_apart CC=clang WERROR=1 with_llvm=no; }
check_install() { build_apart && make -s -C "$work/tree" install DESTDIR="$work/root"; }
check_demo() { build_apart with_llvm=no && "$work/tree/test/setup/demo.sh" start && "$work/tree/test/setup/demo.sh" stop; }

test/setup/install.sh build test lint || exit
[ $# -gt 0 ] || set -- layers format shell gcc clang install demo

passed=0 failed=0
for name; do
	if "check_$name" > "$work/log" 2>&1 < /dev/null; then
		echo "ok       check/$name"
		passed=$((passed + 1))
	else
		echo "failed   check/$name"
		cat "$work/log"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
