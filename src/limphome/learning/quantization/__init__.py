"""From a network in FP32 to the INT8 files that each runtime wants, with proof of what they cost."""
