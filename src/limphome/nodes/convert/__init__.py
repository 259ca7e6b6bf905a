"""Core messages to ROS messages and back, a file for each kind."""
