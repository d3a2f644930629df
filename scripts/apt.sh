# Sourced: what the scripts share that may install packages of the distribution.

# Whether apt-get may be used without a question; leaves what to put before a command in $as_root.
may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then as_root=; return 0; fi
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null && as_root="sudo -n"
}

# Installs packages where it may; a line on stderr says so, and another where it fails.
apt_install() {
    may_install || return 1
    echo "Installing $* for the tests" >&2
    {
        $as_root apt-get -qq update &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
                -o Dpkg::Options::=--force-confold "$@"
    } >/dev/null 2>&1 || { echo "apt-get could not install $*." >&2; return 1; }
}
