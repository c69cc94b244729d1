"""Exporting, importing, renaming and deleting networks."""

import io
from concurrent.futures import Future
from functools import partial

import streamlit as st

from core.bundles.bundle import Bundle
from core.bundles.bundle_export import bundle_zip, download_name, keras_export, tflite_zip
from core.bundles.bundle_import import import_bundle
from core.bundles.library import read_library
from core.errors import InklingError
from core.presentation.markdown import escape_markdown
from core.storage.files import translating_os_errors
from core.storage.settings import is_public
from widgets.shared.actions import action_button, showing_refusal
from widgets.shared.deletion import delete_button
from widgets.shared.models import identity
from widgets.shared.page_state import train_state
from widgets.shared.panel_keys import PanelKey
from widgets.shared.renaming import show_renaming
from widgets.shared.waiting import begin, wait_for
from widgets.shared.widget_keys import NetworkKey, TrainKey

_KERAS = {
    "keras": ("Keras", "A `.keras` file and its labels, for Python programs that use Keras."),
    "savedmodel": ("TensorFlow Serving", "A SavedModel and its labels, for servers."),
    "onnx": ("ONNX", "With its labels, for ONNX Runtime and other programs."),
}
MAX_ZIP_MB = 600
_Exports = dict[tuple[str, str, str], Future[bytes]]


def show_export(bundle: Bundle | None) -> None:
    """Shows the exports of a network, and buttons to rename and delete it, except in a public demo."""
    if bundle is None:
        st.caption("This network is no longer in the library; the Networks page may bring it back.")
        return
    show_forms(bundle)
    if not is_public():
        with st.container(horizontal=True):
            show_renaming(bundle)
            delete_button(bundle)


def show_forms(bundle: Bundle) -> None:
    """Shows a button for each export format of a network."""
    with st.container(horizontal=True):
        st.download_button(
            "The whole network",
            lambda: bundle_zip(bundle),
            download_name(bundle, "bundle"),
            "application/zip",
            on_click="ignore",
            icon=":material/inventory_2:",
            help="With figures and card; import it here or on another computer.",
        )
        st.download_button(
            "For phones and small computers",
            lambda: tflite_zip(bundle),
            download_name(bundle, "tflite"),
            "application/zip",
            on_click="ignore",
            icon=":material/memory:",
            help="A .tflite with its labels and a Python program that runs it.",
        )
    with st.container(horizontal=True):
        for form, (title, help_text) in _KERAS.items():
            _keras_button(bundle, form, title, help_text)


def show_import() -> None:
    """Shows an input that imports a network's zip into the library, and says when that is done."""
    state = train_state()
    if state.imported:
        st.success(escape_markdown(state.imported), icon=":material/check:")
        # A toast is visible wherever the page is scrolled to.
        st.toast(escape_markdown(state.imported), icon=":material/check:")
        state.imported = ""
    with st.expander("Import a network", icon=":material/upload:", key=PanelKey.IMPORT_NETWORK):
        file = st.file_uploader(
            "A network's zip, from here or another computer",
            type="zip",
            max_upload_size=MAX_ZIP_MB,
            key=TrainKey.IMPORT.of("zip", part=state.imports_taken),
        )
        if file is not None:
            _import(file.name, file.getbuffer())


def _import(name: str, content: memoryview) -> None:
    state = train_state()
    try:
        with translating_os_errors(), st.spinner("Checking it ..."):
            name_in_library = import_bundle(io.BytesIO(content)).name
            # Read from the library, which makes equal titles distinguishable.
            bundle = read_library().get(name_in_library)
    except InklingError as error:
        st.warning(escape_markdown(f"{name}: {error.sentence}"), icon=":material/info:")
        return
    page = "Draw" if bundle.kind == "ink" else "Photo"
    state.imports_taken += 1
    state.imported = (
        f'"{bundle.title}" was imported. Choose it on the {page} page, or see its details on the '
        "Networks page."
    )
    st.rerun()


def _keras_button(bundle: Bundle, form: str, title: str, help_text: str) -> None:
    """Shows a button that starts an export, which takes some seconds, and then one that saves the file."""
    exports = train_state().exports
    made = (*identity(bundle), form)
    content = None
    if made in exports:
        with showing_refusal():
            content = _made(exports, made)
    if content is None:
        action_button(
            f"Prepare {title}",
            partial(_begin, exports, made, bundle),
            icon=":material/build:",
            key=NetworkKey.EXPORT.of(bundle.name, form),
            help=help_text,
        )
        return
    st.download_button(
        f"Save {title}",
        content,
        download_name(bundle, form),
        on_click="ignore",
        type="primary",
        icon=":material/download:",
        help=help_text,
    )


def _begin(exports: _Exports, made: tuple[str, str, str], bundle: Bundle) -> None:
    *_, form = made
    exports[made] = begin(lambda: keras_export(bundle, form))


def _made(exports: _Exports, made: tuple[str, str, str]) -> bytes:
    """Waits for an export and returns its content; forgets a failed one, so that it can be started again."""
    if not exports[made].done():
        with st.spinner("This takes from ten seconds to two minutes ..."):
            wait_for(exports[made])
    if exports[made].exception():
        return exports.pop(made).result()
    return exports[made].result()
