"""The world of the robot: an SDF yard in MuJoCo, its sensors, its persons, and scenes to learn from."""
