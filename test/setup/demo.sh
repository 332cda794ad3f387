#!/bin/bash
# demo.sh start|stop: a private server with the demonstration mesh in it. The link
# build/demo leads to it while it runs. contrib/demo/run.sh fills the empty
# database "shop"; contrib/demo/postgresql.conf, if there, adds settings.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=cluster.sh
. "$(dirname "$0")/cluster.sh"

# One at a time per checkout. -o: the server must not inherit the lock.
if [ -z "${DEMO_LOCKED:-}" ]; then
	mkdir -p build
	DEMO_LOCKED=1 exec flock -o build/.demo.lock "$top/test/setup/demo.sh" "$@"
fi

stop_demo() {
	[ -L build/demo ] || return 0
	local run
	run=$(readlink build/demo)
	case $run in */datamesh-demo.*) remove_run_dir ;; esac
	rm build/demo
	echo "The demo server was stopped and removed."
}

# Nothing stays behind a demonstration that did not come up.
give_up() {
	if [ -e "$run/server.log" ]; then tail -n 20 "$run/server.log"; fi
	stop_demo
	echo "The demonstration failed."
} >&2

start_demo() {
	test/setup/install.sh build test
	make_run_dir demo
	ln -s "$run" build/demo
	trap give_up EXIT

	copy_postgres
	build_extension
	settings=()
	if [ -e contrib/demo/postgresql.conf ]; then settings=(contrib/demo/postgresql.conf); fi
	start_cluster ${settings[@]+"${settings[@]}"}
	"$bin/createdb" shop
	PGDATABASE=shop DEMO_DIR=contrib/demo contrib/demo/run.sh
	trap - EXIT

	cat <<-END

		The demo server is running. Connect to it:
		    $("$PG_CONFIG" --bindir)/psql -h $PGHOST -U $PGUSER shop
		Stop and remove it:
		    make -C $top demo-stop
	END
}

case ${1:-} in
	start) stop_demo; start_demo ;;
	stop) stop_demo ;;
	*) die "start or stop?" ;;
esac
