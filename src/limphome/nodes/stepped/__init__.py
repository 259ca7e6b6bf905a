"""The nodes on simulated time, in turns: the simulator waits for every answer. docs/architecture.md says what is equal then."""
