"""From camera frames to boxes: a checked model, a runtime, a decoder."""
