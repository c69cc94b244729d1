"""Grouped bar charts and matrices for several networks as plain SVG; see `comparison_svg`."""

from collections.abc import Sequence

import numpy as np

from core.presentation.comparison_svg import WIDTH, letters_in, shortened, svg_picture, svg_text
from core.presentation.html_text import escape_html
from core.presentation.wording import in_percent

_ROW, _BAR = 11, 9
_LARGEST_CELL, _MATRIX_TOP = 34.0, 12
# Column names are slanted unless all of them fit above their cells. These are the maximum number of their
# characters, enough for "something else", and, in units of the drawing, the width of a letter, the height and
# the width that each letter takes when slanted, and the height of an unslanted line.
_COLUMN_CHARACTERS, _LETTER, _SLANTED_LETTER, _SLANTED_ACROSS, _UPRIGHT_LINE = 14, 6.5, 4.6, 3.9, 4
_SLANTED_SHIFT = 3  # how far to the right of its cell's middle a slanted name begins
# Above this share of colour in a cell, the number has the colour of the page, for contrast.
_STRONG = 0.5


def bar_chart(labels: Sequence[str], values: Sequence[Sequence[float | None]], alt: str) -> str:
    """Draws a group of bars for each class, with one bar per network.

    Args:
        labels: The classes, from top to bottom.
        values: For each network, the share of each class, 0.0 to 1.0; None for a class it does not know.
        alt: A description of the chart for people who cannot see it.
    """
    group = _ROW * len(values) + 7
    left = _room_for(labels)
    width = WIDTH - left - 50
    parts = []
    for row, label in enumerate(labels):
        top = row * group + 4
        middle = top + _ROW * len(values) / 2 + 3.5
        parts.append(svg_text(left - 8, middle, shortened(label), "end", label))
        for index, shares in enumerate(values):
            share, y = shares[row], top + index * _ROW
            if share is None:
                parts.append(svg_text(left + 2, y + _BAR, "does not know it", "start", small=True))
                continue
            length = max(1.0, share * width)
            parts.append(
                f'<rect class="cmp-fill cmp-color-{index}" x="{left:.1f}" y="{y}" width="{length:.1f}" '
                f'height="{_BAR}" rx="1.5"/>'
            )
            words = in_percent(share)
            parts.append(svg_text(left + length + 4, y + _BAR, words, "start", small=True))
    return svg_picture("".join(parts), len(labels) * group + 6, alt)


def matrix_chart(
    rows: Sequence[str], columns: Sequence[str], counts: np.ndarray, alt: str, is_difference: bool = False
) -> str:
    """Draws a table of numbers as coloured cells.

    Args:
        rows: Names of the rows, the true classes.
        columns: Names of the columns, the answers.
        counts: `(rows, columns)` int.
        alt: A description of the chart for people who cannot see it.
        is_difference: Whether numbers may be negative; these have another colour. The strongest colour then
            stands for the largest absolute number; otherwise, for the sum of the row.
    """
    left = _room_for(rows)
    cell = min(_LARGEST_CELL, (WIDTH - left) / len(columns))
    lengths = [letters_in(shortened(name, _COLUMN_CHARACTERS)) for name in columns]
    longest = max(lengths)
    is_slanted = longest * _LETTER > cell
    if is_slanted:
        # No name may be cut off at the right edge.
        room = WIDTH - left - _SLANTED_SHIFT
        ends = [(room - _SLANTED_ACROSS * length) / (i + 0.5) for i, length in enumerate(lengths)]
        cell = min(cell, *ends)
    top = _MATRIX_TOP + (_SLANTED_LETTER * longest if is_slanted else _UPRIGHT_LINE)
    size = min(11.0, cell * 0.45)
    largest = np.abs(counts).max() if is_difference else counts.sum(axis=1, keepdims=True)
    shares = np.abs(counts) / np.maximum(largest, 1)
    parts = []
    for index, name in enumerate(columns):
        x = left + (index + 0.5) * cell
        label = escape_html(shortened(name, _COLUMN_CHARACTERS))
        turn, anchor = (" rotate(-50)", "start") if is_slanted else ("", "middle")
        parts.append(
            f'<text class="cmp-text cmp-small" text-anchor="{anchor}" '
            f'transform="translate({x + (_SLANTED_SHIFT if is_slanted else 0):.1f} {top - 5:.1f}){turn}">'
            f"{label}<title>{escape_html(name)}</title></text>"
        )
    for row, name in enumerate(rows):
        y = top + row * cell
        parts.append(svg_text(left - 6, y + cell / 2 + 4, shortened(name), "end", name))
        for column, answer in enumerate(columns):
            count, share = int(counts[row, column]), float(shares[row, column])
            color = 1 if count < 0 else 0
            x = left + column * cell
            number = f"{count:+,}" if is_difference else f"{count:,}"
            words = escape_html(f"{name} answered as {answer}: {number}")
            parts.append(
                f'<rect class="cmp-cell cmp-color-{color}" x="{x:.1f}" y="{y:.1f}" width="{cell - 1:.1f}" '
                f'height="{cell - 1:.1f}" fill-opacity="{share:.3f}"><title>{words}</title></rect>'
            )
            if count and size >= 6:
                strong = " cmp-strong" if share > _STRONG else ""
                parts.append(
                    f'<text class="cmp-number{strong}" x="{x + cell / 2:.1f}" '
                    f'y="{y + (cell + size * 0.7) / 2:.1f}" '
                    f'font-size="{size:.1f}">{number}</text>'
                )
    return svg_picture("".join(parts), top + len(rows) * cell + 4, alt, "cmp-matrix")


def _room_for(labels: Sequence[str]) -> float:
    """Returns the width reserved for the names to the left of a chart."""
    longest = max((letters_in(shortened(label)) for label in labels), default=0)
    return 14 + _LETTER * longest
