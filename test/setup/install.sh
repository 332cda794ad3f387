#!/bin/bash
# install.sh WHEN...: installs what is missing of the packages listed for WHEN
# (build, test, lint; see the file packages) with apt. Quiet when nothing is.
set -euo pipefail
here=$(dirname "$(realpath "$0")")

pg_config=${PG_CONFIG:-pg_config}

# usable WHAT: is this PostgreSQL's server (or its development part) there?
usable() {
	case $1 in
		dev) [ -e "$("$pg_config" --pgxs 2>/dev/null)" ] ;;
		server) [ -x "$("$pg_config" --bindir 2>/dev/null)/postgres" ] ;;
	esac
}

present() {
	case $1 in
		cmd:*) command -v "${1#*:}" ;;
		file:*) [ -e "${1#*:}" ] ;;
		pc:*) pkg-config --exists "${1#*:}" ;;
		perl:*) perl -M"${1#*:}" -e1 ;;
		pg:*) usable "${1#*:}" ;;
		*) echo "packages: unknown check $1" >&2; exit 2 ;;
	esac > /dev/null 2>&1
}

missing=()
while read -r when package check _; do
	case " $* " in *" $when "*) present "$check" || missing+=("$package") ;; esac
done < <(grep -v '^#' "$here/packages")
[ ${#missing[@]} -gt 0 ] || exit 0

if [ -n "${PG_CONFIG:-}" ]; then
	case "${missing[*]}" in *'{major}'*)
		echo "setup: PG_CONFIG=$PG_CONFIG does not lead to a PostgreSQL with server programs and PGXS" >&2
		exit 1 ;;
	esac
fi
if ! command -v apt-get > /dev/null; then
	echo "setup: there is no apt-get here; please install what these Debian packages hold: ${missing[*]}" >&2
	exit 1
fi

as_root=()
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo > /dev/null; then
		echo "setup: not root and no sudo; please have these packages installed: ${missing[*]}" >&2
		exit 1
	fi
	as_root=(sudo)
fi
apt() {
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@" < /dev/null
}

apt update

# The major version: of the development files that are there, else the first we
# support that this Debian offers.
major=
if usable dev; then
	major=$("$pg_config" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
else
	for v in 15 16 17 18; do
		if apt-cache show "postgresql-server-dev-$v" > /dev/null 2>&1; then major=$v; break; fi
	done
fi
missing=("${missing[@]//\{major\}/$major}")
echo "setup: installing ${missing[*]}"

# A fresh postgresql-N package would create and start a cluster "main". We need
# none, so that is switched off while apt runs; the drop-in file goes again.
dropin=/etc/postgresql-common/createcluster.d/datamesh-setup.conf
cleanup() { "${as_root[@]}" rm -f "$dropin"; }
case "${missing[*]}" in *postgresql-"$major"*)
	trap cleanup EXIT
	"${as_root[@]}" mkdir -p "$(dirname "$dropin")"
	echo "create_main_cluster = false" | "${as_root[@]}" tee "$dropin" > /dev/null
esac

apt install -y --no-install-recommends "${missing[@]}" > /dev/null
