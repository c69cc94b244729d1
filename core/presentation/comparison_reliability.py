"""Reliability diagrams of several networks: how often they are right against how sure they are."""

from collections.abc import Sequence

import numpy as np

from core.comparison.comparing import Comparison
from core.inference.calibration import Bin, reliability
from core.presentation.comparison_figures import Figure
from core.presentation.comparison_svg import Axis, Series, line_chart
from core.presentation.wording import in_percent, share_in_percent

_BINS = 10
# Sizes of marks in units of the drawing: for a bin with hardly any pictures, and for one with all of them.
_SMALLEST, _LARGEST = 2.0, 8.0
_SPOKEN_OF = 0.7


def reliability_figure(comparison: Comparison, titles: Sequence[str]) -> Figure:
    """Draws the reliability diagrams of networks; on the diagonal, confidence matches accuracy.

    Args:
        comparison: The answers of the networks for the same pictures.
        titles: Names of the networks.
    """
    series, rows, said = [], [], []
    for index, (one, title) in enumerate(zip(comparison.contenders, titles, strict=True)):
        # Only the most likely class counts, so one column is enough. Label -1 marks a wrong answer.
        bins = reliability(one.confidence[:, None], np.where(one.is_right, 0, -1), _BINS)
        filled = [each for each in bins if each.count]
        series.append(
            Series(
                title,
                [each.confidence for each in filled],
                [each.accuracy for each in filled],
                index,
                [_size(each, len(one.is_right)) for each in filled],
            )
        )
        rows += [
            [
                title,
                f"{each.low:.0%} to {each.high:.0%}",
                f"{each.count:,}",
                in_percent(each.confidence),
                share_in_percent(each.accuracy),
            ]
            for each in filled
        ]
        near = min(filled, key=lambda each: abs(each.confidence - _SPOKEN_OF))
        said.append(
            f"{title}, {in_percent(near.confidence, 0)} sure, is right on "
            f"{share_in_percent(near.accuracy, 0)}"
        )
    return Figure(
        "How often it is right against how sure it says it is (reliability diagram)",
        'A network whose "70% sure" means right 70 times in 100 lies on the dashed line; below it, it is too '
        "sure. The larger a point, the more pictures it stands for; small points are less reliable.",
        line_chart(
            series,
            Axis("how sure it says it is", 0, 1, _percent),
            Axis("how often it is right", 0, 1, _percent),
            f"Reliability diagram. {'; '.join(said)}.",
            diagonal=True,
        ),
        ["Network", "Confidence", "Pictures", "Mean confidence", "Accuracy"],
        rows,
        titles,
    )


def _size(each: Bin, pictures: int) -> float:
    """Returns the size of the mark of a bin; its area grows linearly with the number of pictures."""
    return float(np.sqrt(_SMALLEST**2 + (_LARGEST**2 - _SMALLEST**2) * each.count / pictures))


def _percent(value: float) -> str:
    return f"{value:.0%}"
