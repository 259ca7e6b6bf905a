"""What a folder with a network says of it: a checked reading of ``manifest.json``."""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Dict, Tuple, Type, Union

from limphome.core import LimphomeError
from limphome.perception.decoders.boxes import Decoder
from limphome.perception.decoders.registry import make_decoder
from limphome.perception.decoders.ssd_anchors import SsdAnchors
from limphome.perception.engine import ANY_SIZE
from limphome.perception.grid_decoder import GridDecoder
from limphome.perception.input_layout import InputLayout
from limphome.perception.manifest_parts import DecoderSpec, FileSpec, InputSpec
from limphome.perception.open_size import OpenSize
from limphome.perception.picture_fit import FITS, PictureFit
from limphome.perception.picture_input import LAYOUTS, PictureInput
from limphome.resources.config import ConfigT, make_config

SCHEMA_VERSION = 1
NAME = "manifest.json"
DECODERS = ("anchor_free_grid",)


@dataclass(frozen=True)
class Manifest:
    """A network: its files, its input, its decoder.

    Attributes:
        folder: where the files lie.
        name: of the network.
        classes: names, in the order of the head.
        files: variant (``fp32``, ``int8``, ...) -> file.
        side_files: name (``golden``, ``features``, ``checkpoint``, ...) -> (path, sha256).
        training: the run that made it, free form.
        guessed: keys that an import guessed, and nobody has confirmed.
    """

    folder: Path
    name: str
    classes: Tuple[str, ...]
    input: InputSpec
    decoder: Union[DecoderSpec, Decoder]
    files: Dict[str, FileSpec]
    side_files: Dict[str, Tuple[str, str]]
    training: Dict[str, Any]
    guessed: Tuple[str, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> "Manifest":
        """Read and check; LimphomeError names file, key and what is allowed."""
        where = str(folder / NAME)
        data = _read_json(folder / NAME)
        if data.get("schema_version") != SCHEMA_VERSION:
            raise LimphomeError(f"schema_version {data.get('schema_version')}", where, f"{SCHEMA_VERSION}")
        missing = {"name", "classes", "input", "decoder", "files", "side_files", "training"} - set(data)
        if missing:
            raise LimphomeError(f"lacks {', '.join(sorted(missing))}", where, "a manifest as limphome model train writes it")
        try:
            manifest = cls._parse(folder, data, where)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise LimphomeError(f"has parts of another form: {error!r}", where, "as limphome model train writes it") from error
        manifest._check(where)
        return manifest

    @classmethod
    def _parse(cls, folder: Path, data: Dict[str, Any], where: str) -> "Manifest":
        return cls(
            folder=folder,
            name=str(data["name"]),
            classes=tuple(data["classes"]),
            input=_section(InputSpec, data["input"], f"{where}: input"),
            decoder=_decoder(data["decoder"], f"{where}: decoder"),
            files={key: _section(FileSpec, value, f"{where}: files.{key}") for key, value in data["files"].items()},
            side_files={key: (str(value["path"]), str(value["sha256"])) for key, value in data["side_files"].items()},
            training=dict(data["training"]),
            guessed=tuple(data.get("guessed", ())),
        )

    def _check(self, where: str) -> None:
        if not self.imported and self.decoder.kind not in DECODERS:
            raise LimphomeError(f"decoder '{self.decoder.kind}'", where, "one of " + ", ".join(DECODERS))
        if len(self.decoder.min_scores) != len(self.classes) or not self.classes:
            raise LimphomeError(
                f"{len(self.classes)} classes, {len(self.decoder.min_scores)} min_scores", where, "one for each class"
            )
        if isinstance(self.decoder, DecoderSpec) and not self.decoder.strides:
            raise LimphomeError("no decoder.strides", where, "one for each level")
        if not self.files:
            raise LimphomeError("no files", where, "at least one")
        self._check_paths(where)
        if self.input.fit not in FITS:
            raise LimphomeError(f"input.fit '{self.input.fit}'", where, "one of " + ", ".join(FITS))
        if self.imported:
            return
        if self.input.colour != "rgb":
            raise LimphomeError(f"colour '{self.input.colour}'", where, "rgb")

    def _check_paths(self, where: str) -> None:
        """Files lie in the folder itself: commands copy and damage them by these paths, and name new ones after ``name``."""
        paths = {f"files.{key}.path": file.path for key, file in self.files.items()}
        paths.update({f"side_files.{key}.path": path for key, (path, _) in self.side_files.items()})
        for key, path in {"name": self.name, **paths}.items():
            if not _is_plain(path):
                raise LimphomeError(f"{key} '{path}'", where, "a plain file name")

    @property
    def imported(self) -> bool:
        """True for a network that is not one of ours: its decoder names the outputs that it reads."""
        return isinstance(self.decoder, Decoder)

    def file(self, variant: str) -> FileSpec:
        """The entry of one variant; LimphomeError lists those that exist."""
        if variant not in self.files:
            raise LimphomeError(f"no variant '{variant}'", str(self.folder / NAME), "auto or one of " + ", ".join(self.files))
        return self.files[variant]

    def with_runtime(self, variant: str, runtime: str) -> "Manifest":
        """The same, with another runtime for one file."""
        return replace(self, files={**self.files, variant: replace(self.file(variant), runtime=runtime)})

    def read(self, path: str, sha256: str) -> bytes:
        """Bytes of one file, refused when its digest is not the one stated."""
        data = self.read_unchecked(path)
        found = digest(data)
        if found != sha256:
            raise LimphomeError(
                f"digest {found[:12]}... is not that of the manifest", str(self.folder / path), f"{sha256[:12]}..."
            )
        return data

    def read_unchecked(self, path: str) -> bytes:
        """Bytes of one file; a path that leaves the folder is refused."""
        where = self.folder / path
        if not _is_plain(path):
            raise LimphomeError(f"path '{path}'", str(self.folder / NAME), "a plain file name")
        try:
            return where.read_bytes()
        except OSError as error:
            raise LimphomeError(f"cannot be read: {error.strerror}", str(where), "a readable file") from error

    def make_decoder(self) -> GridDecoder:
        """The decoder of a network of ours."""
        spec = self.decoder
        if not isinstance(spec, DecoderSpec):
            raise LimphomeError("is an imported network", str(self.folder / NAME), "one that limphome model train made")
        return GridDecoder(self.input.width, self.input.height, tuple(spec.strides), tuple(spec.min_scores), spec.nms_iou)

    def make_imported_decoder(self) -> Decoder:
        """The decoder of an imported network, with its anchors."""
        if not isinstance(self.decoder, Decoder):
            raise LimphomeError("is no imported network", str(self.folder / NAME), "one that limphome model import made")
        if not isinstance(self.decoder, SsdAnchors):
            return self.decoder
        if "anchors" not in self.side_files:
            raise LimphomeError("no side file 'anchors'", str(self.folder), "limphome model import --anchors FILE")
        path, sha256 = self.side_files["anchors"]
        anchors = json.loads(self.read(path, sha256))["boxes_xyxy"]
        return replace(self.decoder, anchors=tuple(tuple(row) for row in anchors))

    def make_picture_input(self, file: FileSpec) -> PictureInput:
        """The input form that one file of an imported network takes."""
        spec = self.input
        if file.layout not in LAYOUTS:
            raise LimphomeError(f"layout '{file.layout}'", str(self.folder / NAME), "one of " + ", ".join(LAYOUTS))
        return PictureInput(
            file.layout,
            file.dtype,
            spec.width,
            spec.height,
            spec.colour,
            spec.scale,
            tuple(spec.mean),
            tuple(spec.std),
            spec.fit,
            spec.centred,
            spec.pad,
            spec.block,
        )

    def make_open_size(self, file: FileSpec) -> OpenSize:
        """The input forms of one file of an imported network, by size of frame; one alone where its runtime builds for one."""
        return OpenSize(self.make_picture_input(file), self.input.multiple if file.runtime in ANY_SIZE else 0)

    def make_fit(self) -> PictureFit:
        """How frames, and the pictures of a training, are brought to the network's size."""
        spec = self.input
        return PictureFit(spec.width, spec.height, spec.fit, spec.centred, spec.pad)

    def make_layout(self, file: FileSpec) -> InputLayout:
        """The input form that one file takes."""
        spec = self.input
        return InputLayout(file.layout, file.dtype, spec.width, spec.height, spec.block, spec.scale)


def digest(data: bytes) -> str:
    """SHA-256 as hexadecimal text."""
    return hashlib.sha256(data).hexdigest()


def _is_plain(path: str) -> bool:
    return Path(path).name == path and path not in ("", "..") and "\0" not in path


def _read_json(path: Path) -> Dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(path), "a folder with a manifest.json") from error
    except ValueError as error:
        raise LimphomeError(f"is not JSON: {error}", str(path), "JSON in UTF-8") from error
    if not isinstance(data, dict):
        raise LimphomeError(f"holds a {type(data).__name__}", str(path), "an object")
    return data


def _decoder(values: Any, where: str) -> Union[DecoderSpec, Decoder]:
    """Ours, or of an imported network: that one names the outputs that it reads."""
    if isinstance(values, dict) and "outputs" in values:
        return make_decoder(values, where)
    return _section(DecoderSpec, values, where)


def _section(cls: Type[ConfigT], values: Any, where: str) -> ConfigT:
    if not isinstance(values, dict):
        raise LimphomeError(f"is a {type(values).__name__}", where, "an object")
    return make_config(cls, values, where)
