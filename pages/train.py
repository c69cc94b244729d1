"""Teach a network: collect pictures, check them, train, and see how good the network is."""

import streamlit as st

from core.datasets.store import read_data_sets
from core.jobs.process import OVER
from core.presentation.markdown import escape_markdown
from core.storage.settings import is_public, may_teach
from core.training.runs import read_runs
from widgets.shared.deep_links import enter
from widgets.train.checks import show_checks, show_deleted, show_last_change
from widgets.train.choices import choose_data_set, choose_run, data_set_of
from widgets.train.collect import collect
from widgets.train.export import show_import
from widgets.train.form import show_training_form
from widgets.train.imports import follow_import, show_imports
from widgets.train.progress import show_progress
from widgets.train.results import show_result

enter()

st.header("Teach a network")
if not may_teach():
    st.info(
        "Training is switched off here: this Inkling is shared. Run Inkling on your own computer to teach "
        "a network: it is free, and your pictures stay with you.",
        icon=":material/lock:",
    )
    st.stop()
follow_import()
all_data_sets, refused_data_sets = read_data_sets()
for sentence in refused_data_sets:
    st.warning(escape_markdown(sentence), icon=":material/info:")
data_set = choose_data_set(all_data_sets)
left, right = st.columns([1, 1], gap="large")
with left:
    st.subheader("1. Pictures")
    collect(data_set)
    reported = show_imports(data_set)
    show_deleted()
    if data_set is not None:
        st.subheader("2. Check your data")
        show_last_change(data_set, reported)
        show_checks(data_set)
with right:
    if data_set is not None and data_set.classes:
        st.subheader("3. Train")
        show_training_form(data_set)
    else:
        st.info(
            "Add a few pictures of each thing that the network is to tell apart; 20 of each are a good "
            "start. They stay on this computer.",
            icon=":material/lightbulb:",
        )
    if not is_public():
        with st.expander("Import a network", icon=":material/upload:"):
            show_import()
runs, refused_runs = read_runs()
for sentence in refused_runs:
    st.warning(escape_markdown(sentence), icon=":material/report:")
if runs:
    st.subheader("4. What came of it")
    run = choose_run(runs)
    if run.status in OVER:
        show_result(run, data_set_of(run, all_data_sets))
    else:
        show_progress(run)
