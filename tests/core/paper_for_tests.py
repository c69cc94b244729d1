"""Photos of paper that tests draw themselves: ruled, squared, shadowed, on a desk, blank or with a digit."""

import numpy as np
from PIL import Image

from tests.core.pictures_for_tests import ink_of


def page(
    kind: str,
    seed: int = 0,
    size_px: tuple[int, int] = (640, 480),
    digit: str = "",
    tilt_degrees: float | None = None,
) -> np.ndarray:
    """Draws a photo of a page.

    Args:
        kind: "plain", "ruled" or "squared"; with the suffix "-desk", the page lies on a dark desk; with
            "-screen", it has neither grain nor shadow.
        seed: Determines gap, colour and darkness of the lines, the light and the grain.
        size_px: Height and width in pixels.
        digit: The digit drawn in the middle; none if empty.
        tilt_degrees: The rotation of the page; determined by the seed if None.

    Returns:
        `(height, width, 3)` uint8.
    """
    generator = np.random.default_rng(seed)
    height, width = size_px
    tilt = np.radians(generator.uniform(-6, 6) if tilt_degrees is None else tilt_degrees)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    across = (x - width / 2) * np.cos(tilt) + (y - height / 2) * np.sin(tilt)
    down = (y - height / 2) * np.cos(tilt) - (x - width / 2) * np.sin(tilt)
    gap, line_width = generator.uniform(0.04, 0.12) * height, generator.uniform(1, 3)
    lines = np.zeros((height, width), np.float32)
    for place in {"plain": [], "ruled": [down], "squared": [down, across]}[kind.partition("-")[0]]:
        away = np.abs((place + gap / 3) % gap - gap / 2)
        lines = np.maximum(lines, np.clip(line_width / 2 + 0.5 - away, 0, 1))
    paper = np.array([246, 243, 235], np.float32)
    line_color = np.array(
        [(120, 150, 210), (150, 150, 150), (200, 120, 120), (60, 70, 90)][seed % 4], np.float32
    )
    photo = paper - (paper - line_color) * (lines * generator.uniform(0.4, 1))[..., None]
    if digit:
        side = int(min(height, width) * generator.uniform(0.35, 0.6))
        ink = Image.fromarray(ink_of(digit, side, generator.uniform(10, 18)))
        mask = np.zeros((height, width), np.float32)
        top, left = (height - side) // 2, (width - side) // 2
        mask[top : top + side, left : left + side] = np.asarray(ink, np.float32) / 255
        photo -= (photo - np.array([40, 45, 90], np.float32)) * mask[..., None]
    if kind.endswith("-screen"):
        return photo.astype(np.uint8)
    if kind.endswith("-desk"):
        margin = generator.uniform(0.06, 0.16)
        outside = (np.abs(across) > width * (0.5 - margin)) | (np.abs(down) > height * (0.5 - margin))
        desk = np.array([(90, 60, 40), (40, 40, 45), (140, 110, 80), (20, 50, 30)][seed // 4 % 4], np.float32)
        grain = generator.normal(0, 6, (height, width))[..., None]
        photo = np.where(outside[..., None], desk + grain, photo)
    corner = generator.uniform(0, 1, 2)
    light = 1 - generator.uniform(0.1, 0.5) * np.hypot(x / width - corner[0], y / height - corner[1]) / 1.4
    if seed % 2:
        edge = 0.3 * height * np.sin(x / width * 3) + generator.uniform(0.3, 0.8) * height - y
        softness_px = generator.uniform(4, 40)
        light *= 1 - generator.uniform(0.1, 0.45) / (1 + np.exp(np.clip(edge / softness_px, -50, 50)))
    noisy = photo * light[..., None] + generator.normal(0, generator.uniform(1, 6), photo.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)
