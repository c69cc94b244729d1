"""Uploads and downloads of the Draw page."""

import io
import json

import pytest
from PIL import Image

from core.preprocessing.example_drawings import example_drawing
from tests.core.pictures_for_tests import file_of, ink_of
from tests.widgets.app_helpers import note_downloads, rerun, run_app, texts


def upload_page(source):
    import streamlit as st

    from widgets.draw.upload import current_upload, show_upload

    upload = current_upload(source)
    st.write(f"{upload.name}, {len(upload.read_bytes())} bytes" if upload else "nothing")
    show_upload(source)


@pytest.mark.parametrize(
    ("source", "name", "kind"), [("file", "four.png", "image/png"), ("camera", "four.jpg", "image/jpeg")]
)
def test_a_picture_is_known_before_its_input_is_shown(source, name, kind):
    app = run_app(upload_page, source=source)
    assert texts(app) == "nothing"
    data = file_of(ink_of("4", 64))
    (app.file_uploader if source == "file" else app.camera_input)[0].set_value((name, data, kind))
    assert texts(rerun(app)) == f"{name}, {len(data)} bytes"


def test_a_drawing_can_be_saved_as_a_picture_and_as_strokes(monkeypatch):
    def page(strokes):
        from widgets.draw.upload import save_buttons

        save_buttons(strokes)

    data_of = note_downloads(monkeypatch)
    strokes = example_drawing("digits", 0)[1]
    run_app(page, strokes=strokes)
    assert set(data_of) == {"Save as picture", "Save as strokes"}
    assert Image.open(io.BytesIO(data_of["Save as picture"]())).size == (840, 840)
    assert len(json.loads(data_of["Save as strokes"]())["drawing"]) == len(strokes)
