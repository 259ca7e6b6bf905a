"""The shipped network again from its checkpoint, on frames made from its golden one instead of rendered ones."""

import json
import shutil

import numpy as np
import onnx
import pytest
import torch

from limphome.core import Frame, LimphomeError
from limphome.learning import aware_release, release
from limphome.learning.data.picture_set import neutral_labels
from limphome.learning.export import export
from limphome.learning.frame_set import FrameSet
from limphome.learning.listener import Nobody
from limphome.learning.publish import quantize_and_publish
from limphome.learning.quantization import from_checkpoint
from limphome.learning.quantization.agreement import Bound
from limphome.learning.quantization.aware_training import train_aware
from limphome.learning.quantization.from_checkpoint import _over, quantize_from_checkpoint
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.quantization.outcome import Options, Order
from limphome.learning.recipe import Recipe
from limphome.learning.trained import Trained
from limphome.learning.training_state import weights_digest
from limphome.perception.detector import Detector
from limphome.perception.importing.sole_writer import sole_writer
from limphome.perception.manifest import NAME, Manifest, digest
from limphome.resources.share import share_dir

pytestmark = [pytest.mark.learning, pytest.mark.slow]
MODEL = share_dir() / "models" / "perception" / "yard_detector"
COUNT, JUDGING = 32, 16
FEW = {"frames": COUNT, "worlds": 3, "calibration_frames": 8, "calibration": "minmax"}
FEW.update(
    {f"{split}_{what}": number for split in ("validation", "evaluation") for what, number in (("frames", JUDGING), ("worlds", 2))}
)


@pytest.fixture(scope="module", autouse=True)
def export_once(tmp_path_factory):
    """An export takes seconds, and most tests here begin with that of the same network: equal weights are exported once."""
    folder = tmp_path_factory.mktemp("exported")

    def once(network, path):
        kept = folder / f"{weights_digest(network.state_dict())}.onnx"
        if not kept.is_file():
            export(network, kept)
        shutil.copy(kept, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "export", once)
        yield once


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """A copy of the model whose recipe asks for few frames, and those frames."""
    folder = tmp_path_factory.mktemp("workshop")
    shutil.copytree(MODEL, folder / "model")
    data = json.loads((folder / "model" / NAME).read_text())
    data["training"]["recipe"]["training"].update(FEW)
    (folder / "model" / NAME).write_text(json.dumps(data))
    detector = Detector.load(MODEL, "fp32")
    for number, job in enumerate(Recipe.from_values(data["training"]["recipe"], "test").jobs().values()):
        frames(detector, number, min(job.frames, COUNT)).save(folder / "frames" / job.folder_name)
    return folder


def frames(detector, number, count):
    """The golden frame, brighter and darker, mirrored or not; what the parent sees in it is the truth."""
    rng = np.random.default_rng(number)
    images = np.stack([detector.golden_image[:, :: 1 - 2 * (index % 2)] for index in range(count)])
    images = np.clip(images * rng.uniform(0.9, 1.1, (count, 1, 1, 1)), 0, 255).astype(np.uint8)
    seen = [detector.detect(Frame(0.0, image)) for image in images]
    index = [frame for frame, found in enumerate(seen) for _ in range(len(found))]
    labels = neutral_labels(
        index, np.concatenate([one.class_ids for one in seen]), np.concatenate([one.boxes_xyxy for one in seen])
    )
    labels["distance_m"], labels["height_m"], labels["brightness"] = 3.0, 1.7, 0.4
    return FrameSet(images, labels, np.arange(count, dtype=np.int32) // 8)


def quantize(workshop, out, method, bound, listener=Nobody(), sensitivity=False, trials=0, **form):
    order, options = Order(workshop / "model", out, 0.1), Options("", bound, trials, sensitivity)
    return quantize_from_checkpoint(order, IntegerForm(method, **form), options, workshop / "frames", listener)


class Hearing(Nobody):
    def __init__(self):
        self.told = []

    def tell(self, text):
        self.told.append(text)


def test_the_method_that_keeps_most_is_taken_by_as_many_frames_as_are_asked_for(workshop, tmp_path):
    hearing = Hearing()
    result = quantize(workshop, tmp_path / "out", "auto", Bound(0.5, 0.5), hearing, pictures=5)
    calibrated = [text for text in hearing.told if text.startswith("calibrate")]
    assert len(calibrated) == 3 + 1  # each method, then the files
    assert all("5 pictures" in text or "5 frames" in text for text in calibrated)
    kept = {name: figures["kept"] for name, figures in result["methods"].items()}
    assert set(kept) == {"minmax", "percentile", "entropy"}
    assert kept[result["method"]] == max(kept.values())
    assert len(result["left_in_float"]) == 3
    assert set(result["files"]) == {"int8", "int8_avx2", "trt"}
    assert result["agreement"]["kept"] > 0.5
    assert result["speedup"] > 0
    manifest = Manifest.load(tmp_path / "out")
    assert manifest.training["calibration"] == result["method"]
    Detector.load(tmp_path / "out")


@pytest.fixture(scope="module")
def plain(workshop, tmp_path_factory):
    """Without a method, within all bounds: the result, and what was told."""
    hearing = Hearing()
    out = tmp_path_factory.mktemp("plain") / "out"
    return quantize(workshop, out, "", Bound(0.5, 0.5), hearing, most_loss=1.0, steps=3), hearing.told


def test_without_a_method_that_of_the_recipe_is_taken(plain):
    assert plain[0]["method"] == "minmax"


def test_within_the_bound_nothing_is_trained_and_nothing_is_warned_of(plain):
    result, told = plain
    assert result["aware"] == {}
    assert not [text for text in told if text.startswith("warning")]


@pytest.fixture(scope="module")
def lopsided(workshop, tmp_path_factory, export_once):
    """The same network in float: what one layer gives in its first channel is enlarged, and the next one takes it back."""
    folder = tmp_path_factory.mktemp("lopsided")
    shutil.copytree(workshop / "model", folder / "model")
    (folder / "frames").symlink_to(workshop / "frames")
    manifest, trained = Manifest.load(folder / "model"), Trained.load(folder / "model")
    weights = trained.network.state_dict()
    for name in ("stages.0.1.1.weight", "stages.0.1.1.bias"):
        weights[name][0] *= 1000
    weights["stages.0.2.0.weight"][:, 0] /= 1000
    checkpoint, parent = (folder / "model" / name for name in (manifest.side_files["checkpoint"][0], manifest.file("fp32").path))
    torch.save(weights, checkpoint)
    export_once(trained.network, parent)
    data = json.loads((folder / "model" / NAME).read_text())
    data["side_files"]["checkpoint"]["sha256"] = digest(checkpoint.read_bytes())
    data["files"]["fp32"]["sha256"] = digest(parent.read_bytes())
    (folder / "model" / NAME).write_text(json.dumps(data))
    return folder


def test_each_node_is_measured_alone_on_its_own_frames_where_that_is_asked_for(lopsided, tmp_path):
    result = quantize(lopsided, tmp_path / "out", "minmax", Bound(), sensitivity=True, trials=40)
    losses = list(result["sensitivity"].values())
    assert len(losses) == 15  # all convolutions but those of the head
    assert losses == sorted(losses, reverse=True)
    assert losses[0] > 0.01 > losses[-1]
    assert next(iter(result["sensitivity"])) in result["left_in_float"]
    json.dumps(result)


def test_layers_that_break_it_are_searched_for_where_that_is_asked_for(lopsided, tmp_path):
    result = quantize(lopsided, tmp_path / "out", "minmax", Bound(), trials=40)
    assert Manifest.load(tmp_path / "out").training["layers_in_float"] == ["stages.0.1.0", "stages.0.2.0"]
    assert len(result["left_in_float"]) == 2 + 3
    assert result["searched"] is True
    assert set(result["files"]) == {"int8", "int8_avx2", "trt"}
    assert result["agreement"]["kept"] >= 0.98
    quantized = onnx.load(tmp_path / "out" / Manifest.load(tmp_path / "out").file("int8").path)
    in_float = {node.name for node in quantized.graph.node if node.op_type == "Conv" and "Dequantize" not in node.input[1]}
    assert in_float == set(result["left_in_float"][:2])  # those of the head became matrix products


def test_without_a_search_such_a_network_is_refused_and_the_search_is_named(lopsided, tmp_path):
    with pytest.raises(LimphomeError, match="in INT8 no frame shows a person") as caught:
        quantize(lopsided, tmp_path / "out", "minmax", Bound())
    assert "--trials" in caught.value.allowed
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("kept", "added", "over"), [(0.98, 0.05, False), (0.97999, 0.05, True), (0.98, 0.05001, True), (1.0, 0.0, False)]
)
def test_what_just_holds_the_bound_is_within_it(kept, added, over):
    row = {"kept": kept, "added": added, "frames": 4000.0, "boxes": 9000.0}
    assert list(_over({"int8": row}, Bound(0.02, 0.05))) == (["int8"] if over else [])


def test_a_file_with_an_answer_that_is_not_finite_is_not_within_any_bound():
    row = {"kept": 1.0, "added": 0.0, "frames": 4000.0, "boxes": 9000.0, "not_finite": 3.0}
    assert "not finite in 3 of 4000 pictures" in _over({"int8": row}, Bound(1.0, 1.0))["int8"]


def test_what_exceeds_the_bound_is_not_handed_out(workshop, tmp_path):
    result = quantize(workshop, tmp_path / "out", "minmax", Bound(-0.01, 0.0))  # less than nothing may be lost
    assert result["searched"] is False
    assert "keeps" in result["refused"]
    assert result["model"] is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_for_another_runtime_that_exceeds_the_bound_is_withheld_alone(workshop, tmp_path, monkeypatch):
    def with_a_bad_trt(*given):
        published = quantize_and_publish(*given)
        published["parity"]["trt"]["kept"] = 0.4
        return published

    monkeypatch.setattr(from_checkpoint, "quantize_and_publish", with_a_bad_trt)
    result = quantize(workshop, tmp_path / "out", "minmax", Bound(0.5, 0.5))
    assert "refused" not in result
    assert set(result["files"]) == {"int8", "int8_avx2"}
    assert "keeps 0.4000" in result["withheld"]["trt"]["why"]
    assert set(Manifest.load(tmp_path / "out").files) == {"fp32", "int8", "int8_avx2"}
    assert not list((tmp_path / "out").glob("*.trt.onnx"))
    assert "| trt (" not in (tmp_path / "out" / "MODEL_CARD.md").read_text()
    Detector.load(tmp_path / "out")


def test_something_else_is_not_overwritten(workshop, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(LimphomeError, match="no model folder"):
        quantize(workshop, tmp_path, "minmax", Bound(0.5, 0.5))
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_second_command_for_the_same_folder_is_refused(workshop, tmp_path):
    with sole_writer(tmp_path / "out"), pytest.raises(LimphomeError, match="another command writes there"):
        quantize(workshop, tmp_path / "out", "minmax", Bound(0.5, 0.5))
    assert list(tmp_path.iterdir()) == []


def test_training_goes_on_with_rounding_where_calibration_costs_too_much(workshop, tmp_path, monkeypatch):
    learned = []

    def train(trained, spans, frames, *more):
        learned.append(len(frames))
        return train_aware(trained, spans, frames, *more)

    monkeypatch.setattr(aware_release, "train_aware", train)
    result = quantize(workshop, tmp_path / "out", "minmax", Bound(0.5, 0.5), whole=True, most_loss=-1.0, steps=3)
    assert learned == [COUNT]  # all that it was trained with, not only those that set the ranges
    aware = result["aware"]
    better = min(aware["post_training_loss"], aware["aware_loss"])
    assert result["parity"][aware["variant"]]["map_loss"] == better
    assert aware["kept"] == ("aware" if aware["aware_loss"] == better else "post_training")
    assert result["left_in_float"] == []
    assert Manifest.load(tmp_path / "out").training["quantization_aware"] == aware
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_loss_that_nothing_is_done_about_is_told(workshop, tmp_path):
    hearing = Hearing()
    quantize(workshop, tmp_path / "out", "minmax", Bound(0.5, 0.5), hearing, most_loss=-1.0)
    assert any(text.startswith("warning: INT8 loses") for text in hearing.told)
