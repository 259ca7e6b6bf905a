"""Quality of service of every topic, once (the tables of docs/your-robot.md)."""

from rclpy.qos import DurabilityPolicy, HistoryPolicy, QoSProfile, ReliabilityPolicy

from limphome.core import topics

CLEAN = "/clean"
"""Ending of the topic on which a source speaks to its relay."""


def _profile(depth: int, reliable: bool = True, latched: bool = False) -> QoSProfile:
    return QoSProfile(
        history=HistoryPolicy.KEEP_LAST,
        depth=depth,
        reliability=ReliabilityPolicy.RELIABLE if reliable else ReliabilityPolicy.BEST_EFFORT,
        durability=DurabilityPolicy.TRANSIENT_LOCAL if latched else DurabilityPolicy.VOLATILE,
    )


SENSOR = _profile(1, reliable=False)
RELIABLE = _profile(1)
LATCHED = _profile(1, latched=True)
EVERY_KIND = (_profile(10, latched=True), _profile(10), _profile(10, reliable=False))
"""Of a reader who may miss no source: a source is heard by the readers that ask for no more than it offers."""
_QOS = {
    topics.CAMERA: SENSOR,
    topics.CAMERA_INFO: SENSOR,
    topics.SCAN: SENSOR,
    topics.IMU: _profile(10),
    topics.ODOMETRY: _profile(10),
    topics.DETECTIONS: _profile(1),
    topics.NOMINAL_COMMAND: _profile(1),
    topics.COMMAND: _profile(1),
    topics.SAFETY_STATE: LATCHED,
    topics.EMERGENCY_STOP: LATCHED,
    topics.HOLD: LATCHED,
    topics.DIAGNOSTICS: _profile(50),
    topics.ACTIVE_FAULTS: LATCHED,
    topics.FAULTS_SHOWN: _profile(10, latched=True),
    topics.CAUSES: LATCHED,
    topics.ROUTE: LATCHED,
    topics.TRUTH: _profile(10),
    topics.CLOCK: SENSOR,
    topics.TF: _profile(100),
    topics.TF_STATIC: LATCHED,
}
_READER_QOS = {
    **{topic: _profile(10, reliable=False) for topic in (topics.IMU, topics.ODOMETRY, topics.EMERGENCY_STOP)},
    # The gate speaks on its clock and with every command of the pilot, often within a millisecond: both count.
    topics.COMMAND: _profile(10),
}


def qos_of(topic: str, camera_reliability: str = "best_effort") -> QoSProfile:
    """Quality of service of one of our topics; ``<topic>/clean`` has that of the topic."""
    topic = _plain(topic)
    return RELIABLE if topic == topics.CAMERA and camera_reliability == "reliable" else _QOS[topic]


def reader_qos_of(topic: str) -> QoSProfile:
    """Quality of service of our readers: they ask for no more than a driver may offer, reliable or not, latched or not."""
    return _READER_QOS.get(_plain(topic)) or qos_of(topic)


def _plain(topic: str) -> str:
    return topic[: -len(CLEAN)] if topic.endswith(CLEAN) else topic
