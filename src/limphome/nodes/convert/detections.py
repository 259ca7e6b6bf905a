"""Detections to vision_msgs/Detection2DArray and back."""

import numpy as np

from limphome.core import Detections, LimphomeError
from limphome.nodes.convert.stamp import check_finite, from_stamp, to_stamp

try:
    from vision_msgs.msg import Detection2D, Detection2DArray, ObjectHypothesisWithPose
except ImportError as error:
    raise LimphomeError(
        "the package vision_msgs is not installed", "nodes", "'make' beside ROS wheels, apt install ros-$ROS_DISTRO-vision-msgs"
    ) from error


def from_detections(detections: Detections, frame_id: str = "camera_optical_frame") -> Detection2DArray:
    """One Detection2D a box; the stamp is that of the frame, also when there is no box."""
    message = Detection2DArray()
    message.header.stamp = to_stamp(detections.stamp_s)
    message.header.frame_id = frame_id
    rows = zip(detections.boxes_xyxy.tolist(), detections.scores.tolist(), detections.class_ids.tolist())
    for (left, top, right, bottom), score, class_id in rows:
        one = Detection2D(header=message.header)
        one.bbox.center.position.x, one.bbox.center.position.y = (left + right) / 2, (top + bottom) / 2
        one.bbox.size_x, one.bbox.size_y = right - left, bottom - top
        hypothesis = ObjectHypothesisWithPose()
        hypothesis.hypothesis.class_id = detections.class_names[class_id]
        hypothesis.hypothesis.score = score
        one.results.append(hypothesis)
        message.detections.append(one)
    return message


def to_detections(message: Detection2DArray) -> Detections:
    """The best hypothesis of each detection; a class that the stages do not know keeps its name after theirs."""
    empty = Detections.empty(from_stamp(message.header.stamp))
    if not message.detections:
        return empty
    names = list(empty.class_names)
    boxes, scores, class_ids = [], [], []
    for one in message.detections:
        if not one.results:
            raise LimphomeError("a detection without results", "Detection2DArray", "at least one hypothesis each")
        best = max((result.hypothesis for result in one.results), key=lambda hypothesis: hypothesis.score)
        if best.class_id not in names:
            names.append(best.class_id)
        center, half_x, half_y = one.bbox.center.position, one.bbox.size_x / 2, one.bbox.size_y / 2
        check_finite("Detection2DArray", center.x, center.y, half_x, half_y, best.score)
        boxes.append((center.x - half_x, center.y - half_y, center.x + half_x, center.y + half_y))
        scores.append(best.score)
        class_ids.append(names.index(best.class_id))
    ids = np.array(class_ids, np.int64)
    return Detections(empty.stamp_s, np.array(boxes, np.float32), np.array(scores, np.float32), ids, tuple(names))
