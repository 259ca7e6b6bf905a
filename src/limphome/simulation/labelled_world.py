"""A random yard, compiled once, that shows a new scene in every frame."""

from typing import Dict, List, Tuple

import numpy as np

from limphome.core import CLASS_NAMES, CameraModel
from limphome.simulation.camera_noise import CameraNoise
from limphome.simulation.engine import mujoco
from limphome.simulation.labelled_frame import LabelledFrame
from limphome.simulation.renderer import Renderer, fixed_camera
from limphome.simulation.scene_layout import Place, draw_layout
from limphome.simulation.sdf.pose import Pose, quaternion_of
from limphome.simulation.sdf.world import build_world
from limphome.simulation.stock_object import StockObject
from limphome.simulation.training_yard import HALF_LENGTH_M, training_yard

_SIGMA_LSB = (1.0, 2.0, 4.0)


class LabelledWorld:
    """Labelled pictures of one random yard; ``close`` it when done.

    Args:
        world_seed: decides floor, walls, patterns, the persons' heights: frames of two seeds share nothing but the models.
        shadow_share: share of the frames that are drawn with shadows (three times slower).
        camera: projection and height of the camera.
    """

    def __init__(self, world_seed: int, shadow_share: float = 0.25, camera: CameraModel = CameraModel()) -> None:
        self.world_seed, self._camera, self._shadow_share = world_seed, camera, shadow_share
        world = build_world(training_yard(world_seed), movable=True)
        eye = world.spec.worldbody.add_body(name="eye", mocap=True)
        fovy = 2 * np.degrees(np.arctan(camera.height_px / 2 / camera.focal_px))
        eye.add_camera(name="eye", quat=[0.5, 0.5, -0.5, -0.5], fovy=fovy)
        self._model = world.spec.compile()
        self._data = mujoco.MjData(self._model)
        self._renderer = Renderer(self._model, camera.width_px, camera.height_px)
        self._view = fixed_camera(self._model, "eye")
        self._objects = [
            StockObject(self._model, thing) for thing in world.things if not thing.name.startswith(("ground", "yard_wall"))
        ]
        draws = np.random.default_rng([world_seed, 3])
        self._noises = [CameraNoise(camera.height_px, camera.width_px, sigma, draws) for sigma in _SIGMA_LSB]
        self._kinds = {item.thing.name: item.kind for item in self._objects}
        self._owner = np.full(self._model.ngeom + 1, -1)  # the last row serves "no geom", -1
        for index, item in enumerate(self._objects):
            self._owner[item.geoms] = index

    def frame(self, index: int) -> LabelledFrame:
        """The frame of that number; equal for equal world seed, number and library versions."""
        rng = np.random.default_rng([self.world_seed, 2, index])
        light = self._set_light(rng)
        self._set_eye(rng)
        placed = self._place(draw_layout(self._kinds, rng), rng)
        mujoco.mj_kinematics(self._model, self._data)
        mujoco.mj_camlight(self._model, self._data)
        self._renderer.shadows = bool(rng.random() < self._shadow_share)
        image = self._renderer.picture(self._data, self._view)
        owner = self._owner[self._renderer.labels(self._data, self._view, update=False)]
        noisy = self._noises[rng.integers(len(self._noises))].add(image, rng)
        rows = [row for item in placed for row in self._label(item, owner)]
        return _frame(noisy, rows, light, self._renderer.shadows, self.world_seed, index)

    def close(self) -> None:
        """Free the graphics memory."""
        self._renderer.close()

    def _set_light(self, rng: np.random.Generator) -> float:
        """Sun and sky light; returns their sum, about 0.4 to 1.8."""
        sun, sky = rng.uniform(0.1, 1.0), rng.uniform(0.3, 0.8)
        warm = np.array([1.0, rng.uniform(0.88, 1.0), rng.uniform(0.75, 1.0)])
        elevation, azimuth = np.radians(rng.uniform(12, 85)), rng.uniform(-np.pi, np.pi)
        across = np.cos(elevation)
        self._model.light_dir[0] = [across * np.cos(azimuth), across * np.sin(azimuth), -np.sin(elevation)]
        self._model.light_diffuse[0] = sun * warm
        self._model.vis.headlight.ambient[:] = sky * (0.5 + 0.5 * warm[::-1])
        return float(sun + sky)

    def _set_eye(self, rng: np.random.Generator) -> None:
        reach = HALF_LENGTH_M * 0.5
        place = np.array([*rng.uniform(-reach, reach, 2), self._camera.z_m + rng.normal(scale=0.01)])
        # A level camera on a rover that nods and rolls a little.
        turn = quaternion_of(rng.normal(scale=0.008), rng.normal(scale=0.012), rng.uniform(-np.pi, np.pi))
        self._eye = Pose(place, turn)
        body = self._model.body("eye").mocapid[0]
        self._data.mocap_pos[body], self._data.mocap_quat[body] = place, turn
        self._model.light_pos[0, :2] = place[:2]  # shadows are drawn around the light's position

    def _place(self, places: List[Place], rng: np.random.Generator) -> List[StockObject]:
        where = {place.name: place for place in places}
        axes = _axes(self._eye)
        heading = np.arctan2(axes[1, 0], axes[0, 0])
        shown = []
        for item in self._objects:
            place = where.get(item.thing.name)
            if place is None:
                item.hide(self._data)
                continue
            cos, sin = np.cos(heading), np.sin(heading)
            x = self._eye.position[0] + cos * place.x_m - sin * place.y_m
            y = self._eye.position[1] + sin * place.x_m + cos * place.y_m
            item.stand(self._data, Pose(np.array([x, y, 0.0]), quaternion_of(0, 0, place.yaw_rad)), rng)
            item.dress(self._model, rng)
            shown.append(item)
        return shown

    def _label(self, item: StockObject, owner: np.ndarray) -> List[Tuple]:
        """The label's fields of an object that shows; nothing for one that is hidden or of no class."""
        if item.thing.class_name not in CLASS_NAMES:
            return []
        mine = owner == self._objects.index(item)
        columns = np.flatnonzero(mine.any(0))
        if len(columns) == 0:
            return []
        rows = np.flatnonzero(mine.any(1))
        box = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
        visible, height_px = item.silhouette.seen(self._data, self._eye.position, _axes(self._eye), self._camera, mine)
        distance = np.hypot(*(item.position(self._data)[:2] - self._eye.position[:2]))
        return [(box, CLASS_NAMES.index(item.thing.class_name), visible, height_px, distance, item)]


def _axes(eye: Pose) -> np.ndarray:
    """Forward, left and up of a pose as columns, shape (3, 3)."""
    matrix = np.zeros(9)
    mujoco.mju_quat2Mat(matrix, eye.quaternion)
    return matrix.reshape(3, 3)


def _frame(image: np.ndarray, rows: List[Tuple], light: float, shadows: bool, world_seed: int, index: int) -> LabelledFrame:
    fields: Dict[str, List] = {
        key: [row[at] for row in rows] for at, key in enumerate(("box", "id", "visible", "height", "distance"))
    }
    items = [row[5] for row in rows]
    return LabelledFrame(
        image=image,
        boxes_xyxy=np.array(fields["box"], np.float32).reshape(-1, 4),
        class_ids=np.array(fields["id"], np.int64),
        visible=np.array(fields["visible"], np.float32),
        height_px=np.array(fields["height"], np.float32),
        distance_m=np.array(fields["distance"], np.float32),
        height_m=np.array([item.thing.height_m for item in items], np.float32),
        brightness=np.array([item.brightness for item in items], np.float32),
        is_child=np.array([item.thing.name.startswith("child") for item in items], bool),
        light=light,
        shadows=shadows,
        world_seed=world_seed,
        index=index,
    )
