"""Teaches a network: collect pictures, check them, train, and see how good the network is."""

import streamlit as st

from core.datasets.store import read_data_sets
from core.errors import without_received
from core.jobs.process import OVER
from core.presentation.markdown import escape_markdown
from core.storage.settings import is_public, may_teach
from core.training.runs import read_runs
from widgets.shared.address_memory import begin_address, write_address
from widgets.shared.deep_links import enter
from widgets.train.checks import show_checks, show_deleted, show_last_change
from widgets.train.choices import choose_data_set, choose_run, data_set_of, runs_besides, runs_of
from widgets.train.collect import choose_way_in, collect
from widgets.train.export import show_import
from widgets.train.imports import follow_import, show_imports
from widgets.train.next_step import show_next_step
from widgets.train.progress import show_progress
from widgets.train.results import show_result
from widgets.train.training import show_training

enter()

st.title("Teach a network")
if not may_teach():
    st.info(
        "Training is switched off here: this Inkling is shared. Run Inkling on your own computer to teach "
        "a network: it is free, and your pictures stay with you.",
        icon=":material/lock:",
    )
    st.stop()
begin_address()
follow_import()
all_data_sets, refused_data_sets = read_data_sets()
for sentence in refused_data_sets:
    st.warning(escape_markdown(without_received(sentence)), icon=":material/info:")
data_set = choose_data_set(all_data_sets)
runs, refused_runs = read_runs()
own_runs = runs_of(data_set, runs)
shown = None
left, right = st.columns([1, 1], gap="large")
with left:
    st.header("1. Pictures")
    way_in = choose_way_in()
    is_waiting = collect(data_set, way_in)
# Before the checks, which can take long: the training is shown at once, even if this run is aborted later.
with right:
    has_pictures = data_set is not None and bool(data_set.classes)
    show_next_step(is_waiting, has_pictures)
    if data_set is not None and has_pictures:
        st.header("3. Train")
        shown = show_training(data_set, own_runs)
    if not is_public():
        show_import()
with left:
    reported = show_imports(data_set, way_in, with_report=not is_waiting)
    show_deleted()
    if data_set is not None:
        st.header("2. Check your data")
        show_last_change(data_set, reported)
        show_checks(data_set, own_runs)
for sentence in refused_runs:
    st.warning(escape_markdown(without_received(sentence)), icon=":material/report:")
others = runs_besides(shown, runs)
if others:
    st.header("4. Results")
    run = choose_run(others, data_set)
    if run is not None and run.status in OVER:
        show_result(run, data_set_of(run, all_data_sets), with_headline=run != shown)
    elif run is not None:
        show_progress(run)
write_address()
