"""What a person can choose on the Draw page: the task, where the drawing comes from, the networks."""

import streamlit as st

from core.classifier import Classifier
from widgets.models import classifier, library

# The last is there once somebody has taught a network for drawings.
OWN = "own drawings"
TASKS = {"digits": "Digits", "animals": "Six animals", "sketches": "345 things", OWN: "Yours"}
SOURCES = {
    "canvas": ":material/draw: Draw",
    "file": ":material/upload: Upload",
    "camera": ":material/photo_camera: Camera",
}


def choose_task_and_source(key: str) -> tuple[str, str]:
    """Shows what can be recognised and where a drawing may come from; returns what is chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        task = st.segmented_control(
            "What do you want to draw?",
            [task for task in TASKS if task != OWN or library().for_task(OWN)],
            format_func=TASKS.__getitem__,
            default="digits",
            required=True,
            key=f"{key}-task",
            persist_state="session",
        )
        source = st.segmented_control(
            "How?",
            list(SOURCES),
            format_func=SOURCES.__getitem__,
            default="canvas",
            required=True,
            key=f"{key}-source",
            label_visibility="collapsed",
            persist_state="session",
        )
    return task or "digits", source or "canvas"


def choose_models(key: str, task: str) -> list[Classifier]:
    """Shows which networks can be compared; returns those that are chosen."""
    bundles = {bundle.title: bundle for bundle in library().for_task(task)}
    if not bundles:
        st.warning("No network for this is in the library. See the Networks page.")
    chosen = st.pills(
        "Networks to compare",
        list(bundles),
        # People's own networks seldom know the same things, so one is enough to begin with.
        default=list(bundles)[: 1 if task == OWN else 3],
        selection_mode="multi",
        key=f"{key}-models-{task}",
        persist_state="session",
    )
    return [classifier(bundles[title]) for title in chosen]
