"""Quality of service of every topic, once (the table of docs/architecture.md)."""

from rclpy.qos import DurabilityPolicy, HistoryPolicy, QoSProfile, ReliabilityPolicy

from limphome.core import topics


def _profile(depth: int, reliable: bool = True, latched: bool = False) -> QoSProfile:
    return QoSProfile(
        history=HistoryPolicy.KEEP_LAST,
        depth=depth,
        reliability=ReliabilityPolicy.RELIABLE if reliable else ReliabilityPolicy.BEST_EFFORT,
        durability=DurabilityPolicy.TRANSIENT_LOCAL if latched else DurabilityPolicy.VOLATILE,
    )


SENSOR = _profile(1, reliable=False)
RELIABLE_SENSOR = _profile(1)
LATCHED = _profile(1, latched=True)
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


def qos_of(topic: str, camera_reliability: str = "best_effort") -> QoSProfile:
    """Quality of service of one of our topics; ``<topic>/clean`` has that of the topic."""
    if topic.endswith(CLEAN):
        topic = topic[: -len(CLEAN)]
    return RELIABLE_SENSOR if topic == topics.CAMERA and camera_reliability == "reliable" else _QOS[topic]


CLEAN = "/clean"
"""Ending of the topic on which a source speaks to its relay."""
