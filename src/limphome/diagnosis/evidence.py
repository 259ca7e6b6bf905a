"""What speaks for a cause, in words."""

from typing import Tuple

import numpy as np

from limphome.diagnosis.feed_graph import component_of
from limphome.diagnosis.scores import KINDS, Scores
from limphome.diagnosis.window import Window


def evidence(window: Window, scores: Scores, component: str, count: int) -> Tuple[str, ...]:
    """The largest departures of a component, largest first, one text each.

    Args:
        component: whose metrics are told; empty for all.
    """
    names = window.model.names
    own = [i for i, name in enumerate(names) if not component or component_of(name) == component]
    told = sorted((i for i in own if scores.size[i] > 1), key=lambda i: -scores.size[i])
    return tuple(_text(window, scores, i) for i in told[:count])


def _text(window: Window, scores: Scores, i: int) -> str:
    model, name = window.model, window.model.names[i]
    kind = KINDS[int(np.abs(scores.values[:, i]).argmax())]
    normal = model.expected(window.lagged, window.context)[i]
    width = model.scale[i] * model.spread[window.context, i]
    told = f"normal {normal:.3g} +- {width:.2g}"
    gap_s = scores.tick - scores.onset_tick[i]
    if kind == "freeze":
        return f"{name} froze at {window.values[i]:.3g}, {told}"
    if kind == "silence":
        return f"{name} silent for {gap_s * model.settings.tick_s:.1f} s, last {window.values[i]:.3g}"
    if kind == "spread":
        limits = model.limits
        factor = np.exp(
            scores.values[1, i] * (limits.spread_up if scores.values[1, i] > 0 else limits.spread_down)[window.context, i]
        )
        return f"{name} varies {factor:.2g} times as much as normal, {told}"
    return f"{name} at {window.values[i]:.3g}, {told}"
