"""What the networks answered, side by side."""

import operator

import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.inference.classifier import Prediction
from core.inference.hierarchy import most_specific_confident_kind, same_thing
from core.presentation.answer_charts import bars_data, bars_specification
from core.presentation.markdown import escape_markdown
from core.presentation.wording import agreement, in_percent, in_short, in_words
from widgets.shared.widget_keys import NetworkKey

TOP = 5


def show_answers(answers: list[Prediction]) -> None:
    """Shows every network's answer in a column of its own, under one sentence on whether they agree."""
    if len(answers) > 1:
        is_photo = answers[0].bundle.kind == "photo"
        sentence = agreement(answers, same_thing if is_photo else operator.eq)
        st.markdown(f"**{escape_markdown(sentence)}**")
    columns = st.columns(len(answers), border=True)
    # All charts go out one right after the other, so that the browser paints them together.
    words = [column.container() for column in columns]
    bars = [bars_data(answer.top(TOP)) for answer in answers]
    for column, answer, data in zip(columns, answers, bars, strict=True):
        _show_bars(column, answer, data)
    for container, answer in zip(words, answers, strict=True):
        with container:
            _show_words(answer)


def _show_bars(column: DeltaGenerator, answer: Prediction, data: pa.Table) -> None:
    column.vega_lite_chart(
        data,
        bars_specification(data.num_rows, st.context.theme.type == "dark"),
        width="stretch",
        key=NetworkKey.BARS.of(answer.bundle.name),
        # The same words every time: Streamlit builds the whole chart anew when they change. The figures
        # are text in the chart, and the answer above it is text too.
        alt=f"Bar chart of the {data.num_rows} classes that {answer.bundle.title} finds likeliest.",
    )


def _show_words(answer: Prediction) -> None:
    kind = most_specific_confident_kind(answer) if answer.bundle.kind == "photo" else None
    headline = answer.top(1)[0].label if answer.sure else kind[0] if kind else "Not sure"
    st.metric(escape_markdown(answer.bundle.title), escape_markdown(headline))
    lines = [escape_markdown(line) for line in _explanation(answer, kind)]
    # A long title is cut before it says so.
    origin = "brought in, " if answer.bundle.is_imported else ""
    below = f":small[:gray[{origin}answered in {answer.milliseconds:.1f} ms]]"
    st.markdown("  \n".join([*lines, below]))


def _explanation(answer: Prediction, kind: tuple[str, float] | None) -> list[str]:
    """Explains an answer in lines of plain text; `kind` is as from `most_specific_confident_kind`."""
    first, second = answer.top(2)
    if kind is not None:
        probability = first.probability if answer.sure else kind[1]
        short = in_short(answer)
        return [
            f"{short[0].upper()}{short[1:]}.",
            f"{in_words(probability).capitalize()}: {in_percent(probability)}",
        ]
    if answer.reason == "sure":
        return [f"{in_words(first.probability).capitalize()}: {in_percent(first.probability)}"]
    if answer.reason == "torn":
        return [f"Torn between {first.label} and {second.label}."]
    return [f"This does not look like anything it was taught. Closest: {first.label}."]
