"""The file that decides a training run."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Dict, Mapping

from limphome.core import LimphomeError
from limphome.learning.augmentation import AugmentationConfig
from limphome.learning.network_config import NetworkConfig
from limphome.learning.rendering import RenderJob
from limphome.learning.training_config import TrainingConfig
from limphome.perception.manifest import Manifest
from limphome.resources.config import make_config
from limphome.resources.near_name import one_of
from limphome.resources.yaml_file import read_yaml

SECTIONS = {"training": TrainingConfig, "network": NetworkConfig, "augmentation": AugmentationConfig}
VERSION = "schema_version"
FRESH = "fresh"
"""Name of the frames that are looked through for hard ones only."""


@dataclass(frozen=True)
class Recipe:
    """Three sections of ``config/training.yaml``; what is left out has its default."""

    training: TrainingConfig = field(default_factory=TrainingConfig)
    network: NetworkConfig = field(default_factory=NetworkConfig)
    augmentation: AugmentationConfig = field(default_factory=AugmentationConfig)

    @classmethod
    def load(cls, path: Path) -> "Recipe":
        """Read the YAML file; LimphomeError names section, key and what is allowed."""
        return cls.from_values(read_yaml(path), str(path))

    @classmethod
    def from_values(cls, values: Mapping[str, Any], where: str) -> "Recipe":
        """From plain values, as YAML or a manifest give them."""
        for name in values:
            if name not in (*SECTIONS, VERSION):
                raise LimphomeError(f"unknown section '{name}'", where, one_of(str(name), (*SECTIONS, VERSION)))
        if values.get(VERSION) != 1:
            raise LimphomeError(f"'{VERSION}: {values.get(VERSION)}'", where, f"{VERSION}: 1")
        return cls(**{name: make_config(kind, values.get(name) or {}, f"{where}: {name}") for name, kind in SECTIONS.items()})

    @classmethod
    def of(cls, manifest: Manifest) -> "Recipe":
        """The recipe that a network was trained by.

        One from before some options existed: pictures were fitted as on the robot, stem and heads were plain.
        """
        values = manifest.training["recipe"]
        network = {"fit": manifest.input.fit, "stem_depth": 0, "top_down": False, **(values.get("network") or {})}
        return cls.from_values({**values, "network": network}, str(manifest.folder))

    def as_values(self) -> Dict[str, Any]:
        """Plain values that :meth:`from_values` reads."""
        return {VERSION: 1, **asdict(self)}

    def jobs(self) -> Dict[str, RenderJob]:
        """The three splits, and the fresh frames where there are any; the held-out worlds are the same for every seed."""
        t = self.training
        fresh = (
            {FRESH: RenderJob("train", t.fresh_frames, t.fresh_worlds, t.seed, first_world=t.worlds)} if t.fresh_frames else {}
        )
        return {
            "train": RenderJob("train", t.frames, t.worlds, t.seed),
            "validation": RenderJob("validation", t.validation_frames, t.validation_worlds, t.seed),
            "held_out": RenderJob("held_out", t.evaluation_frames, t.evaluation_worlds),
            **fresh,
        }
