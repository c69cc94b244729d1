"""Exporting a network in every format, importing one, and deleting one."""

import io
import zipfile
from concurrent.futures import wait
from threading import Event

import pytest
from streamlit.runtime.scriptrunner import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from core.bundles.bundle_export import bundle_zip
from core.bundles.library import read_library
from tests.widgets.app_helpers import Count, click, labels, note_downloads, rerun, run_app, texts
from widgets.shared.models import identity
from widgets.shared.page_state import TRAIN_STATE
from widgets.shared.widget_keys import NetworkKey
from widgets.train import export


def export_page(name):
    from core.bundles.library import read_library
    from widgets.train.export import show_export

    show_export(read_library().bundles.get(name))


def import_page():
    from widgets.train.export import show_import

    show_import()


@pytest.fixture
def own_network(lived_in):
    """The network that the home's finished run has trained."""
    return read_library().get("my-things")


def test_a_network_is_saved_whole_and_for_phones(own_network, monkeypatch):
    data_of = note_downloads(monkeypatch)
    run_app(export_page, name=own_network.name)
    names = {}
    for label, data in data_of.items():
        with zipfile.ZipFile(io.BytesIO(data())) as archive:
            names[label] = archive.namelist()
    assert "my-things/card.json" in names["The whole network"]
    assert "classify.py" in names["For phones and small computers"]


def test_what_keras_has_written_is_kept_and_offered(own_network, monkeypatch):
    # A real export takes ten seconds; the tests of `bundle_export` and of the worker run one.
    monkeypatch.setattr(export, "keras_export", lambda bundle, form: f"{bundle.name}.{form}".encode())
    made = Count(monkeypatch, export, "keras_export")
    data_of = note_downloads(monkeypatch)
    app = run_app(export_page, name=own_network.name)
    app.button(key=NetworkKey.EXPORT.of(own_network.name, "onnx")).click()
    rerun(app)
    rerun(app)
    assert made.calls == 1
    assert data_of["Save ONNX"] == b"my-things.onnx"
    assert list(app.session_state[TRAIN_STATE].exports) == [(*identity(own_network), "onnx")]
    assert "Prepare Keras" in labels(app)


def test_an_export_goes_on_while_the_page_is_shown_anew(own_network, monkeypatch):
    may_end, waited = Event(), []

    def work(bundle, form):
        may_end.wait(60)
        return b"a network"

    def wait_for(future):
        waited.append(future)
        if len(waited) == 1:
            # Simulates Streamlit interrupting the run for a newer request.
            raise RerunException(RerunData())
        may_end.set()
        wait([future], 60)

    monkeypatch.setattr(export, "keras_export", work)
    monkeypatch.setattr(export, "wait_for", wait_for)
    made = Count(monkeypatch, export, "keras_export")
    app = run_app(export_page, name=own_network.name)
    click(app, "Prepare ONNX")
    assert (made.calls, len(waited)) == (1, 2)
    assert not app.warning
    assert "Prepare ONNX" not in labels(app)


def test_an_export_that_is_refused_is_one_sentence(monkeypatch):
    # This network cannot be exported.
    from core.errors import BadRequest

    def refuse(bundle, form):
        raise BadRequest("This network cannot be exported in this format. Received: no reason given")

    monkeypatch.setattr(export, "keras_export", refuse)
    app = run_app(export_page, name="digits-dense")
    click(app, "Prepare ONNX")
    assert app.warning[0].value == "This network cannot be exported in this format."
    assert "Prepare ONNX" in labels(app)


def test_a_network_of_ones_own_is_deleted_and_a_shipped_one_is_not(own_network):
    app = run_app(export_page, name=own_network.name)
    click(app, "Delete")
    assert "my-things" not in read_library().bundles
    assert "no longer in the library" in texts(app)
    assert "Delete" not in labels(run_app(export_page, name="digits-dense"))


def test_a_network_is_imported_and_the_input_emptied(own_network):
    app = run_app(import_page)
    app.file_uploader[0].set_value(("my-things.zip", bundle_zip(own_network), "application/zip"))
    rerun(app)
    assert "my-things-2" in read_library().bundles
    state = app.session_state[TRAIN_STATE]
    title = read_library().get("my-things-2").title
    said = f'"{title}" was imported. Choose it on the Draw page, or see its details on the Networks page.'
    assert (app.success[0].value, app.toast[0].value) == (said, said)
    assert state.imports_taken == 1
    # The message is outside the expander, which closes when the list above it grows.
    assert not app.expander[0].success
    rerun(app)
    assert not app.success
    assert "my-things-3" not in read_library().bundles


def test_what_is_no_network_is_refused_in_one_sentence():
    app = run_app(import_page)
    app.file_uploader[0].set_value(("x.zip", b"no zip", "application/zip"))
    rerun(app)
    (warning,) = app.warning
    assert warning.value.startswith("x.zip: ")
    assert "Received: " not in warning.value
