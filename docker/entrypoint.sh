#!/bin/bash
# ROS first, then the workspace on top of it, then whatever was asked for.
set -e
source "${ROS_SETUP:-/opt/ros/jazzy/setup.bash}"
if [ -f "${WORKSPACE:-/workspace}/install/setup.bash" ]; then
    source "${WORKSPACE:-/workspace}/install/setup.bash"
fi
exec "$@"
