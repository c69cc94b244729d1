"""Several networks on one picture: bars for the classes, and curves while the picture is changed."""

import base64
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

from core.comparison.changes import Change
from core.comparison.robustness import Robustness
from core.inference.classifier import Prediction
from core.plurals import listed
from core.preprocessing.preprocessor import Preprocessor
from core.presentation.answer_panels import SOMETHING_ELSE
from core.presentation.comparison_figures import Figure, figures_html
from core.presentation.comparison_grids import bar_chart
from core.presentation.comparison_svg import Axis, Series, line_chart, place_along
from core.presentation.comparison_words import step_text
from core.presentation.html_text import escape_html
from core.presentation.wording import in_percent

# If there are at most this many classes, all are shown; otherwise, the most likely ones of each network.
_ALL_CLASSES, _LIKELIEST = 12, 5
_JPEG_QUALITY = 80


def bars_figure(answers: Sequence[Prediction], titles: Sequence[str]) -> Figure:
    """Draws the probability of every class by each network; of many classes, only the most likely ones.

    Args:
        answers: Each network's prediction.
        titles: Names of the networks.
    """
    labels = shown = shown_labels(answers)
    values = [
        [answer.probability_of(label) if label in answer.bundle.labels else None for label in labels]
        for answer in answers
    ]
    said = "; ".join(
        f"{title}: {best.label} {in_percent(best.probability)}"
        for title, answer in zip(titles, answers, strict=True)
        for best in answer.top(1)
    )
    known = max(len(answer.bundle.labels) for answer in answers)
    if any(answer.something_else for answer in answers):
        labels = [*labels, SOMETHING_ELSE]
        values = [[*row, answer.something_else] for row, answer in zip(values, answers, strict=True)]
    network = "the network" if len(answers) == 1 else "each network"
    which = "Every class" if len(shown) == known else f"The most likely classes of {network}"
    return Figure(
        "What it says" if len(answers) == 1 else "What they say",
        f'{which}, and how sure {network} is of it. "70% sure" can be believed if 70 '
        "in 100 such answers are right.",
        bar_chart(labels, values, f"Bar chart of probabilities. Most likely: {said}."),
        ["Class", *titles],
        [
            [label, *("-" if share is None else in_percent(share) for share in shares)]
            for label, *shares in zip(labels, *values, strict=True)
        ],
        titles,
    )


def shown_labels(answers: Sequence[Prediction]) -> list[str]:
    """Returns the classes to show: all if there are few, else the most likely ones of each network."""
    everything = list(dict.fromkeys(label for answer in answers for label in answer.bundle.labels))
    if len(everything) <= _ALL_CLASSES:
        return everything
    likely = {one.label for answer in answers for one in answer.top(_LIKELIEST)}
    means = {
        label: sum(answer.probability_of(label) for answer in answers)
        for label in everything
        if label in likely
    }
    return sorted(means, key=lambda label: -means[label])


def robustness_figure(robustness: Robustness, label: str, step: int, titles: Sequence[str]) -> Figure:
    """Draws the probability of one class while a picture is changed.

    Args:
        robustness: The answers of the networks at every step.
        label: The class.
        step: Index of the step that the slider is set to.
        titles: Names of the networks.
    """
    change = robustness.change
    curves = [reaction.curve(label) for reaction in robustness.reactions]
    series = [
        Series(title, change.steps, curve, index)
        for index, (curve, title) in enumerate(zip(curves, titles, strict=True))
        if curve is not None
    ]
    lows = [(one.title, *min(zip(one.y, one.x, strict=True))) for one in series]
    said = ", ".join(f"{title} {in_percent(low)} at {step_text(at, change.unit)}" for title, low, at in lows)
    return Figure(
        f"How sure {'it is' if len(titles) == 1 else 'they are'} of {label}",
        f"{change.explanation} The vertical line marks the slider.",
        line_chart(
            series,
            _axis_of(change),
            Axis(f"probability of {label[:24]}", 0, 1, lambda value: f"{value:.0%}"),
            f"Line chart of the probability of {label} against {change.title.lower()}. Lowest: {said}.",
            rule=change.steps[step],
        ),
        [change.title, *titles],
        [
            [
                step_text(value, change.unit),
                *("-" if curve is None else in_percent(curve[row]) for curve in curves),
            ]
            for row, value in enumerate(change.steps)
        ],
        titles,
    )


def slider_html(robustness: Robustness, label: str, step: int, titles: Sequence[str]) -> str:
    """Returns a change's slider and curves as HTML, with empty elements for what networks see and say.

    Args:
        robustness: The answers of the networks at every step.
        label: The class whose curves are drawn.
        step: Index of the step that the slider is set to.
        titles: Names of the networks.
    """
    change = robustness.change
    pictures = "".join(
        f'<figure><img alt="The changed picture as {escape_html(names)} saw it."><figcaption>'
        f"{escape_html(names)} saw this.</figcaption></figure>"
        for names in seen_by(robustness, titles).values()
    )
    answers = "<li></li>" * len(titles)
    curves = figures_html([robustness_figure(robustness, label, step, titles)])
    title = escape_html(change.title)
    return (
        f'<label class="cmp-slider"><span>{title}: <output></output></span>'
        f'<input type="range" min="0" step="1" aria-label="{title}"></label>'
        f'<div class="cmp-beside"><div class="cmp-now"><div class="cmp-seen">{pictures}</div>'
        f'<ul class="cmp-answers" aria-live="polite">{answers}</ul></div>{curves}</div>'
    )


def slider_places(change: Change) -> list[float]:
    """Returns the position of the vertical line for every step, in units of the drawing."""
    axis = _axis_of(change)
    return [round(place_along(axis, value), 1) for value in change.steps]


def seen_by(robustness: Robustness, titles: Sequence[str]) -> dict[Preprocessor, str]:
    """Returns the names of the networks that share each preprocessor, as a list in words."""
    names: dict[Preprocessor, list[str]] = {preprocessor: [] for preprocessor in robustness.frames}
    for reaction, title in zip(robustness.reactions, titles, strict=True):
        names[reaction.bundle.preprocessor].append(title)
    return {preprocessor: listed(together) for preprocessor, together in names.items()}


def _axis_of(change: Change) -> Axis:
    low, high = change.steps[0], change.steps[-1]
    return Axis(change.title.lower(), low, high, lambda value: step_text(value, change.unit))


def frame_address(frame: np.ndarray) -> str:
    """Returns a picture, as a network sees it, as a data URL.

    Args:
        frame: For a drawing, `(side, side)` float32, 0.0 for paper to 1.0 for ink, shown white on black as
            networks see it; for a photo, `(side, side, 3)` uint8.
    """
    file = io.BytesIO()
    if frame.ndim == 2:
        Image.fromarray(np.round(frame * 255).astype(np.uint8)).save(file, "PNG")
        return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    Image.fromarray(frame).save(file, "JPEG", quality=_JPEG_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"
