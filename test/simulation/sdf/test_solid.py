import numpy as np

from limphome.simulation.engine import mujoco
from limphome.simulation.scenario import load_scenario, write_world
from limphome.simulation.sdf.solid import without_looks
from limphome.simulation.sdf.world import read_world

SCENARIO = """
schema_version: 1
description: A crate and a person right ahead.
world: yard
route: [[0.0, 0.0], [10.0, 0.0]]
start: {x_m: [0.0, 0.0], y_m: [0.0, 0.0], yaw_deg: [0.0, 0.0]}
things: [{model: crate, x_m: 0.9, y_m: 0.1, yaw_deg: 20.0}]
persons: [{kind: adult, track: [[-0.8, 0.1]]}]
"""


def test_a_world_without_looks_moves_as_the_whole_one_does(tmp_path):
    (tmp_path / "crate.yaml").write_text(SCENARIO)
    spec = read_world(write_world(load_scenario(str(tmp_path / "crate.yaml")), 0, tmp_path)).spec
    models = without_looks(spec).compile(), spec.compile()
    assert models[0].ngeom < 0.5 * models[1].ngeom
    ways, touches = zip(*map(_drive, models))
    assert min(touches) > 0
    assert np.array_equal(*ways)


def _drive(model):
    """Positions on a drive into the crate and then backwards into the person, and how many touches that gave."""
    data, track, touches = mujoco.MjData(model), [], 0
    motors = [model.actuator(f"rover/{side}_wheel_joint/motor").id for side in ("left", "right")]
    model.actuator_forcerange[motors] = -4.0, 4.0
    model.actuator_forcerange[[actuator for actuator in range(model.nu) if actuator not in motors]] = 0.0
    for step in range(1600):
        data.ctrl[motors] = (6.0, 5.0) if step < 800 else (-6.0, -6.0)
        mujoco.mj_step(model, data)
        track.append(np.concatenate([data.qpos, data.qvel, data.sensordata]))
        touches += data.ncon > 3  # the wheels and the caster stand on the floor
    return np.array(track), touches
