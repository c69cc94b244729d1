"""A number that networks have read in a picture: in words, and as a picture with boxed digits."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.inference.classifier import Prediction
from core.inference.digit_reading import MAX_DIGITS, NumberReading
from core.preprocessing.decode import Picture
from core.preprocessing.figures import Figure, join_figures
from core.presentation.answer_panels import Bar, Summary, summarize
from core.presentation.wording import certainty

UNKNOWN = "?"
# Okabe and Ito's blue, and a darker shade of their vermilion: colour-blind people can tell these apart, and
# unsure digits have a "?" as well.
_SURE, _UNSURE, _HALO = (0, 114, 178), (178, 78, 0), (255, 255, 255)
# Shares of the picture's longer side.
_LINE_SHARE, _TAG_SHARE, _MARGIN_SHARE = 1 / 250, 1 / 24, 1 / 100
_MIN_TAG_PX = 12


def digits_of(reading: NumberReading) -> list[str]:
    """Returns the most common reading of each digit among the networks that are sure; "?" if none is."""
    return [reading.label_of(index) or UNKNOWN for index in range(len(reading.figures))]


def number_in_words(reading: NumberReading) -> str:
    """Says what was read, for example "I see 3 digits: 4 7 1."."""
    digits = digits_of(reading)
    sentence = f"I see {len(digits)} digits: {' '.join(digits)}."
    unknown = digits.count(UNKNOWN)
    if unknown:
        sentence += f" The networks are not sure about {'one' if unknown == 1 else unknown} of them."
    if reading.has_more:
        sentence += f" There are more than {MAX_DIGITS}; crop the picture to read the others."
    return sentence


def number_by_network(reading: NumberReading) -> dict[str, str]:
    """Returns each network's reading by its title, with a "?" for each digit that it is not sure of."""
    return {answers[0].bundle.title: _as_read(answers) for answers in _by_network(reading)}


def number_summaries(reading: NumberReading) -> list[Summary]:
    """Summarises each network's reading of a number for a page, with a bar for each digit."""
    return [_summary(answers) for answers in _by_network(reading)]


def _by_network(reading: NumberReading) -> list[list[Prediction]]:
    """Returns, for each network, its answers for all digits in reading order."""
    return [list(answers) for answers in zip(*reading.answers, strict=True)]


def _as_read(answers: Sequence[Prediction]) -> str:
    return " ".join(answer.top(1)[0].label if answer.sure else UNKNOWN for answer in answers)


def _summary(answers: Sequence[Prediction]) -> Summary:
    """Summarises one network's answers for all digits of a number."""
    title, read = answers[0].bundle.title, _as_read(answers)
    digits = [summarize(answer) for answer in answers]
    guess = " ".join(digit.guess for digit in digits)
    # Digits are nearly independent of each other, so the confidence of the number is the product of theirs.
    confidence = math.prod(digit.confidence for digit in digits)
    unsure = sum(not digit.is_sure for digit in digits)
    which = "one of them" if unsure == 1 else f"{unsure} of them"
    return Summary(
        title,
        read,
        not unsure,
        guess,
        confidence,
        f"Not sure about {which}. Best guess: {guess}" if unsure else certainty(read, confidence),
        "Each digit is read on its own; the bars show them from left to right. "
        "The percentage of the number is that of all its digits together.",
        tuple(Bar(digit.guess, digit.confidence) for digit in digits),
        f"What {title} reads, from left to right",
        f"answered in {sum(answer.milliseconds for answer in answers):.1f} ms",
        bars_are_ranked=False,
    )


def boxed_picture(picture: Picture, reading: NumberReading) -> np.ndarray:
    """Draws a box around each digit, with the reading above it.

    Args:
        picture: The picture that was read.
        reading: The reading of the picture; if it is not a number, a single box surrounds all its figures.

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
            # Above the box, or inside it at the top of the picture.
            y = max(0.0, top - tag_height)
            pen.rectangle((left, y, left + tag_width, y + tag_height), fill=color)
            pen.text((left + width, y + width / 2), tag, font=font, fill=_HALO)
    return np.asarray(image)
