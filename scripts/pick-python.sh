#!/bin/sh
# Prints the path of a Python 3.12 or later that can build a virtual environment, or says why there is none.
#
# A name on PATH proves nothing: version managers leave launchers behind that start no interpreter, and some systems
# ship a Python without ensurepip. So each candidate is run and has to answer for itself.
# PYTHON=/path/to/python3 overrides the choice; a wrong one is an error, not a fallback.

probe='
import sys
if sys.version_info < (3, 12):
    sys.exit(1)
import ensurepip, sqlite3, ssl, venv
print(sys.executable)
'

answers() {
    found=$("$@" -c "$probe" 2>/dev/null) && [ -n "$found" ]
}

if [ -n "${PYTHON:-}" ]; then
    if answers "$PYTHON"; then
        echo "$found"
        exit 0
    fi
    echo "PYTHON=$PYTHON is not a working Python 3.12 or later with venv, ensurepip, sqlite3 and ssl." >&2
    exit 1
fi

# The system's own interpreters stand before the names on PATH, which may be a version manager's launchers.
for candidate in \
    /usr/bin/python3.14 /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3 \
    python3.14 python3.13 python3.12 python3 python \
    /opt/homebrew/bin/python3 /usr/local/bin/python3 \
    "${HOME:-/nonexistent}"/.pyenv/versions/3.1[2-9]*/bin/python3; do
    if answers "$candidate"; then
        echo "$found"
        exit 0
    fi
done

# Windows has a launcher instead of numbered names.
if answers py -3; then
    echo "$found"
    exit 0
fi

cat >&2 <<'TEXT'
No Python 3.12 or later was found that can build a virtual environment.
On Debian 13 or Ubuntu 24.04: apt-get install python3 python3-venv.  Elsewhere: install Python 3.12 or later.
Debian 12 has 3.11 and Ubuntu 22.04 has 3.10, which are too old: upgrade the system, take the image of deploy/Containerfile,
or put a newer Python beside theirs.
If it lives in an unusual place, name it: make run PYTHON=/path/to/python3
TEXT
exit 1
