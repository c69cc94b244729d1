"""The choices of which data set and which training the Train page shows, and where new pictures go."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import streamlit as st

from core.datasets.data_set import DataSet
from core.datasets.deletion import deleted_data_sets
from core.datasets.store import data_sets
from core.presentation.writing_direction import isolate_right_to_left
from core.storage.names import distinct_titles
from core.training.runs import Run
from widgets.shared.address_memory import begin_with_address, note_choice, note_titles, remembering
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.page_state import (
    TrainState,
    address_state,
    is_shown,
    set_widget,
    train_state,
    widget_value,
)
from widgets.shared.widget_keys import DataSetKey, TrainKey
from widgets.train.address import data_set_in_address, note_unnamed_data_set, write_data_set

NEW = ""
# How the time at which a training was started is written, so that it can be found in the list.
WHEN = "%d %b %H:%M:%S"
_A_NEW_ONE = "A new data set"


def choose_data_set(data_sets: list[DataSet]) -> DataSet | None:
    """Shows the choice of a data set; returns the chosen one, or None for a new one.

    The page's address names the data set that the person has chosen or made, and the choice starts with that
    one after a reload, after a restart of the server or in another tab. If the address names none, the choice
    starts with the newest data set, which does not count as chosen, however often the page is loaded. If the
    data set that was shown no longer exists, "A new data set" is chosen, and the page says so.
    """
    by_name = {data_set.name: data_set for data_set in data_sets}
    # Shown even if there is nothing to choose: if it appeared later, Streamlit would recreate everything
    # below it, including the canvas and its drawing.
    titles = data_set_titles(data_sets)
    state = train_state()
    _preselect(state, by_name)
    _keep_renamed(TrainKey.DATA_SET, titles)
    name = st.selectbox(
        "Your data set",
        list(titles),
        format_func=titles.__getitem__,
        key=TrainKey.DATA_SET,
        persist_state="session",
    )
    if state.preselected is None:
        state.preselected = name
    state.has_chosen |= name != state.preselected
    if name != NEW:
        state.gone_data_set = ""
    with st.container():
        if state.gone_data_set:
            _say_gone(state.gone_data_set)
    if state.has_chosen:
        write_data_set(name, state.next_class, is_other=state.shown not in (None, name))
    else:
        note_unnamed_data_set()
    state.shown = name
    return by_name.get(name)


def _preselect(state: TrainState, by_name: Mapping[str, DataSet]) -> None:
    """Sets the data set to be shown, if it is not the one shown before; call it before showing the choice."""
    shown = widget_value(TrainKey.DATA_SET)
    if state.next_data_set in by_name:
        wanted: str | None = state.next_data_set
        # The user has added pictures to it or restored it, so it counts as chosen.
        state.next_data_set, state.has_chosen = "", True
    elif is_shown(TrainKey.DATA_SET) and not is_history_navigation():
        # A data set that was gone may have been restored.
        wanted = state.gone_data_set if state.gone_data_set in by_name else shown
    else:
        wanted = data_set_in_address()
    if wanted is None:
        # An address that names no data set, in a new session or after going back in the history to where
        # none was chosen yet.
        begin = state.preselected if state.preselected in by_name else next(iter(by_name), NEW)
        set_widget(TrainKey.DATA_SET, begin)
        state.preselected, state.has_chosen, state.gone_data_set = None, False, ""
    elif wanted not in (NEW, *by_name):
        set_widget(TrainKey.DATA_SET, NEW)
        state.gone_data_set, state.preselected, state.has_chosen = wanted, None, False
    elif wanted != shown:
        set_widget(TrainKey.DATA_SET, wanted)
        state.has_chosen = True


def _say_gone(name: str) -> None:
    is_kept = any(data_set.name == name for data_set in deleted_data_sets())
    st.warning(
        "The data set that was shown here was deleted; you can bring it back under **Deleted data sets**."
        if is_kept
        else "The data set of this address is not here: it was deleted, or it is on another computer. Choose "
        "another one, or start a new one.",
        icon=":material/info:",
    )


def choose_target(data_set: DataSet | None, identity: str, is_chosen: bool = False) -> DataSet | None:
    """Returns the data set that pictures go into, or None for a new one; asks only if that is unclear.

    It is clear if the user has chosen a new data set, or has chosen the one that is shown for these pictures.

    Args:
        data_set: The data set that is shown, listed first among the existing ones; None for a new one.
        identity: Identifies the pictures to be added; the question starts over for others.
        is_chosen: Whether the user chose the data set that is shown for these pictures.
    """
    # The container always exists: if the question came and went without it, Streamlit would recreate
    # everything below.
    with st.container():
        if data_set is None or is_chosen:
            return data_set
        by_name = {one.name: one for one in (data_set, *data_sets())}
        titles = data_set_titles(by_name.values())
        key = target_key(identity)
        _keep_renamed(key, titles)
        name = st.selectbox(
            "Where do the new pictures go?",
            list(titles),
            format_func=lambda name: titles[name] if name == NEW else f"Add to {titles[name]}",
            key=key,
            persist_state="session",
        )
    return by_name.get(name)


def target_key(identity: str) -> str:
    """Returns the widget key of the question which data set pictures go into."""
    return TrainKey.TARGET.of(identity, train_state().uploads_taken)


def data_set_titles(data_sets: Iterable[DataSet]) -> dict[str, str]:
    """Returns titles of data sets that tell them apart, by name; the first one is that of a new data set."""
    titles = {data_set.name: data_set.title for data_set in data_sets}
    titles = distinct_titles({NEW: _A_NEW_ONE} | titles, keeping=[NEW])
    return {name: isolate_right_to_left(title) for name, title in titles.items()}


def _keep_renamed(key: str, titles: Mapping[str, str]) -> None:
    """Keeps the chosen data set although its title has changed; call it before showing the choice."""
    chosen = [name for name in titles if name == widget_value(key)]
    if note_titles(key, titles, chosen):
        set_widget(key, chosen[0])


def choose_run(runs: list[Run], data_set: DataSet | None) -> Run | None:
    """Shows the choice of a training; returns the chosen one, or None if there is none yet.

    Args:
        runs: All trainings, newest first; at least one.
        data_set: The data set that is shown; None for a new one. The choice starts with its newest training.
            If it has none, nothing is chosen at first, so that nobody mistakes the result of a training on
            other pictures for its own.
    """
    own, others = runs_of(data_set, runs), [run for run in runs if run not in runs_of(data_set, runs)]
    by_name = {run.name: run for run in (*own, *others)}
    # The newest training is part of the key, so a newer one of this data set is chosen once it exists.
    usual = own[0].name if own else ""
    key = DataSetKey.RUN.of(data_set.name if data_set else NEW, usual)
    titles = {name: _run_in_words(run) for name, run in by_name.items()}
    # The address is that of the data set that was shown before, until this run has written it.
    is_addressed = TrainKey.TRAINING not in address_state().chosen or is_history_navigation() or is_shown(key)
    default = [usual] if usual else []
    begin = begin_with_address(key, TrainKey.TRAINING, titles, default, False) if is_addressed else default
    name = st.selectbox(
        "Training",
        list(by_name),
        index=list(by_name).index(begin[0]) if begin else 0 if own else None,
        placeholder="Choose an earlier training, of other pictures",
        format_func=titles.__getitem__,
        key=key,
        on_change=remembering(key, TrainKey.TRAINING),
        persist_state="session",
    )
    note_choice(TrainKey.TRAINING, titles, "training", name or "", usual)
    return by_name[name] if name else None


def runs_of(data_set: DataSet | None, runs: list[Run]) -> list[Run]:
    """Returns the trainings of a data set, in the given order."""
    return [run for run in runs if data_set is not None and run.request.data_set == data_set.name]


def runs_besides(shown: Run | None, runs: list[Run]) -> list[Run]:
    """Returns the trainings to list in addition to the one that is shown above.

    Returns none while the shown training is waiting or running, because only that one matters then. Leaves
    out the shown training unless it is done: one that failed or was stopped is already shown in full.
    """
    if shown is not None and shown.status in ("waiting", "running"):
        return []
    return [run for run in runs if run != shown or run.status == "done"]


def data_set_of(run: Run, data_sets: list[DataSet]) -> DataSet | None:
    """Returns the data set that a training learned from; None if it no longer exists."""
    return next((data_set for data_set in data_sets if data_set.name == run.request.data_set), None)


def _run_in_words(run: Run) -> str:
    """Returns the text for a training in a list."""
    when = datetime.fromtimestamp(run.created).strftime(WHEN)
    return isolate_right_to_left(f"{run.request.title}, {when}")
