"""Relative names of the topics, once. The same names run the lockstep loop."""

CAMERA = "camera/image_raw"
CAMERA_INFO = "camera/camera_info"
SCAN = "scan"
IMU = "imu"
ODOMETRY = "odom"
DETECTIONS = "detections"
NOMINAL_COMMAND = "cmd_vel_nominal"
COMMAND = "cmd_vel"
SAFETY_STATE = "safety/state"
EMERGENCY_STOP = "safety/emergency_stop"
HOLD = "safety/hold"
DIAGNOSTICS = "/diagnostics"
ACTIVE_FAULTS = "faults/active"
CAUSES = "diagnosis/causes"
ROUTE = "route"
TRUTH = "simulator/truth"
FAULTS_SHOWN = "faults/shown"
CLOCK = "/clock"
TF = "/tf"
TF_STATIC = "/tf_static"

SPEAKERS = {
    CAMERA: "camera",
    SCAN: "lidar",
    ODOMETRY: "odometry",
    IMU: "imu",
    DETECTIONS: "perception",
    NOMINAL_COMMAND: "pilot",
    COMMAND: "gate",
    SAFETY_STATE: "supervisor",
}
"""Topic -> component that speaks on it."""

HEALTH_STATUS = "health: "
"""Begins the name of a status on /diagnostics that carries a row of telemetry."""
