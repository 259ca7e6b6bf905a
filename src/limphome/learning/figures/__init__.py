"""Figures of a network beyond mAP: who is overlooked, whether scores mean what they say, what bad pictures do."""
