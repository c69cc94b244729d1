"""Closer looks at the answers: the networks' input, where they looked, and a replay of the drawing."""

import streamlit as st

from core.inference.classifier import Prediction
from core.inference.drawn_numbers import DrawnNumber
from core.inference.replay import leading_labels
from core.plurals import listed
from core.presentation.answer_charts import line_colors, replay_chart, replay_in_words
from core.presentation.markdown import escape_markdown
from core.presentation.number_readings import digits_of
from core.presentation.overlays import evidence_in_words, heat_picture, seen_picture
from core.presentation.wording import guess_in_words, names_best, own_guess_in_words
from widgets.shared.actions import showing_refusal
from widgets.shared.address_choice import choose_in_address
from widgets.shared.answer_memory import AnsweredDrawing
from widgets.shared.charts import show_chart
from widgets.shared.page_state import draw_state, set_widget, widget_value
from widgets.shared.widget_keys import DrawKey

SEEN, EVIDENCE, REPLAY = "What the network saw", "Where it looked", "Stroke by stroke"
VIEWS = (SEEN, EVIDENCE, REPLAY)
# The class that each network finds most likely, whatever it is.
_OWN = ""
_REPLAY_STEPS = 12
_PICTURE_PX = 196


def show_closer(answered: AnsweredDrawing) -> None:
    """Lets the user choose one of the closer looks at the answers, and shows it."""
    if answered.number is not None:
        answered = _choose_digit(answered, answered.number)
    view = choose_in_address(DrawKey.VIEW, "Look closer", {view: view for view in VIEWS}, "view")
    if view == SEEN:
        _show_seen(answered.answers)
    elif view == EVIDENCE:
        _show_evidence(answered.answers)
    else:
        _show_replay(answered)


def _choose_digit(answered: AnsweredDrawing, number: DrawnNumber) -> AnsweredDrawing:
    """Shows a choice of a number's digits; returns the chosen digit with its answers."""
    digits = digits_of(number.reading)
    index = st.pills(
        "Look closer at digit",
        list(range(len(digits))),
        format_func=lambda index: escape_markdown(f"{index + 1}: {digits[index]}"),
        default=0,
        required=True,
        key=DrawKey.DIGIT.of("drawn", len(digits)),
        persist_state="session",
    )
    answers = number.reading.answers[index or 0]
    answering = [answer.bundle for answer in answers]
    classifiers = [network for network in answered.classifiers if network.bundle in answering]
    return AnsweredDrawing(answers, classifiers, number.strokes[index or 0])


def _show_seen(answers: list[Prediction]) -> None:
    # Networks with the same preprocessing see the same picture, which is shown once.
    by_preprocessor = {answer.bundle.preprocessor: answer for answer in answers}
    for preprocessor, answer in by_preprocessor.items():
        titles = [other.bundle.title for other in answers if other.bundle.preprocessor == preprocessor]
        side = preprocessor.size_px
        what = "drawing" if preprocessor.kind == "ink" else "photo"
        colors = "white on black, " if preprocessor.kind == "ink" else ""
        st.image(
            seen_picture(answer),
            caption=escape_markdown(f"{listed(titles)} saw these {side} x {side} pixels."),
            alt=f"Your {what} as the networks saw it: {colors}{side} by {side} pixels, enlarged.",
            width=_PICTURE_PX,
        )


def _show_evidence(answers: list[Prediction]) -> None:
    chosen = _choose_label(answers)
    for column, answer in zip(st.columns(len(answers)), answers, strict=True):
        title = answer.bundle.title
        label = answer.top(1)[0].label if chosen == _OWN else chosen
        words = guess_in_words(answer) if chosen == _OWN else chosen
        picture = heat_picture(answer, label) if label in answer.bundle.labels else None
        if picture is None:
            column.caption(
                f"{escape_markdown(title)} combines all parts of the picture before it decides, so it cannot "
                "show where it looked."
            )
            continue
        caption, alt = evidence_in_words(answer, label, words)
        column.image(picture, caption=escape_markdown(caption), alt=alt, width=_PICTURE_PX)


def _choose_label(answers: list[Prediction]) -> str:
    """Shows a choice of classes, which is reset whenever another class takes the lead; returns the choice.

    If the first network's answer does not name the leading class, the choice does not name it either.
    """
    state, first = draw_state(), answers[0]
    labels = list(first.bundle.labels)
    winner = first.top(1)[0].label
    begin = winner if names_best(first) else _OWN
    options = labels if begin == winner else [_OWN, *labels]
    if state.evidence_winner != winner or widget_value(DrawKey.EVIDENCE) not in options:
        set_widget(DrawKey.EVIDENCE, begin)
        state.evidence_winner = winner
    return st.selectbox(
        "Evidence for",
        options,
        format_func=lambda label: label or own_guess_in_words(len(answers)),
        key=DrawKey.EVIDENCE,
        persist_state="session",
    )


def _show_replay(answered: AnsweredDrawing) -> None:
    if not answered.strokes:
        st.caption("This view needs a drawing made here: an uploaded picture does not show how it was drawn.")
        return
    memory, replays = draw_state().memory, []
    for classifier in answered.classifiers:
        with showing_refusal():
            replays.append(
                (classifier.bundle.title, memory.replay(answered.strokes, classifier, _REPLAY_STEPS))
            )
    colors = line_colors([leading_labels(steps) for _, steps in replays])
    # Stacked, because three charts side by side would be too narrow to read.
    for (title, steps), its_colors in zip(replays, colors, strict=True):
        st.caption(escape_markdown(title))
        show_chart(replay_chart(steps, its_colors), alt_text=replay_in_words(steps))
