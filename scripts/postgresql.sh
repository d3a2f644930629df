#!/bin/sh
# Prints the folder of PostgreSQL's server programs (initdb, pg_ctl) for the tests: postgresql.sh [--find]
# When there is none, and apt-get may be used without a question, installs the distribution's own
# (not with --find). Prints nothing when there is none in the end, and says so on stderr.
set -eu

find_server() {
    for program in "${POSTGRESQL:-}/initdb" "$(command -v initdb 2>/dev/null)" /usr/lib/postgresql/*/bin/initdb \
        /opt/homebrew/opt/postgresql*/bin/initdb; do
        [ -x "$program" ] || continue
        dirname "$program"
        return 0
    done
    return 1
}

may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then as_root=; return 0; fi
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null && as_root="sudo -n"
}

find_server && exit 0
if [ "${1:-}" != --find ] && may_install; then
    echo "Installing postgresql for the tests" >&2
    {
        # The server is started by the tests alone, never by the system.
        $as_root mkdir -p /etc/postgresql-common &&
            echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.conf &&
            $as_root apt-get -qq update &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
                -o Dpkg::Options::=--force-confold postgresql
    } >/dev/null 2>&1 || echo "apt-get could not install it." >&2
    find_server && exit 0
fi
echo "No PostgreSQL server found: its tests will be skipped. Install one or set POSTGRESQL to its bin folder." >&2
