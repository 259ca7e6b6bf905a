#!/bin/bash
# ROS first, then the workspace on top of it, then whatever was asked for.
set -e
source "${ROS_SETUP:-/opt/ros/jazzy/setup.bash}"
if [ -f "${WORKSPACE:-/workspace}/install/setup.bash" ]; then
    source "${WORKSPACE:-/workspace}/install/setup.bash"
fi
# `ros2` runs on the system's Python and starts nodes with it: what pip brought has to be found there too, behind ROS.
if [ -n "$VIRTUAL_ENV" ]; then
    for packages in "$VIRTUAL_ENV"/lib/python3*/site-packages; do
        export PYTHONPATH="$PYTHONPATH:$packages"
    done
fi
exec "$@"
