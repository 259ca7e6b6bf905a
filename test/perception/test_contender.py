import pytest

from limphome.core import LimphomeError
from limphome.perception.contender import parse_contenders


@pytest.fixture
def parse(model_folder):
    return lambda text: parse_contenders(text, model_folder, lambda name: model_folder.parent / name, 2)


def test_a_variant_a_runtime_and_another_model(parse, model_folder, detector):
    first, second, third = parse(f"auto, fp32@openvino, {model_folder.name}:fp32")
    assert (first.label, first.variant, first.runtime) == (detector.variant, detector.variant, "auto")
    assert (second.label, second.variant, second.runtime) == ("fp32@openvino", "fp32", "openvino")
    assert (third.label, third.folder, third.threads) == ("yard_detector:fp32", model_folder, 2)


@pytest.mark.parametrize(
    ("text", "said"), [("", "different"), ("fp32,fp32", "different"), ("fp32,int4", "fp32"), ("no:fp32", "")]
)
def test_what_cannot_be_compared_is_told(parse, text, said):
    with pytest.raises(LimphomeError) as caught:
        parse(text)
    assert said in caught.value.allowed
