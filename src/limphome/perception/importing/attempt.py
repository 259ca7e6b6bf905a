"""Run a network that is being imported in one of the ways that are tried."""

from typing import Any, Dict, Mapping

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.decoders.boxes import Boxes
from limphome.perception.decoders.registry import make_decoder
from limphome.perception.engine import Engine
from limphome.perception.imported_detector import make_constants
from limphome.perception.manifest_parts import InputSpec
from limphome.perception.open_size import OpenSize
from limphome.perception.picture_input import PictureInput
from limphome.perception.runtime_errors import TimeLimitError
from limphome.resources.config import make_config


class Attempt:
    """A network, fed and read as some sections of a manifest say.

    Args:
        section: the manifest's ``input``. file: entry of the file, for layout and type.
    """

    def __init__(self, engine: Engine, section: Mapping[str, Any], file: Mapping[str, Any]) -> None:
        self._engine, self._name = engine, section["name"]
        self._constants = make_constants(section.get("constants", {}))
        spec = make_config(InputSpec, section, "input")
        keys = (spec.width, spec.height, spec.colour, spec.scale, tuple(spec.mean), tuple(spec.std))
        form = PictureInput(file["layout"], file["dtype"], *keys, spec.fit, spec.centred, spec.pad, spec.block)
        self._sizes = OpenSize(form, spec.multiple)

    def feeds(self, image: np.ndarray) -> Dict[str, np.ndarray]:
        """What the network takes for an RGB picture; the next call overwrites it."""
        picture, _ = self._sizes.form(image.shape[1], image.shape[0]).prepare(image)
        return {self._name: picture, **self._constants}

    def run(self, image: np.ndarray) -> Dict[str, np.ndarray]:
        """All outputs for an RGB picture.

        Raises:
            LimphomeError: the network does not run on pictures of this size.
        """
        return self._outputs(self.feeds(image)[self._name])

    def see(self, decoder: Mapping[str, Any], image: np.ndarray) -> Boxes:
        """Boxes of an RGB picture in its own pixels, read as a section ``decoder`` says."""
        form = self._sizes.form(image.shape[1], image.shape[0])
        picture, placement = form.prepare(image)
        outputs = self._outputs(picture)
        try:
            found = make_decoder(decoder, "decoder").decode(outputs, form.width, form.height)
        except (IndexError, ValueError) as error:  # shapes that fit no decoder
            raise LimphomeError(f"outputs do not match the decoder: {error}", "model", str(decoder["kind"])) from error
        return Boxes(*placement.restore(*found))

    def _outputs(self, picture: np.ndarray) -> Dict[str, np.ndarray]:
        try:
            return self._engine.run({self._name: picture, **self._constants})
        except TimeLimitError:
            raise
        except LimphomeError as error:
            what = f"does not run on a picture {picture.shape}: {error.what}"
            raise LimphomeError(what, "model", "--size WIDTHxHEIGHT") from error
