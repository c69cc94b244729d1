"""Charts of a network's answers for a notebook, each with its words for people who cannot see it."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.presentation.training_charts import (
    FEW_CLASSES,
    MAX_MATRIX_CLASSES,
    confusion_chart,
    confusion_in_words,
    curves_chart,
    curves_in_words,
)

_CELL_PX = 28
_CURVE_WIDTH_PX = 320
# Of more classes, those with the most mistakes are drawn.
_WORST_CLASSES = 30


def confusion(counts: Sequence[Sequence[int]], labels: Sequence[str]) -> alt.LayerChart:
    """Draws which classes are taken for which; of very many, those with the most mistakes.

    Args:
        counts: A row for each true class, a column for each answer.
        labels: Names of the classes.
    """
    title = "Rows: what it is. Columns: what the network says."
    if len(labels) > MAX_MATRIX_CLASSES:
        matrix = np.asarray(counts)
        off_diagonal = matrix * (1 - np.eye(len(labels), dtype=matrix.dtype))
        mistakes = off_diagonal.sum(axis=0) + off_diagonal.sum(axis=1)
        worst = np.sort(np.argsort(-mistakes, kind="stable")[:_WORST_CLASSES])
        title += f" The {_WORST_CLASSES} of {len(labels):,} classes with the most mistakes."
        counts, labels = matrix[np.ix_(worst, worst)].tolist(), [labels[index] for index in worst]
    chart = confusion_chart(counts, labels).properties(
        title=alt.TitleParams(title, anchor="start"), description=confusion_in_words(counts, labels)
    )
    return chart.properties(width=alt.Step(_CELL_PX)) if len(labels) <= FEW_CLASSES else chart


def curves(history: pd.DataFrame, best_epoch: int | None) -> alt.HConcatChart:
    """Draws the loss and the share of right answers against the epoch, side by side.

    Args:
        history: Figures of each epoch, as of `core.training.runs.Run.history`.
        best_epoch: The epoch whose network was kept, marked by a line.
    """
    return alt.hconcat(
        *(
            curves_chart(history, figure, best_epoch).properties(
                width=_CURVE_WIDTH_PX, title=title, description=curves_in_words(history, figure)
            )
            for figure, title in (
                ("loss", "Loss: how wrong it is"),
                ("accuracy", "Accuracy: how often it is right"),
            )
        )
    ).properties(description=" ".join(curves_in_words(history, figure) for figure in ("loss", "accuracy")))
