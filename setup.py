"""Install limphome with pip, or with colcon as an ament_python package."""

from pathlib import Path

from setuptools import find_packages, setup

NAME = "limphome"
SHARE = ("launch", "config", "models")

ROBOT = [
    "numpy>=1.21",
    "opencv-python-headless>=4.5,<5",
    "PyYAML>=5.4",
    "onnxruntime>=1.16",
    "mcap>=1.1",
    "mcap-ros2-support>=0.5",
    "typer>=0.12",
    "rich>=13",
]
ROS_WHEELS = [f"ros-jazzy-{name}" for name in ("sensor-msgs", "geometry-msgs", "nav-msgs", "diagnostic-msgs", "std-srvs")]
EXTRAS = {
    "sim": ["mujoco>=3.12,<4"],
    # 3.9 runs with NumPy 2; the older one of a distribution, seen through --system-site-packages, does not.
    "report": ["matplotlib>=3.9; python_version >= '3.9'", "matplotlib>=3.6; python_version < '3.9'"],
    "ros": ["ros-jazzy-rclpy[fastrtps]", *ROS_WHEELS],
    "learn": ["torch>=2.6", "onnx>=1.16", "onnxscript", "pycocotools>=2.0.7"],
    "openvino": ["openvino>=2023.3"],
    "search": ["optuna>=3"],
    "energy": ["nvidia-ml-py>=12"],
    "dev": [
        "ruff",
        "mypy",
        "import-linter",
        "pytest>=8",
        "pytest-xdist",
        "pytest-timeout",
        "hypothesis",
        "openvino>=2023.3",
        "optuna>=3",
        "nvidia-ml-py>=12",
        "mlflow-skinny>=2",
        "rosbags",
        "types-PyYAML",
        "colcon-common-extensions",
        "setuptools<80",
    ],
}


def installed_files():
    """(folder, files) of what lies under share/limphome and lib/limphome, in the form of data_files."""
    yield "share/ament_index/resource_index/packages", [f"resource/{NAME}"]
    yield f"share/{NAME}", ["package.xml"]
    for top in SHARE:
        files = sorted(p for p in Path(top).rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        for folder in sorted({file.parent for file in files}):
            yield f"share/{NAME}/{folder}", [str(file) for file in files if file.parent == folder]
    # What `ros2 run` starts. No console scripts: pip would put a `gate` and a `camera` where every shell finds them.
    yield f"lib/{NAME}", sorted(str(file) for file in Path("executables").iterdir() if file.name != "node")


setup(
    name=NAME,
    version="0.1.0",
    package_dir={"": "src"},
    packages=find_packages("src"),
    data_files=list(installed_files()),
    python_requires=">=3.8",
    install_requires=ROBOT,
    extras_require=EXTRAS,
    zip_safe=False,
    maintainer="The limphome developers",
    maintainer_email="limphome@example.org",
    description="Quantized perception in a robot's loop: monitored, broken on purpose, kept safe, diagnosed.",
    license="Apache-2.0",
    entry_points={"console_scripts": ["limphome = limphome.cli.main:main"]},
)
