"""A safety monitor whose process is held up for longer than the gate has to answer, right after it asked for the first time."""

import time

from limphome.nodes import safety_monitor

ask = safety_monitor.SafetyMonitorNode._answer_of_gate


def ask_and_be_held_up(self):
    safety_monitor.SafetyMonitorNode._answer_of_gate = ask
    asked = ask(self)
    time.sleep(1.5)  # the hold-up itself, nobody waits for anything here
    return asked


safety_monitor.SafetyMonitorNode._answer_of_gate = ask_and_be_held_up

if __name__ == "__main__":
    safety_monitor.main()
