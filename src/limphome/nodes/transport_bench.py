"""How many pictures arrive in another process, and how late: `python -m limphome.nodes.transport_bench`.

Interleaves the project's DDS profile and Fast DDS's defaults, best effort, depth 1.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any, Dict, List

import numpy as np
import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import QoSProfile
from sensor_msgs.msg import Image

from limphome.core import Frame
from limphome.nodes.convert.image import ImageWriter, to_frame
from limphome.nodes.environment import PROFILE_VARIABLES, stay_on_this_machine, use_dds_profile
from limphome.nodes.qos import SENSOR

TOPIC = "transport_bench/image"
_END_S = 1.5  # silence after which nothing more comes


def measure(
    profile: bool, width_px: int = 640, height_px: int = 480, rate_hz: float = 30.0, count: int = 180, depth: int = 1
) -> Dict[str, Any]:
    """Send ``count`` pictures from one process to another.

    Args:
        depth: of both queues; with 1, as the nodes have it, a reader that is held up loses a picture by design.

    Returns:
        ``sent, arrived, median_s, p99_s`` (capture to callback) and the subscriber's ``cpu`` share.
    """
    environment = dict(os.environ)
    stay_on_this_machine(environment)
    for name in PROFILE_VARIABLES:
        environment.pop(name, None)
    if profile:
        use_dds_profile(environment)
    numbers = [str(number) for number in (width_px, height_px, rate_hz, count, depth)]
    command = [sys.executable, "-m", "limphome.nodes.transport_bench"]
    with subprocess.Popen([*command, "--hear", *numbers], env=environment, stdout=subprocess.PIPE, text=True) as hearer:
        subprocess.run([*command, "--say", *numbers], env=environment, check=True)
        answer = hearer.communicate(timeout=60.0)[0]
    return {"profile": profile, "sent": count, **json.loads(answer)}


def _say(width_px: int, height_px: int, rate_hz: float, count: int, qos: QoSProfile) -> None:
    rclpy.init()
    node = Node("say")
    publisher = node.create_publisher(Image, TOPIC, qos)
    writer, rng = ImageWriter(), np.random.default_rng(0)
    image = rng.integers(0, 255, (height_px, width_px, 3), dtype=np.uint8)
    while publisher.get_subscription_count() == 0:
        rclpy.spin_once(node, timeout_sec=0.05)
    time.sleep(0.5)  # matched here is not yet matched there
    begin_s = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, begin_s + number / rate_hz - time.monotonic()))
        publisher.publish(writer.write(Frame(time.monotonic(), image)))
    time.sleep(0.5)
    node.destroy_node()
    rclpy.shutdown()


def _hear(width_px: int, height_px: int, rate_hz: float, count: int, qos: QoSProfile) -> None:
    rclpy.init()
    node, ages, last_s = Node("hear"), [], [float("inf")]

    def on_image(message: Image) -> None:
        ages.append(time.monotonic() - to_frame(message).stamp_s)
        last_s[0] = time.monotonic()

    node.create_subscription(Image, TOPIC, on_image, qos)
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    begin_s, cpu_s = time.monotonic(), time.process_time()
    limit_s = count / rate_hz + 15.0
    while len(ages) < count and time.monotonic() - last_s[0] < _END_S + 1 / rate_hz and time.monotonic() - begin_s < limit_s:
        executor.spin_once(timeout_sec=0.1)
    share = (time.process_time() - cpu_s) / max(count / rate_hz, 1e-9)
    late = {"median_s": float(np.median(ages)), "p99_s": float(np.percentile(ages, 99))} if ages else {}
    print(json.dumps({"arrived": len(ages), **late, "cpu": share}))
    node.destroy_node()
    rclpy.shutdown()


def _qos(depth: int) -> QoSProfile:
    return QoSProfile(depth=depth, history=SENSOR.history, reliability=SENSOR.reliability)


def main(arguments: List[str]) -> None:
    """Print one line of JSON for each run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=2, help="of each of the two transports")
    parser.add_argument("--size", type=int, nargs=2, default=(640, 480), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("--rate", type=float, default=30.0, help="pictures a second")
    parser.add_argument("--count", type=int, default=180, help="pictures")
    parser.add_argument("--depth", type=int, default=1, help="of both queues")
    parser.add_argument("--say", nargs=5, type=float, help=argparse.SUPPRESS)
    parser.add_argument("--hear", nargs=5, type=float, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    role = given.say or given.hear
    if role:
        (_say if given.say else _hear)(int(role[0]), int(role[1]), role[2], int(role[3]), _qos(int(role[4])))
        return
    for _ in range(given.runs):
        for profile in (True, False):
            print(json.dumps(measure(profile, given.size[0], given.size[1], given.rate, given.count, given.depth)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
