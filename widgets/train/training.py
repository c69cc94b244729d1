"""The training of a data set: the form, then the progress, then the result and a trial of the network."""

import streamlit as st

from core.bundles.library import read_library
from core.datasets.change_records import last_change
from core.datasets.data_set import DataSet
from core.jobs.process import OVER
from core.training.runs import Run
from widgets.shared.page_state import train_state
from widgets.shared.scrolling import scroll_here
from widgets.shared.widget_keys import DataSetKey, TrainKey
from widgets.train.form import show_training_form
from widgets.train.progress import show_progress
from widgets.train.results import show_figures, show_result, show_words
from widgets.train.try_it import show_trial


def show_training(data_set: DataSet, runs: list[Run]) -> Run | None:
    """Shows the current step of a data set's training: the form, the progress or the result.

    Args:
        data_set: The data set.
        runs: Its trainings, newest first.

    Returns:
        The training that is shown; None if only the form is shown.
    """
    run = next((run for run in runs if run.status not in OVER), None) or _result_of_now(data_set, runs)
    asked = train_state().asked_run
    # Scrolls here once for the progress, and once for the result.
    token = f"{asked} {run.status in OVER}" if run is not None and run.name == asked else ""
    scroll_here(token, TrainKey.SCROLL)
    if run is None:
        show_training_form(data_set)
    elif run.status not in OVER:
        show_progress(run)
    elif run.status != "done":
        show_result(run, data_set)
        show_training_form(data_set)
    else:
        _show_done(run, data_set)
    return run


def _show_done(run: Run, data_set: DataSet) -> None:
    bundle = read_library().bundles.get(run.request.bundle)
    # Users want to try the network next, so the trial comes before the text on how it was measured.
    show_figures(run)
    if bundle is not None:
        show_trial(bundle)
    show_words(run, bundle)
    again_key = DataSetKey.AGAIN.of(data_set.name, run.name)
    if st.toggle("Train again", key=again_key, persist_state="session"):
        show_training_form(data_set)


def _result_of_now(data_set: DataSet, runs: list[Run]) -> Run | None:
    """Returns the newest training; None if there is none or the data set has changed since it was started."""
    newest = next(iter(runs), None)
    if newest is None:
        return None
    change = last_change(data_set)
    return newest if change is None or change.time <= newest.created else None
