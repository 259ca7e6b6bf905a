#!/bin/sh
# Formatter, linter, types, import rules, documentation. Stops at the first that fails.
# usage: run_checks.sh BIN
set -e
bin=${1:?}
paths="src test launch setup.py"
say() { printf '==> %s\n' "$*"; }
say "format";  "$bin/ruff" format --check --quiet $paths
say "lint";    "$bin/ruff" check --quiet $paths
say "types";   "$bin/mypy" --no-error-summary
say "imports"; "$bin/lint-imports" --no-cache >/tmp/limphome-imports.$$ || { cat /tmp/limphome-imports.$$; rm -f /tmp/limphome-imports.$$; exit 1; }
rm -f /tmp/limphome-imports.$$
say "docs";    "$bin/python" scripts/check_docs.py
