#!/bin/sh
# Prints the path of a Chromium or Chrome for the browser tests: browser.sh [--find]
# When there is none, and apt-get may be used without a question, installs the distribution's own
# (not with --find). Prints nothing when there is none in the end, and says so on stderr.
# Chromium without windows comes first where there is one: it opens a page in half the time.
set -eu
. "$(dirname "$0")/apt.sh"

find_browser() {
    for candidate in "${CHROMIUM:-}" chromium-headless-shell chromium chromium-browser \
        google-chrome google-chrome-stable "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        [ -n "$candidate" ] || continue
        path=$(command -v "$candidate" 2>/dev/null) || continue
        # A name on the path may be a stub that only says what to install.
        "$path" --version >/dev/null 2>&1 || continue
        echo "$path"
        return 0
    done
    return 1
}

find_browser && exit 0
if [ "${1:-}" != --find ]; then
    apt_install chromium-headless-shell fonts-noto-cjk || apt_install chromium fonts-noto-cjk || true
    find_browser && exit 0
fi
echo "No Chromium or Chrome found: browser tests will be skipped. Install one or set CHROMIUM to its path." >&2
