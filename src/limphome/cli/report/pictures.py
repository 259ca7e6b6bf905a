"""Camera pictures with boxes, as HTML."""

import base64
from html import escape
from typing import List, Optional, Sequence, Tuple

import cv2
import numpy as np

from limphome.cli.report.drive_log import Snapshot
from limphome.cli.report.palette import CLASS
from limphome.core import Detections

_JPEG_QUALITY = 88
_LETTER_PX, _TAG_PX = 4.9, 10.0
_Tag = Tuple[float, float, float]  # left, top, width [px]


def picture_html(picture: Snapshot) -> str:
    """A ``<figure>``: the frame as a JPEG inside the page, boxes as SVG over it, time and caption below."""
    height, width = picture.frame.image.shape[:2]
    boxes = _boxes_svg(picture.detections, (width, height)) if picture.detections is not None else ""
    return (
        f'<figure><div class="frame"><img alt="{escape(picture.caption)}" src="{_data_uri(picture.frame.image)}">'
        f'<svg viewBox="0 0 {width} {height}">{boxes}</svg>{_note(picture.detections)}</div>'
        f"<figcaption><b>{picture.time_s:.1f} s</b> {escape(picture.caption)}</figcaption></figure>"
    )


def _note(detections: Optional[Detections]) -> str:
    if detections is None:
        return '<span class="silent">no detections</span>'
    return "" if len(detections) else '<span class="silent empty">nothing detected</span>'


def _boxes_svg(detections: Detections, size: Tuple[int, int]) -> str:
    """Boxes, and over them their names: the surest first, each where it covers no other name."""
    rects: List[str] = []
    tags: List[_Tag] = []
    names: List[str] = []
    for index in np.argsort(-detections.scores, kind="stable"):
        name, box = detections.class_names[int(detections.class_ids[index])], detections.boxes_xyxy[index]
        colour, label = CLASS.get(name, "#ffffff"), f"{name} {detections.scores[index]:.2f}"
        rects.append(_rect(box, colour))
        tag = _free_tag(box, _LETTER_PX * len(label) + 3.0, size, tags)
        if tag is not None:
            tags.append(tag)
            names.append(_name(tag, label, colour))
    return "".join([*rects, *names])


def _rect(box: np.ndarray, colour: str) -> str:
    left, top, right, bottom = box
    size = f'width="{right - left:.1f}" height="{bottom - top:.1f}"'
    return f'<rect class="box" x="{left:.1f}" y="{top:.1f}" {size} stroke="{colour}"/>'


def _free_tag(box: np.ndarray, width: float, size: Tuple[int, int], taken: Sequence[_Tag]) -> Optional[_Tag]:
    """Above the box, else below it, else in its upper corner; always inside the picture."""
    left = float(min(max(box[0] - 0.8, 0.0), max(size[0] - width, 0.0)))
    for top in (float(box[1]) - _TAG_PX, float(box[3]), max(float(box[1]), 0.0)):
        inside = top >= 0 and top + _TAG_PX <= size[1]
        if inside and not any(_meet((left, top, width), other) for other in taken):
            return left, top, width
    return None


def _meet(one: _Tag, other: _Tag) -> bool:
    beside = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return beside and abs(one[1] - other[1]) < _TAG_PX


def _name(tag: _Tag, label: str, colour: str) -> str:
    left, top, width = tag
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{_TAG_PX:.0f}" fill="{colour}"/>'
        f'<text x="{left + 1.8:.1f}" y="{top + 7.6:.1f}">{escape(label)}</text>'
    )


def _data_uri(image: np.ndarray) -> str:
    _, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode()
