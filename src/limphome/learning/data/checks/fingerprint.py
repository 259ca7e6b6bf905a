"""What a picture looks like, small: equal for copies with other noise, light, compression or a small shift."""

from typing import Tuple

import cv2
import numpy as np

SMALL, COARSE = (80, 60), (16, 12)
"""Width and height of the two maps."""
_FINE_SIGMA, _WIDE_SIGMA = 1.0, 4.0
_NOISE = 3.0  # grey levels: what is fainter than this in a band-passed map is noise, not structure
_STEPS = 32.0  # int8 steps in one unit; values lie within +-4


def fingerprint(image: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Two maps of a picture.

    The detailed one is band-passed, then divided by its local contrast, so that faint texture counts as much as the edge
    between ground and sky that all pictures of a place share.

    Args:
        image: RGB, uint8, any size.

    Returns:
        Detailed map, int8, shape (60, 80); coarse map of brightness, float32, shape (12, 16).
    """
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, SMALL, interpolation=cv2.INTER_AREA).astype(np.float32)
    band = cv2.GaussianBlur(small, (0, 0), _FINE_SIGMA) - cv2.GaussianBlur(small, (0, 0), _WIDE_SIGMA)
    contrast = np.sqrt(cv2.GaussianBlur(band * band, (0, 0), _WIDE_SIGMA))
    detail = np.clip(np.rint(band / (contrast + _NOISE) * _STEPS), -127, 127).astype(np.int8)
    return detail, cv2.resize(small, COARSE, interpolation=cv2.INTER_AREA)
