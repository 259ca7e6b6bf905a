"""The checks of an audit without which nobody vouches for a network: those that stand between it and a robot."""

from typing import Mapping, Tuple

from limphome.perception.manifest import Manifest

PASSED = "passed"
OF_EVERY_NETWORK = ("beats_baseline", "damaged_file_refused", "golden_frame", "numerical_stability", "latency_budget")
OF_OURS = "serving_equals_training"
"""Asks for the checkpoint; an imported network that is fed wrongly is told by ``beats_baseline``."""
OF_INT8 = "quantization_parity"
"""Asks for an INT8 file and its parent; a network that came as INT8 alone has nothing that it could be compared with."""


def essential_checks(manifest: Manifest) -> Tuple[str, ...]:
    """Names of the checks that have to be run and passed before a robot loads this network without a warning."""
    quantized = "fp32" in manifest.files and any(file.precision == "int8" for file in manifest.files.values())
    more = ((OF_OURS, not manifest.imported), (OF_INT8, quantized))
    return (*OF_EVERY_NETWORK, *(name for name, asked in more if asked))


def not_passed(essential: Tuple[str, ...], statuses: Mapping[str, str]) -> Tuple[str, ...]:
    """Those of the ``essential`` checks that are not ``passed``; one without a status was not run."""
    return tuple(name for name in essential if statuses.get(name) != PASSED)
