#!/bin/sh
# Copies the third-party files of the packages named in frontend/package.json into static/vendor and core/pdf/fonts.
# Only whoever changes a version needs node; the outputs are committed.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$root/frontend/package.json" "$root/frontend/package-lock.json" "$work/"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund)
"$python" "$root/scripts/vendor.py" "$work/node_modules" "$root"
