#!/bin/bash
# run_tests.sh: every test, in a throw-away cluster. The last line it prints is
# "N passed, N failed" (and ", N skipped" if any); one test is one file.
#
#   ONLY=regress|isolation|tap   one suite
#   TESTS="a b policy_*"         tests by name, without suffix; wildcards allowed
#   KEEP=1                       leave the run directory
#   JOBS=N                       TAP files at a time (default: the number of processors)
#   TEST_TIMEOUT=N               seconds a test may take (default: 300)
#
# regress   test/sql/NAME.sql, expected output in expected/NAME.out
# isolation test/isolation/specs/NAME.spec, expected output in test/isolation/expected
# tap       test/t/NAME.pl
#
# Each regress and isolation test starts in an empty database of its own, in one
# cluster; TAP files make their own clusters. What the tests wrote is left in
# build/results.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=setup/cluster.sh
. "$(dirname "$0")/setup/cluster.sh"

passed=0 failed=0 skipped=0
finish() {
	local status=$?
	trap - EXIT
	if [ -n "${KEEP:-}" ]; then echo "kept: ${run:-}"; else remove_run_dir; fi
	if [ $status != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
	echo "$passed passed, $failed failed$([ "$skipped" = 0 ] || echo ", $skipped skipped")"
	[ "$failed" = 0 ] || exit 1
}
trap finish EXIT
trap 'exit 130' INT TERM

case ${ONLY:=} in '' | regress | isolation | tap) ;; *) die "ONLY=$ONLY: not regress, isolation or tap" ;; esac
read -ra patterns <<< "${TESTS:-*}"
declare -A matched
regress=() isolation=() tap=()

# pick SUITE DIR SUFFIX: sets the array SUITE to the names of the tests asked for
pick() {
	local -n list=$1
	local file name pattern
	if [ -n "$ONLY" ] && [ "$ONLY" != "$1" ]; then return; fi
	for file in "$2"/*."$3"; do
		[ -e "$file" ] || continue
		name=$(basename "$file" ".$3")
		for pattern in "${patterns[@]}"; do
			# shellcheck disable=SC2053 # a wildcard pattern it is
			if [[ $name == $pattern ]]; then
				list+=("$name")
				matched[$pattern]=1
				break
			fi
		done
	done
}
pick regress test/sql sql
pick isolation test/isolation/specs spec
pick tap test/t pl
for pattern in "${patterns[@]}"; do
	[ -n "${matched[$pattern]:-}" ] || die "no test is called $pattern"
done

test/setup/install.sh build test
make_run_dir test
copy_postgres
build_extension

# Tests read a snapshot of the checkout, which the server's user may not be able to
# reach, and which somebody may be editing.
tree=$run/tree logs=$run/logs
as_server mkdir "$tree" "$logs" "$run/tmp"
export TMPDIR=$run/tmp
tar -c --exclude=./.git --exclude=./build --exclude='*.o' --exclude='*.bc' . | (cd "$tree" && as_server tar -x)

# run_test SUITE NAME COMMAND...: runs it, writes down and prints how it went
run_test() {
	local suite=$1 name=$2 log=$logs/$1.$2.log start result=ok status=0
	shift 2
	start=$(date +%s%N)
	as_server timeout --kill-after=10 "${TEST_TIMEOUT:-300}" "$@" > "$log" 2>&1 < /dev/null || status=$?
	if [ $status != 0 ]; then result=failed; fi
	if [ $status = 124 ]; then echo "took longer than ${TEST_TIMEOUT:-300} s" >> "$log"; fi
	if [ "$suite" = tap ] && grep -q '^Result: NOTESTS' "$log"; then result=skipped; fi
	printf '%-8s %s/%s  (%d ms)\n' "$result" "$suite" "$name" $((($(date +%s%N) - start) / 1000000))
	echo "$result $suite $name" >> "$run/outcome"
}

in_database=(--bindir="$bin" --dlpath="$("$bin/pg_config" --pkglibdir)" --user=postgres --encoding=UTF8 --no-locale)

run_regress() {
	cd "$tree"
	run_test regress "$1" "$pgxs/src/test/regress/pg_regress" "${in_database[@]}" \
		--inputdir=test --dbname=contrib_regression "$1"
	if [ -s regression.diffs ]; then mv regression.diffs "$logs/regress.$1.diffs"; fi
}

# In a directory of its own, or the expected output of a regress test of the
# same name would be taken.
run_isolation() {
	cd "$run/isolation"
	run_test isolation "$1" "$pgxs/src/test/isolation/pg_isolation_regress" "${in_database[@]}" \
		--inputdir="$tree/test/isolation" --dbname=isolation_regression "$1"
	if [ -s regression.diffs ]; then mv regression.diffs "$logs/isolation.$1.diffs"; fi
}

run_tap() {
	cd "$tree"
	run_test tap "$1" env TESTDIR="$run/tap" PERL5LIB="$pgxs/src/test/perl" \
		PG_REGRESS="$pgxs/src/test/regress/pg_regress" prove --verbose "test/t/$1.pl"
}

if [ ${#regress[@]} -gt 0 ] || [ ${#isolation[@]} -gt 0 ]; then
	start_cluster test/datamesh.conf
	as_server mkdir "$run/isolation"
	# in the background, so that a signal is not kept waiting
	for name in ${regress[@]+"${regress[@]}"}; do (run_regress "$name") & wait $!; done
	for name in ${isolation[@]+"${isolation[@]}"}; do (run_isolation "$name") & wait $!; done
fi
if [ ${#tap[@]} -gt 0 ]; then
	as_server mkdir "$run/tap"
	for name in "${tap[@]}"; do
		while [ "$(jobs -rp | wc -l)" -ge "${JOBS:-$(nproc)}" ]; do wait -n; done
		(run_tap "$name") &
	done
	wait
fi

# What went wrong, in full.
while read -r result suite name; do
	[ "$result" = failed ] || continue
	echo
	echo "=== $suite/$name"
	log=$logs/$suite.$name
	if [ -e "$log.diffs" ]; then cat "$log.diffs"; else tail -n 100 "$log.log"; fi
	more=$run/tap/tmp_check/log/regress_log_$name
	if [ "$suite" = tap ] && [ -e "$more" ]; then tail -n 100 "$more"; fi
done < "$run/outcome"

count() { grep -c "^$1 " "$run/outcome" || true; }
passed=$(count ok) failed=$(count failed) skipped=$(count skipped)

# Every test asked for must have come to an end, and not all by being skipped.
lost=$((${#regress[@]} + ${#isolation[@]} + ${#tap[@]} - passed - failed - skipped))
if [ $lost != 0 ] || [ $((passed + failed)) = 0 ]; then
	echo "=== $lost tests were lost, $((passed + failed)) were executed"
	failed=$((failed + (lost > 0 ? lost : 1)))
fi

# A backend that died is a failure even if no test noticed.
if grep -sE 'terminated by signal|PANIC:|TRAP:' "$run/server.log"; then
	echo "=== the server crashed: see build/results/server.log"
	failed=$((failed + 1))
fi

# Kept by name, so that runs of different tests leave each other's results alone.
mkdir -p build/results/logs
while read -r _ suite name; do rm -f "build/results/logs/$suite.$name".*; done < "$run/outcome"
cp -r "$logs" build/results/
for dir in regress:tree/results isolation:isolation/results tap:tap/tmp_check/log; do
	if [ -d "$run/${dir#*:}" ]; then cp -rT "$run/${dir#*:}" "build/results/${dir%:*}"; fi
done
if [ -e "$run/server.log" ]; then cp "$run/server.log" build/results/; fi
echo
