#!/bin/sh
# Prints the newest usable interpreter: Python 3.10 to 3.13 (3.14 has ROS wheels but no message wheel of ours yet).
for candidate in python3 python3.13 python3.12 python3.11 python3.10; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        command -v "$candidate"
        exit 0
    fi
done
echo "limphome: no Python 3.10 to 3.13 found; on Debian or Ubuntu: apt-get install python3 python3-venv" >&2
exit 1
