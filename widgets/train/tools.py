"""Corrects a data set as a whole: its name and its kind, and its classes; downloads or deletes it."""

from functools import partial

import streamlit as st

from core.datasets.archive import as_zip
from core.datasets.corrections import remove_class, rename_class, rename_data_set, set_kind
from core.datasets.data_set import DataSet
from core.datasets.deletion import delete_data_set
from core.datasets.store import read_data_set
from core.plurals import counted
from core.preprocessing.preprocessor import Kind
from core.presentation.markdown import escape_markdown
from core.storage.kept_time import KEPT_DAYS
from core.storage.names import MAX_LABEL_CHARACTERS, safe_file_name
from core.storage.settings import is_public
from core.training.runs import Run
from widgets.shared.actions import action_button, action_submit_button, showing_refusal
from widgets.shared.page_state import TrainState, train_state, value_at_click
from widgets.shared.panel_keys import PanelKey
from widgets.shared.widget_keys import DataSetKey

_KINDS: dict[Kind, str] = {"photo": "Photos", "ink": "Drawings"}


def show_tools(data_set: DataSet, runs: list[Run]) -> None:
    """Offers to correct, download and delete a data set; in a public demo, only to download it.

    Args:
        data_set: The data set.
        runs: Its trainings.
    """
    if is_public():
        _download_button(data_set)
        return
    kind = st.segmented_control(
        "These are",
        list(_KINDS),
        format_func=_KINDS.__getitem__,
        default=data_set.kind,
        required=True,
        # The kind is part of the key: after a change, here or in another tab, a new widget starts with it.
        key=DataSetKey.KIND.of(data_set.name, data_set.kind),
        help="Drawings are reduced to their lines; photos are used in colour.",
    )
    if kind and kind != data_set.kind:
        with showing_refusal():
            set_kind(data_set.name, kind)
            st.rerun()
    _class_tools(data_set)
    with st.container(horizontal=True):
        _show_renaming(data_set)
        _download_button(data_set)
        show_deletion(data_set, runs)


def show_deletion(data_set: DataSet, runs: list[Run]) -> None:
    """Offers to delete a data set, after a confirmation, except in a public demo.

    Args:
        data_set: The data set.
        runs: Its trainings; one that is under way needs the pictures.
    """
    if is_public():
        return
    with st.popover(
        "Delete this data set",
        icon=":material/delete_forever:",
        key=PanelKey.DELETE_DATA_SET.of(data_set.name),
    ):
        count = counted(len(data_set.samples), "picture")
        words = f'Delete "{data_set.title}" with {count}? You can bring it back for {KEPT_DAYS} days.'
        if any(run.is_under_way for run in runs):
            words += " The training that is going on needs its pictures, and will fail without them."
        st.write(escape_markdown(words))
        action_button(
            "Delete",
            partial(_delete, train_state(), data_set.name),
            type="primary",
            key=DataSetKey.DELETE.of(data_set.name),
        )


def _download_button(data_set: DataSet) -> None:
    st.download_button(
        "Download as a zip",
        lambda: as_zip(data_set),
        f"{safe_file_name(data_set.title) or data_set.name}.zip",
        "application/zip",
        on_click="ignore",
        icon=":material/download:",
    )


def _show_renaming(data_set: DataSet) -> None:
    name, title = data_set.name, data_set.title
    # The keys change with the title, so the panel closes when the data set has its new one.
    panel = PanelKey.RENAME_DATA_SET.of_now(name, title)
    with st.popover("Rename this data set", icon=":material/edit:", key=panel):
        key = DataSetKey.NAME.of_now(name, title)
        st.text_input("New name", title, max_chars=MAX_LABEL_CHARACTERS, key=key)
        action_button(
            "Rename", partial(_rename_data_set, name, key), type="primary", key=DataSetKey.RENAME.of(name)
        )


def _class_tools(data_set: DataSet) -> None:
    name, classes = data_set.name, data_set.classes
    with (
        st.form(DataSetKey.RENAME_FORM.of_now(name, classes), border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.selectbox("Class", classes, key=DataSetKey.RENAME_OLD.of_now(name, classes))
        st.text_input(
            "New name",
            key=DataSetKey.RENAME_NEW.of_now(name, classes),
            help="An existing name merges the two classes.",
        )
        action_submit_button(
            "Rename",
            partial(_rename, name, classes),
            key=DataSetKey.RENAME_NEW.of_now(name, classes, "button"),
        )
    panel = PanelKey.REMOVE_CLASS.of_now(name, classes)
    with st.popover("Remove a class", icon=":material/delete:", key=panel):
        label = st.selectbox("Class to remove", classes, key=DataSetKey.REMOVE_CLASS.of_now(name, classes))
        count = data_set.counts().get(label or "", 0)
        words = f'Remove "{label}" with {counted(count, "picture")}?'
        st.write(escape_markdown(f"{words} You can undo that."))
        action_button(
            "Remove class",
            partial(_remove, name, classes),
            type="primary",
            key=DataSetKey.REMOVE_CLASS.of_now(name, classes, "button"),
        )


def _delete(state: TrainState, name: str) -> None:
    delete_data_set(name)
    state.has_deleted = True


def _rename_data_set(name: str, key: str) -> None:
    rename_data_set(name, value_at_click(key))


def _rename(name: str, classes: tuple[str, ...]) -> None:
    old = value_at_click(DataSetKey.RENAME_OLD.of_now(name, classes))
    new = value_at_click(DataSetKey.RENAME_NEW.of_now(name, classes))
    if old and new.strip() and _has_still(name, classes):
        rename_class(name, old, new)


def _remove(name: str, classes: tuple[str, ...]) -> None:
    label = value_at_click(DataSetKey.REMOVE_CLASS.of_now(name, classes))
    if label and _has_still(name, classes):
        remove_class(name, label)


def _has_still(name: str, classes: tuple[str, ...]) -> bool:
    """Returns whether a data set still has the classes that were shown; another tab may have changed them."""
    return read_data_set(name).classes == classes
