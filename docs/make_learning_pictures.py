"""Makes the pictures of `how-a-network-learns.md`: `python -m docs.make_learning_pictures`.

Each is made twice, for a light page and, as `-dark.png`, for a dark one.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import altair as alt
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.bundles.layer_values import first_filters, layer_output
from core.bundles.layers import first_weighted, read_layers
from core.bundles.library import read_library
from core.inference.classifier import Classifier, Prediction
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.rasterize import rasterize
from core.presentation.chart_theme import with_readable_text
from core.presentation.layer_pictures import feature_map_sheet, filter_sheet
from core.presentation.learning_charts import LEARNING_CHARTS
from core.presentation.wording import in_percent
from core.storage.paths import SHIPPED
from docs.make_pictures import BAR, FOLDER, INK, PAPER

# The index of the digit 4 among the examples, and the part of it whose numbers are written out.
_FOUR = 2
_TOP, _LEFT, _CELLS = 11, 9, 5
SIDE_PX, _GAP_PX, _TEXT_PX = 400, 16, 56
# On a phone, the three panels together are 358 CSS pixels wide, and no text in them is smaller than 11.
FONT = ImageFont.load_default(size=39)
_GUESSES = 5
_CHART_WIDTH_PX, _SCALE = 460, 2
_WHITE = np.array((255, 255, 255))


@dataclass(frozen=True)
class Look:
    """The colours of a page.

    Attributes:
        suffix: Suffix of the pictures' names, by which `widgets/learning/document.py` finds them.
        paper: Colour of the background.
        panel: Colour of the sheets on the background, which replaces white.
        ink: Colour of words and lines, which replaces black.
        grid: Colour of the lines in a chart.
    """

    suffix: str
    paper: tuple[int, int, int]
    panel: tuple[int, int, int]
    ink: tuple[int, int, int]
    grid: str


LIGHT = Look("", PAPER, (255, 255, 255), INK, "#DAD5CA")
DARK = Look("-dark", (20, 24, 29), (30, 36, 43), (236, 233, 226), "#333B45")


def in_the_look(picture: Image.Image, look: Look) -> Image.Image:
    """Redraws a picture on white in the colours of a page: darker pixels differ more from the sheet."""
    if look is LIGHT:
        return picture
    pixels = np.asarray(picture.convert("RGB")).astype(float)
    strength = 1 - pixels.min(axis=2, keepdims=True) / 255
    # Grey becomes the colour of the ink. Other colours stay the same, on the new background.
    saturation = np.ptp(pixels, axis=2, keepdims=True) / np.maximum(255 * strength, 1)
    color = np.clip(_WHITE - (_WHITE - pixels) / np.maximum(strength, 0.01), 0, 255)
    full = saturation * color + (1 - saturation) * np.array(look.ink)
    mixed = np.array(look.panel) * (1 - strength) + full * strength
    return Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8))


def numbers(frame: np.ndarray) -> Image.Image:
    """Writes a few pixels of what the network sees as numbers, from 0 to 100."""
    picture = Image.new("RGB", (SIDE_PX, SIDE_PX), (255, 255, 255))
    pen = ImageDraw.Draw(picture)
    cell = SIDE_PX / _CELLS
    for line in range(_CELLS):
        for column in range(_CELLS):
            ink = float(frame[_TOP + line, _LEFT + column])
            shade = round(255 - 255 * ink)
            box = (column * cell, line * cell, (column + 1) * cell, (line + 1) * cell)
            pen.rectangle(box, fill=(shade,) * 3, outline=(218, 213, 202))
            color = (255, 255, 255) if ink > 0.5 else (0, 0, 0)
            center = ((column + 0.5) * cell, (line + 0.5) * cell)
            pen.text(center, f"{ink * 100:.0f}", fill=color, font=FONT, anchor="mm")
    return picture


def picture_as_numbers(network: Classifier, look: Look = LIGHT) -> Image.Image:
    """Shows a drawing, what the network sees of it, and a part of what it sees as numbers."""
    _, strokes = example_drawing("digits", _FOUR)
    seen = network.classify_strokes(strokes).seen
    pixels = Image.fromarray((255 - seen * 255).astype(np.uint8))
    large = pixels.resize((SIDE_PX, SIDE_PX), Image.Resampling.NEAREST).convert("RGB")
    step = SIDE_PX / seen.shape[0]
    box = (_LEFT * step, _TOP * step, (_LEFT + _CELLS) * step, (_TOP + _CELLS) * step)
    ImageDraw.Draw(large).rectangle(box, outline=(213, 94, 0), width=6)
    return _row(
        [
            (
                "a drawing",
                Image.fromarray(
                    255 - rasterize([s * np.float32(SIDE_PX / 280) for s in strokes], SIDE_PX, SIDE_PX, 17)
                ),
            ),
            ("as the network sees it", large),
            ("the frame as numbers", numbers(seen)),
        ],
        look,
    )


def layers_at_work(network: Classifier, look: Look = LIGHT) -> Image.Image:
    """Shows the first filters, their responses to a drawing, and the resulting answer."""
    bundle = network.bundle
    content = (bundle.folder / "model.tflite").read_bytes()
    layers = read_layers(content)
    first = first_weighted(layers)
    assert first is not None
    filters = first_filters(content, first, bundle.card.input.size)
    assert filters is not None
    answer = network.classify_strokes(example_drawing("digits", _FOUR)[1])
    maps = layer_output(content, first, bundle.preprocessor.scaled(answer.seen))
    return _row(
        [
            ("the first filters", _on_paper(filter_sheet(filters[:16], columns=4))),
            ("where each was found", _on_paper(feature_map_sheet(maps[..., :16], columns=4)[0])),
            ("the answer", bars(answer)),
        ],
        look,
    )


def charts(name: str, look: Look = LIGHT) -> Image.Image:
    """Draws the charts with a name in `LEARNING_CHARTS`, one below the other."""
    draw, network = LEARNING_CHARTS[name]
    return _drawn(look, *draw(read_library([SHIPPED]).get(network)))


def _on_paper(sheet: np.ndarray) -> Image.Image:
    """Lays a sheet with transparent gaps on paper, in the middle of a square."""
    picture = Image.fromarray(sheet)
    side = max(picture.size)
    square = Image.new("RGB", (side, side), (255, 255, 255))
    square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2), picture)
    return square


def bars(answer: Prediction) -> Image.Image:
    """Draws the five most likely classes, one per line: name, bar and share. The names must be short."""
    picture = Image.new("RGB", (SIDE_PX, SIDE_PX), (255, 255, 255))
    pen = ImageDraw.Draw(picture)
    for number, guess in enumerate(answer.top(_GUESSES)):
        middle = round((number + 0.5) * SIDE_PX / _GUESSES)
        pen.text((16, middle), guess.label, fill=INK, font=FONT, anchor="lm")
        right = 56 + round((SIDE_PX - 190) * guess.probability)
        pen.rectangle((56, middle - 16, right, middle + 16), fill=BAR)
        pen.text((SIDE_PX - 8, middle), in_percent(guess.probability), fill=INK, font=FONT, anchor="rm")
    return picture


def _row(panels: list[tuple[str, Image.Image]], look: Look) -> Image.Image:
    """Puts pictures side by side, each with a line of text below."""
    width = len(panels) * (SIDE_PX + _GAP_PX) + _GAP_PX
    sheet = Image.new("RGB", (width, SIDE_PX + 2 * _GAP_PX + _TEXT_PX), look.paper)
    pen = ImageDraw.Draw(sheet)
    for number, (words, picture) in enumerate(panels):
        left = _GAP_PX + number * (SIDE_PX + _GAP_PX)
        shown = picture.convert("RGB").resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
        sheet.paste(in_the_look(shown, look), (left, _GAP_PX))
        pen.rectangle((left, _GAP_PX, left + SIDE_PX, _GAP_PX + SIDE_PX), outline=look.grid, width=2)
        pen.text((left, _GAP_PX + SIDE_PX + 12), words, fill=look.ink, font=FONT)
    return sheet


def _drawn(look: Look, *charts: alt.Chart | alt.LayerChart) -> Image.Image:
    """Draws charts below each other, with text that can be read on a phone."""
    file = io.BytesIO()
    wide = [chart.properties(width=_CHART_WIDTH_PX) for chart in charts]
    ink = "#{:02X}{:02X}{:02X}".format(*look.ink)
    axis = alt.AxisConfig(
        labelColor=ink,
        titleColor=ink,
        tickColor=look.grid,
        domainColor=look.grid,
        gridColor=look.grid,
        labelFontSize=14,
        titleFontSize=14,
        titleFontWeight="normal",
    )
    legend = alt.LegendConfig(labelColor=ink, titleColor=ink, labelFontSize=14)
    themed: Any = with_readable_text(alt.vconcat(*wide), look is DARK)
    themed.configure(
        background="#{:02X}{:02X}{:02X}".format(*look.paper),
        font="sans-serif",
        axis=axis,
        legend=legend,
        view=alt.ViewConfig(stroke=look.grid),
        text=alt.MarkConfig(fontSize=14, color=ink),
    ).save(file, format="png", scale_factor=_SCALE)
    return Image.open(file)


def main() -> None:
    """Writes all pictures."""
    digits = Classifier(read_library([SHIPPED]).get("digits-simple"))
    makers: dict[str, Callable[[Look], Image.Image]] = {
        "learning-numbers": lambda look: picture_as_numbers(digits, look),
        "learning-layers": lambda look: layers_at_work(digits, look),
        **{name: partial(charts, name) for name in LEARNING_CHARTS},
    }
    for name, make in makers.items():
        for look in (LIGHT, DARK):
            path = FOLDER / f"{name}{look.suffix}.png"
            make(look).convert("RGB").save(path, optimize=True)
            print(path)


if __name__ == "__main__":
    main()
