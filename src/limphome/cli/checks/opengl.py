"""Rendering without a screen."""

from limphome.cli.checks.child_python import child_python
from limphome.cli.checks.finding import Finding
from limphome.resources.extra import extra

_CODE = """
import ctypes, mujoco
context = mujoco.GLContext(64, 64)
context.make_current()
from OpenGL import GL
print(GL.glGetString(GL.GL_RENDERER).decode())
context.free()
"""


def check(code: str = _CODE) -> Finding:
    """Open an EGL context in a process of its own and ask who renders."""
    works, answer = child_python(code, timeout_s=60, MUJOCO_GL="egl", PYOPENGL_PLATFORM="egl")
    if works:
        return Finding("opengl", "ok", f"EGL, {answer}")
    if "No module named" in answer:
        return Finding("opengl", "missing", answer, extra("sim"))
    return Finding("opengl", "missing", f"EGL does not start: {answer}", "apt install libegl1 libopengl0 libgl1-mesa-dri")
