"""Candidates in processes of their own: good ones are promoted, bad ones never reach the robot."""

import json
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from limphome.core import Detections, Frame, LimphomeError
from limphome.core.frame import MAX_PIXELS
from limphome.perception.detector import Detector
from limphome.perception.shadow import model_swap
from limphome.perception.shadow.comparison import Comparison
from limphome.perception.shadow.model_swap import ModelSwap, SwapConfig
from limphome.perception.shadow.shadow_process import Answer
from limphome.resources.share import share_dir

MODEL = share_dir() / "models" / "perception" / "yard_detector"


class Robot:
    """Shows the golden picture to the network that drives, again and again."""

    def __init__(self, **limits):
        self.first = Detector.load(MODEL)
        self.swap = ModelSwap(self.first, SwapConfig(**{"frames": 3, "latency_s": 5.0, **limits}), Detector.load)
        self.frame = Frame(1.0, self.first.golden_image)

    def until(self, done, limit_s=60.0):
        end_s = time.monotonic() + limit_s
        while not done(self.swap):
            assert time.monotonic() < end_s, self.swap.rows()
            seen = self.swap.detector.detect(self.frame)
            assert len(seen) > 0
            self.swap.offer(self.frame, seen, 0.001, time.monotonic())
            self.swap.update(time.monotonic())
            time.sleep(0.005)

    def begin(self, folder, variant="fp32"):
        self.swap.begin(folder, variant, "auto", time.monotonic())


@pytest.fixture
def robot():
    made = []

    def make(**limits):
        made.append(Robot(**limits))
        return made[-1]

    yield make
    for one in made:
        one.swap.end()


@pytest.fixture
def blind(tmp_path):
    """A whole model that is never sure enough to say anything."""
    folder = tmp_path / "blind"
    shutil.copytree(MODEL, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["decoder"]["min_scores"] = [1.0, 1.0, 1.0]
    for file in manifest["files"].values():
        file["golden"] = {"boxes_xyxy": [], "scores": [], "class_ids": []}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_a_candidate_that_agrees_is_promoted_and_rolled_back(robot):
    one = robot()
    one.begin(MODEL)
    assert "loading" in one.swap.refuses_promotion()
    one.until(lambda swap: swap.comparison.frames >= 3)
    rows = one.swap.rows()
    assert rows["kept"] == 1.0
    assert rows["added"] == 0.0
    assert rows["second_median_s"] > 0
    one.swap.promote()
    one.until(lambda swap: swap.phase == "promoted")
    assert one.swap.detector.variant == "fp32"
    assert one.swap.roll_back()
    assert one.swap.detector is one.first
    assert not one.swap.roll_back()


def test_a_candidate_that_sees_other_things_is_not_promoted(robot, blind):
    one = robot()
    one.begin(blind)
    one.until(lambda swap: swap.comparison.frames >= 3)
    with pytest.raises(LimphomeError, match=r"kept 0\.000"):
        one.swap.promote()
    assert one.swap.detector is one.first


def test_a_candidate_that_is_too_slow_is_not_promoted(robot):
    one = robot(latency_s=0.0)
    one.begin(MODEL)
    one.until(lambda swap: swap.comparison.frames >= 3)
    assert "takes" in one.swap.refuses_promotion()


def test_a_candidate_that_cannot_be_loaded_fails_alone(robot, tmp_path):
    shutil.copytree(MODEL, tmp_path / "broken")
    for path in (tmp_path / "broken").glob("*.onnx"):
        path.write_bytes(path.read_bytes()[:1000])
    one = robot()
    one.begin(tmp_path / "broken")
    one.until(lambda swap: swap.phase == "failed")
    assert "digest" in one.swap.reason
    assert "failed" in one.swap.refuses_promotion()


@pytest.mark.parametrize(("how", "word"), [(signal.SIGSEGV, "SIGSEGV"), (signal.SIGSTOP, "no answer")])
def test_a_candidate_that_dies_or_hangs_fails_alone(robot, how, word):
    one = robot(answer_limit_s=1.0)
    one.begin(MODEL)
    one.until(lambda swap: swap.comparison.frames >= 1)
    child = one.swap._shadow._process.pid
    os.kill(child, how)
    one.until(lambda swap: swap.phase == "failed")
    assert word in one.swap.reason
    assert one.swap.detector is one.first
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_the_largest_picture_is_compared_too(robot):
    driven = robot(answer_limit_s=30.0)
    driven.begin(MODEL)
    driven.until(lambda swap: swap.phase == "shadow")
    big = Frame(2.0, np.zeros((5000, 8000, 3), np.uint8))
    assert big.image.size == 3 * MAX_PIXELS
    driven.swap.offer(big, driven.first.detect(big), 0.001, time.monotonic())
    driven.until(lambda swap: swap.comparison.frames > 0)
    assert driven.swap.phase == "shadow"


def test_a_new_candidate_ends_the_one_before(robot):
    one = robot()
    one.begin(MODEL)
    child = one.swap._shadow._process.pid
    one.begin(MODEL, "trt")
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    one.swap.end()
    assert one.swap.phase == "none"


def ready(load):
    """A swap whose candidate has shown enough, without a process."""
    swap = ModelSwap("first", SwapConfig(frames=1), load)
    swap.comparison.add(PERSON, PERSON, 0.1, 0.05)
    swap.phase = "shadow"
    return swap


def until_promoted(swap, phase):
    end_s = time.monotonic() + 10.0
    while swap.phase != phase:
        assert time.monotonic() < end_s, swap.rows()
        swap.update(0.0)
        time.sleep(0.001)


def test_a_candidate_that_loads_late_does_not_drive_under_the_name_of_the_next():
    begun, go, done = threading.Event(), threading.Event(), threading.Event()

    def load(folder, variant):
        if folder.name == "slow":
            begun.set()
            go.wait(10.0)
        else:
            done.wait(10.0)
        return folder.name

    swap = ready(load)
    swap._candidate = (Path("slow"), "fp32")
    swap.promote()
    assert begun.wait(10.0)
    slow = next(thread for thread in threading.enumerate() if getattr(thread, "_target", None) == swap._load_here)
    swap.phase, swap._candidate = "shadow", (Path("next"), "fp32")
    swap.promote()
    go.set()
    slow.join(10.0)
    swap.update(0.0)
    assert (swap.phase, swap.detector) == ("promoting", "first")
    done.set()
    until_promoted(swap, "promoted")
    assert swap.detector == "next"


@pytest.mark.parametrize("error", [OSError(30, "Read-only file system"), MemoryError()])
def test_a_promotion_that_fails_in_any_way_is_told(error):
    def load(folder, variant):
        raise error

    swap = ready(load)
    swap.promote()
    until_promoted(swap, "failed")
    assert type(error).__name__ in swap.reason
    assert swap.detector == "first"


def test_a_candidate_is_compared_as_it_would_drive(robot):
    one = robot()
    one.swap.begin(MODEL, "fp32", "onnxruntime", time.monotonic(), threads=2, dla_core=1)
    assert one.swap._shadow._process.args[-4:] == ["fp32", "onnxruntime", "2", "1"]
    one.until(lambda swap: swap.phase == "failed")
    assert "runtime tensorrt" in one.swap.reason  # the accelerator got as far as the network


class Child:
    """A process that says what it is told to."""

    def __init__(self, *answers):
        self.answers, self.is_closed = list(answers), False

    def poll(self):
        return self.answers.pop(0) if self.answers else None

    def close(self):
        self.is_closed = True


@pytest.fixture
def loading(monkeypatch):
    """A swap that loads since 0 s; ``child`` says what its process does."""

    def make(child, **limits):
        monkeypatch.setattr(model_swap, "ShadowProcess", lambda *way: child)
        swap = ModelSwap("first", SwapConfig(**limits), lambda folder, variant: None)
        swap.begin(Path("next"), "auto", "tensorrt", 0.0)
        return swap

    return make


def test_a_candidate_that_builds_an_engine_is_given_time_for_it_and_says_how_far_it_is(loading):
    child = Child(Answer("builds", "seconds so far: 55"))
    swap = loading(child, load_limit_s=60.0, build_limit_s=600.0)
    swap.update(59.0)
    swap.update(599.0)
    assert (swap.phase, swap.reason) == ("loading", "seconds so far: 55")
    assert "seconds so far: 55" in swap.refuses_promotion()
    child.answers.append(Answer("ready"))
    swap.update(599.5)
    assert (swap.phase, swap.reason) == ("shadow", "")


def test_a_candidate_that_builds_for_ever_is_ended(loading):
    child = Child(Answer("builds", "seconds so far: 55"))
    swap = loading(child, load_limit_s=60.0, build_limit_s=600.0)
    swap.update(59.0)
    swap.update(601.0)
    assert swap.phase == "failed"
    assert child.is_closed


def test_a_candidate_that_hangs_without_a_word_gets_no_more_time(loading):
    swap = loading(Child(), load_limit_s=60.0, build_limit_s=600.0)
    swap.update(61.0)
    assert swap.phase == "failed"


def test_the_time_of_one_engine_is_not_given_to_the_next_candidate(loading):
    swap = loading(Child(Answer("builds", "seconds so far: 55")), load_limit_s=60.0, build_limit_s=600.0)
    swap.update(59.0)
    swap._shadow.answers = []
    swap.begin(Path("other"), "auto", "auto", 100.0)
    swap.update(161.0)
    assert swap.phase == "failed"


def boxes(*rows):
    table = np.array(rows, np.float32).reshape(-1, 5)
    return Detections(0.0, table[:, :4], np.ones(len(table), np.float32), table[:, 4].astype(np.int64))


PERSON = boxes((0, 0, 10, 20, 0))


def test_kept_and_added_count_boxes_by_class_and_place():
    person, cone = (0, 0, 10, 20, 0), (30, 0, 40, 10, 1)
    comparison = Comparison()
    comparison.add(boxes(person, cone), boxes(person), 0.1, 0.2)
    comparison.add(boxes(person), boxes((0, 0, 10, 20, 1), (0, 0, 10, 21, 0), (90, 90, 99, 99, 2)), 0.1, 0.4)
    assert comparison.kept == pytest.approx(2 / 3)
    assert comparison.added == pytest.approx(1 - 2 / 4)
    assert comparison.rows()["second_median_s"] == pytest.approx(0.3)
