#!/bin/sh
# All tests: the quick ones side by side, then those that start processes over DDS one after the other.
# usage: run_tests.sh BIN
set -e
bin=${1:?}
echo "==> unit tests"
"$bin/python" -m pytest -q -n 2 --dist loadgroup -m "not node and not evidence" test
scripts/test_python38.sh
echo "==> node tests (real processes over real DDS)"
"$bin/python" -m pytest -q -m "node and not evidence" test && exit 0
echo "==> node tests run in real time: those that failed, once more and alone"
"$bin/python" -m pytest -q -m "node and not evidence" --last-failed --last-failed-no-failures none test
