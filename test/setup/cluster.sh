# shellcheck shell=bash
# cluster.sh: sourced by the scripts that need a PostgreSQL of their own.
#
# Nothing here touches the machine's PostgreSQL. Its programs and libraries are
# copied into a fresh run directory, under the paths they have: PostgreSQL finds
# its parts relative to its own program, so the copy is complete and can be
# installed into with DESTDIR, without root. Servers listen on a Unix socket in
# that directory only. When root runs us, the server runs as another user, and
# the directory belongs to that user.
#
# Set here: top (the checkout), run (the run directory), bin (programs of the
# copy), pgxs (where pg_regress and the TAP modules are), PG_CONFIG (in full, since
# PATH begins with the copy).

top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
umask 022
cd "$top" || exit

# The environment must not change what a test sees.
for var in $(compgen -e PG); do
	case $var in PG_CONFIG | PG_TEST_*) ;; *) unset "$var" ;; esac
done
unset LANGUAGE LC_ALL
export LANG=C.UTF-8

die() { echo "$(basename "$0"): $*" >&2; exit 1; }

server_user=
if [ "$(id -u)" = 0 ]; then
	server_user=nobody
	if id -u postgres > /dev/null 2>&1; then server_user=postgres; fi
fi

# as_server COMMAND...: runs it as the user that servers run as
as_server() {
	if [ -z "$server_user" ]; then
		"$@"
	else
		setpriv --reuid "$server_user" --regid "$(id -g "$server_user")" --init-groups "$@"
	fi
}

# make_run_dir NAME: a fresh directory that the server's user can work in, and
# with a path short enough for a socket
make_run_dir() {
	local base
	for base in "${TMPDIR:-/tmp}" /tmp; do
		[ ${#base} -le 50 ] || continue
		run=$(realpath "$(mktemp -d "$base/datamesh-$1.XXXXXX")")
		if [ -n "$server_user" ]; then chown "$server_user" "$run"; fi
		if (cd / && as_server test -w "$run"); then
			export HOME=$run
			return
		fi
		rm -rf "$run"
	done
	die "no directory for temporary files that user $server_user can write to"
}

# copy_postgres: the private copy, without an installed datamesh and without the
# bitcode JIT could inline from
copy_postgres() {
	local dir file
	PG_CONFIG=$(command -v "${PG_CONFIG:-pg_config}")
	export PG_CONFIG
	for dir in "$("$PG_CONFIG" --bindir)" "$("$PG_CONFIG" --sharedir)" "$("$PG_CONFIG" --pkglibdir)"; do
		mkdir -p "$run/pg$dir"
		for file in "$dir"/*; do
			case ${file##*/} in
				bitcode) ;;
				pgxs) ln -s "$file" "$run/pg$file" ;;
				*) cp -a "$file" "$run/pg$dir/" ;;
			esac
		done
	done
	rm -f "$run/pg$("$PG_CONFIG" --pkglibdir)"/datamesh.so "$run/pg$("$PG_CONFIG" --sharedir)"/extension/datamesh*
	dir=$("$PG_CONFIG" --includedir)
	mkdir -p "$run/pg$(dirname "$dir")"
	ln -sfn "$dir" "$run/pg$dir"
	pgxs=$("$PG_CONFIG" --pgxs)
	pgxs=${pgxs%/src/makefiles/pgxs.mk}
	bin=$run/pg$("$PG_CONFIG" --bindir)
	export PATH="$bin:$PATH"
}

# build_extension: builds, and installs into the copy. One build at a time in
# one checkout; once installed, a run no longer depends on the checkout's state.
build_extension() {
	local log=$run/build.log
	mkdir -p build
	if ! (
		flock 9
		make -j"$(nproc)" with_llvm=no all && make with_llvm=no install DESTDIR="$run/pg"
	) > "$log" 2>&1 9> build/.lock; then
		cat "$log"
		die "the build failed"
	fi
	grep -A 5 '\.[ch]:[0-9:]* warning:' "$log" || true
}

# start_cluster CONF...: initdb and start, with these configuration files; sets
# PGHOST, PGPORT and PGUSER. The superuser is always called postgres.
start_cluster() {
	local sock=$run/sock
	install -d -m 700 ${server_user:+-o "$server_user"} "$sock"
	(
		cd "$run"
		as_server "$bin/initdb" -D data -U postgres -A trust --no-locale -E UTF8 -N > initdb.log 2>&1 ||
			{ cat initdb.log; exit 1; }
	) || die "initdb failed"
	{
		cat /dev/null "$@"
		echo "listen_addresses = ''"
		echo "unix_socket_directories = '$sock'"
	} >> "$run/data/postgresql.conf"
	(cd "$run" && as_server "$bin/pg_ctl" -D data -l server.log -w start > /dev/null) ||
		{ tail -n 50 "$run/server.log"; die "the server did not start"; }
	export PGHOST=$sock PGPORT=5432 PGUSER=postgres
}

# end_processes PID: ends what descends from that process, not the process itself
end_processes() {
	local child children
	children=$(cat "/proc/$1/task/"*/children 2> /dev/null || true)
	if [ "$1" != $$ ]; then kill "$1" 2> /dev/null || true; fi
	for child in $children; do end_processes "$child"; done
}

# leftovers: the processes whose program is in the run directory
leftovers() {
	local exe
	for exe in /proc/[0-9]*/exe; do
		case $(readlink "$exe") in "$run"/*) basename "$(dirname "$exe")" ;; esac
	done
}

# remove_run_dir: ends our own processes and every server started in the run
# directory, and removes it
remove_run_dir() {
	local pids signal=QUIT
	[ -d "${run:-}" ] || return 0
	cd "$top" || return
	end_processes $$
	for ((i = 0; i < 100; i++)); do
		pids=$(leftovers)
		[ -n "$pids" ] || break
		if [ $i = 50 ]; then signal=KILL; fi
		# shellcheck disable=SC2086 # one word each
		if [ $((i % 50)) = 0 ]; then kill -$signal $pids 2> /dev/null || true; fi
		sleep 0.1
	done
	rm -rf "$run"
}
