"""What the machine takes and how fast it is set: energy meters, power mode, clocks."""
