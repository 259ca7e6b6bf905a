from contextlib import suppress

import cv2
import numpy as np
import pytest

from building import BUILDING, build_on_the_cpu
from limphome.core import Frame, LimphomeError
from limphome.faults.model import bit_flip
from limphome.perception.detector import Detector
from limphome.perception.input_layout import InputLayout
from limphome.perception.manifest import digest
from limphome.perception.not_finite import NotFiniteError
from limphome.perception.shadow.comparison import Comparison
from limphome.safety.monitors.model_integrity import ModelIntegrityConfig


@pytest.fixture
def frame(detector):
    return Frame(12.5, detector.golden_image)


def test_a_person_is_found_where_the_manifest_says(detector, frame):
    found = detector.detect(frame)
    golden = detector.manifest.file(detector.variant).golden
    assert found.stamp_s == 12.5
    assert len(found.of_class("person")) == golden["class_ids"].count(0) > 0
    np.testing.assert_allclose(found.boxes_xyxy, golden["boxes_xyxy"], atol=2)


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_frame_gives_the_same_bits(model_folder, detector, frame, threads):
    other = Detector.load(model_folder, threads=threads)
    first, second = detector.detect(frame), other.detect(frame)
    other.detect(Frame(0.0, np.zeros_like(frame.image)))
    for found in (second, other.detect(frame)):
        assert found.boxes_xyxy.tobytes() == first.boxes_xyxy.tobytes()
        assert found.scores.tobytes() == first.scores.tobytes()


def test_int8_sees_what_its_parent_sees(model_folder, detector, frame):
    comparison = Comparison()
    comparison.add(Detector.load(model_folder, "fp32").detect(frame), detector.detect(frame), 0.0, 0.0)
    assert (comparison.kept, comparison.added) == (1.0, 0.0)


def test_an_empty_picture_shows_nobody(detector):
    found = detector.detect(Frame(0.0, np.full((240, 320, 3), 128, np.uint8)))
    assert len(found.of_class("person")) == 0


def test_a_larger_frame_gives_boxes_in_its_own_pixels(detector, frame):
    large = cv2.resize(frame.image, (640, 480), interpolation=cv2.INTER_NEAREST)
    np.testing.assert_allclose(detector.detect(Frame(0.0, large)).boxes_xyxy, 2 * detector.detect(frame).boxes_xyxy, atol=0.1)


def test_a_wide_frame_is_seen_as_the_manifest_says(model_copy, detector, frame):
    model_copy.change(lambda manifest: manifest["input"].update(fit="letterbox"))
    wide = cv2.resize(frame.image[30:210], (1280, 720), interpolation=cv2.INTER_NEAREST)
    grey = frame.image.copy()
    grey[:30], grey[210:] = 114, 114
    expected = detector.detect(Frame(0.0, grey))
    boxes = np.clip(4 * (expected.boxes_xyxy - [0, 30, 0, 30]), 0, [1280, 720, 1280, 720])
    found = Detector.load(model_copy.folder).detect(Frame(0.0, wide))
    np.testing.assert_allclose(found.boxes_xyxy, boxes, atol=0.1)
    assert len(found) > 0
    model_copy.change(lambda manifest: manifest["input"].update(fit="stretch"))
    stretched = Detector.load(model_copy.folder).detect(Frame(0.0, wide)).boxes_xyxy
    assert len(stretched) != len(boxes) or np.abs(stretched - boxes).max() > 20


def test_a_frame_of_the_network_s_size_goes_in_as_it_is(model_copy, frame, monkeypatch):
    model_copy.change(lambda manifest: manifest["input"].update(fit="letterbox"))
    detector, taken = Detector.load(model_copy.folder), []
    prepare = InputLayout.prepare
    monkeypatch.setattr(InputLayout, "prepare", lambda self, image: (taken.append(image), prepare(self, image))[1])
    detector.detect(frame)
    assert taken[0] is frame.image


def test_the_frame_is_not_written_to(detector, frame):
    before = frame.image.copy()
    detector.detect(frame)
    assert (frame.image == before).all()


def test_health_tells_of_the_last_frame_and_the_last_check(model_folder, frame):
    readings = iter(np.arange(100) * 0.25)
    detector = Detector.load(model_folder, clock=lambda: next(readings))
    found = detector.detect(frame)
    health = detector.health(3.0)
    metrics = health.metrics
    assert (health.stamp_s, health.component) == (3.0, "perception")
    assert metrics["inference_s"] == 0.25
    assert metrics["detections"] == len(found)
    assert metrics["score_max"] == found.scores[0]
    best = {
        name: found.scores[found.class_ids == index].max()
        for index, name in enumerate(found.class_names)
        if index in found.class_ids
    }
    for name, score in best.items():
        assert metrics[f"head_max_{name}"] == pytest.approx(score, abs=1e-5)
    assert metrics["golden_error"] <= 1.0
    assert metrics["digest_ok"] == 1.0


def test_features_of_a_strange_picture_are_far_away(detector, frame):
    detector.detect(frame)
    usual = detector.health(0.0).metrics["feature_distance"]
    noise = np.random.default_rng(0).integers(0, 256, frame.image.shape, np.uint8)
    detector.detect(Frame(0.0, noise))
    assert detector.health(0.0).metrics["feature_distance"] > 2 * usual


def test_the_guard_of_features_tells_a_black_picture_from_one_of_the_yard(detector, frame):
    limit = ModelIntegrityConfig().feature_distance_limit
    detector.detect(frame)
    assert detector.health(0.0).metrics["feature_distance"] < 0.7 * limit
    detector.detect(Frame(0.0, np.zeros_like(frame.image)))
    assert detector.health(0.0).metrics["feature_distance"] > limit


def test_a_flipped_byte_in_the_file_is_refused(model_copy):
    content = bytearray(model_copy.path.read_bytes())
    content[len(content) // 2] ^= 0x40
    model_copy.path.write_bytes(bytes(content))
    with pytest.raises(LimphomeError, match="digest"):
        Detector.load(model_copy.folder)


@pytest.mark.parametrize("content", [b"", b"not a network", b"\x00" * 1000])
def test_a_file_that_is_no_network_is_refused(model_copy, content):
    model_copy.replace(content)
    with pytest.raises(LimphomeError, match="not a model") as caught:
        Detector.load(model_copy.folder)
    assert str(model_copy.path) in str(caught.value)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_network_is_refused(model_copy, share):
    whole = model_copy.path.read_bytes()
    model_copy.replace(whole[: int(share * len(whole))])
    with pytest.raises(LimphomeError, match="not a model"):
        Detector.load(model_copy.folder)


def test_a_missing_file_is_refused(model_copy):
    model_copy.path.unlink()
    with pytest.raises(LimphomeError, match="cannot be read"):
        Detector.load(model_copy.folder)


def test_a_network_that_sees_other_things_is_refused(model_copy):
    flipped = cv2.imencode(".png", cv2.imread(str(model_copy.folder / "golden.png"))[:, ::-1])[1].tobytes()
    (model_copy.folder / "golden.png").write_bytes(flipped)
    model_copy.change(lambda manifest: manifest["side_files"]["golden"].update(sha256=digest(flipped)))
    with pytest.raises(LimphomeError, match="golden frame differs"):
        Detector.load(model_copy.folder)


@pytest.mark.parametrize(
    "edit",
    [
        lambda m: (m["classes"].append("dog"), m["decoder"]["min_scores"].append(0.5)),
        lambda m: m["decoder"].update(strides=[8, 16]),
    ],
)
def test_a_manifest_of_another_network_is_refused(model_copy, edit):
    model_copy.change(edit)
    with pytest.raises(LimphomeError, match="do not match the manifest"):
        Detector.load(model_copy.folder)


def test_an_input_of_another_size_is_refused(model_copy):
    model_copy.change(lambda m: m["files"][model_copy.variant].update(layout="space_to_depth_nchw"))
    with pytest.raises(LimphomeError, match="does not run on the manifest's input"):
        Detector.load(model_copy.folder)


def test_a_damaged_copy_runs_and_its_check_tells(detector, frame):
    damaged = detector.with_model(bit_flip(detector.model_bytes, 5, np.random.default_rng(0)))
    assert len(damaged.detect_if_finite(frame)) < len(detector.detect(frame))
    with suppress(NotFiniteError):
        damaged.self_check()
    metrics = damaged.health(0.0).metrics
    assert metrics["digest_ok"] == 0.0
    assert metrics["golden_error"] > 1.0
    detector.self_check()
    assert detector.health(0.0).metrics["digest_ok"] == 1.0


def test_a_copy_that_is_no_network_is_refused(detector):
    with pytest.raises(LimphomeError, match="not a model"):
        detector.with_model(b"damaged beyond reading")


def test_a_file_that_changes_on_disk_is_seen_by_the_scrub(model_copy):
    detector = Detector.load(model_copy.folder)
    model_copy.path.write_bytes(detector.model_bytes[:-1])
    detector.self_check()
    assert detector.health(0.0).metrics["digest_ok"] == 0.0
    model_copy.path.unlink()
    detector.self_check()
    assert detector.health(0.0).metrics["digest_ok"] == 0.0


def test_an_engine_that_is_built_is_told_of_for_a_damaged_copy_too(monkeypatch, model_folder):
    build_on_the_cpu(monkeypatch)
    rows = []
    detector = Detector.load(model_folder, runtime="tensorrt", progress=lambda *row: rows.append(row))
    assert rows == [(BUILDING, 5, 0)]
    detector.with_model(detector.model_bytes)
    assert rows == [(BUILDING, 5, 0)] * 2
