"""How many pictures of recorded drives the network answered: its node keeps the newest picture only.

usage: python scripts/answered_pictures.py [--until SECONDS] RECORDING.mcap ...
"""

import argparse
from pathlib import Path
from typing import Tuple

from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

from limphome.core import topics


def counts(recording: Path, until_s: float) -> Tuple[int, int]:
    """Pictures between the first answer and ``until_s`` after the first picture, and those without an answer of their stamp."""
    stamps_s = {topics.CAMERA: set(), topics.DETECTIONS: set()}
    with recording.open("rb") as stream:
        reader = make_reader(stream, decoder_factories=[DecoderFactory()])
        for _, channel, _, message in reader.iter_decoded_messages(topics=["/" + name for name in stamps_s]):
            stamp = message.header.stamp
            stamps_s[channel.topic.lstrip("/")].add(round(stamp.sec + 1e-9 * stamp.nanosec, 4))
    pictures_s, answers_s = stamps_s[topics.CAMERA], stamps_s[topics.DETECTIONS]
    first_s = min(answers_s, default=-float("inf"))  # without any answer every picture is one too many
    asked_s = {at for at in pictures_s if first_s <= at < min(pictures_s) + until_s}
    return len(asked_s), len(asked_s - answers_s)


def main() -> None:
    """Print one line for each recording, and the sum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="+", type=Path)
    parser.add_argument(
        "--until", type=float, default=float("inf"), help="so long from the first picture on, e.g. until a kill [s]"
    )
    asked = parser.parse_args()
    found = [counts(path, asked.until) for path in asked.recordings]
    for path, (pictures, missed) in zip(asked.recordings, found):
        print(f"{path}: {missed} of {pictures} without an answer")
    print(f"all: {sum(missed for _, missed in found)} of {sum(pictures for pictures, _ in found)}")


if __name__ == "__main__":
    main()
