#!/bin/sh
# Installs our build of vision_msgs and tf2_msgs beside the ROS wheels, never where the real packages are.
# usage: install_interfaces.sh BIN TAG
bin=${1:?}; tag=${2:?}
if "$bin/python" -c 'import vision_msgs.msg, tf2_msgs.msg' 2>/dev/null; then exit 0; fi
wheel=$(ls interfaces/wheels/*-"$tag"-"$tag"-*.whl 2>/dev/null | tail -1)
if [ -z "$wheel" ]; then
    echo "limphome: no message wheel for $tag in interfaces/wheels: 'make interfaces PYTHON=...' builds one (needs g++)" >&2
    exit 1
fi
"$bin/python" -m pip --disable-pip-version-check install -qq --no-deps "$wheel"
