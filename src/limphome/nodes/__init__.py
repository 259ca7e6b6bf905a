"""One thin lifecycle node per file: parameters, subscribe, convert, call the stage, publish. The only room that speaks ROS."""
