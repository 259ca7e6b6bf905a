"""Camera pictures with boxes, as HTML."""

import base64
from html import escape

import cv2
import numpy as np

from limphome.cli.report.drive_log import Snapshot
from limphome.cli.report.palette import CLASS
from limphome.core import Detections

_JPEG_QUALITY = 88


def picture_html(picture: Snapshot) -> str:
    """A ``<figure>``: the frame as a JPEG inside the page, boxes as SVG over it, time and caption below."""
    height, width = picture.frame.image.shape[:2]
    boxes = _boxes_svg(picture.detections) if picture.detections is not None else ""
    note = "" if picture.detections is not None else '<span class="silent">no detections</span>'
    return (
        f'<figure><div class="frame"><img alt="{escape(picture.caption)}" src="{_data_uri(picture.frame.image)}">'
        f'<svg viewBox="0 0 {width} {height}">{boxes}</svg>{note}</div>'
        f"<figcaption><b>{picture.time_s:.1f} s</b> {escape(picture.caption)}</figcaption></figure>"
    )


def _boxes_svg(detections: Detections) -> str:
    parts = []
    for (left, top, right, bottom), score, index in zip(detections.boxes_xyxy, detections.scores, detections.class_ids):
        name = detections.class_names[int(index)]
        colour = CLASS.get(name, "#ffffff")
        width, height = right - left, bottom - top
        label = f"{name} {score:.2f}"
        tag_y = top - 10 if top > 10 else top
        parts.append(
            f'<rect class="box" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" stroke="{colour}"/>'
            f'<rect x="{left - 0.8:.1f}" y="{tag_y:.1f}" width="{4.6 * len(label) + 3:.1f}" height="10" fill="{colour}"/>'
            f'<text x="{left + 1:.1f}" y="{tag_y + 7.6:.1f}">{escape(label)}</text>'
        )
    return "".join(parts)


def _data_uri(image: np.ndarray) -> str:
    _, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode()
