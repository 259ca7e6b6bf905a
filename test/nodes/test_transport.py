import pytest

from limphome.nodes.transport_bench import measure

pytestmark = [pytest.mark.node, pytest.mark.whole]


def test_every_picture_arrives_with_the_profile(domain):
    result = measure(profile=True, width_px=320, height_px=240, rate_hz=10.0, count=40, depth=20)
    assert result["arrived"] == result["sent"]


def test_large_pictures_arrive_with_the_profile(domain):
    result = measure(profile=True, width_px=1280, height_px=720, rate_hz=10.0, count=20, depth=20)
    assert result["arrived"] == result["sent"]
