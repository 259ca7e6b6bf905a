"""Size of the detector's network."""

from collections import Counter
from dataclasses import dataclass
from typing import Tuple

from limphome.core import CLASS_NAMES, LimphomeError
from limphome.perception.picture_fit import LETTERBOX, PictureFit
from limphome.resources.config import option

STRIDES = (8, 16, 32)
BLOCK = 4


@dataclass(frozen=True)
class NetworkConfig:
    """Channels and depths; channels are multiples of 16 so that integer convolutions fill their registers."""

    width: int = option(320, "picture width [px]", 32, 4096)
    height: int = option(240, "picture height [px]", 32, 4096)
    classes: Tuple[str, ...] = option(CLASS_NAMES, "names of the classes")
    stem: int = option(32, "channels at stride 4", 16, 512)
    stem_depth: int = option(1, "3x3 convolutions at stride 4 beside the first", 0, 8)
    channels: Tuple[int, ...] = option((64, 96, 96), "channels at strides 8, 16, 32")
    depths: Tuple[int, ...] = option((2, 1, 2), "3x3 convolutions at each stride beside the one that halves")
    head: int = option(64, "channels of the heads", 16, 512)
    top_down: bool = option(True, "each head reads that of the next coarser stride too: what stands around a small thing")
    fit: str = option(LETTERBOX, "how pictures of another shape fit, here and on the robot: letterbox or stretch")

    def __post_init__(self) -> None:
        self.make_fit()  # refuses another word before anything long begins
        self._check_sizes()
        self._check_classes()

    def _check_sizes(self) -> None:
        for name in ("width", "height"):
            if getattr(self, name) % BLOCK:
                raise LimphomeError(f"'{name}: {getattr(self, name)}'", "network", f"a multiple of {BLOCK}")
        for name, least in (("channels", 1), ("depths", 0)):
            numbers = getattr(self, name)
            if len(numbers) != len(STRIDES) or min(numbers) < least:
                raise LimphomeError(f"'{name}: {list(numbers)}'", "network", f"{len(STRIDES)} numbers, {least} or more")

    def _check_classes(self) -> None:
        if not all(name.strip() for name in self.classes) or not self.classes:
            raise LimphomeError(f"'classes: {list(self.classes)}'", "network", "one name or more, none of them empty")
        twice = [name for name, count in Counter(self.classes).items() if count > 1]
        if twice:
            raise LimphomeError(f"the class '{twice[0]}' is named twice", "network: classes", "each class once")

    def make_fit(self) -> PictureFit:
        """How pictures are brought to the network's size."""
        return PictureFit(self.width, self.height, self.fit)
