import pytest

from limphome.core import LimphomeError
from limphome.perception.manifest import Manifest
from limphome.perception.picture_fit import PictureFit


def test_the_shipped_manifest_names_its_files(model_folder):
    manifest = Manifest.load(model_folder)
    assert manifest.classes == ("person", "cone", "crate")
    assert {"fp32", "int8", "int8_avx2", "trt"} <= set(manifest.files)
    for file in manifest.files.values():
        assert manifest.read(file.path, file.sha256)
    for path, sha256 in manifest.side_files.values():
        assert manifest.read(path, sha256)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda m: m.update(schema_version=2), "schema_version 2"),
        (lambda m: m.pop("decoder"), "lacks decoder"),
        (lambda m: m["input"].update(widht=320), "did you mean width"),
        (lambda m: m["input"].update(width="320"), "is a str"),
        (lambda m: m["input"].update(fit="crop"), "input.fit 'crop'.*stretch, letterbox"),
        (lambda m: m["decoder"].update(nms_iou=1.5), "out of range"),
        (lambda m: m["decoder"].update(strides=[0, 0, 0]), "'strides: 0' is out of range"),
        (lambda m: m["decoder"].update(strides=[]), "no decoder.strides"),
        (lambda m: m["decoder"].update(strides=["a"]), "'strides: a' is a str"),
        (lambda m: m["decoder"].update(min_scores=["a", 0.5, 0.5]), "'min_scores: a' is a str"),
        (lambda m: m["decoder"].update(kind="anchor_free_grid", outputs={"head": "o"}, strides=[]), "no strides"),
        (lambda m: m["decoder"].update(kind="detr"), "one of anchor_free_grid"),
        (lambda m: m["classes"].append("dog"), "4 classes, 3 min_scores"),
        (lambda m: m["input"].update(colour="bgr"), "rgb"),
        (lambda m: m.update(files={}), "no files"),
        (lambda m: m.update(name="../yard"), "name '../yard'.*plain file name"),
        (lambda m: m["files"].update(int8="a.onnx"), "is a str"),
        (lambda m: m.update(files=["a.onnx"]), "parts of another form"),
        (lambda m: m.update(classes=3), "parts of another form"),
        (lambda m: m["side_files"].update(golden={"path": "golden.png"}), "parts of another form: KeyError.'sha256'"),
    ],
)
def test_a_wrong_manifest_is_refused_by_name(model_copy, edit, message):
    model_copy.change(edit)
    with pytest.raises(LimphomeError, match=message) as caught:
        Manifest.load(model_copy.folder)
    assert "manifest.json" in str(caught.value)


def test_a_manifest_without_the_entry_stretches_as_robots_did_before_it(model_copy):
    model_copy.change(lambda manifest: manifest["input"].pop("fit"))
    assert Manifest.load(model_copy.folder).make_fit() == PictureFit(320, 240, "stretch")


@pytest.mark.parametrize("text", ["", "[]", "{", "null"])
def test_a_file_that_is_no_manifest_is_refused(model_copy, text):
    (model_copy.folder / "manifest.json").write_text(text)
    with pytest.raises(LimphomeError, match=r"manifest\.json"):
        Manifest.load(model_copy.folder)


def test_a_folder_without_manifest_is_refused(tmp_path):
    with pytest.raises(LimphomeError, match="cannot be read"):
        Manifest.load(tmp_path)


def test_a_path_that_leaves_the_folder_is_refused(model_copy):
    manifest = Manifest.load(model_copy.folder)
    with pytest.raises(LimphomeError, match="plain file name"):
        manifest.read_unchecked("../model/manifest.json")


@pytest.mark.parametrize("path", ["../.bashrc", "/etc/hostname", "below/file", "..", ".", "", "a\0b"])
@pytest.mark.parametrize(("part", "key"), [("files", "int8"), ("side_files", "checkpoint")])
def test_a_manifest_whose_paths_leave_the_folder_is_refused(model_copy, part, key, path):
    model_copy.change(lambda manifest: manifest[part][key].update(path=path))
    with pytest.raises(LimphomeError, match=f"{part}.{key}.path '.*plain file name"):
        Manifest.load(model_copy.folder)


def test_an_unknown_variant_lists_those_that_exist(model_folder):
    with pytest.raises(LimphomeError, match="fp32, int8"):
        Manifest.load(model_folder).file("int4")
