"""Built engines on disk: none is ever used for another network, version, GPU or option than it was built for."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Dict, Optional, Tuple

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class EngineKey:
    """All that a built engine depends on.

    Attributes:
        model: SHA-256 of the ONNX file. calibration: of the DLA's table, empty without.
        tensorrt: its version. sm: compute capability, as 7.2.
        precision: fp32, fp16 or int8. dla_core: -1 for none.
        shapes: of inputs that the file leaves open.
    """

    model: str
    tensorrt: str
    sm: str
    precision: str
    dla_core: int = -1
    calibration: str = ""
    shapes: Tuple[Tuple[str, Tuple[int, ...]], ...] = ()

    def name(self) -> str:
        """File name, another for each key."""
        text = json.dumps(asdict(self), sort_keys=True)
        return f"{self.model[:12]}-{hashlib.sha256(text.encode()).hexdigest()[:20]}"


class EngineCache:
    """A folder of engines, each beside a note of its key and digest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, key: EngineKey) -> Optional[bytes]:
        """The engine of this key; None when there is none, or it is not what was stored."""
        try:
            note = json.loads(self._note(key).read_text())
            engine = self._engine(key).read_bytes()
        except (OSError, ValueError):
            return None
        return engine if note == _describe(key, engine) else None

    def store(self, key: EngineKey, engine: bytes) -> None:
        """Keep it; a reader sees all of it or nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _replace(self._engine(key), engine)
        _replace(self._note(key), json.dumps(_describe(key, engine), indent=1).encode())

    def drop(self, key: EngineKey) -> None:
        """Forget an engine that TensorRT refuses."""
        for path in (self._note(key), self._engine(key)):
            if path.exists():
                path.unlink()

    def _engine(self, key: EngineKey) -> Path:
        return self.folder / f"{key.name()}.engine"

    def _note(self, key: EngineKey) -> Path:
        return self.folder / f"{key.name()}.json"


def user_cache() -> Path:
    """Where a user's engines lie: ``limphome/engines`` in the XDG cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "limphome" / "engines"


def _describe(key: EngineKey, engine: bytes) -> Dict[str, object]:
    described = json.loads(json.dumps(asdict(key)))
    return {"schema_version": SCHEMA_VERSION, **described, "sha256": hashlib.sha256(engine).hexdigest()}


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    partial.write_bytes(content)
    os.replace(str(partial), str(path))
