#!/bin/sh
# Prints the path of a Chromium or Chrome for the browser tests: browser.sh [--find]
# When there is none, and apt-get may be used without a question, installs the distribution's own
# (not with --find). Prints nothing when there is none in the end, and says so on stderr.
set -eu

find_browser() {
    for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        [ -n "$candidate" ] || continue
        path=$(command -v "$candidate" 2>/dev/null) || continue
        # A name on the path may be a stub that only says what to install.
        "$path" --version >/dev/null 2>&1 || continue
        echo "$path"
        return 0
    done
    return 1
}

may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then as_root=; return 0; fi
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null && as_root="sudo -n"
}

find_browser && exit 0
if [ "${1:-}" != --find ] && may_install; then
    echo "Installing chromium and fonts-noto-cjk for the browser tests" >&2
    {
        $as_root apt-get -qq update &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
                chromium fonts-noto-cjk
    } >/dev/null 2>&1 || echo "apt-get could not install them." >&2
    find_browser && exit 0
fi
echo "No Chromium or Chrome found: browser tests will be skipped. Install one or set CHROMIUM to its path." >&2
