"""Uploads and downloads on the Draw page."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from core.inference.classifier import Classifier
from core.preprocessing.example_drawings import example_drawing
from tests.core.numbers_for_tests import number, scan_of
from tests.core.pictures_for_tests import file_of, ink_of
from tests.widgets.app_helpers import Count, click, labelled, note_downloads, rerun, run_app, texts


def upload_page(source, task, networks):
    import streamlit as st

    from core.errors import InklingError
    from widgets.draw.upload import current_upload, show_upload

    upload = current_upload(source, task, networks)
    try:
        st.write(f"{upload.name}, {len(upload.read_bytes())} bytes" if upload else "nothing")
        if upload and networks:
            answer = networks[0].classify_picture(upload.content())
            st.write(f"The answer is {answer.top(1)[0].label}.")
    except InklingError as error:
        st.warning(str(error))
    show_upload(source, task, networks)


@pytest.fixture
def networks(classifiers):
    return [classifiers["digits-deep"], classifiers["digits-simple"]]


def give(app, data, name="scan.png", kind="image/png"):
    app.file_uploader[0].set_value((name, data, kind))
    return rerun(app)


def pdf_of(*inks):
    images = [Image.fromarray(255 - ink) for ink in inks]
    file = io.BytesIO()
    images[0].save(file, "PDF", save_all=True, append_images=images[1:])
    return file.getvalue()


@pytest.mark.parametrize(
    ("source", "name", "kind"), [("file", "four.png", "image/png"), ("camera", "four.jpg", "image/jpeg")]
)
def test_a_picture_is_known_before_its_input_is_shown(source, name, kind):
    app = run_app(upload_page, source=source, task="sketches", networks=[])
    assert texts(app) == "nothing"
    data = file_of(ink_of("4", 64))
    if source == "camera":
        click(app, "No camera appears here? Use a simpler one")
    (app.file_uploader if source == "file" else app.camera_input)[0].set_value((name, data, kind))
    assert texts(rerun(app)) == f"{name}, {len(data)} bytes"
    assert len(app.image) == 1


def test_a_number_is_read_and_each_digit_can_be_looked_at(networks, monkeypatch):
    app = run_app(upload_page, source="file", task="digits", networks=networks)
    shown = texts(give(app, file_of(scan_of(number("471")))))
    assert "I see 3 digits: 4 7 1." in shown
    assert "The answer is 4." in shown
    assert all(network.bundle.title in shown for network in networks)
    digits = labelled(app, "pills", "Show answers for digit")
    assert digits.options == ["1: 4", "2: 7", "3: 1"]
    runs = Count(monkeypatch, Classifier, "run")
    digits.set_value(1)
    assert "The answer is 7." in texts(rerun(app))
    # The one run is this small page's own question: the number is not read again.
    assert runs.since() == 1


def test_one_digit_is_handed_on_as_it_came(networks):
    app = run_app(upload_page, source="file", task="digits", networks=networks)
    data = file_of(scan_of(number("4")))
    shown = texts(give(app, data))
    assert f"scan.png, {len(data)} bytes" in shown
    assert "digits" not in shown


def test_drawings_of_other_things_are_no_numbers(networks):
    app = run_app(upload_page, source="file", task="animals", networks=networks)
    data = file_of(scan_of(number("471")))
    assert f"scan.png, {len(data)} bytes" in texts(give(app, data))
    assert "I see" not in texts(app)


def test_a_picture_can_be_turned_and_cut(networks):
    app = run_app(upload_page, source="file", task="digits", networks=networks)
    ink = number("47")
    give(app, file_of(np.rot90(scan_of(ink)).copy()))
    assert "4 7" not in texts(app)
    labelled(app, "segmented_control", "Turn").set_value(90)
    assert "I see 2 digits: 4 7." in texts(rerun(app))
    labelled(app, "slider", "From left to right").set_value((55, 100))
    shown = texts(rerun(app))
    assert "I see" not in shown
    assert "The answer is 7." in shown


def test_another_picture_is_not_turned_because_the_one_before_was(networks):
    app = run_app(upload_page, source="file", task="digits", networks=networks)
    give(app, file_of(np.rot90(scan_of(number("47"))).copy()))
    labelled(app, "segmented_control", "Turn").set_value(90)
    rerun(app)
    assert "I see 2 digits: 3 8." in texts(give(app, file_of(scan_of(number("38")))))


def test_the_pages_of_a_scan_can_be_chosen(networks):
    app = run_app(upload_page, source="file", task="digits", networks=networks)
    give(app, pdf_of(number("471"), ink_of("5")), "scan.pdf", "application/pdf")
    assert "I see 3 digits: 4 7 1." in texts(app)
    labelled(app, "number_input", "Page").set_value(2)
    shown = texts(rerun(app))
    assert "I see" not in shown
    assert "The answer is 5." in shown


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("README.md", b"# Inkling", "This is not a picture that can be read. Choose"),
        ("scan.pdf", b"%PDF-1.7", "damaged"),
        ("blank.png", file_of(np.full((50, 50, 3), 255, np.uint8)), "no drawing on it"),
    ],
)
def test_what_cannot_be_read_says_why(networks, name, data, words):
    app = run_app(upload_page, source="file", task="digits", networks=networks)
    give(app, data, name, "")
    assert [words in warning.value for warning in app.warning] == [True]


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
