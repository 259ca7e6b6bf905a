"""The yard's detector in the forms of other exporters: an import must find out how to feed and to read each."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from yard_exports import CLASSES, IMAGENET, Export

from building import BUILDING, build_on_the_cpu
from limphome.core import Frame, LimphomeError
from limphome.perception.detector import Detector
from limphome.perception.imported_detector import ImportedDetector
from limphome.perception.importing import importer
from limphome.perception.importing.import_options import ImportOptions
from limphome.perception.importing.importer import Import, import_model
from limphome.perception.importing.model_file import read_model
from limphome.perception.importing.picture import read_pictures
from limphome.perception.importing.ways import WAYS

BGR_IMAGENET = {"colour": "bgr", "scale": 1 / 255, "mean": IMAGENET[0][::-1], "std": IMAGENET[1][::-1]}
MINUS_ONE_TO_ONE = {"scale": 1 / 127.5, "mean": [1, 1, 1]}
AS_IT_IS = {"colour": "rgb", "scale": 1 / 255, "mean": [0.0] * 3, "std": [1.0] * 3}
SAID = {"input": AS_IT_IS}  # leaves nothing to try of colours and scales, which takes most of an import


def knowing(**more):
    """Options for a test in which nothing is asked about guesses of colours and scales."""
    return ImportOptions(**{"classes": CLASSES, "sections": SAID, **more})


@pytest.fixture
def do_import(yard_folder, yard_picture, tmp_path):
    def run(export, options=None, picture=yard_picture):
        (tmp_path / "net.onnx").write_bytes(export(Export(yard_folder)).bytes())
        return import_model(tmp_path / "net.onnx", picture, tmp_path / "out", options or ImportOptions(classes=CLASSES))

    return run


@pytest.fixture(scope="module")
def plain(yard_folder, yard_picture, tmp_path_factory):
    """The plain export imported, for tests that only look at it: nothing is said but the names of its classes."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "net.onnx").write_bytes(Export(yard_folder).takes().gives_yolov8().bytes())
    return import_model(folder / "net.onnx", yard_picture, folder / "out", ImportOptions(classes=CLASSES))


@pytest.mark.parametrize(
    ("export", "expected"),
    [
        (lambda e: e.takes(**BGR_IMAGENET).gives_yolov8(), {"layout": "nchw", "colour": "bgr", "std": IMAGENET[1][::-1]}),
        (lambda e: e.takes("nhwc", "uint8").gives_boxes_and_scores(), {"layout": "nhwc", "colour": "rgb", "dtype": "uint8"}),
        (lambda e: e.takes("nhwc", **MINUS_ONE_TO_ONE).gives_tensorflow(), {"kind": "nms_in_graph", "mean": [1.0, 1.0, 1.0]}),
        (lambda e: e.gives_its_head(), {"layout": "space_to_depth_nchw", "box_form": "distances", "scores_first": True}),
    ],
)
def test_a_detector_sees_after_an_import_what_it_saw_before(do_import, assert_sees_the_yard, export, expected):
    result = do_import(export)
    manifest = result["manifest"]
    assert_sees_the_yard(result["detections"])
    said = {**manifest["input"], **manifest["decoder"], **next(iter(manifest["files"].values()))}
    for key, value in expected.items():
        assert said[key] == value
    assert "input.colour" in manifest["guessed"]


def forms(yard_folder):
    """Each scale, in both orders of colours."""
    for way in WAYS:
        for colour in ("rgb", "bgr"):
            order = -1 if colour == "bgr" else 1
            export = Export(yard_folder).takes("nchw", "float32", colour, way.scale, way.mean[::order], way.std[::order])
            yield read_model(export.gives_yolov8().bytes()), {"colour": colour, "scale": way.text}


def decisions(file, pictures):
    """What an import decides, and whether it is right."""
    return Import(file, pictures, "net", ImportOptions(classes=CLASSES)).propose()["choices"]


@pytest.mark.slow
def test_what_is_called_clear_is_right_in_every_picture_and_more_pictures_leave_no_doubt(yard_folder, yard_pictures):
    pictures = read_pictures(yard_pictures[0].parent)
    assert len(pictures) >= 4
    for number, (file, truth) in enumerate(forms(yard_folder)):
        at = number % len(pictures)
        for name, choice in decisions(file, pictures[at : at + 1]).items():
            assert choice["value"] == truth[name] or not choice["clear"], (yard_pictures[at].name, truth, choice)
        if number % 4 in (1, 2):  # together: each scale once, in both orders of colours by turns
            continue
        together = decisions(file, [pictures[at], pictures[at - 1]])
        assert {name: choice["value"] for name, choice in together.items()} == {key: truth[key] for key in together}
        assert all(choice["clear"] for choice in together.values())


def test_a_guess_tells_its_runner_up_and_how_near_it_is(plain):
    choice = plain["manifest"]["choices"]["colour"]
    assert (choice["value"], choice["runner_up"], choice["clear"]) == ("rgb", "bgr", True)
    assert 0.18 < choice["margin"] <= 1


def test_what_cannot_be_told_apart_is_said_to_be_so(do_import, tmp_path, yard_picture):
    wide = cv2.imread(str(yard_picture))[30:210]
    cv2.imwrite(str(tmp_path / "wide.png"), wide)
    result = do_import(lambda e: e.takes().gives_yolov8(), knowing(), tmp_path / "wide.png")
    fit = result["manifest"]["choices"]["fit"]
    assert result["manifest"]["input"]["fit"] == fit["value"] == "letterbox"
    assert not fit["clear"]
    assert any("say which" in note and "stretch" in note for note in result["notes"])


def test_what_the_file_says_of_its_input_is_not_guessed(do_import, yard_folder):
    def of_ultralytics(export):
        entry = export.proto.metadata_props.add()
        entry.key, entry.value = "author", "Ultralytics"
        return export.takes().gives_yolov8()

    manifest = do_import(of_ultralytics)["manifest"]
    assert manifest["guessed"] == []
    assert (manifest["input"]["colour"], manifest["input"]["fit"]) == ("rgb", "letterbox")
    result = do_import(lambda e: e.takes(scale=1).gives_yolov8())  # the graph divides by 255
    assert result["manifest"]["input"]["scale"] == 1
    assert "input.scale" not in result["manifest"]["guessed"]
    assert any("0 to 255" in note for note in result["notes"])


def test_a_quantized_file_says_how_its_pixels_were_scaled(yard_folder, yard_picture, tmp_path):
    path = yard_folder / "yard_detector.trt.onnx"
    result = import_model(path, yard_picture, tmp_path / "out", ImportOptions(classes=CLASSES))
    assert any("quantized for" in note for note in result["notes"])
    assert len(result["trials"]) == 4  # two colours, 0 to 1 or -1 to 1: it holds no zero point
    assert result["manifest"]["input"]["scale"] == pytest.approx(1 / 255)
    assert list(result["manifest"]["files"]) == ["int8"]


def test_a_network_of_open_size_takes_the_smallest_picture_that_holds_a_frame(do_import, tmp_path, yard_picture):
    options = knowing(size=(320, 256))
    result = do_import(lambda e: e.opens().gives_its_head(), options)
    assert result["manifest"]["input"]["multiple"] == 32
    assert result["manifest"]["input"]["fit"] == "letterbox"
    detector, image = Detector.load(tmp_path / "out"), cv2.imread(str(yard_picture))[..., ::-1]
    shapes = []
    run = detector._sight.engine.run
    detector._sight.engine.run = lambda feeds: (shapes.append(feeds["pixels"].shape), run(feeds))[1]
    wide = np.ascontiguousarray(image[60:])
    for _ in range(3):
        found = detector.detect(Frame(0.0, wide))
    detector.detect(Frame(0.0, image))
    assert shapes == [(1, 3, 192, 320)] * 3 + [(1, 3, 256, 320)]
    whole = Detector.load(tmp_path / "out").detect(Frame(0.0, image))
    cone = whole.of_class("cone")[0] - [0, 60, 0, 60]
    assert np.abs(found.of_class("cone") - cone).max(axis=1).min() < 9


def test_a_file_that_only_calls_its_size_open_keeps_one_size(do_import):
    result = do_import(lambda e: e.takes(dynamic=True).gives_yolov8(), knowing(size=(320, 240)))
    assert "multiple" not in result["manifest"]["input"]
    assert any("only 320x240 is known to work" in note for note in result["notes"])


def test_the_picture_that_shows_most_becomes_the_golden_one(do_import, tmp_path, yard_picture):
    (tmp_path / "pictures").mkdir()
    empty = Path(__file__).with_name("empty_yard.png").read_bytes()
    for name, content in (("a.png", empty), ("b.png", yard_picture.read_bytes()), ("c.txt", b"no picture")):
        (tmp_path / "pictures" / name).write_bytes(content)
    result = do_import(lambda e: e.takes().gives_yolov8(), knowing(), tmp_path / "pictures")
    assert len(result["detections"]) > 0
    golden = cv2.imread(str(tmp_path / "out" / "golden.png"))
    assert (golden == cv2.imread(str(yard_picture))).all()


def test_an_engine_that_is_built_for_the_golden_frame_is_told_of(monkeypatch, yard_folder, yard_picture, tmp_path):
    build_on_the_cpu(monkeypatch)
    lines, options = (
        [],
        ImportOptions(classes=CLASSES, runtime="tensorrt", sections={"input": {"scale": 1 / 255, "colour": "rgb"}}),
    )
    import_model(yard_folder / "yard_detector.plain.onnx", yard_picture, tmp_path / "out", options, lines.append)
    assert lines == [f"{BUILDING}: 5"]  # loaded twice, within the time in which one line is enough


def test_the_folder_runs_like_one_of_ours(do_import, tmp_path, yard_sees):
    do_import(lambda e: e.takes(**BGR_IMAGENET).gives_yolov8(), knowing(sections={"input": BGR_IMAGENET}))
    detector = Detector.load(tmp_path / "out")
    assert isinstance(detector, ImportedDetector)
    large = cv2.resize(detector.golden_image, (640, 480), interpolation=cv2.INTER_NEAREST)
    found = detector.detect(Frame(7.0, large))
    assert found.stamp_s == 7.0
    assert len(found) >= len(yard_sees)
    person = yard_sees.boxes_xyxy[yard_sees.class_ids == 0][0]
    assert np.abs(found.of_class("person") - 2 * person).max(axis=1).min() < 3
    metrics = detector.health(1.0).metrics
    assert metrics["golden_error"] <= 1.0
    assert metrics["digest_ok"] == 1.0
    assert metrics["detections"] == len(found)
    assert "feature_distance" not in metrics
    assert "feature_distance" in detector.not_available


def test_a_dynamic_network_takes_the_size_that_is_said(do_import, assert_sees_the_yard):
    options = knowing(size=(320, 240))
    result = do_import(lambda e: e.takes(dynamic=True).gives_yolov8(), options)
    assert_sees_the_yard(result["detections"])
    assert "input.width" not in result["manifest"]["guessed"]


def test_what_the_user_says_is_neither_tried_nor_guessed(do_import):
    said = {"input": {**AS_IT_IS, "colour": "bgr", "fit": "stretch"}}
    result = do_import(lambda e: e.takes().gives_yolov8(), ImportOptions(classes=CLASSES, sections=said))
    assert result["manifest"]["input"]["colour"] == "bgr"
    assert result["manifest"]["guessed"] == []
    assert len(result["trials"]) == 1


def test_without_names_the_classes_are_numbered(do_import):
    result = do_import(lambda e: e.takes().gives_boxes_and_scores(), knowing(classes=()))
    assert result["manifest"]["classes"] == ["class_0", "class_1", "class_2"]
    assert {one["class"] for one in result["detections"]} == set(result["manifest"]["classes"])
    assert any("person" in note for note in result["notes"])


def test_names_in_the_file_are_used(do_import, yard_folder):
    def export(e):
        entry = e.proto.metadata_props.add()
        entry.key, entry.value = "names", "{0: 'person', 1: 'cone', 2: 'crate'}"
        return e.takes().gives_yolov8()

    assert do_import(export, knowing(classes=()))["manifest"]["classes"] == list(CLASSES)


def test_a_picture_of_nothing_leaves_the_usual_values_and_says_so(do_import, tmp_path):
    result = do_import(lambda e: e.takes().gives_yolov8(), picture=Path(__file__).with_name("empty_yard.png"))
    assert result["detections"] == []
    assert result["manifest"]["input"]["colour"] == "rgb"
    assert any("nothing was seen twice" in note for note in result["notes"])
    assert any("cannot tell a dead network" in note for note in result["notes"])


def test_boxes_are_drawn_into_a_copy_of_the_picture(plain, yard_picture):
    drawn, undrawn = cv2.imread(plain["picture"]), cv2.imread(str(yard_picture))
    assert drawn.shape == undrawn.shape
    assert 0.005 < (drawn != undrawn).any(axis=2).mean() < 0.5


def test_a_large_picture_gives_boxes_in_its_own_pixels(do_import, tmp_path, yard_picture, yard_sees):
    large = cv2.resize(cv2.imread(str(yard_picture)), (2560, 1920), interpolation=cv2.INTER_NEAREST)
    cv2.imwrite(str(tmp_path / "large.png"), large)
    result = do_import(lambda e: e.takes().gives_yolov8(), knowing(), tmp_path / "large.png")
    person = yard_sees.boxes_xyxy[yard_sees.class_ids == 0][0] * 8
    assert min(np.abs(np.array(one["box_xyxy"]) - person).max() for one in result["detections"]) < 16
    assert max(cv2.imread(str(tmp_path / "out" / "golden.png")).shape) == 1280


def test_the_wrong_number_of_names_is_refused(do_import):
    with pytest.raises(LimphomeError, match="3, as the network has"):
        do_import(lambda e: e.takes().gives_boxes_and_scores(), ImportOptions(classes=("person", "dog")))


def test_a_folder_with_other_things_is_left_alone(do_import, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("all of it")
    with pytest.raises(LimphomeError, match="no model folder"):
        do_import(lambda e: e.takes().gives_yolov8())
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.tex"]


def test_a_second_import_that_fails_at_its_last_step_leaves_the_first_one_byte_for_byte(do_import, tmp_path, monkeypatch):
    def prove(folder, manifest, progress):
        assert (folder / "net.onnx").is_file()
        raise LimphomeError("golden frame differs", str(folder / "net.onnx"), "IoU 0.95")

    do_import(lambda e: e.takes().gives_yolov8(), knowing())
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    monkeypatch.setattr(importer, "record_golden", prove)
    with pytest.raises(LimphomeError, match="golden frame differs") as caught:
        do_import(lambda e: e.takes(**BGR_IMAGENET).gives_yolov8(), knowing(sections={"input": BGR_IMAGENET}))
    assert caught.value.where == str(tmp_path / "net.onnx"), "not the folder that was begun, which is gone"
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["net.onnx", "out"]


def test_a_second_import_takes_the_place_of_the_first_one(do_import, tmp_path):
    do_import(lambda e: e.takes().gives_yolov8(), knowing())
    (tmp_path / "out" / "of_the_first.txt").write_text("")
    second = knowing(sections={"input": BGR_IMAGENET})
    manifest = do_import(lambda e: e.takes(**BGR_IMAGENET).gives_yolov8(), second)["manifest"]
    assert manifest["input"]["colour"] == "bgr"
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["input"] == json.loads(json.dumps(manifest["input"]))
    assert not (tmp_path / "out" / "of_the_first.txt").exists()
    Detector.load(tmp_path / "out")


def test_the_manifest_on_disk_is_the_one_that_is_told(plain):
    told = json.loads(json.dumps(plain["manifest"]))
    assert json.loads((Path(plain["folder"]) / "manifest.json").read_text()) == told
    assert told["schema_version"] == 1
