"""Pictures of whole numbers that tests draw themselves, digit by digit."""

import numpy as np
from PIL import Image, ImageDraw

from tests.core.pictures_for_tests import ink_of

# Strokes that often do not touch in handwriting, in a square of 100 units.
APART = {
    "4": [[(60, 5), (15, 60), (70, 60)], [(82, 25), (80, 98)]],
    "5": [[(30, 12), (28, 48), (65, 50), (75, 75), (55, 95), (25, 90)], [(46, 4), (88, 2)]],
    "7": [[(15, 5), (85, 5), (45, 98)], [(72, 58), (90, 58)]],
    "8": [
        [(50, 2), (30, 14), (32, 36), (50, 42), (68, 36), (70, 14), (50, 2)],
        [(50, 56), (26, 66), (26, 90), (50, 98), (74, 90), (74, 66), (50, 56)],
    ],
}


def digit(name, height=100, line_width=10):
    """Ink of one digit without its margins."""
    return _cut(ink_of(name, 2 * height, line_width * 2.8 / 2))


def apart(name, height=100, line_width=10):
    """Ink of one digit whose strokes do not touch, without its margins."""
    image = Image.new("L", (height * 2, height * 2))
    pen = ImageDraw.Draw(image)
    for stroke in APART[name]:
        points = [(x * height / 100 + height / 4, y * height / 100 + height / 4) for x, y in stroke]
        pen.line(points, fill=255, width=line_width, joint="curve")
    return _cut(np.asarray(image))


def line_of(digits, gap=30, climb=0, margin=40):
    """Ink of several digits side by side.

    Args:
        digits: The ink of each.
        gap: Pixels between neighbours; below zero, they touch.
        climb: How many pixels higher each one is than the previous one.
        margin: Pixels around all of them.
    """
    height = max(ink.shape[0] for ink in digits) + abs(climb) * len(digits) + 2 * margin
    page = np.zeros((height, sum(ink.shape[1] + gap for ink in digits) + 2 * margin), dtype=np.uint8)
    x, y = margin, margin + max(climb, 0) * len(digits)
    for ink in digits:
        place = page[y : y + ink.shape[0], x : x + ink.shape[1]]
        np.maximum(place, ink, out=place)
        x, y = x + ink.shape[1] + gap, y - climb
    return page


def number(text, gap=30, **options):
    """Ink of a number in one line."""
    return line_of([digit(name, **options) for name in text], gap)


def scan_of(ink):
    """Dark ink on white paper, `(height, width, 3)`."""
    return np.repeat(255 - ink[..., None], 3, axis=2)


def _cut(ink):
    rows, columns = np.flatnonzero(ink.max(axis=1) >= 96), np.flatnonzero(ink.max(axis=0) >= 96)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
