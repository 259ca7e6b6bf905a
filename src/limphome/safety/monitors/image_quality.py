"""Can the network see anything in this picture?"""

from dataclasses import dataclass

from limphome.core import Verdict
from limphome.resources import option
from limphome.safety.hysteresis import Hysteresis
from limphome.safety.image_statistics import ImageStatistics
from limphome.safety.reactions import judge


@dataclass(frozen=True)
class ImageQualityConfig:
    """Options of the image-quality monitor; each bound lies outside what healthy yards show, bright and dark."""

    # In brackets: the extremes of healthy pictures, 400 of 50 random yards and 2400 of drives (docs/safety.md).
    dark_mean: float = option(20.0, "mean brightness below which the picture is too dark [grey levels] (51)", 0.0, 128.0)
    bright_fraction: float = option(0.5, "part of white pixels above which the picture is overexposed (0.30)", 0.0, 1.0)
    flat_contrast: float = option(6.0, "contrast below which the picture shows nothing [grey levels] (17)", 0.0, 64.0)
    blur_sharpness: float = option(0.22, "edge sharpness below which the picture is blurred (0.28)", 0.0, 1.0)
    smooth_noise: float = option(
        0.7, "noise below which the picture was smoothed [grey levels]; 0 for a camera that smooths (0.98)", 0.0, 10.0
    )
    noise_limit: float = option(10.0, "noise above which the picture is noisy [grey levels] (5.1)", 0.0, 128.0)
    black_level_limit: float = option(110.0, "darkest part above which a veil lies over all [grey levels] (95)", 0.0, 255.0)
    colour_cast_limit: float = option(
        1.85, "times as much red as blue, or blue as red, above which colours are wrong (1.73)", 1.0, 255.0
    )
    banding_limit: float = option(0.2, "bars across the picture above which lamps flicker, step of log light (0.12)", 0.0, 10.0)
    quality_frames: int = option(3, "pictures in a row that it takes to trip or to let go", 1, 50)


class ImageQuality:
    """Trips on blackout, over- and underexposure, flatness, blur, noise, a veil, wrong colours and bars, each with hysteresis."""

    def __init__(self, config: ImageQualityConfig) -> None:
        self._config = config
        n = config.quality_frames
        self._dark = Hysteresis(config.dark_mean, 1.2 * config.dark_mean, n, low=True)
        self._bright = Hysteresis(config.bright_fraction, 0.9 * config.bright_fraction, n)
        self._flat = Hysteresis(config.flat_contrast, 1.2 * config.flat_contrast, n, low=True)
        self._blur = Hysteresis(config.blur_sharpness, 1.1 * config.blur_sharpness, n, low=True)
        self._smooth = Hysteresis(config.smooth_noise, 1.1 * config.smooth_noise, n, low=True)
        self._noise = Hysteresis(config.noise_limit, 0.9 * config.noise_limit, n)
        self._veil = Hysteresis(config.black_level_limit, 0.95 * config.black_level_limit, n)
        self._cast = Hysteresis(config.colour_cast_limit, 0.95 * config.colour_cast_limit, n)
        self._bands = Hysteresis(config.banding_limit, 0.8 * config.banding_limit, n)
        self._words = (
            (self._dark, ".0f", f"too dark: mean {{}}, at least {config.dark_mean:g}"),
            (self._bright, ".0%", f"overexposed: {{}} white, at most {config.bright_fraction:.0%}"),
            (self._veil, ".0f", f"veiled: darkest part {{}}, at most {config.black_level_limit:g}"),
            (self._flat, ".1f", f"flat: contrast {{}}, at least {config.flat_contrast:g}"),
            (self._blur, ".2f", f"blurred: sharpness {{}}, at least {config.blur_sharpness:g}"),
            (self._smooth, ".1f", f"blurred: noise {{}}, at least {config.smooth_noise:g}"),
            (self._noise, ".1f", f"noisy: {{}} grey levels, at most {config.noise_limit:g}"),
            (self._cast, ".2f", f"colours: {{}} times red or blue, at most {config.colour_cast_limit:g}"),
            (self._bands, ".2f", f"banded: steps of {{}}, at most {config.banding_limit:g}"),
        )

    def observe(self, image: ImageStatistics) -> None:
        """Take the statistics of the next picture."""
        self._dark.update(image.brightness_mean)
        self._bright.update(image.bright_fraction)
        self._flat.update(image.contrast_std)
        # Without an edge there is nothing to be blurred: then the last judgement stands.
        if image.edge_contrast > 6.0 * max(image.noise_level, 2.0):
            self._blur.update(image.sharpness)
        self._smooth.update(image.noise_level)
        self._noise.update(image.noise_level)
        self._veil.update(image.black_level)
        self._cast.update(image.colour_cast)
        self._bands.update(image.banding)

    def verdict(self, now_s: float) -> Verdict:
        """Unusable and why, or well."""
        found = (words.format(limit.told(form)) for limit, form, words in self._words if limit.tripped)
        return judge("camera_quality", "camera", now_s, next(found, ""))
