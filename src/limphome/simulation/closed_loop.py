"""The whole robot in lockstep: the stages called one after the other on simulated time.

The same objects run as ROS nodes; docs/numbers.md says in what sense the two agree.
"""

import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, Optional

from limphome.core import FaultSpec, Mode, SafetyState, topics
from limphome.resources import load_config, share_dir
from limphome.simulation.bus import Bus
from limphome.simulation.fault_injection import FaultInjection
from limphome.simulation.lockstep_config import LockstepConfig
from limphome.simulation.lockstep_perception import LockstepPerception
from limphome.simulation.periodic import Periodic
from limphome.simulation.run_log import RunLog
from limphome.simulation.run_result import RunResult
from limphome.simulation.scenario import Scenario, load_scenario, write_world
from limphome.simulation.simulator import Simulator
from limphome.simulation.simulator_config import SimulatorConfig
from limphome.simulation.stages import Stages, load_stages

MOVING_MPS = 0.05
Observer = Callable[[str, Any, float], None]


def run(
    scenario: str,
    seed: int = 0,
    faults: Iterable[FaultSpec] = (),
    observer: Optional[Observer] = None,
    config: Optional[LockstepConfig] = None,
    model: Optional[Path] = None,
) -> RunResult:
    """One run in lockstep, as fast as the machine goes; deterministic for a seed.

    Args:
        scenario: name from ``config/scenarios`` or path of a scenario file.
        seed: of world, sensors and faults.
        faults: start times count from the start of the run.
        observer: called with (topic, message, arrival time) of everything that arrives anywhere, and of truth, telemetry, causes.
        model: folder of the network that drives; without it the yard's.

    Raises:
        LimphomeError: unknown scenario or fault, broken world or model.
    """
    loaded, files = load_scenario(scenario), share_dir() / "config"
    config = config or load_config(LockstepConfig, files / "lockstep.yaml")
    injection = FaultInjection(faults, seed)
    with tempfile.TemporaryDirectory() as folder:
        world = write_world(loaded, seed, Path(folder))
        simulator = Simulator(world, seed, load_config(SimulatorConfig, files / "simulator.yaml"))
    try:
        loop = ClosedLoop(loaded, seed, simulator, load_stages(simulator, model), injection, config)
        loop.observer = observer
        started = time.perf_counter()
        loop.run()
        return RunResult.of(loaded, seed, loop.faults, loop.log, simulator.truth(), time.perf_counter() - started)
    finally:
        simulator.close()


class ClosedLoop:
    """Simulator, stages and faults, wired by topic."""

    def __init__(
        self, scenario: Scenario, seed: int, simulator: Simulator, stages: Stages, faults: FaultInjection, config: LockstepConfig
    ) -> None:
        self.scenario, self.simulator, self.stages, self.faults, self.config = scenario, simulator, stages, faults, config
        self.bus, self.log = Bus(), RunLog()
        self.mode = Mode.SAFE_STOP
        self.observer: Optional[Observer] = None
        self.perception = LockstepPerception(stages.detector, faults, self._publish_detections, config, seed)
        self._newest: Dict[str, Any] = {}
        self._readers: Dict[str, List[Callable[[str, Any, float], None]]] = {
            topics.CAMERA: [self._to_monitors, self._to_perception],
            topics.SCAN: [self._to_monitors, self._to_gate, self._to_pilot],
            topics.ODOMETRY: [self._to_monitors, self._to_gate, self._keep],
            topics.IMU: [self._to_monitors],
            topics.DETECTIONS: [self._to_monitors, self._keep],
            topics.NOMINAL_COMMAND: [self._to_monitors, self._to_gate],
            topics.COMMAND: [self._to_monitors, self._to_base],
            topics.SAFETY_STATE: [self._to_gate, self._to_base],
        }
        self._timers = (
            Periodic(config.monitor_period_s, self._judge),
            Periodic(config.gate_period_s, self._publish_command),
            Periodic(config.telemetry_period_s, self._report),
            Periodic(config.diagnosis_period_s, self._diagnose),
            Periodic(config.track_period_s, self._track),
        )

    def run(self) -> None:
        """Drive until the robot has arrived or the scenario's time is over."""
        now_s = 0.0
        while not self._over(now_s):
            now_s = round(now_s + self.config.tick_s, 9)
            for topic, message in self.simulator.advance(now_s):
                self._send(topic, message, message.stamp_s, self.config.transport_s)
            self.perception.step(now_s)
            for timer in self._timers:
                timer.call_when_due(now_s)
            for arrives_s, topic, message in self.bus.due(now_s):
                for read in self._readers[topic]:
                    read(topic, message, arrives_s)
                self._tell(topic, message, arrives_s)
        self.log.shown_s, self.log.approaches = self.faults.shown_s(), self.stages.pilot.approaches

    def _over(self, now_s: float) -> bool:
        return now_s >= self.scenario.duration_s or (self.stages.pilot.done and self.simulator.truth().v_mps < 0.01)

    def _send(self, topic: str, message: Any, sent_s: float, latency_s: float) -> None:
        for release_s, out in self.faults.pass_on(topic, message, sent_s):
            self.bus.send(topic, out, release_s + latency_s)

    def _keep(self, topic: str, message: Any, now_s: float) -> None:
        self._newest[topic] = message

    def _to_monitors(self, topic: str, message: Any, now_s: float) -> None:
        self.stages.monitors.observe(topic, message, now_s, now_s - message.stamp_s)

    def _to_perception(self, topic: str, message: Any, now_s: float) -> None:
        self.perception.on_frame(message, now_s)

    def _publish_detections(self, detections: Any, leaves_s: float) -> None:
        self.log.detections.append(detections)
        self._send(topics.DETECTIONS, detections, leaves_s, 0.0)

    def _to_pilot(self, topic: str, message: Any, now_s: float) -> None:
        if self.faults.alive("pilot", now_s) and topics.ODOMETRY in self._newest:
            command = self.stages.pilot.steer(self._newest[topics.ODOMETRY], message, self._newest.get(topics.DETECTIONS), now_s)
            self._send(topics.NOMINAL_COMMAND, command, now_s + self.config.pilot_s, self.config.transport_s)

    def _to_gate(self, topic: str, message: Any, now_s: float) -> None:
        self.stages.gate.observe(topic, message, now_s, now_s - message.stamp_s)
        if topic == topics.NOMINAL_COMMAND:
            self._publish_command(now_s)

    def _publish_command(self, now_s: float) -> None:
        if self.faults.alive("gate", now_s):
            command = self.stages.gate.command(now_s, now_s)
            self.log.add_verdicts((self.stages.gate.supervisor_verdict(now_s),))
            self._send(topics.COMMAND, command, now_s + self.config.gate_s, self.config.transport_s)

    def _to_base(self, topic: str, message: Any, now_s: float) -> None:
        if isinstance(message, SafetyState):
            self.simulator.safety_state(message)
        else:
            self.simulator.command(message, now_s)

    def _judge(self, now_s: float) -> None:
        if not self.faults.alive("safety_monitor", now_s):
            return
        verdicts = self.stages.monitors.verdicts(now_s)
        state = self.stages.supervisor.update(verdicts, now_s)
        self.log.add_verdicts(verdicts)
        self.log.add_state(state, now_s)
        self.mode = state.mode
        self._send(topics.SAFETY_STATE, state, now_s, self.config.transport_s)

    def _report(self, now_s: float) -> None:
        stages = self.stages
        rows = list(stages.monitors.health(now_s)) if self.faults.alive("safety_monitor", now_s) else []
        for name, stage in (("gate", stages.gate), ("pilot", stages.pilot)):
            rows += [stage.health(now_s)] if self.faults.alive(name, now_s) else []
        perception = self.perception.health(now_s)
        if perception is not None:
            rows.append(perception)
            self.stages.monitors.observe(topics.DIAGNOSTICS, perception, now_s, 0.0)
        for row in rows:
            self.stages.engine.observe(row)
            self._tell(topics.DIAGNOSTICS, row, now_s)
        self.log.telemetry.extend(rows)

    def _diagnose(self, now_s: float) -> None:
        causes = self.stages.engine.diagnose(now_s)
        self.log.add_causes(causes, self.stages.engine.incidents, now_s)
        self._tell(topics.CAUSES, causes, now_s)

    def _track(self, now_s: float) -> None:
        self.simulator.base.motor_scale = self.faults.motor_scale(now_s)
        self.simulator.turn_camera(self.faults.camera_turn_rad(now_s))
        turned = self.faults.first_active("camera.extrinsic_shift", now_s)
        if turned is not None:
            self.faults.show(turned, now_s)
        truth = self.simulator.truth()
        weak = self.faults.first_active("actuation.weak_motor", now_s)
        if weak is not None and abs(truth.v_mps) > MOVING_MPS:
            self.faults.show(weak, now_s)  # a motor that has nothing to do is no weaker than another
        self.log.add_position(truth, self.mode, now_s)
        self._tell(topics.TRUTH, truth, now_s)

    def _tell(self, topic: str, message: Any, now_s: float) -> None:
        if self.observer is not None:
            self.observer(topic, message, now_s)
