"""The options of the process that holds monitors and supervisor: ``config/safety_monitor.yaml``."""

from dataclasses import dataclass

from limphome.safety.monitor_config import MonitorConfig
from limphome.safety.supervisor import SupervisorConfig


@dataclass(frozen=True)
class SafetyMonitorConfig(MonitorConfig, SupervisorConfig):
    """Both in one; give it to :class:`MonitorSet` and to :class:`Supervisor` alike."""
