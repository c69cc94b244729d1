"""Charts of several networks as plain SVG: the same on a page and in a file that is opened offline.

Networks differ in colour, dash pattern and shape of marks, so colour alone never matters. The colours for
both themes are in `comparison.css`; text inherits the colour of the text around the chart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import numpy as np

from core.presentation.html_text import escape_html

# In units of the drawing, which is displayed at a width of about 340 to 540 pixels.
WIDTH, HEIGHT = 400, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 18, 10, 38
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4")
_MARKS, _MARK, _PLACE_MARK = 12, 3.2, 6.5
_LABEL_CHARACTERS = 17
_LETTER_WIDTH, _LINE = 6.2, 13


@dataclass(frozen=True)
class Axis:
    """One axis of a chart.

    Attributes:
        title: What it shows.
        low: Its lower end.
        high: Its upper end, greater than the lower one.
        text: Formats a number on the axis.
        is_log: Whether the scale is logarithmic; both ends must then be above 0.
    """

    title: str
    low: float
    high: float
    text: Callable[[float], str]
    is_log: bool = False

    def share(self, value: float) -> float:
        """Returns the relative position of a value: 0.0 at the lower end, 1.0 at the upper one."""
        if self.is_log:
            return float(np.log(value / self.low) / np.log(self.high / self.low))
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Returns up to seven round numbers within the axis."""
        if self.is_log:
            exponents = range(int(np.floor(np.log10(self.low))), int(np.ceil(np.log10(self.high))) + 1)
            values = [digit * 10.0**exponent for exponent in exponents for digit in (1, 2, 5)]
            inside = [value for value in values if self.low <= value <= self.high]
            return inside[:: len(inside) // 7 + 1]
        rough = (self.high - self.low) / 5
        unit = 10.0 ** np.floor(np.log10(rough))
        step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough * 0.999)
        first = np.ceil(self.low / step - 1e-9) * step
        # Adding 0.0 turns -0.0 into 0.0.
        return [float(value) + 0.0 for value in np.arange(first, self.high + step * 1e-6, step)]


@dataclass(frozen=True)
class Series:
    """The data of one network or one training in a chart.

    Attributes:
        title: Its name.
        x: Values along the x axis.
        y: Values along the y axis, one for each x.
        color: Index of one of the five colours, 0 to 4.
        sizes: Sizes of the marks in a line chart, one for each x, in units of the drawing; the line skips
            points whose marks are smaller than the default. None for a few marks of the default size.
        place: A point on the line with a larger mark; None for no such point.
    """

    title: str
    x: Sequence[float]
    y: Sequence[float]
    color: int
    sizes: Sequence[float] | None = None
    place: tuple[float, float] | None = None


def line_chart(
    series: Sequence[Series],
    x: Axis,
    y: Axis,
    alt: str,
    rule: float | None = None,
    diagonal: bool = False,
) -> str:
    """Draws lines with marks.

    Args:
        series: The lines.
        x: The x axis.
        y: The y axis.
        alt: A description of the chart for people who cannot see it.
        rule: Where on the x axis to draw a vertical line of the CSS class `cmp-rule`; None for no line.
        diagonal: Whether to draw a dashed line from the lower to the upper ends of both axes.
    """
    parts = [_axes(x, y)]
    if diagonal:
        parts.append(
            f'<line class="cmp-diagonal" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" '
            f'y1="{HEIGHT - _BOTTOM}" y2="{_TOP}"/>'
        )
    if rule is not None:
        at = place_along(x, rule)
        parts.append(
            f'<line class="cmp-rule" x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}"/>'
        )
    for one in series:
        points = [(place_along(x, a), _y(y, b)) for a, b in zip(one.x, one.y, strict=True)]
        joined = [points[index] for index in range(len(points)) if not one.sizes or one.sizes[index] >= _MARK]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in joined)
        parts.append(
            f'<polyline class="cmp-line cmp-color-{one.color}" points="{path}" '
            f'stroke-dasharray="{_DASHES[one.color]}"/>'
        )
        for index in range(0, len(points), 1 if one.sizes else len(points) // _MARKS + 1):
            words = f"{one.title}: {x.text(one.x[index])}, {y.text(one.y[index])}"
            size = one.sizes[index] if one.sizes else _MARK
            parts.append(mark(*points[index], one.color, words, size))
        if one.place is not None:
            a, b = one.place
            words = f"{one.title}, as it is set: {x.text(a)}, {y.text(b)}"
            parts.append(mark(place_along(x, a), _y(y, b), one.color, words, _PLACE_MARK))
    return svg_picture("".join(parts), HEIGHT, alt)


def scatter_chart(
    series: Sequence[Series], x: Axis, y: Axis, alt: str, bars: Sequence[tuple[float, float]]
) -> str:
    """Draws a mark for each network, with its name and a vertical error bar.

    Args:
        series: The networks, each with a single point.
        x: The x axis.
        y: The y axis.
        alt: A description of the chart for people who cannot see it.
        bars: The lower and the upper end of each error bar.
    """
    parts = [_axes(x, y)]
    named: list[tuple[float, float, float]] = []
    spans = [
        (place_along(x, one.x[0]), _y(y, high), _y(y, low))
        for one, (low, high) in zip(series, bars, strict=True)
    ]
    for one, (low, high) in zip(series, bars, strict=True):
        at, height = place_along(x, one.x[0]), _y(y, one.y[0])
        parts.append(
            f'<line class="cmp-line cmp-color-{one.color}" x1="{at:.1f}" x2="{at:.1f}" '
            f'y1="{_y(y, low):.1f}" y2="{_y(y, high):.1f}"/>'
        )
        words = f"{one.title}: {x.text(one.x[0])}, {y.text(one.y[0])}"
        parts.append(mark(at, height, one.color, words, size=5))
        foot = height - 6 if height > 2 * _TOP else height + 14
        # A name that would cover another network's mark or error bar stands on the left, if that is free.
        reach = letters_in(one.title) * _LETTER_WIDTH + 8
        beside = [other - at for other, top, end in spans if top - 8 < foot < end + _LINE]
        is_covering = any(_LINE < distance < reach for distance in beside)
        is_free = at - _LEFT > reach and not any(-reach < distance < 0 for distance in beside)
        is_right = at > WIDTH * 0.6 or (is_covering and is_free)
        anchor, offset = ("end", -8) if is_right else ("start", 8)
        room = at - _LEFT if is_right else WIDTH - at
        words = shortened(one.title, int((room - 8) / _LETTER_WIDTH))
        width = letters_in(words) * _LETTER_WIDTH
        left = at + offset - (width if is_right else 0)
        # A name that would cover others moves down.
        while any(
            left < end and begin < left + width and abs(foot - other) < _LINE for begin, end, other in named
        ):
            foot += _LINE
        named.append((left, left + width, foot))
        parts.append(svg_text(at + offset, foot, words, anchor, one.title))
    return svg_picture("".join(parts), HEIGHT, alt)


def mark(x: float, y: float, color: int, words: str, size: float = _MARK) -> str:
    """Draws a network's mark: a circle, square, triangle, diamond or cross, depending on its colour."""
    shapes = (
        [(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 13)[:-1]],
        [(-1, -1), (1, -1), (1, 1), (-1, 1)],
        [(0, -1.3), (1.2, 0.9), (-1.2, 0.9)],
        [(0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)],
        [(-1.2, -0.4), (-0.4, -0.4), (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4)]
        + [(1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4)],
    )
    points = " ".join(f"{x + size * a:.1f},{y + size * b:.1f}" for a, b in shapes[color])
    title = f"<title>{escape_html(words)}</title>"
    return f'<polygon class="cmp-fill cmp-color-{color}" points="{points}">{title}</polygon>'


def legend(titles: Sequence[str]) -> str:
    """Returns the legend as an HTML list: each network's name with its colour, line and mark."""
    items = "".join(
        '<li><svg viewBox="0 0 28 10" aria-hidden="true">'
        f'<line class="cmp-line cmp-color-{index}" x1="0" x2="28" y1="5" y2="5" '
        f'stroke-dasharray="{_DASHES[index]}"/>{mark(14, 5, index, title)}</svg>'
        f"{escape_html(title)}</li>"
        for index, title in enumerate(titles)
    )
    return f'<ul class="cmp-legend">{items}</ul>'


def axis_limits(values: Sequence[float], low: float, high: float) -> tuple[float, float]:
    """Returns the ends of an axis that fit all values with a little room, within bounds.

    Args:
        values: The values to show; at least one.
        low: The smallest lower end allowed.
        high: The largest upper end allowed.
    """
    least, most = min(values), max(values)
    room = max((most - least) * 0.1, (high - low) * 0.01)
    return max(low, least - room), min(high, most + room)


def _axes(x: Axis, y: Axis) -> str:
    parts = []
    for value in y.ticks():
        at = _y(y, value)
        parts.append(
            f'<line class="cmp-grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
        )
        parts.append(svg_text(_LEFT - 5, at + 3.5, y.text(value), "end"))
    for value in x.ticks():
        at = place_along(x, value)
        parts.append(
            f'<line class="cmp-grid" x1="{at:.1f}" x2="{at:.1f}" y1="{HEIGHT - _BOTTOM}" '
            f'y2="{HEIGHT - _BOTTOM + 4}"/>'
        )
        parts.append(svg_text(at, HEIGHT - _BOTTOM + 15, x.text(value), "middle"))
    parts.append(svg_text((_LEFT + WIDTH - _RIGHT) / 2, HEIGHT - 6, x.title, "middle"))
    middle = (_TOP + HEIGHT - _BOTTOM) / 2
    title = escape_html(y.title)
    parts.append(
        '<text class="cmp-text" text-anchor="middle" '
        f'transform="translate(10 {middle}) rotate(-90)">{title}</text>'
    )
    return "".join(parts)


def place_along(axis: Axis, value: float) -> float:
    """Returns the position of a value on the x axis, in units of the drawing from the left of a chart."""
    return _LEFT + axis.share(value) * (WIDTH - _LEFT - _RIGHT)


def _y(axis: Axis, value: float) -> float:
    return HEIGHT - _BOTTOM - axis.share(value) * (HEIGHT - _TOP - _BOTTOM)


def svg_text(x: float, y: float, words: str, anchor: str, whole: str = "", small: bool = False) -> str:
    """Returns a text element for a chart.

    Args:
        x: Position from the left.
        y: Position of its baseline from the top.
        words: The text.
        anchor: Which part of the text is at `x`: "start", "middle" or "end".
        whole: The full text if `words` is shortened; shown as a tooltip.
        small: Whether to use the smaller font size.
    """
    title = f"<title>{escape_html(whole)}</title>" if whole and whole != words else ""
    size = " cmp-small" if small else ""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="cmp-text{size}" {place}>{escape_html(words)}{title}</text>'


def shortened(text: str, letters: int = _LABEL_CHARACTERS) -> str:
    """Shortens a text to a maximum width in letters, with an ellipsis if it is cut."""
    if letters_in(text) <= letters:
        return text
    while text and letters_in(text) >= letters:
        text = text[:-1]
    return f"{text}…"


def letters_in(text: str) -> int:
    """Returns the width of a text in letters: an emoji or a Chinese character is as wide as two."""
    return sum(2 if east_asian_width(character) in "FW" else 1 for character in text)


def svg_picture(content: str, height: float, alt: str, kind: str = "") -> str:
    """Returns a complete chart.

    Args:
        content: Its SVG elements.
        height: Its height in units of the drawing.
        alt: A description of the chart for people who cannot see it.
        kind: An additional CSS class; empty for none.
    """
    return (
        f'<svg class="cmp-chart{f" {kind}" if kind else ""}" role="img" aria-label="{escape_html(alt)}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}">'
        f"{content}</svg>"
    )
