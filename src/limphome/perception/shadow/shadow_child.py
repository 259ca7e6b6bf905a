"""``python -m limphome.perception.shadow.shadow_child``: started by :class:`ShadowProcess`, for nobody else."""

import mmap
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from limphome.core import LimphomeError
from limphome.perception.detector import Detector
from limphome.perception.progress import Seldom
from limphome.perception.shadow.shadow_process import FRAME_BYTES, be_modest, serve


def main(words: list) -> None:
    """Load the model, then answer frames."""
    be_modest()
    line, frame = Connection(int(words[0])), mmap.mmap(int(words[1]), FRAME_BYTES, prot=mmap.PROT_READ)
    folder, variant, runtime, threads, dla_core = words[2:]
    told = Seldom(lambda text: line.send(("builds", text)))
    try:
        detector = Detector.load(Path(folder), variant, int(threads), runtime=runtime, progress=told, dla_core=int(dla_core))
        serve(line, frame, detector)
    except (LimphomeError, ImportError) as error:
        line.send(("failed", str(error)))


if __name__ == "__main__":
    main(sys.argv[1:])
