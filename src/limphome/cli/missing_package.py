"""Say which command brings a package that is not there."""

from limphome.core import LimphomeError

_EXTRAS = {
    "mujoco": "sim",
    "matplotlib": "report",
    "torch": "learn",
    "onnx": "learn",
    "onnxscript": "learn",
    "pycocotools": "learn",
}
_ROS = ("rclpy", "sensor_msgs", "geometry_msgs", "nav_msgs", "diagnostic_msgs", "std_msgs", "std_srvs", "rosgraph_msgs")
_BUILT_BY_US = ("vision_msgs", "tf2_msgs")


def missing_package(error: ImportError) -> LimphomeError:
    """The readable form of a failed import.

    Raises:
        ImportError: the error itself, when the package is none that a user can leave out (then it is a defect).
    """
    from limphome.resources.extra import extra  # brings YAML, which a command that goes well may not need

    package = (error.name or "").split(".")[0]
    if package in _EXTRAS:
        mend = f"{extra(_EXTRAS[package])}, or there 'make {'check' if _EXTRAS[package] == 'learn' else 'demo'}'"
    elif package in _ROS:
        mend = f"{extra('ros')} (x86_64), or source /opt/ros/<distribution>/setup.bash"
    elif package in _BUILT_BY_US:
        mend = f"'make demo' beside ROS wheels, or apt install ros-<distribution>-{package.replace('_', '-')}"
    else:
        raise error
    return LimphomeError(f"needs the package '{package}', which is not installed", "", mend)
