"""Pictures whose class may be wrong: a training finds them, and a click or two corrects them."""

from functools import partial

import streamlit as st

from core.datasets.corrections import relabel
from core.datasets.data_set import DataSet
from core.storage.settings import is_public
from core.training.results import answers_of, count_label_issues, label_issues_of, mistakes
from core.training.runs import Run
from widgets.shared.actions import action_button
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import RunKey
from widgets.train.thumbnails import correct_table


def show_label_issues(run: Run, data_set: DataSet) -> None:
    """Shows the pictures of a run whose class may be wrong, with the class that each looks like."""
    samples, looks_like = label_issues_of(run, data_set)
    if not samples:
        if count_label_issues(run):
            st.success(
                "All pictures that were listed here have been corrected or removed, or their classes "
                "renamed. Train again, and see whether others look wrong.",
                icon=":material/check:",
            )
        elif mistakes(answers_of(run)).empty:
            st.success("No picture looks as if its class were wrong.", icon=":material/check:")
        else:
            st.info(
                "No picture was mistaken for another class with high confidence. Look at the mistakes, too: "
                "some of the labels may be wrong."
            )
        return
    gave = "this picture gave it" if len(samples) == 1 else "these pictures gave them"
    st.caption(
        f"Networks that had not seen {gave} another class with high confidence. Correct what is wrong, then "
        "train again; leave what is hard but right."
    )
    if not is_public():
        _accept_all_button(run, data_set, looks_like)
    correct_table(data_set, samples, f"label_issues-{run.name}", looks_like)


def _accept_all_button(run: Run, data_set: DataSet, looks_like: dict[int, str]) -> None:
    with st.popover(
        "Accept all suggestions", icon=":material/done_all:", key=PanelKey.ACCEPT_ALL.of(run.name)
    ):
        who = "One picture" if len(looks_like) == 1 else f"{len(looks_like):,} pictures"
        like = "it looks" if len(looks_like) == 1 else "they look"
        st.write(f"{who} will get the class that {like} like. You can undo that.")
        action_button(
            "Accept all",
            partial(relabel, data_set.name, dict(looks_like)),
            type="primary",
            key=RunKey.ACCEPT_ALL.of(run.name),
        )
