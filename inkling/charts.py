"""Charts for notebooks, as pictures and tables that need neither scripts nor internet access."""

import base64
from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.presentation.html_text import escape_html
from core.presentation.training_charts import confusion_in_words, curves_in_words
from core.storage.names import printable
from inkling.html import BLUE, VERMILION, Html, block, paragraph

# A matrix of more classes is not legible, so only the classes with the most mistakes are then shown.
MAX_MATRIX_CLASSES = 30
_WIDTH_PX, _HEIGHT_PX, _LEFT_PX, _MARGIN_PX = 340, 220, 56, 28
_LEAST_LOSS = 1e-4  # below this, a curve would only show rounding
_FIGURES = {"loss": "Loss: how wrong it is", "accuracy": "Accuracy: how often it is right"}


def confusion(counts: Sequence[Sequence[int]], labels: Sequence[str]) -> Html:
    """Shows as a table which classes are mistaken for which; of very many, those with the most mistakes.

    Args:
        counts: One row for each true class, one column for each answer.
        labels: Names of the classes.
    """
    words = confusion_in_words(counts, labels)
    shown, note = np.asarray(counts).reshape(len(labels), -1), ""
    if len(labels) > MAX_MATRIX_CLASSES:
        wrong = shown * (1 - np.eye(len(labels), dtype=shown.dtype))
        order = np.argsort(-(wrong.sum(axis=0) + wrong.sum(axis=1)), kind="stable")
        worst = np.sort(order[:MAX_MATRIX_CLASSES])
        note = f" Shown are the {MAX_MATRIX_CLASSES} of {len(labels):,} classes with the most mistakes."
        shown, labels = shown[np.ix_(worst, worst)], [labels[index] for index in worst]
    shares = shown / np.maximum(shown.sum(axis=1, keepdims=True), 1)
    head = "".join(f'<th scope="col">{escape_html(label)}</th>' for label in labels)
    rows = "".join(
        f'<tr><th scope="row">{escape_html(label)}</th>'
        f"{''.join(_cell(int(count), float(share)) for count, share in zip(*line, strict=True))}</tr>"
        for label, *line in zip(labels, shown, shares, strict=True)
    )
    return Html(
        block(
            paragraph(f"{words}{note}", is_strong=True),
            paragraph("Rows: what it is. Columns: what the network says."),
            f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>",
        ),
        printable(f"{words}{note}"),
    )


def curves(history: pd.DataFrame, best_epoch: int) -> Html:
    """Draws the loss and the share of right answers against the epoch.

    Args:
        history: Figures of at least two epochs, as returned by `core.training.runs.Run.history`.
        best_epoch: The epoch whose network was kept; marked by a line.
    """
    words = [curves_in_words(history, figure) for figure in _FIGURES]
    pictures = "".join(
        f'<img src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" '
        f'width="{_WIDTH_PX}" alt="{escape_html(sentence)}">'
        for svg, sentence in zip(
            (_curve(history, figure, best_epoch) for figure in _FIGURES), words, strict=True
        )
    )
    legend = f"Blue: training pictures. Orange, dashed: other pictures. The best epoch was {best_epoch}."
    return Html(block(pictures, paragraph(legend)), " ".join(words))


def _cell(count: int, share: float) -> str:
    """Returns a cell of the matrix, which is darker the larger its share of the row is."""
    color = "white" if share > 0.45 else "inherit"
    style = f"text-align:right;background:rgba(0,114,178,{share:.2f});color:{color}"
    return f'<td style="{style}">{f"{count:,}" if count else ""}</td>'


def _curve(history: pd.DataFrame, figure: str, best_epoch: int) -> str:
    """Draws the training and validation curves of a figure as SVG, on a white background."""
    epochs = history["epoch"].to_numpy(float)
    lines = [history[name].to_numpy(float) for name in (figure, f"val_{figure}")]
    if figure == "loss":
        # The loss falls by factors: on a linear axis, all but the first epochs would be one flat line.
        lines = [np.log10(np.maximum(line, _LEAST_LOSS)) for line in lines]
    low, high = min(line.min() for line in lines), max(line.max() for line in lines)
    xs = _scaled(epochs, epochs[0], epochs[-1], _LEFT_PX, _WIDTH_PX - _MARGIN_PX)
    # The y axis of SVG points down, that of the chart points up.
    ys = [_scaled(line, low, high, _HEIGHT_PX - _MARGIN_PX, _MARGIN_PX) for line in lines]
    best = _scaled(np.array([float(best_epoch)]), epochs[0], epochs[-1], xs[0], xs[-1])[0]
    top, bottom = (f"{value:.0%}" if figure == "accuracy" else f"{10**value:.2g}" for value in (high, low))
    dashes = ("", ' stroke-dasharray="6 4"')
    right, below = _WIDTH_PX - _MARGIN_PX, _HEIGHT_PX - 8
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH_PX} {_HEIGHT_PX}" '
            'font-family="sans-serif" font-size="12" fill="#22262b">',
            f'<rect width="{_WIDTH_PX}" height="{_HEIGHT_PX}" fill="white"/>',
            f'<text x="{_LEFT_PX}" y="16" font-weight="bold">{_FIGURES[figure]}</text>',
            f'<text x="{_LEFT_PX - 8}" y="{_MARGIN_PX + 4}" text-anchor="end">{top}</text>',
            f'<text x="{_LEFT_PX - 8}" y="{_HEIGHT_PX - _MARGIN_PX + 4}" text-anchor="end">{bottom}</text>',
            f'<text x="{_LEFT_PX}" y="{below}">epoch {epochs[0]:.0f}</text>',
            f'<text x="{right}" y="{below}" text-anchor="end">{epochs[-1]:.0f}</text>',
            f'<path d="M{best:.1f} {_MARGIN_PX} V{_HEIGHT_PX - _MARGIN_PX}" stroke="gray" '
            'stroke-dasharray="2 2"/>',
            *(
                f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, line, strict=True))}" '
                f'fill="none" stroke="{color}" stroke-width="2"{dash}/>'
                for line, color, dash in zip(ys, (BLUE, VERMILION), dashes, strict=True)
            ),
            "</svg>",
        ]
    )


def _scaled(values: np.ndarray, low: float, high: float, first: float, last: float) -> np.ndarray:
    """Scales values to a range in pixels; places them in the middle if `low` and `high` are equal."""
    if high == low:
        return np.full(len(values), (first + last) / 2)
    return first + (values - low) / (high - low) * (last - first)
