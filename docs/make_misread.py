"""Draws digits that a network still misreads, for `networks.md`: `python -m docs.make_misread`."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.storage.paths import SHIPPED
from recipes.digit_sources import SOURCES, Source, read_source
from recipes.sources import Judged, judged_answers, read_judged

PICTURE = Path(__file__).resolve().parent / "pictures" / "misread.png"
NETWORK = "digits-deep"
_SHOWN = 4  # of each source
_ENLARGED, _GAP_PX, _LINE_PX, _NAME_PX = 3, 8, 18, 230
_INK, _PAPER = (30, 30, 30), (255, 255, 255)


def misread(network: Judged, source: Source, count: int = _SHOWN) -> list[tuple[np.ndarray, str]]:
    """Finds digits that a network misreads; those of which it is sure come first.

    Args:
        network: The network.
        source: The digits.
        count: Largest number of digits.

    Returns:
        For each digit what the network saw, `(28, 28)` uint8, and a text that names the digit and the answer.
    """
    probabilities, sure = judged_answers(network, source.images)
    answers, likely = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero((answers != source.labels) & source.found)
    wrong = wrong[np.argsort(-(likely[wrong] + sure[wrong]), kind="stable")][:count]
    return [
        (source.images[row], f"{source.labels[row]}, not {answers[row]}{'' if sure[row] else ' (not sure)'}")
        for row in wrong
    ]


def sheet(rows: list[tuple[str, list[tuple[np.ndarray, str]]]]) -> Image.Image:
    """Draws a row of pictures for each source, dark on light, with text below them."""
    side = 28 * _ENLARGED
    width, height = side + 44, side + _LINE_PX + _GAP_PX
    image = Image.new("RGB", (_NAME_PX + _SHOWN * width, len(rows) * height + _GAP_PX), _PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(13)
    for number, (name, pictures) in enumerate(rows):
        top = number * height + _GAP_PX
        draw.text((_GAP_PX, top + side // 2 - 8), name, _INK, font)
        if not pictures:
            draw.text((_NAME_PX, top + side // 2 - 8), "none", _INK, font)
        for column, (picture, words) in enumerate(pictures):
            left = _NAME_PX + column * width
            large = Image.fromarray(255 - picture).resize((side, side), Image.Resampling.NEAREST)
            image.paste(large.convert("RGB"), (left, top))
            draw.rectangle((left, top, left + side - 1, top + side - 1), outline=(190, 190, 190))
            draw.text((left, top + side + 1), words, _INK, font)
    return image


def main() -> None:
    """Draws the picture from the test parts."""
    network = read_judged(SHIPPED)[NETWORK]
    rows = [(name, misread(network, read_source(name, "test"))) for name in SOURCES]
    sheet(rows).quantize(32).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
