"""A lockstep drive as an MCAP file of ROS messages, written without ROS."""
