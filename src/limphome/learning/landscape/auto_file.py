"""The file that ``auto`` stands for in a landscape: the one that a robot takes."""

from typing import Optional

from limphome.perception.file_choice import GPU_FILES, choose_file, choose_variant
from limphome.perception.manifest import Manifest

AUTO = "auto"


def auto_file(manifest: Optional[Manifest], runtime: str) -> str:
    """File of a network in a runtime.

    Args:
        manifest: of the network; None for one that is still to be trained, which gets a file for every runtime.
    """
    if manifest is None:
        return GPU_FILES.get(runtime) or choose_variant(AUTO)
    return choose_file(manifest, AUTO, runtime)
