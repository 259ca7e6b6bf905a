#!/bin/sh
# Installs the system packages that are missing when it may, else prints the one line that does.
# usage: system_packages.sh PYTHON
python=${1:?usage: system_packages.sh PYTHON}
missing=""
# Of this very Python: python3-venv brings that of the default one alone.
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    missing="$missing $("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
have_library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }
have_library 'libEGL\.so\.1' || missing="$missing libegl1"
have_library 'libOpenGL\.so\.0' || missing="$missing libopengl0"
[ -n "$(find /usr/lib /usr/lib64 -name 'swrast_dri.so' -o -name 'libgallium*.so' -o -name 'libdril_dri.so' 2>/dev/null | head -1)" ] ||
    missing="$missing libgl1-mesa-dri"
[ -z "$missing" ] && exit 0

line="apt-get update && apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "==> installing system packages:$missing"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    echo "==> installing system packages:$missing"
    sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "limphome: system packages are missing:$missing. As root:  $line" >&2
exit 1
