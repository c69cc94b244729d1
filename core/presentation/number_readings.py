"""A number that networks have read off a picture: in words, and with a box around each digit."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.inference.digit_reading import MAX_DIGITS, NumberReading
from core.preprocessing.decode import Picture
from core.preprocessing.figures import Figure, join_figures

UNKNOWN = "?"
# Okabe and Ito's blue and vermilion, which colour-blind people can tell apart; a "?" says the same.
_SURE, _UNSURE, _HALO = (0, 114, 178), (178, 78, 0), (255, 255, 255)
# Of the picture's longer side.
_LINE_SHARE, _TAG_SHARE, _MARGIN_SHARE = 1 / 250, 1 / 24, 1 / 100
_MIN_TAG_PX = 12


def digits_of(reading: NumberReading) -> list[str]:
    """Returns each digit as most networks that are sure read it, and a "?" where none of them is."""
    return [reading.label_of(index) or UNKNOWN for index in range(len(reading.figures))]


def number_in_words(reading: NumberReading) -> str:
    """Says what was read, as in "I see 3 digits: 4 7 1."."""
    digits = digits_of(reading)
    sentence = f"I see {len(digits)} digits: {' '.join(digits)}."
    unknown = digits.count(UNKNOWN)
    if unknown:
        sentence += f" The networks are not sure about {'one' if unknown == 1 else unknown} of them."
    if reading.has_more:
        sentence += f" There are more than {MAX_DIGITS}; crop the picture to read the others."
    return sentence


def number_by_network(reading: NumberReading) -> dict[str, str]:
    """Returns what each network reads, by its title, with a "?" where it is not sure."""
    by_title = {}
    for place, answer in enumerate(reading.answers[0]):
        said = [answers[place] for answers in reading.answers]
        by_title[answer.bundle.title] = " ".join(
            each.top(1)[0].label if each.sure else UNKNOWN for each in said
        )
    return by_title


def boxed_picture(picture: Picture, reading: NumberReading) -> np.ndarray:
    """Draws a box around each digit, and above it what it was read as.

    Args:
        picture: The picture that was read.
        reading: What was read on it; where that is no number, one box is drawn around all of it.

    Returns:
        `(height, width, 3)` uint8.
    """
    image = Image.fromarray(picture.pixels).convert("RGBA")
    paper = Image.new("RGBA", image.size, (255, 255, 255, 255))
    image = Image.alpha_composite(paper, image).convert("RGB")
    pen = ImageDraw.Draw(image)
    side = max(image.size)
    width, margin = max(1, round(side * _LINE_SHARE)), side * _MARGIN_SHARE
    font = ImageFont.load_default(max(_MIN_TAG_PX, round(side * _TAG_SHARE)))
    figures: Sequence[Figure] = reading.figures
    tags = digits_of(reading) if reading.is_number else [""]
    if figures and not reading.is_number:
        figures = [join_figures(figures)]
    for figure, tag in zip(figures, tags, strict=False):
        color = _UNSURE if tag == UNKNOWN else _SURE
        left, top = figure.left * reading.scale - margin, figure.top * reading.scale - margin
        right, bottom = figure.right * reading.scale + margin, figure.bottom * reading.scale + margin
        pen.rectangle((left - width, top - width, right + width, bottom + width), outline=_HALO, width=width)
        pen.rectangle((left, top, right, bottom), outline=color, width=width)
        if tag:
            box = pen.textbbox((0, 0), tag, font=font)
            tag_width, tag_height = box[2] + 2 * width, box[3] + 2 * width
            # Above the box, or within it where the picture ends.
            y = max(0.0, top - tag_height)
            pen.rectangle((left, y, left + tag_width, y + tag_height), fill=color)
            pen.text((left + width, y + width / 2), tag, font=font, fill=_HALO)
    return np.asarray(image)
