"""Shows the answers of several networks side by side."""

import operator

import streamlit as st

from core.inference.classifier import Prediction
from core.inference.hierarchy import same_thing
from core.presentation.answer_panels import panels_html, strip_html, summarize
from core.presentation.wording import agreement


def show_answers(answers: list[Prediction]) -> None:
    """Shows a panel for each answer and, for several, first a summary that says whether they agree."""
    summaries = [summarize(answer) for answer in answers]
    if len(answers) > 1:
        # On a phone, only the first panel is visible without scrolling.
        st.html(strip_html(headline(answers), summaries))
    st.html(panels_html(summaries))


def headline(answers: list[Prediction]) -> str:
    """Returns one plain-text sentence on what the networks answer together."""
    is_photo = answers[0].bundle.kind == "photo"
    return agreement(answers, same_thing if is_photo else operator.eq)
