"""What every node of ours shares: parameters, guarded callbacks, transitions that never end the process."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple, Type

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rcl_interfaces.msg import SetParametersResult
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from rclpy.qos import DurabilityPolicy, QoSProfile

try:
    from rclpy.event_handler import PublisherEventCallbacks, SubscriptionEventCallbacks
except ImportError:  # Humble
    from rclpy.qos_event import PublisherEventCallbacks, SubscriptionEventCallbacks

from limphome.core import LimphomeError, topics
from limphome.nodes import parameters
from limphome.nodes.convert.status import array_of
from limphome.nodes.guarded import guard
from limphome.nodes.qos import qos_of, reader_qos_of
from limphome.resources import option

_REPEAT_S = 1.0
# The executor asks every event handler at every wake-up: without the default ones, which only log an incompatible
# quality of service (`ros2 topic info -v` shows that too), a node costs half.
NO_PUBLISHER_EVENTS = PublisherEventCallbacks(use_default_callbacks=False)
_NO_SUBSCRIPTION_EVENTS = SubscriptionEventCallbacks(use_default_callbacks=False)


@dataclass(frozen=True)
class StartOptions:
    """What the process does first."""

    start_active: bool = option(
        False, "become active without being asked, in the place of a process that died; as it was at the start", read_only=True
    )


class StageNode(LifecycleNode):
    """A lifecycle node around one stage.

    Subclasses build in :meth:`configure` (publishers, :meth:`listen`, :meth:`every`); what they build is silent until the
    node is active and is taken down again by a cleanup.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._refuse_impossible()
        self._steady = Clock(clock_type=ClockType.STEADY_TIME)
        self._is_active = self._is_configured = False
        self.active_since_s = 0.0
        """On the clock of deadlines."""
        self._built: List[Callable[[], Any]] = []
        self._held: Dict[str, Callable[[], None]] = {}
        self.declare_config(StartOptions)
        self.declare()
        parameters.refuse_unknown(self)
        self.add_on_set_parameters_callback(self._check_change)
        if self.config(StartOptions).start_active:
            self._first = self.create_timer(0.0, self._rise, clock=self._steady)

    # What a subclass fills in.

    def declare(self) -> None:
        """Declare the parameters; a wrong one is a LimphomeError and the node does not start."""

    def configure(self) -> None:
        """Load, check, build. Whatever is raised leaves the node unconfigured."""

    def activate(self) -> None:
        """Begin the flow."""

    def deactivate(self) -> None:
        """End the flow."""

    def cleanup(self) -> None:
        """Let go of what :meth:`configure` made, entities apart."""

    def refuses(self, changed: Mapping[str, Any]) -> str:
        """Why these parameters cannot be changed now; empty when they can."""
        mend = "put it in the parameter file and start again"
        return f"{next(iter(changed))} is taken when the node configures: {mend}" if self._is_configured else ""

    # What a subclass uses.

    def declare_config(self, cls: Type[Any], prefix: str = "", file: Optional[Path] = None) -> None:
        """Declare the fields of a configuration as parameters."""
        parameters.declare(self, cls, prefix, file)

    def config(self, cls: Type[Any], prefix: str = "") -> Any:
        """The configuration as the parameters stand now."""
        return parameters.read(self, cls, prefix)

    def steady_s(self) -> float:
        """The clock of deadlines [s]: no ``/clock`` can stop it."""
        return time.monotonic()

    def ros_s(self) -> float:
        """The robot's clock [s]: that of the stamps."""
        return self.get_clock().now().nanoseconds * 1e-9

    def publisher(self, kind: Type[Any], topic: str, qos: Optional[QoSProfile] = None) -> Any:
        """A publisher with the topic's quality of service."""
        publisher = self.create_publisher(kind, topic, qos or qos_of(topic), event_callbacks=NO_PUBLISHER_EVENTS)
        self._built.append(lambda: self.destroy_publisher(publisher))
        return publisher

    def listen(
        self,
        kind: Type[Any],
        topic: str,
        handle: Callable[[Any], None],
        qos: Optional[QoSProfile] = None,
        raw: bool = False,
        always: bool = False,
    ) -> None:
        """Call ``handle`` with every message while active. A message that it refuses is logged, and the node lives.

        Of a latched topic the newest message that came before is handled on activation: it is not said again.

        Args:
            always: not only while active.
        """
        qos = qos or reader_qos_of(topic)
        latched = qos.durability == DurabilityPolicy.TRANSIENT_LOCAL

        def guarded(message: Any) -> None:
            if self._is_active or always:
                self.guard(topic, handle, message)
            elif latched:
                self.hold(topic, handle, message)

        subscription = self.create_subscription(kind, topic, guarded, qos, raw=raw, event_callbacks=_NO_SUBSCRIPTION_EVENTS)
        self._built.append(lambda: self.destroy_subscription(subscription))

    def hold(self, topic: str, handle: Callable[[Any], None], message: Any) -> None:
        """Handle a message when the node becomes active, unless a newer one comes before."""
        self._held[topic] = lambda: self.guard(topic, handle, message)

    def guard(self, topic: str, handle: Callable[[Any], None], message: Any) -> None:
        """Handle a message; one that is refused is logged."""
        guard(self, topic, handle, message)

    def speakers_of(self, topic: str) -> Tuple[str, ...]:
        """Names of the nodes that publish on one of our topics now, as far as they are discovered."""
        return tuple(one.node_name for one in self.get_publishers_info_by_topic(self.resolve_topic_name(topic)))

    def every(self, period_s: float, call: Callable[[], None]) -> Any:
        """Call on the steady clock while active. A LimphomeError is logged, and the node lives."""
        timer = self.create_timer(period_s, lambda: self.tick(call) if self._is_active else None, clock=self._steady)
        self._built.append(lambda: self.destroy_timer(timer))
        return timer

    def tick(self, call: Callable[[], None]) -> None:
        """Call; a LimphomeError is logged."""
        try:
            call()
        except LimphomeError as error:
            self.get_logger().error(str(error), throttle_duration_sec=_REPEAT_S)

    def serve(self, kind: Type[Any], name: str, answer: Callable[[Any, Any], Any], group: Any = None) -> None:
        """A service that exists while the node is configured."""
        service = self.create_service(kind, name, answer, callback_group=group)
        self._built.append(lambda: self.destroy_service(service))

    def die(self, until_s: float) -> None:
        """An injected crash: the process is gone at once.

        Args:
            until_s: it is not started again before, on the clock of deadlines [s].
        """
        os.kill(os.getpid(), signal.SIGKILL)

    def report(self, *statuses: DiagnosticStatus) -> None:
        """Publish on ``/diagnostics`` with the robot's time; ``frame_id`` names the node that says it."""
        message = array_of(statuses, self.ros_s())
        message.header.frame_id = self.get_name()
        self._diagnostics.publish(message)

    @property
    def is_active(self) -> bool:
        """True between activate and deactivate."""
        return self._is_active

    # Transitions.

    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Build; a failure leaves nothing behind."""
        self._diagnostics = self.publisher(DiagnosticArray, topics.DIAGNOSTICS)
        result = self._try(self.configure)
        self._is_configured = result == TransitionCallbackReturn.SUCCESS
        if not self._is_configured:
            self._take_down()
        return result

    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Begin."""
        result = self._try(self.activate)
        self._is_active = result == TransitionCallbackReturn.SUCCESS
        self.active_since_s = self.steady_s()
        while self._is_active and self._held:
            self._held.pop(next(iter(self._held)))()
        return result

    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """End; entities stay, silent."""
        self._is_active = False
        return self._try(self.deactivate)

    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Take everything down."""
        result = self._try(self.cleanup)
        self._take_down()
        self._is_configured = False
        return result

    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        """As deactivate and cleanup."""
        self.close()
        return TransitionCallbackReturn.SUCCESS

    def close(self) -> None:
        """End the flow and let go, in whatever state the node is; also called when the process ends."""
        if self._is_active:
            self._is_active = False
            self._try(self.deactivate)
        if self._is_configured:
            self._is_configured = False
            self._try(self.cleanup)
        self._take_down()

    def _rise(self) -> None:
        """Bringup would do it, but who has just started is not heard before a second or two of discovery."""
        self.destroy_timer(self._first)
        if self.trigger_configure() == TransitionCallbackReturn.SUCCESS:
            self.trigger_activate()

    def _try(self, step: Callable[[], None]) -> TransitionCallbackReturn:
        try:
            step()
        except LimphomeError as error:
            self.get_logger().error(str(error))
            return TransitionCallbackReturn.FAILURE
        except Exception as error:  # noqa: BLE001  # a transition answers FAILURE, it never ends the process
            self.get_logger().error(f"{type(error).__name__}: {error}")
            return TransitionCallbackReturn.FAILURE
        return TransitionCallbackReturn.SUCCESS

    def _refuse_impossible(self) -> None:
        """A transition that the present state has not ends the process in rclpy (ros2/rclpy#1209): here it is answered."""
        change = self._service_change_state.callback  # the method behind it has a mangled name

        def answer(request: Any, response: Any) -> Any:
            wanted, state = request.transition, self._state_machine
            allowed = {number: label for number, label, *_ in state.available_transitions}
            if wanted.label or wanted.id in allowed:  # a label is looked up by rclpy, which refuses an unknown one
                return change(request, response)
            names = ", ".join(f"{label} ({number})" for number, label in allowed.items())
            self.get_logger().error(f"transition {wanted.id} is refused: {state.current_state[1]} allows {names}")
            response.success = False
            return response

        self._service_change_state.callback = answer

    def _take_down(self) -> None:
        while self._built:
            self._built.pop()()
        self._held.clear()

    def _check_change(self, changed: List[Any]) -> SetParametersResult:
        own = {one.name: one.value for one in changed if one.name != "use_sim_time"}
        reason = self.refuses(own) if own else ""
        return SetParametersResult(successful=not reason, reason=reason)
