"""Which data set and which training the Train page shows."""

from datetime import datetime

import streamlit as st

from core.datasets.data_set import DataSet
from core.training.runs import Run
from widgets.shared.page_state import set_widget, train_state, widget_value
from widgets.shared.widget_keys import TrainKey

NEW = "New ..."


def choose_data_set(data_sets: list[DataSet]) -> DataSet | None:
    """Shows the data sets; returns the chosen one, or None for a new one."""
    by_name = {data_set.name: data_set for data_set in data_sets}
    # Shown even when there is nothing to choose: were it to appear later, all below it would be built anew,
    # the canvas with its drawing too.
    names = [*by_name, NEW]
    state = train_state()
    if state.next_data_set in by_name:
        set_widget(TrainKey.DATA_SET, state.next_data_set)
        state.next_data_set = ""
    if widget_value(TrainKey.DATA_SET) not in names:
        set_widget(TrainKey.DATA_SET, names[0])
    name = st.selectbox(
        "Your data set",
        names,
        format_func=lambda name: NEW if name == NEW else _data_set_in_words(by_name[name]),
        key=TrainKey.DATA_SET,
        persist_state="session",
    )
    return by_name.get(name)


def choose_run(runs: list[Run]) -> Run:
    """Shows the trainings, at least one; returns the chosen one, the first to begin with."""
    by_name = {run.name: run for run in runs}
    state = train_state()
    if state.next_run in by_name:
        set_widget(TrainKey.RUN, state.next_run)
        state.next_run = ""
    if widget_value(TrainKey.RUN) not in by_name:
        set_widget(TrainKey.RUN, runs[0].name)
    name = st.selectbox(
        "Training", list(by_name), format_func=lambda name: _run_in_words(by_name[name]), key=TrainKey.RUN
    )
    return by_name[name]


def data_set_of(run: Run, data_sets: list[DataSet]) -> DataSet | None:
    """Returns the data set that a training learned from; None if it is gone."""
    return next((data_set for data_set in data_sets if data_set.name == run.request.data_set), None)


def _data_set_in_words(data_set: DataSet) -> str:
    """Names a data set for a list."""
    return f"{data_set.title} ({len(data_set.samples):,} pictures)"


def _run_in_words(run: Run) -> str:
    """Names a training for a list."""
    return f"{run.request.title}, {datetime.fromtimestamp(run.created):%d %b %H:%M:%S}"
