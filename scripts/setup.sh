#!/bin/sh
# Makes ./.venv and installs one of the locks and the project into it: setup.sh run|test
# Does nothing when the environment already fits the lock. PYTHON=… chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
want=${1:-run}
# What was made for the tests stays so: the test lock holds all of the run lock.
[ -e "$venv/.set-up-test" ] && want=test
lock=requirements/$want.lock

works() { "$1" -c "import sys; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1; }

choose_python() {
    if [ -n "${PYTHON:-}" ]; then
        works "$PYTHON" || { echo "PYTHON=$PYTHON does not run or is older than Python 3.11." >&2; exit 2; }
        echo "$PYTHON"
        return
    fi
    first=
    for candidate in python3.13 python3.12 python3.11 python3; do
        works "$candidate" || continue
        "$candidate" -c "import ensurepip, venv" >/dev/null 2>&1 && { echo "$candidate"; return; }
        [ -n "$first" ] || first=$candidate
    done
    if [ -z "$first" ]; then
        echo "Qualicity needs Python 3.11 or newer; none was found. Install one, or name it: make setup PYTHON=…" >&2
        exit 2
    fi
    version=$("$first" -c "import sys; print('%d.%d' % sys.version_info[:2])")
    cat >&2 <<MESSAGE
$first is there, but it cannot make a virtual environment: its modules venv and ensurepip are missing.
On Debian and Ubuntu:  sudo apt-get install python$version-venv
Or name another interpreter:  make setup PYTHON=…
MESSAGE
    exit 2
}

# Whatever changes this sum makes an environment that was set up before unfit: the lock, the project's
# own metadata, the interpreter, and the folder (scripts in a virtual environment hold its full path).
fingerprint() {
    { pwd; "$venv/bin/python" -VV; cat requirements/uv.txt "$lock" pyproject.toml; } | cksum
}

same_python() {
    [ -z "${PYTHON:-}" ] || [ "$("$PYTHON" -VV 2>/dev/null)" = "$("$venv/bin/python" -VV)" ]
}

if [ -x "$venv/bin/python" ] && works "$venv/bin/python" && same_python; then
    if [ "$(cat "$venv/.set-up-$want" 2>/dev/null)" = "$(fingerprint)" ]; then exit 0; fi
fi

if ! { [ "$(cat "$venv/.made-in" 2>/dev/null)" = "$(pwd)" ] && works "$venv/bin/python" && same_python; }; then
    python=$(choose_python)
    echo "Making $venv with $("$python" -V)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
    pwd >"$venv/.made-in"
fi

echo "Installing $lock"
rm -f "$venv"/.set-up-*
"$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
# uv is quick but knows only its own settings; where packages come through a mirror, a proxy or a
# certificate that only pip is told of, pip does the same work more slowly.
"$venv/bin/uv" pip sync -q --system-certs --compile-bytecode --require-hashes --python "$venv/bin/python" "$lock" 2>/dev/null || {
    echo "uv could not fetch the packages; pip tries, more slowly"
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
}
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
fingerprint >"$venv/.set-up-$want"
