from dataclasses import replace

import pytest

from limphome.perception.decoders.nms_in_graph import NmsInGraph
from limphome.perception.essential_checks import OF_EVERY_NETWORK, OF_INT8, OF_OURS, essential_checks, not_passed
from limphome.perception.manifest import Manifest
from limphome.resources.share import share_dir

OURS = Manifest.load(share_dir() / "models" / "perception" / "yard_detector")
IMPORTED = replace(OURS, decoder=NmsInGraph())


def with_files(manifest, *names):
    return replace(manifest, files={name: manifest.files[name] for name in names})


@pytest.mark.parametrize(
    ("manifest", "more"),
    [
        (OURS, {OF_OURS, OF_INT8}),
        (with_files(OURS, "fp32"), {OF_OURS}),
        (with_files(OURS, "fp32", "trt"), {OF_OURS, OF_INT8}),
        (IMPORTED, {OF_INT8}),
        (with_files(IMPORTED, "fp32"), set()),
        (with_files(IMPORTED, "int8"), set()),
    ],
    ids=["ours", "ours in FP32", "ours for TensorRT", "imported", "imported in FP32", "imported in INT8 alone"],
)
def test_what_is_essential_follows_from_what_the_network_is(manifest, more):
    assert set(essential_checks(manifest)) == {*OF_EVERY_NETWORK, *more}


@pytest.mark.parametrize("status", ["skipped", "failed", "", None])
def test_only_a_check_that_passed_counts(status):
    assert not_passed(("one", "other"), {"one": "passed", "other": status}) == ("other",)
    assert not_passed(("one", "other"), {"one": "passed"}) == ("other",)
    assert not_passed(("one",), {"one": "passed", "more": "skipped"}) == ()
