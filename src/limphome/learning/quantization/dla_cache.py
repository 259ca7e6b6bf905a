"""The calibration cache that TensorRT wants for a deep learning accelerator."""

import struct

from limphome.learning.quantization.calibration import Calibration


def dla_cache(calibration: Calibration) -> str:
    """One scale per tensor, as the bits of a big-endian float; tensors that are not finite have none."""
    lines = ["TRT-8502-EntropyCalibration2"]
    for name, amax in sorted(calibration.amax().items()):  # the calibrators keep no order
        if name not in calibration.wild:
            lines.append(f"{name}: {struct.pack('>f', amax / 127).hex()}")
    return "\n".join(lines) + "\n"
