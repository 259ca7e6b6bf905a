"""matplotlib figures as SVG text: the same bytes for the same drive, no fonts or files from elsewhere."""

import io
from typing import Any, Callable, Dict, Tuple

from limphome.cli.report.palette import FAINT, INK

_STYLE: Dict[str, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "grid.color": FAINT,
    "grid.alpha": 0.35,
    "grid.linewidth": 0.5,
}


def new_figure(size_in: Tuple[float, float]) -> Any:
    """An empty figure that no window shows."""
    from matplotlib.figure import Figure

    return Figure(figsize=size_in, layout="constrained")


def draw_svg(name: str, draw: Callable[[], Any]) -> str:
    """Call ``draw`` in our style and give its figure as an ``<svg>`` element to put into a page.

    Args:
        name: makes the ids of this drawing differ from those of others on the page.
        draw: makes and returns a figure.
    """
    import matplotlib

    style: Any = {**_STYLE, "svg.hashsalt": name}
    with matplotlib.rc_context(style):
        stream = io.StringIO()
        draw().savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = stream.getvalue()
    themed = text[text.index("<svg") :].replace(INK, "var(--ink)").replace(FAINT, "var(--faint)")
    return themed.replace("font: 9px sans-serif", "font: 9px var(--font)")


def draw_png(draw: Callable[[], Any], colours: Dict[str, str], dots_per_inch: int = 150) -> bytes:
    """Call ``draw`` in our style on white and give its figure as PNG."""
    import matplotlib

    plain: Any = {key: colours.get(value, value) if isinstance(value, str) else value for key, value in _STYLE.items()}
    plain["savefig.facecolor"] = "white"
    with matplotlib.rc_context(plain):
        stream = io.BytesIO()
        draw().savefig(stream, format="png", dpi=dots_per_inch, metadata={"Software": None})
    return stream.getvalue()
