"""Worlds that are read: poses, includes, custom elements, round trip."""

import numpy as np
import pytest

from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.parser import parse_file, parse_text
from limphome.simulation.sdf.pose import Pose, quaternion_of
from limphome.simulation.sdf.world import read_world


def test_include_places_and_renames_a_model(tmp_path):
    path = tmp_path / "w.sdf"
    path.write_text(
        '<sdf version="1.9"><world name="w"><include><uri>model://cone</uri><name>mine</name>'
        "<pose>3 2 0 0 0 0</pose></include></world></sdf>"
    )
    world = read_world(path)
    model = world.spec.compile()
    assert [thing.name for thing in world.things] == ["mine"]
    assert world.things[0].class_name == "cone"
    np.testing.assert_allclose(model.body("mine/body").pos, [3, 2, 0])


def test_writing_and_reading_again_gives_the_same_model(make_world, tmp_path):
    path = make_world(("rover", 0, 0, 0), ("crate", 3, 1, 0.5), ("adult", 4, 0, 1))
    again = tmp_path / "again.sdf"
    again.write_text(parse_file(path).to_xml())
    first, second = read_world(path).spec.compile(), read_world(again).spec.compile()
    np.testing.assert_array_equal(first.geom_pos, second.geom_pos)
    np.testing.assert_array_equal(first.geom_rgba, second.geom_rgba)


def test_rover_has_the_mass_and_the_wheels_that_the_numbers_ask(make_world):
    world = read_world(make_world(("rover", 0, 0, 0)))
    model = world.spec.compile()
    assert model.body("rover/base_link").subtreemass[0] == pytest.approx(25.0)
    assert world.rover.radius_m == 0.09
    assert (world.rover.camera.width_px, world.rover.camera.height_px, world.rover.camera.z_m) == (320, 240, 0.45)
    assert np.degrees(world.rover.camera.horizontal_fov_rad) == pytest.approx(80.0, abs=1e-4)


def test_yaw_turns_anticlockwise_and_order_is_fixed_axes():
    turned = Pose(np.array([1.0, 0, 0]), quaternion_of(0, 0, np.pi / 2)) * Pose(np.array([1.0, 0, 0]))
    np.testing.assert_allclose(turned.position, [1, 1, 0], atol=1e-12)
    out = np.zeros(3)
    mujoco.mju_rotVecQuat(out, np.array([0.0, 0, 1]), quaternion_of(np.pi / 2, 0, np.pi / 2))
    np.testing.assert_allclose(out, [1, 0, 0], atol=1e-12)  # roll first: z to -y; then yaw: -y to x


def test_inverse_pose_undoes_a_pose():
    pose = Pose(np.array([1.0, -2, 3]), quaternion_of(0.3, -0.2, 1.1))
    both = pose * pose.inverse()
    np.testing.assert_allclose(both.position, 0, atol=1e-12)
    np.testing.assert_allclose(np.abs(both.quaternion), [1, 0, 0, 0], atol=1e-12)


def test_text_is_escaped_when_written():
    root = parse_text(b'<sdf version="1.9"><world name="a &amp; &lt;b&gt;"/></sdf>', "t")
    assert parse_text(root.to_xml().encode(), "t").need("world").name == "a & <b>"
