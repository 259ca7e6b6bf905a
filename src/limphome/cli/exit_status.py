"""What the exit status of a command says."""

RAN = 0  # it ran, whatever the robot did
COULD_NOT_RUN = 1
WRONG_USAGE = 2
VERDICT_FAILED = 3
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
