"""The title and the welcome line of the Draw page."""

import streamlit as st

from core.inference.classifier import Classifier

# Indexed by the number of networks; the last is also used for any larger number.
_WHO_SEES = (
    "What do neural networks see?",
    "What does a neural network see?",
    "What do two neural networks see?",
    "What do three neural networks see?",
    "What do four neural networks see?",
    "What do neural networks see?",
)
_SEVERAL_SAY = "They answer while you draw, and say when they are"


def show_head(classifiers: list[Classifier]) -> None:
    """Shows the question that the page answers as its title, and a line of welcome.

    Args:
        classifiers: The chosen networks.
    """
    st.title(f"Draw something. {_WHO_SEES[min(len(classifiers), len(_WHO_SEES) - 1)]}")
    say = "It answers while you draw, and says when it is" if len(classifiers) == 1 else _SEVERAL_SAY
    st.caption(f"Welcome! Use a mouse, a finger or a pen. {say} not sure.")
