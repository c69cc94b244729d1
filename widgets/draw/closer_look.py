"""Closer looks at the answers: what was seen, where it was looked, how the drawing grew."""

import streamlit as st

from core.inference.classifier import Classifier, Prediction
from core.inference.replay import leading_labels, replay
from core.preprocessing.strokes import Strokes
from core.presentation.answer_charts import replay_chart, replay_in_words
from core.presentation.overlays import heat_picture, seen_picture

GROWTH_STEPS = 12


VIEWS = ("What the model saw", "Where it looked", "Stroke by stroke")


def show_closer(answers: list[Prediction], classifiers: list[Classifier], strokes: Strokes) -> None:
    """Shows one closer look at the answers, chosen by the person.

    Args:
        answers: What is shown above.
        classifiers: The models that gave them, in the same order.
        strokes: The drawing; empty if a picture was uploaded.
    """
    view = st.segmented_control(
        "Look closer", VIEWS, default=VIEWS[0], key="draw-view", persist_state="session"
    )
    if view == VIEWS[0]:
        _show_seen(answers)
    elif view == VIEWS[1]:
        _show_heat(answers)
    elif view == VIEWS[2]:
        _show_growth(classifiers, strokes)


def _show_seen(answers: list[Prediction]) -> None:
    # Networks with the same frame see the same picture: shown once.
    by_preprocessor = {answer.bundle.preprocessor: answer for answer in answers}
    for preprocessor, answer in by_preprocessor.items():
        titles = [each.bundle.title for each in answers if each.bundle.preprocessor == preprocessor]
        side = preprocessor.size_px
        what = "drawing" if preprocessor.kind == "ink" else "photo"
        colors = "white on black, " if preprocessor.kind == "ink" else ""
        st.image(
            seen_picture(answer),
            caption=f"{', '.join(titles)} saw these {side} x {side} pixels.",
            alt=f"Your {what} as the networks saw it: {colors}{side} by {side} pixels, enlarged.",
            width=196,
        )


def _show_heat(answers: list[Prediction]) -> None:
    labels = list(answers[0].bundle.labels)
    best = answers[0].top(1)[0].label
    label = st.selectbox("Evidence for", labels, index=labels.index(best), key=f"draw-heat-{best}")
    for column, answer in zip(st.columns(len(answers)), answers, strict=True):
        title = answer.bundle.title
        picture = heat_picture(answer, label) if label in answer.bundle.labels else None
        if picture is None:
            column.caption(
                f"{title} mixes all places together before it decides, so it cannot say where it looked."
            )
            continue
        column.image(
            picture,
            caption=f"{title}: orange is where it found evidence for {label}.",
            alt=f"Your picture with orange laid over the places where {title} found evidence for {label}.",
            width=196,
        )


def _show_growth(classifiers: list[Classifier], strokes: Strokes) -> None:
    if not strokes:
        st.caption("This view needs a drawing made here: an uploaded picture does not tell how it grew.")
        return
    for column, classifier in zip(st.columns(len(classifiers)), classifiers, strict=True):
        steps = replay(classifier, strokes, GROWTH_STEPS)
        with column:
            st.caption(classifier.bundle.title)
            st.altair_chart(replay_chart(steps, leading_labels(steps)), alt=replay_in_words(steps))
