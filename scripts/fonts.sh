#!/bin/sh
# Installs Chinese fonts for charts and reports where there are none and apt-get may be used without a question.
set -eu
. "$(dirname "$0")/apt.sh"

have_fonts() { [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; }

have_fonts && exit 0
apt_install fontconfig fonts-noto-cjk || true
have_fonts || echo "No Chinese fonts found: tests of reports will be skipped. Install fonts-noto-cjk." >&2
