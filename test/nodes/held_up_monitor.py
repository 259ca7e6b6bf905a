"""A safety monitor whose process is held up for longer than the gate has to answer, right after it asked."""

import time

from limphome.nodes import safety_monitor

ask = safety_monitor.SafetyMonitorNode._answer_of_gate


def ask_and_be_held_up(self):
    asked = ask(self)
    time.sleep(1.5)
    return asked


safety_monitor.SafetyMonitorNode._answer_of_gate = ask_and_be_held_up

if __name__ == "__main__":
    safety_monitor.main()
