#!/bin/sh
# The rooms that go to a Xavier, on a real Python 3.8 with the newest numpy, OpenCV and ONNX Runtime that exist for it.
# Says so and ends well where no Python 3.8 is installed.   usage: test_python38.sh
venv=.venv-py38
rooms="core resources sensing perception control safety faults diagnosis"
for candidate in python3.8 "$HOME"/.pyenv/versions/3.8.*/bin/python; do
    "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 8))' 2>/dev/null && { python=$candidate; break; }
done
if [ -z "$python" ]; then
    echo "==> Python 3.8 (Xavier): skipped, no Python 3.8 is installed"
    exit 0
fi
set -e
echo "==> Python 3.8 (Xavier): $rooms; nodes and cli byte-compiled"
if ! $venv/bin/python -c 'import limphome, onnx, hypothesis, pytest_timeout, xdist' 2>/dev/null; then
    "$python" -m venv $venv
    # From inside the environment: beside our setup.cfg an old pip would put the scripts of every package where ROS wants ours.
    (
        cd $venv
        bin/python -m pip --disable-pip-version-check install -qq --upgrade pip 'setuptools>=61' wheel
        bin/python -m pip --disable-pip-version-check install -qq -e .. pytest pytest-timeout pytest-xdist hypothesis onnx
    )
fi
$venv/bin/python -m compileall -q src/limphome/nodes src/limphome/cli
tests=""
for room in $rooms; do [ -d "test/$room" ] && tests="$tests test/$room"; done
nice $venv/bin/python -m pytest -q -n 2 -p no:cacheprovider -m "not slow and not node and not learning" $tests
