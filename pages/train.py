"""Teach a network: pictures in, a look over them, training, and what came of it."""

from datetime import datetime

import streamlit as st

from core.datasets.data_set import DataSet
from core.datasets.store import data_sets, refused_data_sets
from core.jobs.process import OVER
from core.storage.settings import is_public
from core.training.runs import Run, list_runs, refused_runs
from widgets.shared.deep_links import enter
from widgets.shared.page_state import KEY, desk
from widgets.train.checks import show_checkup
from widgets.train.collect import gather
from widgets.train.export import show_bring_back
from widgets.train.form import show_training_form
from widgets.train.progress import show_progress
from widgets.train.results import show_result

enter()

NEW = "New ..."


def choose_data_set(there: list[DataSet]) -> DataSet | None:
    """Shows which data sets there are; returns the chosen one, None for a new one."""
    by_name = {each.name: each for each in there}
    # Shown even when there is nothing to choose: were it to appear later, all below it would be built anew,
    # the canvas with its drawing too.
    names = [*by_name, NEW]
    here = desk()
    if here.chosen in by_name:
        st.session_state[f"{KEY}-data-set"] = here.chosen
        here.chosen = ""
    if st.session_state.get(f"{KEY}-data-set") not in names:
        st.session_state[f"{KEY}-data-set"] = names[0]
    chosen = st.selectbox(
        "Your data set",
        names,
        format_func=lambda name: (
            NEW if name == NEW else f"{by_name[name].title} ({len(by_name[name].samples):,} pictures)"
        ),
        key=f"{KEY}-data-set",
        persist_state="session",
    )
    return by_name.get(chosen)


def run_in_words(run: Run) -> str:
    """Names a training for a list."""
    return f"{run.request.title}, {datetime.fromtimestamp(run.created):%d %b %H:%M:%S}"


def choose_run(there: list[Run]) -> Run | None:
    """Shows the trainings; returns the chosen one."""
    if not there:
        return None
    by_name = {each.name: each for each in there}
    wanted = st.session_state.pop(f"{KEY}-run", None)
    if wanted in by_name:
        st.session_state[f"{KEY}-run-choice"] = wanted
    if st.session_state.get(f"{KEY}-run-choice") not in by_name:
        st.session_state[f"{KEY}-run-choice"] = next(iter(by_name))
    chosen = st.selectbox(
        "Training",
        list(by_name),
        format_func=lambda name: run_in_words(by_name[name]),
        key=f"{KEY}-run-choice",
    )
    return by_name[chosen]


st.header("Teach a network")
if is_public():
    st.info(
        "Training is switched off here: this is a public demo. Run Inkling on your own computer to teach "
        "a network: it is free, and your pictures stay with you.",
        icon=":material/lock:",
    )
    st.stop()
for sentence in refused_data_sets():
    st.warning(sentence, icon=":material/info:")
chosen_set = choose_data_set(data_sets())
left, right = st.columns([1, 1], gap="large")
with left:
    st.subheader("1. Pictures")
    gather(chosen_set)
    if chosen_set is not None and chosen_set.classes:
        st.subheader("2. A look over them")
        show_checkup(chosen_set)
with right:
    if chosen_set is None or not chosen_set.classes:
        st.info(
            "Add a few pictures of each thing that the network shall tell apart; 20 of each are a good "
            "start. They stay on this computer.",
            icon=":material/lightbulb:",
        )
    else:
        st.subheader("3. Train")
        show_training_form(chosen_set)
    with st.expander("Bring back a network that you saved", icon=":material/upload:"):
        show_bring_back()
for sentence in refused_runs():
    st.warning(sentence, icon=":material/report:")
if all_runs := list_runs():
    st.subheader("4. What came of it")
    run = choose_run(all_runs)
    if run is not None and run.status in OVER:
        its_set = next((each for each in data_sets() if each.name == run.request.data_set), None)
        show_result(run, its_set)
    elif run is not None:
        show_progress(run)
