"""Which data set and which training the Train page shows, and where new pictures go."""

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from core.datasets.data_set import DataSet
from core.datasets.deletion import deleted_data_sets
from core.datasets.store import data_sets, distinct_title
from core.training.runs import Run
from widgets.shared.deep_links import is_history_navigation
from widgets.shared.page_state import TrainState, is_shown, set_widget, train_state, widget_value
from widgets.shared.widget_keys import DataSetKey, TrainKey
from widgets.train.address import data_set_in_address, write_data_set

NEW = ""
_A_NEW_ONE = "A new data set"


def choose_data_set(data_sets: list[DataSet]) -> DataSet | None:
    """Shows the data sets; returns the chosen one, or None for a new one.

    To begin with, that is the one of the page's address, which always says what is shown: after a reload, a
    restart of the server or in another tab, a click acts on what was in sight. Without such an address it is
    the newest; where the one that was shown is gone, a new one, and the page says so.
    """
    by_name = {data_set.name: data_set for data_set in data_sets}
    # Shown even when there is nothing to choose: were it to appear later, all below it would be built anew,
    # the canvas with its drawing too.
    names = [NEW, *by_name]
    state = train_state()
    _preselect(state, by_name)
    name = st.selectbox(
        "Your data set",
        names,
        format_func=lambda name: data_set_in_words(by_name.get(name)),
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
    write_data_set(state.gone_data_set or name, state.next_class)
    return by_name.get(name)


def _preselect(state: TrainState, by_name: Mapping[str, DataSet]) -> None:
    """Sets what is shown before the choice is, where it is not the one that was shown before."""
    shown = widget_value(TrainKey.DATA_SET)
    if state.next_data_set in by_name:
        wanted: str | None = state.next_data_set
        # Pictures of this person have gone into it.
        state.next_data_set, state.has_chosen = "", True
    elif is_shown(TrainKey.DATA_SET) and not is_history_navigation():
        # One that was gone may be back.
        wanted = state.gone_data_set if state.gone_data_set in by_name else shown
    else:
        in_address = data_set_in_address()
        wanted = shown if in_address is None else in_address
    if wanted is None:
        # The session is new, and so is the address.
        set_widget(TrainKey.DATA_SET, next(iter(by_name), NEW))
        state.preselected, state.has_chosen = None, False
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
    """Returns the data set into which pictures go, None for a new one; asks only where that is a question.

    It is none where a person who could choose among the data sets has chosen a new one, or one for these
    pictures.

    Args:
        data_set: The one that is shown, offered first; None for a new one.
        identity: Tells what is to go in: each is asked for anew.
        is_chosen: Whether the data set that is shown was chosen for these pictures.
    """
    # Always there: were the question to come and go by itself, all below it would be built anew.
    with st.container():
        if data_set is None or is_chosen:
            return data_set
        by_name = {one.name: one for one in (data_set, *data_sets())}
        name = st.selectbox(
            "New data set, or add to an existing one?",
            [NEW, *by_name],
            format_func=lambda name: (
                data_set_in_words(None) if name == NEW else f"Add to {data_set_in_words(by_name[name])}"
            ),
            key=target_key(identity),
        )
    return by_name.get(name)


def target_key(identity: str) -> str:
    """Returns the key of the question into which data set pictures go."""
    return TrainKey.TARGET.of(identity, train_state().uploads_taken)


def data_set_in_words(data_set: DataSet | None) -> str:
    """Names a data set for a list, or a new one for None; no two have the same words.

    Streamlit remembers a choice by these words. Were they to change with what the data set holds, as with a
    count, another data set would be shown after each change.
    """
    if data_set is None:
        return _A_NEW_ONE
    return distinct_title(data_set, is_taken=data_set.title == _A_NEW_ONE)


def choose_run(runs: list[Run], data_set: DataSet | None) -> Run | None:
    """Shows the trainings, at least one; returns the chosen one.

    Args:
        runs: All trainings, the newest first.
        data_set: The one that is shown: the newest of its trainings is chosen to begin with, and none if it
            has none, so that nobody takes the result of other pictures for that of these.
    """
    own, others = runs_of(data_set, runs), [run for run in runs if run not in runs_of(data_set, runs)]
    by_name = {run.name: run for run in (*own, *others)}
    # Once there is a newer one of these pictures, that is chosen.
    key = DataSetKey.RUN.of(data_set.name if data_set else NEW, own[0].name if own else "")
    name = st.selectbox(
        "Training",
        list(by_name),
        index=0 if own else None,
        placeholder="Choose an earlier training, of other pictures",
        format_func=lambda name: _run_in_words(by_name[name]),
        key=key,
    )
    return by_name[name] if name else None


def runs_of(data_set: DataSet | None, runs: list[Run]) -> list[Run]:
    """Returns the trainings of a data set, in their order."""
    return [run for run in runs if data_set is not None and run.request.data_set == data_set.name]


def runs_besides(shown: Run | None, runs: list[Run]) -> list[Run]:
    """Returns the trainings but for the one that is shown in full already, as one is until it is done.

    While one goes on, that is what counts: none is returned then.
    """
    if shown is not None and shown.status in ("waiting", "running"):
        return []
    return [run for run in runs if run != shown or run.status == "done"]


def data_set_of(run: Run, data_sets: list[DataSet]) -> DataSet | None:
    """Returns the data set that a training learned from; None if it is gone."""
    return next((data_set for data_set in data_sets if data_set.name == run.request.data_set), None)


def _run_in_words(run: Run) -> str:
    """Names a training for a list."""
    return f"{run.request.title}, {datetime.fromtimestamp(run.created):%d %b %H:%M:%S}"
