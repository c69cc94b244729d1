"""What the models answered, side by side, and closer looks at it."""

import operator

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.inference.classifier import Classifier, Prediction
from core.inference.hierarchy import most_specific_confident_kind, same_thing
from core.inference.replay import leading_labels, replay
from core.preprocessing.strokes import Strokes
from core.presentation.answer_charts import bars_data, bars_specification, growth_in_words, growth_lines
from core.presentation.overlays import heat_picture, seen_picture
from core.presentation.wording import agreement, in_percent, in_short, in_words

TOP = 5
GROWTH_STEPS = 12
VIEWS = ("What the model saw", "Where it looked", "Stroke by stroke")


def show_answers(answers: list[Prediction]) -> None:
    """Shows every model's answer in a column of its own, under one sentence on whether they agree."""
    if len(answers) > 1:
        photos = answers[0].bundle.kind == "photo"
        st.markdown(f"**{agreement(answers, same_thing if photos else operator.eq)}**")
    columns = st.columns(len(answers), border=True)
    # All charts go out one right after the other, so that the browser paints them together.
    words = [column.container() for column in columns]
    data = [bars_data(answer.top(TOP)) for answer in answers]
    for column, answer, bars in zip(columns, answers, data, strict=True):
        _show_bars(column, answer, bars)
    for place, answer in zip(words, answers, strict=True):
        with place:
            _show_words(answer)


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


def _show_bars(place: DeltaGenerator, answer: Prediction, bars: pd.DataFrame) -> None:
    place.vega_lite_chart(
        bars,
        bars_specification(len(bars), st.context.theme.type == "dark"),
        width="stretch",
        key=f"bars-{answer.bundle.name}",
        # The same words every time: Streamlit builds the whole chart anew when they change. The figures
        # are text in the chart, and the answer above it is text too.
        alt=f"Bar chart of the {len(bars)} classes that {answer.bundle.title} finds likeliest.",
    )


def _show_words(answer: Prediction) -> None:
    kind = most_specific_confident_kind(answer) if answer.bundle.kind == "photo" else None
    headline = answer.top(1)[0].label if answer.sure else kind[0] if kind else "Not sure"
    st.metric(answer.bundle.title, headline)
    st.markdown(f"{_explanation(answer, kind)}  \n:small[:gray[answered in {answer.milliseconds:.1f} ms]]")


def _explanation(answer: Prediction, kind: tuple[str, float] | None) -> str:
    """Explains an answer; `kind` is as from `most_specific_confident_kind`."""
    first, second = answer.top(2)
    if kind is not None:
        probability = first.probability if answer.sure else kind[1]
        short = in_short(answer)
        return (
            f"{short[0].upper()}{short[1:]}.  \n"
            f"{in_words(probability).capitalize()}: {in_percent(probability)}"
        )
    if answer.reason == "sure":
        return f"{in_words(first.probability).capitalize()}: {in_percent(first.probability)}"
    if answer.reason == "torn":
        return f"Torn between {first.label} and {second.label}."
    return f"This does not look like anything it was taught. Closest: {first.label}."


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
            st.altair_chart(growth_lines(steps, leading_labels(steps)), alt=growth_in_words(steps))
