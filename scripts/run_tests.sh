#!/bin/sh
# All tests: the quick ones side by side, then those that start processes over DDS one after the other.
# usage: run_tests.sh BIN
set -e
bin=${1:?}
echo "==> unit tests"
# A file stays with one worker, so that what it trains is trained once; more threads than cores would only wait for each other.
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 \
  "$bin/python" -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not node and not evidence" test
scripts/test_python38.sh
# One worker, so that a test that hangs inside the middleware ends with its worker and the others go on in the next one.
node_tests() { "$bin/python" -m pytest -q -n 1 -o timeout_method=thread -m "node and not evidence" "$@" test; }
echo "==> node tests (real processes over real DDS)"
node_tests && exit 0
echo "==> node tests run in real time: those that failed, once more and alone"
node_tests --last-failed --last-failed-no-failures none
