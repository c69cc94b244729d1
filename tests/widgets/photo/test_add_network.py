"""Adding a network: the offer, the progress, and what remains after a failure."""

import hashlib
import shutil
import time
from dataclasses import replace

import pytest

from core.bundles import additions
from core.bundles.applications import APPLICATIONS
from core.jobs.process import update_state
from core.storage.files import read_json, write_json
from core.storage.paths import SHIPPED, home
from tests.widgets.app_helpers import click, labelled, labels, rerun, run_app, texts
from widgets.shared.widget_keys import AdditionKey


def page():
    from widgets.photo.add_network import show_add_network

    show_add_network()


def addition(name, precision="float32", **state):
    folder = home() / "adding" / name
    write_json(folder / "request.json", {"application": name, "precision": precision, "weights": ""})
    update_state(folder, **state)
    return folder


def choose(app, title):
    box = labelled(app, "selectbox", "Which one")
    box.select(next(option for option in box.options if option.startswith(title)))
    return rerun(app)


def test_at_first_there_is_only_an_offer():
    app = run_app(page)
    assert labels(app) == ["Add it"]
    assert any("MB)" in name for name in labelled(app, "selectbox", "Which one").options)
    assert "can be built on full files only" in labelled(app, "selectbox", "File size").help


def test_a_click_starts_to_add_what_is_chosen(monkeypatch):
    started = []
    # A real worker would begin to download.
    monkeypatch.setattr(additions, "start_worker", lambda module, folder: started.append(folder.name))
    app = run_app(page)
    labelled(app, "selectbox", "File size").set_value("int8")
    rerun(app)
    next(button for button in app.button if button.label == "Add it").click()
    rerun(app)
    assert len(started) == 1
    assert started[0].endswith("int8")


def test_what_was_chosen_just_before_the_click_is_added(monkeypatch):
    started = []
    monkeypatch.setattr(additions, "start_worker", lambda module, folder: started.append(folder.name))
    app = run_app(page)
    labelled(app, "selectbox", "File size").set_value("int8")
    click(app, "Add it")
    assert [name.endswith("int8") for name in started] == [True]


def test_a_refusal_is_one_sentence(monkeypatch):
    app = run_app(page)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    next(button for button in app.button if button.label == "Add it").click()
    assert "Adding networks is switched off here" in rerun(app).warning[0].value


def test_one_that_is_on_its_way_shows_how_far_it_is_and_can_be_cancelled():
    progress = {"phase": "Downloading", "done": 7_000_000, "total": 14_000_000}
    folder = addition("mobilenet-v2", status="running", started=time.time(), **progress)
    app = run_app(page)
    assert "Downloading: 7.0 of 14.0\u00a0MB" in app.get("progress")[0].proto.text
    app.button(key=AdditionKey.CANCEL.of("mobilenet-v2")).click()
    rerun(app)
    assert (folder / "stop").read_text() == "discard"


def test_one_that_vanishes_meanwhile_is_passed_over(monkeypatch):
    addition("mobilenet-v2", status="running", started=time.time(), phase="Downloading")
    first = iter([additions.read_additions()])
    monkeypatch.setattr("widgets.photo.add_network.read_additions", lambda: next(first, ([], {})))
    (home() / "adding" / "mobilenet-v2" / "request.json").unlink()
    app = run_app(page)
    assert labels(app) == ["Add it"]
    assert not app.warning


def test_one_that_failed_says_why_and_can_be_dismissed():
    addition("inception-v3", status="failed", message="There is no connection. Received: no network")
    app = run_app(page)
    assert app.warning[0].value == "Inception-v3 was not added. There is no connection."
    app.button(key=AdditionKey.DISMISS.of("inception-v3")).click()
    assert not rerun(app).warning
    assert "Dismiss" not in labels(app)


def test_without_internet_its_file_can_be_given(monkeypatch):
    started = []
    monkeypatch.setattr(additions, "start_worker", lambda module, folder: started.append(folder.name))
    content = b"official weights"
    checksum = hashlib.md5(content, usedforsecurity=False).hexdigest()
    monkeypatch.setitem(
        APPLICATIONS, "inception-v3", replace(APPLICATIONS["inception-v3"], checksum=checksum)
    )
    message = (
        "There is no internet connection. Received: <urlopen error [Errno 111]> from https://example.org/a.h5"
    )
    addition("inception-v3", status="failed", message=message)
    app = run_app(page)
    assert app.warning[0].value == "Inception-v3 was not added. There is no internet connection."
    given = app.file_uploader(key=AdditionKey.FILE.of("retry-inception-v3"))
    given.set_value(("mine.h5", b"something else", ""))
    click(rerun(app), "Add it from this file")
    assert any("not the official file of Inception-v3" in warning.value for warning in app.warning)
    assert started == []
    app.file_uploader(key=AdditionKey.FILE.of("retry-inception-v3")).set_value(("mine.h5", content, ""))
    click(rerun(app), "Add it from this file")
    assert started == ["inception-v3"]


def test_a_file_that_nothing_can_vouch_for_is_not_asked_for():
    addition("mobilenet-v2", status="failed", message="There is no internet connection.")
    app = run_app(page)
    assert [file.key for file in app.file_uploader if "mobilenet-v2" in file.key] == []
    assert "can only be added online" in texts(choose(app, "MobileNetV2:"))


def test_an_added_network_can_be_removed_and_brought_back():
    folder = home() / "networks" / "mobilenet-v3-small"
    shutil.copytree(SHIPPED / "digits-dense", folder)
    write_json(folder / "card.json", read_json(folder / "card.json") | {"name": folder.name})
    app = run_app(page)
    choose(app, "MobileNetV3-Small")
    assert "It is already in the library." in texts(app)
    click(app, "Delete")
    assert "added from Keras Applications, was deleted on" in texts(app)
    assert not folder.exists()
    click(app, "Bring it back")
    assert folder.exists()
    assert "It is already in the library." in texts(app)


def test_one_that_cannot_be_read_says_so_and_can_be_dismissed():
    (addition("mobilenet-v2", status="failed") / "request.json").write_text("{")
    app = run_app(page)
    assert app.warning[0].value.startswith("The request to add mobilenet-v2 cannot be read; add it again: ")
    app.button(key=AdditionKey.DISMISS.of("mobilenet-v2")).click()
    assert not rerun(app).warning
    assert labels(app) == ["Add it"]


@pytest.mark.parametrize("allowed", [True, False])
def test_one_that_was_interrupted_can_be_tried_again(monkeypatch, allowed):
    started = []
    monkeypatch.setattr(additions, "start_worker", lambda module, folder: started.append(folder.name))
    addition("inception-v3", status="running", started=0)
    app = run_app(page)
    assert "was interrupted" in app.warning[0].value
    if not allowed:
        monkeypatch.setenv("INKLING_PUBLIC", "1")
    app.button(key=AdditionKey.RETRY.of("inception-v3")).click()
    rerun(app)
    assert started == (["inception-v3"] if allowed else [])
    assert ("switched off" in texts(app)) != allowed
