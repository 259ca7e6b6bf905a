"""limphome: put a network in a robot's loop, break it on purpose, keep the robot safe, say why it broke."""

__version__ = "0.1.0"
