#!/bin/sh
# Prints the folder of PostgreSQL's server programs (initdb, pg_ctl) for the tests: postgresql.sh [--find]
# When there is none, and apt-get may be used without a question, installs the distribution's own
# (not with --find). Prints nothing when there is none in the end, and says so on stderr.
set -eu
. "$(dirname "$0")/apt.sh"

find_server() {
    for program in "${POSTGRESQL:-}/initdb" "$(command -v initdb 2>/dev/null)" /usr/lib/postgresql/*/bin/initdb \
        /opt/homebrew/opt/postgresql*/bin/initdb; do
        [ -x "$program" ] || continue
        dirname "$program"
        return 0
    done
    return 1
}

find_server && exit 0
if [ "${1:-}" != --find ] && may_install; then
    # The server is started by the tests alone, never by the system.
    $as_root mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    apt_install postgresql && find_server && exit 0
fi
echo "No PostgreSQL server found: its tests will be skipped. Install one or set POSTGRESQL to its bin folder." >&2
