"""The state of one lifecycle node as another process sees it, without ever waiting."""

from typing import Any, Callable, List

from lifecycle_msgs.msg import State, Transition
from lifecycle_msgs.srv import ChangeState, GetState
from rclpy.node import Node

UNKNOWN, UNCONFIGURED, INACTIVE, ACTIVE = (
    0,
    State.PRIMARY_STATE_UNCONFIGURED,
    State.PRIMARY_STATE_INACTIVE,
    State.PRIMARY_STATE_ACTIVE,
)
_NEXT = {UNCONFIGURED: Transition.TRANSITION_CONFIGURE, INACTIVE: Transition.TRANSITION_ACTIVATE}
# An answer is lost when a node that has just started does not know yet who asks, and a robot that waits for a restarted
# node stands or creeps: the question is asked again and again, and the first answer to any of them counts. A node that was
# killed still seems to be there for as long as its lease lasts: after so many questions they become rarer.
_OFTEN, _RARELY_S, _MOST = 30, 1.0, 60
_SILENT_S = 0.3
_TRANSITION_S = 1.0


class LifecycleClient:
    """Asks one node for its state and moves it one step towards active.

    Args:
        node: who asks.
        name: relative name of the node asked.
        answered: called by the executor when there is an answer to take.
    """

    def __init__(self, node: Node, name: str, answered: Callable[["LifecycleClient"], None]) -> None:
        self.name = name
        self._node, self._answered, self._servers = node, answered, 0
        self.state = UNKNOWN
        self.failures = 0
        """Refused transitions in a row, of the newest process of that name."""
        self.was_active = False
        """Whether it was active since it was configured: one that is inactive now was deactivated by somebody."""
        self._get = node.create_client(GetState, f"{name}/get_state")
        self._change = node.create_client(ChangeState, f"{name}/change_state")
        self._client = self._get
        self._open: List[Any] = []
        self._since_s = self._last_s = 0.0

    def update(self, now_s: float) -> bool:
        """Take an answer that came; True when it is time for the next question."""
        self._notice_another()
        answer = next((future.result() for future in self._open if future.done()), None)
        if answer is not None:
            self._forget()
            self._take(answer)
            return True
        if self._open and now_s - self._since_s > (_TRANSITION_S if self._client is self._change else _SILENT_S):
            self.state = UNKNOWN
            if self._client is self._change:
                self._forget()  # one that takes longer to configure answers the question afterwards
        if not self._change.service_is_ready():
            self._forget()
        return not self._open or (self._client is self._get and now_s - self._last_s > self._pause_s())

    def ask(self, now_s: float) -> None:
        """Ask for the state; without an answer it is unknown."""
        if self._get.service_is_ready():
            self._send(self._get, GetState.Request(), now_s)
        else:
            self._forget()
            self.state = UNKNOWN

    def step(self, now_s: float) -> None:
        """Configure an unconfigured node, activate an inactive one."""
        request = ChangeState.Request()
        request.transition.id = _NEXT[self.state]
        self._send(self._change, request, now_s)

    def _pause_s(self) -> float:
        return 0.0 if len(self._open) < _OFTEN else _RARELY_S

    def _notice_another(self) -> None:
        """A node was started: what was asked before was asked of the one before it."""
        servers = self._node.count_services(self._get.service_name)
        if servers > self._servers:
            self._forget()
            self.failures = 0
        self._servers = servers

    def _send(self, client: Any, request: Any, now_s: float) -> None:
        if client is not self._client or len(self._open) >= _MOST:
            self._forget()
        self._since_s = self._since_s if self._open else now_s
        self._client, self._last_s = client, now_s
        future = client.call_async(request)
        self._open.append(future)
        future.add_done_callback(lambda _: self._answered(self))

    def _forget(self) -> None:
        for future in self._open:
            self._client.remove_pending_request(future)
        self._open.clear()

    def _take(self, answer: Any) -> None:
        if isinstance(answer, GetState.Response):
            self.state = answer.current_state.id
        elif answer.success:
            self.failures = 0
            self.state = INACTIVE if self.state == UNCONFIGURED else ACTIVE
        else:
            self.failures += 1
            self.state = UNKNOWN
        if self.state in (UNCONFIGURED, ACTIVE):
            self.was_active = self.state == ACTIVE
