"""What the networks answered, side by side."""

import operator

import streamlit as st

from core.inference.classifier import Prediction
from core.inference.hierarchy import same_thing
from core.presentation.answer_panels import panels_html, summarize
from core.presentation.markdown import escape_markdown
from core.presentation.wording import agreement


def show_answers(answers: list[Prediction]) -> None:
    """Shows a panel for every network's answer, under one sentence on whether they agree."""
    if len(answers) > 1:
        st.markdown(f"**{escape_markdown(headline(answers))}**")
    st.html(panels_html([summarize(answer) for answer in answers]))


def headline(answers: list[Prediction]) -> str:
    """Says in one sentence, of plain text, what the networks answer together."""
    is_photo = answers[0].bundle.kind == "photo"
    return agreement(answers, same_thing if is_photo else operator.eq)
