"""What a person can choose on the Draw page: the task, where the drawing comes from, the networks."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from core.inference.classifier import Classifier
from widgets.shared.models import classifier, library

LabelVisibility = Literal["visible", "collapsed"]
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
        there = {task: title for task, title in TASKS.items() if task != OWN or library().for_task(OWN)}
        task = _choose_one(f"{key}-task", "What do you want to draw?", there)
        source = choose_source(key, "How?", SOURCES, label_visibility="collapsed")
    return task, source


def choose_source(
    key: str, question: str, sources: Mapping[str, str], label_visibility: LabelVisibility = "visible"
) -> str:
    """Shows where pictures may come from; returns the chosen place, the first one to begin with."""
    return _choose_one(f"{key}-source", question, sources, label_visibility)


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


def _choose_one(
    key: str, question: str, choices: Mapping[str, str], label_visibility: LabelVisibility = "visible"
) -> str:
    first = next(iter(choices))
    chosen = st.segmented_control(
        question,
        list(choices),
        format_func=choices.__getitem__,
        default=first,
        required=True,
        key=key,
        label_visibility=label_visibility,
        persist_state="session",
    )
    return chosen or first
