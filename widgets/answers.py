"""What the models answered, side by side, and closer looks at it."""

import streamlit as st

from core.charts import bars_data, bars_in_words, bars_specification, growth_in_words, growth_lines
from core.classifier import Answer, Classifier, agreement, growth, leading_labels
from core.confidence import in_percent, in_words
from core.overlays import heat_picture, seen_picture
from core.strokes import Strokes

TOP = 5
GROWTH_STEPS = 12
VIEWS = ("What the model saw", "Where it looked", "Stroke by stroke")


def show_answers(answers: list[Answer]) -> None:
    """Shows every model's answer in a column of its own, under one sentence on whether they agree."""
    if len(answers) > 1:
        st.markdown(f"**{agreement(answers)}**")
    for column, answer in zip(st.columns(len(answers), border=True), answers, strict=True):
        with column:
            _show_answer(answer)


def show_closer(answers: list[Answer], classifiers: list[Classifier], strokes: Strokes) -> None:
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


def _show_answer(answer: Answer) -> None:
    best = answer.top(1)[0]
    title = answer.bundle.title
    if answer.sure:
        st.metric(title, best.label)
        st.markdown(f"{in_words(best.probability).capitalize()}: {in_percent(best.probability)}")
    else:
        st.metric(title, "Not sure")
        st.markdown(_why_unsure(answer))
    guesses = answer.top(TOP)
    st.vega_lite_chart(
        bars_data(guesses),
        bars_specification(len(guesses), st.context.theme.type == "dark"),
        width="stretch",
        key=f"bars-{answer.bundle.name}",
        alt=bars_in_words(answer, guesses),
    )
    st.caption(f"answered in {answer.milliseconds:.1f} ms")


def _why_unsure(answer: Answer) -> str:
    first, second = answer.top(2)
    if answer.reason == "unfamiliar":
        return f"This does not look like anything it was taught. Closest: {first.label}."
    return f"Torn between {first.label} and {second.label}."


def _show_seen(answers: list[Answer]) -> None:
    for column, answer in zip(st.columns(len(answers)), answers, strict=True):
        label = answer.bundle.title
        column.image(
            seen_picture(answer),
            caption=f"{label} saw these 28 x 28 pixels.",
            alt=f"Your drawing as {label} saw it: white on black, 28 by 28 pixels, enlarged.",
            width=196,
        )


def _show_heat(answers: list[Answer]) -> None:
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
            alt=f"Your drawing with orange laid over the places where {title} found evidence for {label}.",
            width=196,
        )


def _show_growth(classifiers: list[Classifier], strokes: Strokes) -> None:
    if not strokes:
        st.caption("This view needs a drawing made here: an uploaded picture does not tell how it grew.")
        return
    for column, classifier in zip(st.columns(len(classifiers)), classifiers, strict=True):
        steps = growth(classifier, strokes, GROWTH_STEPS)
        with column:
            st.caption(classifier.bundle.title)
            st.altair_chart(growth_lines(steps, leading_labels(steps)), alt=growth_in_words(steps))
