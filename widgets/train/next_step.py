"""What to do next on the Train page, while there are no pictures yet or some wait to be imported."""

import streamlit as st

from core.datasets.checks import GOOD_CLASS_SIZE
from core.datasets.picture_imports import read_imports


def show_next_step(is_waiting: bool, has_pictures: bool) -> None:
    """Says what to do next; says nothing if the training form does.

    Args:
        is_waiting: Whether pictures are waiting for the user to start their import.
        has_pictures: Whether the data set that is shown has any pictures.
    """
    if is_waiting:
        st.info(
            "Next: press **Import**, below what you have chosen. Then the pictures are checked, and you can "
            "train here.",
            icon=":material/download:",
        )
    elif has_pictures:
        return
    elif any(one.is_under_way for one in read_imports()[0]):
        st.info(
            "The pictures are being imported. Once that is done, you can train here.",
            icon=":material/hourglass_top:",
        )
    else:
        st.info(
            f"Add a few pictures of each thing that the network should recognise; {GOOD_CLASS_SIZE} of each "
            "are a good start. They stay on this computer.",
            icon=":material/lightbulb:",
        )
