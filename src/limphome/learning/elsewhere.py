"""Trainings as other machines would do them, imitated here by processes that may not use all of this CPU's instructions.

Rounding and the order of sums are then those of the older instruction set; libraries and frames stay the same.
"""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Dict, Iterator, Mapping

from limphome.learning.arithmetic import arithmetic
from limphome.learning.evaluation import evaluate
from limphome.learning.frame_set import FrameSet
from limphome.learning.hard_frames import see
from limphome.learning.learner import Lesson, Progress
from limphome.learning.trainer import settle, train
from limphome.learning.training_state import weights_digest
from limphome.resources.parent import end_with_parent

FIGURES = ("map50_95", "map50", "person_recall_0p5_8m")
_NO_AVX512 = "X86_V4 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR"


@dataclass(frozen=True)
class Machine:
    """A machine to imitate.

    Attributes:
        like: whom it stands for.
        bfloat16: whether it multiplies them.
        environment: variables that a process must start with.
    """

    like: str
    bfloat16: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


MACHINES = {
    "here": Machine("this machine as it is", True),
    "avx512": Machine("servers of 2017 to 2020: AVX-512 without bfloat16", False, {"ONEDNN_MAX_CPU_ISA": "AVX512_CORE_VNNI"}),
    "avx2": Machine(
        "most laptops",
        False,
        {
            "ATEN_CPU_CAPABILITY": "avx2",
            "ONEDNN_MAX_CPU_ISA": "AVX2",
            "MKL_CBWR": "AVX2",
            "NPY_DISABLE_CPU_FEATURES": _NO_AVX512,
        },
    ),
    "sse41": Machine(
        "processors of before 2013, and as far away as this one can imitate",
        False,
        {
            "ATEN_CPU_CAPABILITY": "default",
            "ONEDNN_MAX_CPU_ISA": "SSE41",
            "MKL_CBWR": "COMPATIBLE",
            "NPY_DISABLE_CPU_FEATURES": f"{_NO_AVX512} X86_V3 AVX2 FMA3",
        },
    ),
}


def learn_on(machine: Machine, lesson: Lesson, held_out: FrameSet, progress: Progress) -> Dict[str, Any]:
    """Both parts of a training and its figures, by a new process that computes like ``machine``.

    Args:
        progress: called in that process after every step of either part; can be pickled.

    Returns:
        ``figures`` on the held-out frames, ``weights_sha256`` and ``arithmetic`` of the process.
    """
    lesson = replace(lesson, config=replace(lesson.config, bfloat16=lesson.config.bfloat16 and machine.bfloat16))
    with _environment(machine.environment), ProcessPoolExecutor(
        1, multiprocessing.get_context("spawn"), initializer=end_with_parent
    ) as pool:
        return pool.submit(_learn, lesson, held_out, progress).result()


def _learn(lesson: Lesson, held_out: FrameSet, progress: Progress) -> Dict[str, Any]:
    network = settle(replace(lesson, state=None), train(lesson, progress), progress)
    figures = evaluate(held_out, see(network, held_out, _silent)).as_dict()
    return {
        "figures": {name: figures[name] for name in FIGURES},
        "weights_sha256": weights_digest(network.state_dict()),
        "arithmetic": arithmetic(lesson.config.bfloat16),
    }


@contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Processes that are started inside find these variables."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _silent(done: int) -> None:
    """Progress that nobody sees."""
