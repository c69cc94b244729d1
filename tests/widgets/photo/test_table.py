"""Many photos: a table that can be filtered, and whose rows are opened without asking the network again."""

import io
import json
import time
import zipfile
from copy import copy
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from core.datasets.store import data_sets
from core.inference.batch import Batch, Row, Verdict
from core.inference.classifier import Classifier, ClassProbability
from core.preprocessing.example_photos import EXAMPLE_PHOTOS_FOLDER
from tests.core.pictures_for_tests import file_of
from tests.widgets.app_helpers import (
    Count,
    click,
    labelled,
    labels,
    note_downloads,
    panels,
    rerun,
    run_app,
    texts,
)
from widgets.shared.page_state import PHOTO_STATE
from widgets.shared.widget_keys import PhotoKey

PATIENCE_SECONDS = 60


def page(shown, networks):
    import streamlit as st

    from widgets.photo.sources import _listed
    from widgets.photo.table import show_last, show_many

    if shown["folder"]:
        show_many(_listed(shown["folder"]), networks)
    elif not show_last():
        st.write("none yet")


@pytest.fixture
def networks(classifiers):
    return [classifiers["things-1000"]]


def finished(networks, folder=EXAMPLE_PHOTOS_FOLDER, page=page):
    """Returns the page after all photos have been answered, and its arguments."""
    shown = {"folder": folder}
    app = run_app(page, shown=shown, networks=networks)
    until = time.monotonic() + PATIENCE_SECONDS
    while not app.session_state[PHOTO_STATE].batch.batch.wait(1):
        assert time.monotonic() < until
    return rerun(app), shown


def select(app, *rows):
    app.session_state[PhotoKey.ROWS] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return rerun(app)


def opened(app):
    """Returns the token that makes the page scroll to the details."""
    (place,) = app.get("bidi_component")
    return json.loads(place.proto.json)["token"]


def look_closer(app):
    labelled(app, "toggle", "Show where it looked").set_value(True)
    return rerun(app)


def test_the_photos_that_come_by_say_where_the_network_is_not_sure(networks):
    def page(batch):
        from widgets.photo.table import _show_progress

        _show_progress(batch)

    batch = Batch([None] * 3, networks)
    best = ClassProbability("volcano", 0.2)
    verdicts = [Verdict(best, answer, "", np.zeros(2, np.float32), 1.0, 1.0) for answer in (best, None)]
    png = file_of(np.zeros((8, 8, 3), np.uint8))
    batch.rows += [Row(number, "a.png", png, (verdict,)) for number, verdict in enumerate(verdicts)]
    app = run_app(page, batch=batch)
    assert list(app.image[0].captions) == ["volcano", "Not sure"]


def test_a_chosen_row_shows_its_answers_without_asking_again(networks, monkeypatch):
    app, _ = finished(networks)
    assert "Select a photo" in texts(app)
    runs = Count(monkeypatch, Classifier, "run")
    frame = app.dataframe[0].value
    for row in range(len(frame)):
        select(app, row)
        assert app.header[0].value == frame["name"][row]
        if frame["sure"][row]:
            assert panels(app)[0].value == frame["Thousand things"][row]
        # The photo itself is shown, and the view of where the network looked is only offered.
        assert [image.proto.imgs[0].alt for image in app.image] == ["Your photo."]
    assert runs.since() == 0


def test_the_details_come_into_sight_for_each_photo_that_is_chosen_and_stay_put_afterwards(networks):
    app, _ = finished(networks)
    tokens = [opened(app)]
    for rows in ((0,), (1,), (1,), (0,), ()):
        select(app, *rows)
        tokens.append(opened(app))
    assert tokens[0] == tokens[-1] == ""
    assert tokens[2] == tokens[3]
    assert len({tokens[1], tokens[2], tokens[4], ""}) == 4


def test_where_they_looked_is_asked_once_for_a_row_and_kept(networks, monkeypatch):
    app, _ = finished(networks)
    runs = Count(monkeypatch, Classifier, "run")
    look_closer(select(app, 0))
    assert runs.since() == len(networks)
    assert "orange is where it found evidence" in app.image[0].captions[0]
    app.slider(key=PhotoKey.OPACITY).set_value(20)
    rerun(app)
    assert runs.since() == 0
    # Opening this view for one row does not ask the network about another row.
    select(app, 1)
    assert (runs.since(), len(app.image)) == (0, 1)
    look_closer(select(app, 0))
    assert (runs.since(), len(app.image)) == (0, 2)


def test_a_confidence_is_written_as_everywhere_and_never_as_certain(networks):
    def page(batch):
        from widgets.photo.table import _show_table
        from widgets.shared.photo_selection import PhotoBatch

        _show_table(PhotoBatch("these", batch))

    batch = Batch([], networks)
    for number, probability in enumerate((0.99996, 0.5, 0.00001)):
        best = ClassProbability("volcano", probability)
        verdict = Verdict(best, best, "", np.zeros(2, np.float32), 1.0, 1.0)
        batch.rows.append(Row(number, f"{number}.png", file_of(np.zeros((8, 8, 3), np.uint8)), (verdict,)))
    batch.rows.append(Row(3, "broken.png", b"", (), problem="It is not a picture."))
    table = run_app(page, batch=batch).dataframe[0]
    written = pa.ipc.open_stream(table.proto.arrow_data.styler.display_values).read_pandas()
    assert list(written["confidence"]) == ["> 99.9%", "50.0%", "< 0.1%", ""]


def test_an_unreadable_row_says_why(networks, tmp_path):
    for number in range(2):
        (tmp_path / f"{number}.jpg").write_bytes(b"no picture")
    app, _ = finished(networks, tmp_path)
    assert "not a picture" in select(app, 0).warning[0].value
    assert len(panels(app)) == 0


def test_the_same_photos_are_looked_at_once(networks, monkeypatch):
    app, shown = finished(networks)
    runs = Count(monkeypatch, Classifier, "run")
    rerun(app)
    shown["folder"] = None
    rerun(app)
    assert "Your last photos" in texts(app)
    assert len(app.dataframe[0].value) == len(list(EXAMPLE_PHOTOS_FOLDER.glob("*.jpg")))
    assert runs.since() == 0


def test_a_network_that_was_replaced_under_its_name_looks_at_the_photos_anew(networks):
    app, _ = finished(networks)
    first = app.session_state[PHOTO_STATE].batch
    rerun(app)
    assert app.session_state[PHOTO_STATE].batch is first
    bundle = networks[0].bundle
    card = bundle.card.model_copy(update={"sha256": {"model.tflite": "0" * 64}})
    networks[0] = copy(networks[0])
    networks[0].bundle = replace(bundle, card=card)
    rerun(app)
    assert app.session_state[PHOTO_STATE].batch is not first


def test_without_photos_there_is_no_table(networks):
    app = run_app(page, shown={"folder": None}, networks=networks)
    assert texts(app) == "none yet"


def test_the_filter_and_the_search_reduce_what_is_shown_and_saved(networks, tmp_path, monkeypatch):
    for path in EXAMPLE_PHOTOS_FOLDER.glob("*.jpg"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "empty.jpg").write_bytes(b"")
    data_of = note_downloads(monkeypatch)
    app, _ = finished(networks, tmp_path)
    app.segmented_control(key=PhotoKey.FILTER).set_value("Unreadable")
    rerun(app)
    assert list(app.dataframe[0].value["name"]) == ["empty.jpg"]
    assert len(data_of["Save as CSV"]().splitlines()) == 2
    app.segmented_control(key=PhotoKey.FILTER).set_value("All")
    app.text_input(key=PhotoKey.SEARCH).set_value("palace")
    rerun(app)
    assert list(app.dataframe[0].value["name"]) == ["palace.jpg"]
    assert data_of["Sort into folders"]().startswith(b"PK")
    app.text_input(key=PhotoKey.SEARCH).set_value("nothing of this name")
    assert "No matching photos" in texts(rerun(app))


def test_work_that_was_cancelled_goes_on(networks):
    app, _ = finished(networks)
    batch = app.session_state[PHOTO_STATE].batch.batch
    batch.rows.pop()
    assert "Stopped; 1 photo left." in texts(rerun(app))
    click(app, "Resume")
    assert batch.wait(PATIENCE_SECONDS)
    rerun(app)
    assert "Stopped" not in texts(app)
    assert len(app.dataframe[0].value) == len(batch.photos)


def test_the_network_that_decides_is_named_and_can_be_chosen(classifiers, imports_here, monkeypatch):
    data_of = note_downloads(monkeypatch)
    one = classifiers["things-1000"]
    other = copy(one)
    # The same network, but under another name and never sure.
    card = one.bundle.card.model_copy(
        update={"reject_threshold": 1e9, "title": "Doubtful", "name": "doubtful"}
    )
    other.bundle = replace(one.bundle, card=card)
    app, _ = finished([one])
    assert [choice.label for choice in app.selectbox] == ["Group by"]
    app, _ = finished([other, one])
    decider = labelled(app, "selectbox", "Network that decides")
    assert decider.options == ["Doubtful", one.bundle.title]
    # The first network is not sure of any of these photos.
    assert decider.value == 1
    # The deciding network comes first in the table, since a phone shows three columns.
    assert list(app.dataframe[0].value)[:4] == ["photo", one.bundle.title, "confidence", "sure"]
    unsure = [not verdict for verdict in app.dataframe[0].value["sure"]]
    assert f"Not sure ({sum(unsure)})" in app.button_group[0].options
    folders = [sorted(zip_folders(data_of["Sort into folders"]()))]
    runs = Count(monkeypatch, Classifier, "run")
    decider.set_value(0)
    rerun(app)
    assert list(app.dataframe[0].value)[1] == "Doubtful"
    assert f"Not sure ({len(unsure)})" in app.button_group[0].options
    folders.append(sorted(zip_folders(data_of["Sort into folders"]())))
    assert folders[1] == ["_not sure"]
    assert len(folders[0]) > 1
    next(button for button in app.button if "Teach a network" in button.label).click()
    rerun(app)
    assert "is not sure of any of these photos" in app.warning[0].value
    assert runs.since() == 0


def zip_folders(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.split("/")[0] for name in archive.namelist()}


def test_photos_of_which_nothing_is_sure_become_no_data_set(networks, tmp_path):
    for number in range(2):
        (tmp_path / f"{number}.jpg").write_bytes(b"no picture")
    app, _ = finished(networks, tmp_path)
    next(button for button in app.button if "Teach a network" in button.label).click()
    rerun(app)
    assert "is not sure of any of these photos" in app.warning[0].value
    assert data_sets() == []


def test_a_public_demo_makes_no_data_set(networks, monkeypatch):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    app, _ = finished(networks)
    assert not any("Teach" in label for label in labels(app))
