"""SDF poses: x y z roll pitch yaw, in metres and radians (fixed axes x, y, z as in REP-103)."""

from dataclasses import dataclass, field

import numpy as np

from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.element import Element


def _zero() -> np.ndarray:
    return np.zeros(3)


def _one() -> np.ndarray:
    return np.array([1.0, 0.0, 0.0, 0.0])


@dataclass(frozen=True, eq=False)
class Pose:
    """Position (3,) [m] and unit quaternion (4,), scalar first."""

    position: np.ndarray = field(default_factory=_zero)
    quaternion: np.ndarray = field(default_factory=_one)

    @classmethod
    def of(cls, element: Element) -> "Pose":
        """The pose that ``<pose>`` inside an element gives; identity without one."""
        pose = element.child("pose")
        if pose is None:
            return cls()
        for key, value in pose.attributes.items():
            if value:
                raise pose.error(f'{key}="{value}" is not supported', "poses relative to the parent element")
        values = pose.numbers(6)
        return cls(values[:3], quaternion_of(*values[3:]))

    def __mul__(self, inner: "Pose") -> "Pose":
        """This pose, then ``inner`` within it."""
        position, quaternion = np.zeros(3), np.zeros(4)
        mujoco.mju_rotVecQuat(position, inner.position, self.quaternion)
        mujoco.mju_mulQuat(quaternion, self.quaternion, inner.quaternion)
        return Pose(self.position + position, quaternion)

    def inverse(self) -> "Pose":
        """The pose that undoes this one."""
        back = self.quaternion * np.array([1.0, -1.0, -1.0, -1.0])
        position = np.zeros(3)
        mujoco.mju_rotVecQuat(position, -self.position, back)
        return Pose(position, back)


def quaternion_of(roll: float, pitch: float, yaw: float) -> np.ndarray:
    """Unit quaternion (4,), scalar first, of rotations about the fixed axes x, y, z [rad]."""
    quaternion = np.zeros(4)
    mujoco.mju_euler2Quat(quaternion, np.array([roll, pitch, yaw], float), "XYZ")
    return quaternion
