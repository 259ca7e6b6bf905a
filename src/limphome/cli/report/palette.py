"""Colours of report and pictures, told apart also by readers who confuse red and green."""

from limphome.core import Mode

MODE = {Mode.NOMINAL: "#1b9e9e", Mode.LIMP_HOME: "#e69f00", Mode.SAFE_STOP: "#d1495b"}
CLASS = {"person": "#ff5d73", "cone": "#ffb000", "crate": "#57b8ff"}
FAULT = "#7b5ea7"
RIGHT_CAUSE, OTHER_CAUSE = "#3a6ea5", "#8a94a0"

INK = "#010203"
"""Stands for the colour of text in a drawing: the page makes it dark or light."""
FAINT = "#040506"
"""Stands for the colour of what lies in the background of a drawing."""

PLAIN = {INK: "#1c2430", FAINT: "#9aa5b1"}
"""What the stand-ins become in a picture that stands alone."""
