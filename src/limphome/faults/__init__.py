"""What breaks the robot on purpose: the table of faults, the relay that corrupts messages, plans."""
