"""The camera."""

from typing import Any

import numpy as np

from limphome.core import Frame
from limphome.simulation.camera_noise import CameraNoise
from limphome.simulation.engine import mujoco
from limphome.simulation.renderer import Renderer, fixed_camera
from limphome.simulation.sdf.model_builder import ROVER_SEEN
from limphome.simulation.sdf.rover import CAMERA, Rover

# Farther shadows would need a finer shadow map than they are worth at 320x240.
_SHADOW_REACH_M = 9.0


class CameraSensor:
    """Renders what the rover's camera sees, and adds its noise; ``close`` it when done."""

    def __init__(self, model: Any, rover: Rover, shadows: bool, least_noise_lsb: float, rng: np.random.Generator) -> None:
        width, height = rover.camera.width_px, rover.camera.height_px
        model.vis.map.shadowclip = _SHADOW_REACH_M
        self._renderer = Renderer(model, width, height, shadows, hidden_groups=(ROVER_SEEN,))
        self._view, self._rng = fixed_camera(model, CAMERA), rng
        self._mounted = model.cam_quat[self._view.fixedcamid]  # a view into the model
        self._straight = self._mounted.copy()
        self._noise = CameraNoise(height, width, max(least_noise_lsb, 255 * rover.noise["camera"]), rng)

    def frame(self, data: Any, now_s: float) -> Frame:
        """A picture in an array of its own."""
        self._aim_shadows(data)
        return Frame(now_s, self._noise.add(self._renderer.picture(data, self._view), self._rng))

    def turn(self, angle_rad: float) -> None:
        """Look that far to the left of where the rover's description has it."""
        about_z = np.array([np.cos(angle_rad / 2), 0.0, 0.0, np.sin(angle_rad / 2)])
        mujoco.mju_mulQuat(self._mounted, about_z, self._straight)

    def _aim_shadows(self, data: Any) -> None:
        """Put the lights where their shadow maps cover what lies before the camera."""
        eye = self._view.fixedcamid
        ahead = data.cam_xmat[eye].reshape(3, 3) @ (0.0, 0.0, -0.7 * _SHADOW_REACH_M)
        middle = data.cam_xpos[eye] + ahead
        data.light_xpos[:] = middle - data.light_xdir * (0.5 * _SHADOW_REACH_M)

    def close(self) -> None:
        """Free the graphics memory."""
        self._renderer.close()
