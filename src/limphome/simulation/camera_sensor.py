"""The camera."""

from typing import Any

import numpy as np

from limphome.core import Frame
from limphome.simulation.camera_noise import CameraNoise
from limphome.simulation.renderer import Renderer, fixed_camera
from limphome.simulation.sdf.model_builder import ROVER_SEEN
from limphome.simulation.sdf.rover import CAMERA, Rover


class CameraSensor:
    """Renders what the rover's camera sees, and adds its noise; ``close`` it when done."""

    def __init__(self, model: Any, rover: Rover, shadows: bool, least_noise_lsb: float, rng: np.random.Generator) -> None:
        width, height = rover.camera.width_px, rover.camera.height_px
        self._renderer = Renderer(model, width, height, shadows, hidden_groups=(ROVER_SEEN,))
        self._view, self._rng, self._model = fixed_camera(model, CAMERA), rng, model
        self._noise = CameraNoise(height, width, max(least_noise_lsb, 255 * rover.noise["camera"]), rng)

    def frame(self, data: Any, now_s: float) -> Frame:
        """A picture in an array of its own."""
        # Shadows are drawn around the light's position: keep it above the robot.
        self._model.light_pos[:, :2] = data.qpos[:2]
        return Frame(now_s, self._noise.add(self._renderer.picture(data, self._view), self._rng))

    def close(self) -> None:
        """Free the graphics memory."""
        self._renderer.close()
