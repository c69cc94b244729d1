"""Charts of the shipped networks, for the page that explains how a network learns."""

from collections.abc import Callable

import altair as alt

from core.bundles.bundle import Bundle
from core.evaluation.confusion import confusion_matrix
from core.evaluation.stored_answers import read_stored_answers
from core.evaluation.training_history import best_epoch, read_history
from core.inference.calibration import reliability, softmax
from core.presentation.evaluation_charts import reliability_before_and_after
from core.presentation.training_charts import confusion_chart, curves_chart

_BINS = 10


def learning_curves(bundle: Bundle) -> list[alt.Chart]:
    """Draws the accuracy and loss curves of a training."""
    history = read_history(bundle)
    best = int(best_epoch(history))
    return [curves_chart(history, figure, best) for figure in ("accuracy", "loss")]


def learning_mistakes(bundle: Bundle) -> list[alt.Chart]:
    """Draws the confusion matrix of the stored test answers."""
    answers = read_stored_answers(bundle)
    matrix = confusion_matrix(answers.labels, answers.answers, len(bundle.labels))
    return [confusion_chart(matrix.tolist(), bundle.labels)]


def learning_confidence(bundle: Bundle) -> list[alt.Chart]:
    """Draws the reliability diagram of the stored test answers."""
    answers = read_stored_answers(bundle)
    before, after = (
        reliability(shares, answers.labels, _BINS)
        for shares in (softmax(answers.logits), answers.probabilities)
    )
    return [reliability_before_and_after(before, after)]


# By the name of the picture that replaces them where no chart can be shown: function and network.
LEARNING_CHARTS: dict[str, tuple[Callable[[Bundle], list[alt.Chart]], str]] = {
    "learning-curves": (learning_curves, "animals-simple"),
    "learning-mistakes": (learning_mistakes, "animals-simple"),
    "learning-confidence": (learning_confidence, "animals-deep"),
}
