"""The recorder: every topic, as bytes, into one MCAP file that Foxglove, `ros2 bag` and rosbags read."""

import importlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Tuple

from diagnostic_msgs.msg import DiagnosticStatus
from rclpy.qos import QoSProfile

from limphome.core import LimphomeError
from limphome.nodes.convert.status import key_values
from limphome.nodes.main import run_node
from limphome.nodes.qos import reader_qos_of
from limphome.nodes.recording_file import RecordingFile
from limphome.nodes.stage_node import StageNode
from limphome.resources import option, share_dir

_CONFIG = share_dir() / "config" / "recorder.yaml"


@dataclass(frozen=True)
class RecorderOptions:
    """What is recorded, and where."""

    path: str = option("recording.mcap", "file to write; must not exist", read_only=True)
    topics: Tuple[str, ...] = option(("/diagnostics diagnostic_msgs/msg/DiagnosticArray",), "each: topic, blank, type")
    reserve_mb: float = option(200.0, "the recording ends when less is free [MB]", 0.0)


class RecorderNode(StageNode):
    """Records while active; the file stays readable after SIGINT, SIGTERM and a full disk."""

    def __init__(self) -> None:
        super().__init__("recorder")

    def declare(self) -> None:
        """Options of the recorder."""
        self.declare_config(RecorderOptions, file=_CONFIG)

    def configure(self) -> None:
        """Open the file; subscribe."""
        options = self.config(RecorderOptions)
        kinds = [(topic, kind, _load(kind)) for topic, kind in map(_split, options.topics)]
        path = Path(options.path)
        if path.exists():  # a recorder that was started again must not overwrite what it wrote before
            path = _next_free(path)
        self._file = RecordingFile(path, round(options.reserve_mb * 1e6))
        self._level, self._text = DiagnosticStatus.OK, "recording"
        for topic, kind, message_class in kinds:
            full = self.resolve_topic_name(topic)
            self._file.add_channel(full, kind)
            self.listen(message_class, topic, self._writer_of(full), qos=_deep(reader_qos_of(topic)), raw=True)
        self.every(1.0, self._watch)

    def cleanup(self) -> None:
        """Finish the file."""
        self._file.close()

    def _writer_of(self, topic: str) -> Callable[[bytes], None]:
        def write(data: bytes) -> None:
            self._guard(lambda: self._file.write(topic, data, time.time_ns()))

        return write

    def _watch(self) -> None:
        self._guard(self._file.check_space)
        values = {"messages": self._file.messages, "megabytes": round(self._file.size_bytes / 1e6, 1), "path": self._file.path}
        status = DiagnosticStatus(name="recorder", hardware_id="recorder", level=self._level, message=self._text)
        status.values = key_values(values)
        self.report(status)

    def _guard(self, step: Callable[[], None]) -> None:
        try:
            step()
        except LimphomeError as error:
            self._level, self._text = DiagnosticStatus.ERROR, str(error)
            self.get_logger().error(str(error))


def _split(line: str) -> Tuple[str, str]:
    words = line.split()
    if len(words) != 2 or words[1].count("/") != 2:
        raise LimphomeError(f"'{line}'", "recorder.topics", "'<topic> <package>/msg/<Type>'")
    return words[0], words[1]


def _load(kind: str) -> Any:
    package, _, name = kind.split("/")
    try:
        return getattr(importlib.import_module(f"{package}.msg"), name)
    except (ImportError, AttributeError) as error:
        raise LimphomeError(f"message type {kind} is not installed", "recorder.topics", "an installed package") from error


def _deep(qos: QoSProfile) -> QoSProfile:
    """The topic's quality of service with room for a burst: the recorder may be late, it should not lose."""
    return QoSProfile(history=qos.history, depth=50, reliability=qos.reliability, durability=qos.durability)


def _next_free(path: Path) -> Path:
    count = 2
    while path.with_name(f"{path.stem}-{count}{path.suffix}").exists():
        count += 1
    return path.with_name(f"{path.stem}-{count}{path.suffix}")


def main() -> None:
    """Run the node."""
    run_node(RecorderNode)


if __name__ == "__main__":
    main()
