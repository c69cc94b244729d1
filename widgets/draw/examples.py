"""Buttons that put example drawings on the canvas in turn, and that suggest what to draw."""

import random

import streamlit as st

from core.inference.classifier import Classifier
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.presentation.markdown import escape_markdown
from core.presentation.wording import with_article
from widgets.shared.canvas import put_drawing
from widgets.shared.page_state import DrawState, draw_state
from widgets.shared.widget_keys import DrawKey


def example_button(task: str) -> None:
    """Shows a button for the next example drawing of a task, if the task has any."""
    if task in EXAMPLES:
        st.button(
            "Show me an example",
            icon=":material/auto_awesome:",
            on_click=_show_next,
            args=(draw_state(), task),
        )


def idea_button(classifiers: list[Classifier]) -> None:
    """Shows a button that suggests one of the things that the first network knows."""
    if classifiers:
        st.button(
            "Give me an idea",
            key=DrawKey.IDEA,
            icon=":material/lightbulb:",
            on_click=_suggest,
            args=(draw_state(), classifiers[0].bundle.labels),
        )


def idea_in_words(classifiers: list[Classifier]) -> str:
    """Returns the last suggestion as a sentence; empty if the first network does not know the thing."""
    idea = draw_state().idea
    is_known = bool(classifiers) and idea in classifiers[0].bundle.labels
    return f"Draw {_as_asked_for(idea)}." if is_known else ""


def show_idea(classifiers: list[Classifier], is_blank: bool) -> None:
    """Shows the last suggestion, on a line of its own so that no button moves away from the pointer.

    Args:
        classifiers: The chosen networks.
        is_blank: Whether the canvas is empty; if so, the suggestion is already shown in place of the answers.
    """
    if not is_blank and (idea := idea_in_words(classifiers)):
        with st.container(key=DrawKey.SUGGESTED):
            st.markdown(f"**{escape_markdown(idea)}**")


def _as_asked_for(label: str) -> str:
    """Returns a class with its article, such as "a camel", "a 7" or "The Eiffel Tower"."""
    if label.startswith("The "):
        return label
    # Spoken, these numbers begin with a vowel sound.
    return f"an {label}" if label in ("8", "11", "18") else with_article(label)


def _suggest(state: DrawState, labels: tuple[str, ...]) -> None:
    state.idea = random.choice([label for label in labels if label != state.idea] or list(labels))


def _show_next(state: DrawState, task: str) -> None:
    put_drawing(state.drawing(task), example_drawing(task, state.examples_shown)[1])
    # The example is usually not of the suggested thing.
    state.idea = ""
    state.examples_shown += 1
