"""Pictures of a MuJoCo model through one EGL context per process."""

import atexit
from typing import Any, List, Optional

import numpy as np

from limphome.core import LimphomeError
from limphome.simulation.bounding_spheres import BoundingSpheres
from limphome.simulation.engine import EGL_MEND, GlError, mujoco
from limphome.simulation.sdf.model_builder import SOLID

_context: List[Any] = []


def _gl_context() -> Any:
    """The process's one GL context, made when it is first needed."""
    if not _context:
        try:
            _context.append(mujoco.GLContext(1280, 960))
        except (ImportError, RuntimeError, AttributeError, GlError) as error:
            raise LimphomeError(f"no picture can be rendered ({type(error).__name__})", "EGL", EGL_MEND) from error
        atexit.register(_free)
    _context[0].make_current()
    return _context[0]


def _free() -> None:
    while _context:
        _context.pop().free()


class Renderer:
    """Renders one compiled model; ``close`` it before the model goes.

    Args:
        model: compiled MuJoCo model.
        width_px, height_px: of the pictures.
        shadows: costs some three times the time.
        hidden_groups: geom groups that are not drawn.
    """

    def __init__(self, model: Any, width_px: int, height_px: int, shadows: bool = False, hidden_groups: tuple = ()) -> None:
        self._model = model
        self._gl = _gl_context()
        self._rect = mujoco.MjrRect(0, 0, width_px, height_px)
        self._scene = mujoco.MjvScene(model, maxgeom=2000)
        # A buffer of the picture's size: a larger one is cleared with every picture.
        model.vis.global_.offwidth, model.vis.global_.offheight = width_px, height_px
        self._context: Optional[Any] = mujoco.MjrContext(model, mujoco.mjtFontScale.mjFONTSCALE_50)
        mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN, self._context)
        self._option = mujoco.MjvOption()
        for group in range(6):
            self._option.geomgroup[group] = group < SOLID and group not in hidden_groups
        self._option.flags[:] = 0
        self._option.flags[mujoco.mjtVisFlag.mjVIS_STATIC] = 1
        self._option.flags[mujoco.mjtVisFlag.mjVIS_TEXTURE] = 1
        self.shadows = shadows
        self._spheres, self._aspect = BoundingSpheres(model), width_px / height_px
        self._flipped = np.empty((height_px, width_px, 3), np.uint8)

    def picture(self, data: Any, camera: Any) -> np.ndarray:
        """What a camera sees now: fresh RGB array, uint8, shape (height, width, 3)."""
        self._update(data, camera)
        return self._draw()[::-1].copy()

    def labels(self, data: Any, camera: Any, update: bool = True) -> np.ndarray:
        """Geom id at each pixel, int32, shape (height, width); -1 where there is none.

        Args:
            update: False draws the scene of the last picture again.
        """
        if update:
            self._update(data, camera)
        flags = self._scene.flags
        flags[mujoco.mjtRndFlag.mjRND_SEGMENT] = flags[mujoco.mjtRndFlag.mjRND_IDCOLOR] = 1
        raw = self._draw()[::-1]
        flags[mujoco.mjtRndFlag.mjRND_SEGMENT] = flags[mujoco.mjtRndFlag.mjRND_IDCOLOR] = 0
        ids = raw[:, :, 0].astype(np.int32) + (raw[:, :, 1].astype(np.int32) << 8)
        return self._geom_of_segment()[ids]

    def close(self) -> None:
        """Free the graphics memory of this model."""
        if self._context is not None:
            self._gl.make_current()
            self._context.free()
            self._context = None

    def _update(self, data: Any, camera: Any) -> None:
        all_parts = mujoco.mjtCatBit.mjCAT_ALL.value
        with self._spheres.only(self._needed(data, camera)):
            mujoco.mjv_updateScene(self._model, data, self._option, None, camera, all_parts, self._scene)
        self._scene.flags[mujoco.mjtRndFlag.mjRND_SHADOW] = int(self.shadows)
        self._scene.flags[mujoco.mjtRndFlag.mjRND_REFLECTION] = 0

    def _needed(self, data: Any, camera: Any) -> np.ndarray:
        """Geoms that the picture needs; with shadows all, for what is out of sight casts one into it."""
        if self.shadows:
            return np.ones(self._model.ngeom, bool)
        mujoco.mjv_updateCamera(self._model, data, camera, self._scene)
        eyes = self._scene.camera
        return self._spheres.in_view(data, mujoco.mjv_averageCamera(eyes[0], eyes[1]), self._aspect)

    def _draw(self) -> np.ndarray:
        self._gl.make_current()
        mujoco.mjr_render(self._rect, self._scene, self._context)
        mujoco.mjr_readPixels(self._flipped, None, self._rect, self._context)
        return self._flipped

    def _geom_of_segment(self) -> np.ndarray:
        table = np.full(self._scene.ngeom + 1, -1, np.int32)
        geom = mujoco.mjtObj.mjOBJ_GEOM.value
        for item in self._scene.geoms[: self._scene.ngeom]:
            if item.segid >= 0 and item.objtype == geom:
                table[item.segid + 1] = item.objid
        return table


def fixed_camera(model: Any, name: str) -> Any:
    """The view of a camera that the model holds."""
    camera = mujoco.MjvCamera()
    camera.type = mujoco.mjtCamera.mjCAMERA_FIXED
    camera.fixedcamid = model.camera(name).id
    return camera


def free_camera(target_m: np.ndarray, distance_m: float, azimuth_deg: float, elevation_deg: float) -> Any:
    """A view from anywhere, for people: towards ``target_m`` (3,)."""
    camera = mujoco.MjvCamera()
    camera.type = mujoco.mjtCamera.mjCAMERA_FREE
    camera.lookat[:] = target_m
    camera.distance, camera.azimuth, camera.elevation = distance_m, azimuth_deg, elevation_deg
    return camera
