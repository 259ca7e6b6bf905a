"""The state of one lifecycle node as another process sees it, without ever waiting."""

from typing import Any, Optional

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
# An answer is lost when a node that has just started does not know yet who asks: ask again soon, for a robot that waits
# for a restarted node stands or creeps. A node that takes longer to configure answers the question afterwards. On a busy
# machine answers take longer: each one that stays out doubles the patience.
_ANSWER_S, _LONGEST_S = 0.3, 3.0
_TRANSITION_S = 1.0


class LifecycleClient:
    """Asks one node for its state and moves it one step towards active.

    Args:
        node: who asks.
        name: relative name of the node asked.
    """

    def __init__(self, node: Node, name: str) -> None:
        self.name = name
        self._node, self._servers = node, 0
        self.state = UNKNOWN
        self.failures = 0
        """Refused transitions in a row."""
        self._get = node.create_client(GetState, f"{name}/get_state")
        self._change = node.create_client(ChangeState, f"{name}/change_state")
        self._asked: Optional[Any] = None
        self._client: Optional[Any] = None
        self._deadline_s = 0.0
        self._patience_s = _ANSWER_S

    def update(self, now_s: float) -> bool:
        """Take an answer that came, ask anew; True when nothing is on the way."""
        self._notice_another(now_s)
        if self._asked is None:
            return True
        if self._asked.done():
            self._patience_s = _ANSWER_S
            self._take(self._asked.result())
        elif now_s > self._deadline_s or not self._change.service_is_ready():
            self._client.remove_pending_request(self._asked)  # type: ignore[union-attr]
            self._patience_s = min(2 * self._patience_s, _LONGEST_S) if self._change.service_is_ready() else _ANSWER_S
            self.state = UNKNOWN
        else:
            return False
        self._asked = None
        return True

    def _notice_another(self, now_s: float) -> None:
        """A node was started: whoever was silent before, it is to be asked soon.

        One that was killed still seems to be there for as long as its lease lasts.
        """
        servers = self._node.count_services(self._get.service_name)
        if servers > self._servers:
            self._patience_s = _ANSWER_S
            self._deadline_s = min(self._deadline_s, now_s + _ANSWER_S)
        self._servers = servers

    def ask(self, now_s: float) -> None:
        """Ask for the state; without an answer it is unknown."""
        if self._get.service_is_ready():
            self._send(self._get, GetState.Request(), now_s + self._patience_s)
        else:
            self.state = UNKNOWN
            self._patience_s = _ANSWER_S  # who comes after one that went away is not the busy one

    def step(self, now_s: float) -> None:
        """Configure an unconfigured node, activate an inactive one."""
        request = ChangeState.Request()
        request.transition.id = _NEXT[self.state]
        self._send(self._change, request, now_s + _TRANSITION_S)

    def _send(self, client: Any, request: Any, deadline_s: float) -> None:
        self._client, self._deadline_s = client, deadline_s
        self._asked = client.call_async(request)

    def _take(self, answer: Any) -> None:
        if isinstance(answer, GetState.Response):
            self.state = answer.current_state.id
        elif answer.success:
            self.failures = 0
            self.state = INACTIVE if self.state == UNCONFIGURED else ACTIVE
        else:
            self.failures += 1
            self.state = UNKNOWN
