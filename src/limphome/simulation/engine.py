"""The one place that imports MuJoCo, so that its environment is set before and errors say what to install."""

import os

from limphome.core import LimphomeError
from limphome.resources.extra import extra

# One process, one core: llvmpipe's own threads take a second core and give little.
os.environ.setdefault("LP_NUM_THREADS", "0")
os.environ.setdefault("MUJOCO_GL", "egl")

EGL_MEND = "apt-get install -y libegl1 libopengl0 libgl1-mesa-dri"

try:
    import mujoco
    from OpenGL.error import Error as GlError  # after MuJoCo, which chooses PyOpenGL's platform
except ModuleNotFoundError as error:
    raise LimphomeError("MuJoCo is not installed", "limphome.simulation", extra("sim")) from error
except (ImportError, AttributeError, OSError, RuntimeError) as error:
    # PyOpenGL raises one of these four, depending on which library is absent.
    raise LimphomeError(f"the EGL libraries cannot be loaded: {error}", "MUJOCO_GL=egl", EGL_MEND) from error

__all__ = ["EGL_MEND", "GlError", "mujoco"]
