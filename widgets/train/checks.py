"""What is in a data set, what is wrong with it, and the tools to correct it."""

from functools import partial

import streamlit as st

from core.datasets.change_records import Change, change_in_words, last_change, undo_in_words
from core.datasets.checks import Finding, check_data_set
from core.datasets.copies import remove_near_copies
from core.datasets.corrections import relabel
from core.datasets.data_set import DataSet, Sample
from core.datasets.deletion import (
    delete_for_good,
    deleted_data_sets,
    restore_data_set,
    undo_change,
)
from core.datasets.store import read_data_set
from core.errors import without_received
from core.plurals import counted
from core.presentation.markdown import escape_markdown
from core.presentation.training_charts import counts_chart
from core.storage.kept_time import KEPT_DAYS
from core.storage.names import distinct_titles
from core.storage.settings import is_public
from core.training.runs import Run
from widgets.shared.actions import action_button
from widgets.shared.charts import show_chart
from widgets.shared.page_state import TrainState, train_state
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import DataSetKey
from widgets.train.thumbnails import SHOWN, correct_table, show_strip
from widgets.train.tools import show_deletion, show_tools

_LOOKS = {"stop": st.error, "warning": st.warning, "note": st.info}
_ICONS = {"stop": ":material/block:", "warning": ":material/warning:", "note": ":material/info:"}
# Nothing is wrong: these only say what is still to be added, for example after the first drawing.
_UNFINISHED = ("too_few_classes", "class_too_small")
_SHOWN_OF_EACH = 4


def show_checks(data_set: DataSet, runs: list[Run]) -> None:
    """Shows the findings that stop training, the counts, the other findings and the tools.

    Args:
        data_set: The data set.
        runs: Its trainings.
    """
    counts = data_set.counts()
    if not counts:
        st.caption("It has no pictures yet.")
        show_deletion(data_set, runs)
        return
    findings = check_data_set(data_set)
    for finding in findings:
        if finding.severity == "stop":
            _show_finding(data_set, finding)
    show_chart(
        counts_chart(counts),
        alt_text="Bar chart of pictures in each class: "
        + ", ".join(f"{label} {count:,}" for label, count in counts.items()),
    )
    show_strip(data_set, _first_of_each_class(data_set)[:SHOWN])
    for finding in findings:
        if finding.severity != "stop":
            _show_finding(data_set, finding)
    with st.expander(
        "Look through the pictures", icon=":material/grid_view:", key=PanelKey.BROWSE.of(data_set.name)
    ):
        label = st.selectbox(
            "Class",
            data_set.classes,
            key=DataSetKey.BROWSED_CLASS.of(data_set.name),
            persist_state="session",
        )
        samples = [sample for sample in data_set.samples if sample.label == label]
        correct_table(data_set, samples, f"browse-{label}")
    tools = "Download" if is_public() else "Rename, remove, download"
    with st.expander(tools, icon=":material/build:", key=PanelKey.TOOLS.of(data_set.name)):
        show_tools(data_set, runs)


def show_last_change(data_set: DataSet, reported: str = "") -> None:
    """Says what was last changed in a data set, and offers to undo or redo it, except in a public demo.

    Args:
        data_set: The data set.
        reported: Name of an import whose report already offers that; empty for none.
    """
    change = last_change(data_set)
    if change is None or (change.job and change.job == reported):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        # What was drawn or taken on the spot is still said above the button that added it.
        is_on_the_spot = bool(change.added) and not change.job and not change.is_undo_or_redo
        if not (is_on_the_spot and train_state().has_good_news()):
            st.caption(escape_markdown(change_in_words(change)))
        if is_public():
            return
        icon = ":material/redo:" if change.is_undone else ":material/undo:"
        action_button(
            undo_in_words(change),
            partial(_undo, data_set.name, change),
            icon=icon,
            key=DataSetKey.UNDO.of_now(data_set.name, change.time),
        )


def show_deleted() -> None:
    """Offers to restore data sets that were deleted, or to delete them permanently, except in a demo."""
    deleted = deleted_data_sets()
    if is_public() or not deleted:
        return
    state = train_state()
    titles = distinct_titles({data_set.name: data_set.title for data_set in deleted})
    with st.expander(
        "Deleted data sets",
        expanded=state.has_deleted,
        icon=":material/delete_history:",
        key=PanelKey.DELETED_DATA_SETS,
    ):
        st.caption(f"You can bring them back for {KEPT_DAYS} days.")
        for data_set in deleted:
            count = counted(len(data_set.samples), "picture")
            st.markdown(escape_markdown(f'"{titles[data_set.name]}", {count}'))
            with st.container(horizontal=True):
                action_button(
                    "Bring it back",
                    partial(_restore, state, data_set.name),
                    key=DataSetKey.RESTORE.of(data_set.name),
                )
                with st.popover("Delete for good", key=PanelKey.DELETE_FOR_GOOD.of(data_set.name)):
                    st.write("Delete it now? This cannot be undone.")
                    action_button(
                        "Delete it for good",
                        partial(delete_for_good, data_set.name),
                        type="primary",
                        key=DataSetKey.DELETE_FOR_GOOD.of(data_set.name),
                    )


def _undo(name: str, shown: Change) -> None:
    # Another tab may have changed the data set since; that change must not be undone.
    if last_change(read_data_set(name)) == shown:
        undo_change(name, shown)


def _restore(state: TrainState, name: str) -> None:
    state.next_data_set = restore_data_set(name).name


def _first_of_each_class(data_set: DataSet) -> list[Sample]:
    """Returns the first few pictures of each class, in the order of the classes: fewer if there are many."""
    of_each = max(1, min(_SHOWN_OF_EACH, SHOWN // len(data_set.classes)))
    by_class: dict[str, list[Sample]] = {label: [] for label in data_set.classes}
    for sample in data_set.samples:
        if len(by_class[sample.label]) < of_each:
            by_class[sample.label].append(sample)
    return [sample for samples in by_class.values() for sample in samples]


def _show_finding(data_set: DataSet, finding: Finding) -> None:
    sentence = without_received(finding.sentence)
    if finding.code in _UNFINISHED:
        st.info(escape_markdown(sentence), icon=":material/add_photo_alternate:")
    else:
        _LOOKS[finding.severity](escape_markdown(sentence), icon=_ICONS[finding.severity])
    if finding.copies and not is_public():
        _copies_tool(data_set, finding)
    if finding.samples:
        them = "it" if len(finding.samples) == 1 else "them"
        with st.expander(f"Show {them}", key=PanelKey.FINDING.of(data_set.name, finding.code)):
            show_strip(data_set, list(finding.samples))
            key = DataSetKey.CORRECT.of(data_set.name, finding.code)
            can_correct = finding.severity != "note" and not is_public()
            if can_correct and st.toggle(f"Correct {them}", key=key, persist_state="session"):
                correct_table(data_set, list(finding.samples), finding.code)
    if finding.details:
        which = "Which files, and why" if finding.code == "unreadable_file" else "Which classes"
        with st.expander(which, key=PanelKey.FINDING_FILES.of(data_set.name, finding.code)):
            st.markdown("\n".join(f"- {escape_markdown(without_received(line))}" for line in finding.details))


def _copies_tool(data_set: DataSet, finding: Finding) -> None:
    """Offers to remove all copies of pictures, except for the largest of each."""
    if finding.code == "near_duplicate":
        words = "These pictures will be compared in detail, and the copies among them removed"
        action = partial(remove_near_copies, data_set.name, [sample.number for sample in finding.samples])
    else:
        count = len(finding.copies)
        words = f"{'One picture' if count == 1 else f'{count:,} pictures'} will be removed"
        action = partial(relabel, data_set.name, dict.fromkeys(finding.copies))
    with st.popover(
        "Remove the copies",
        icon=":material/delete_sweep:",
        key=PanelKey.REMOVE_COPIES.of(data_set.name, finding.code),
    ):
        st.write(f"{words}; of each, the largest stays. You can undo that.")
        action_button(
            "Remove copies",
            action,
            type="primary",
            key=DataSetKey.REMOVE_COPIES.of(data_set.name, finding.code),
        )
