from dataclasses import dataclass
from typing import Tuple

import pytest

from limphome.core import LimphomeError
from limphome.perception.cpu_flags import cpu_flags, saturates
from limphome.perception.file_choice import choose_file, choose_variant


def test_flags_are_read_from_cpuinfo(tmp_path):
    (tmp_path / "cpuinfo").write_text("processor : 0\nflags\t\t: fpu avx2 avx512_vnni\n\nprocessor : 1\n")
    assert cpu_flags(tmp_path / "cpuinfo") == {"fpu", "avx2", "avx512_vnni"}


def test_no_cpuinfo_gives_no_flags(tmp_path):
    assert cpu_flags(tmp_path / "missing") == frozenset()


@pytest.mark.parametrize(
    ("flags", "machine", "expected"),
    [
        ({"avx2"}, "x86_64", True),
        ({"avx2", "avx_vnni"}, "x86_64", False),
        ({"avx512_vnni"}, "x86_64", False),
        (set(), "aarch64", False),
    ],
)
def test_bytes_saturate_on_x86_without_vnni_only(flags, machine, expected):
    assert saturates(frozenset(flags), machine) is expected


def test_auto_takes_the_file_that_is_right_on_this_cpu():
    assert choose_variant("auto", saturating=False) == "int8"
    assert choose_variant("auto", saturating=True) == "int8_avx2"


def test_a_file_that_would_saturate_is_refused():
    with pytest.raises(LimphomeError, match="int8_avx2"):
        choose_variant("int8", saturating=True)


@dataclass
class Files:
    files: Tuple[str, ...]
    imported: bool = False


@pytest.mark.parametrize("imported", [False, True])
def test_a_folder_that_was_made_without_vnni_runs_on_every_cpu(imported):
    assert choose_file(Files(("fp32", "int8_avx2"), imported), "auto") == "int8_avx2"


@pytest.mark.parametrize(
    ("runtime", "dla_core", "expected"),
    [
        ("onnxruntime_cuda", -1, "fp32"),
        ("onnxruntime_tensorrt", -1, "trt"),
        ("tensorrt", -1, "trt"),
        ("tensorrt", 1, "fp32"),
    ],
)
def test_a_runtime_on_a_gpu_gets_the_file_that_it_runs_best(runtime, dla_core, expected):
    every = Files(("fp32", "int8", "int8_avx2", "trt"))
    assert choose_file(every, "auto", runtime, dla_core) == expected
    assert choose_file(every, "int8_avx2", runtime, dla_core) == "int8_avx2"


def test_an_imported_network_without_int8_gives_its_first_file():
    assert choose_file(Files(("imported",), imported=True), "auto") == "imported"
