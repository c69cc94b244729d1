"""One photo: answered once, examined without asking the network again, and corrected."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets.pseudo_labels import correct
from core.datasets.store import data_sets, read_data_set
from core.inference.classifier import Classifier
from core.preprocessing.image_source import ImageSource
from tests.widgets.app_helpers import (
    Count,
    click,
    example_photo,
    labelled,
    labels,
    panels,
    rerun,
    run_app,
    texts,
)
from widgets.shared import answer_memory
from widgets.shared.widget_keys import PhotoKey


def page(shown, networks):
    from widgets.photo.answers import show_photo

    show_photo(shown["photo"], networks)


def photo(word):
    name, data = example_photo(word)
    return ImageSource(name, lambda: data)


def address(app):
    return app.image[0].proto.imgs[0].url


@pytest.fixture
def networks(classifiers):
    return [classifiers["things-1000"]]


def test_a_guess_that_the_answer_does_not_name_is_not_named_under_the_heat_map_either(networks, monkeypatch):
    app = run_app(page, shown={"photo": photo("palace")}, networks=networks)
    assert "found evidence for palace," in app.image[0].captions[0]
    classify = Classifier.classify_picture

    def doubt(self, picture):
        return replace(classify(self, picture), probabilities=np.full(1000, 0.001), reason="torn")

    monkeypatch.setattr(Classifier, "classify_picture", doubt)
    app = run_app(page, shown={"photo": photo("cat")}, networks=networks)
    assert panels(app)[0].value == "Not sure"
    assert "found evidence for its best guess," in app.image[0].captions[0]
    # Nor is it offered as an answer in the list of classes.
    whose = "the network's" if len(networks) == 1 else "each network's"
    assert app.selectbox(key=PhotoKey.EVIDENCE).options[0] == f"{whose} best guess"


def test_no_choice_asks_a_network_or_decodes_again(networks, monkeypatch):
    runs = Count(monkeypatch, Classifier, "run")
    decoded = Count(monkeypatch, answer_memory, "decode_image")
    shown = {"photo": photo("palace")}
    app = run_app(page, shown=shown, networks=networks)
    assert (runs.since(), decoded.since()) == (1, 1)
    assert panels(app)[0].value == "palace"
    for percent in (10, 55, 100):
        app.slider(key=PhotoKey.OPACITY).set_value(percent)
        rerun(app)
    evidence = app.selectbox(key=PhotoKey.EVIDENCE)
    for label in evidence.options[1:3]:
        app.selectbox(key=PhotoKey.EVIDENCE).set_value(label)
        rerun(app)
    assert (runs.since(), decoded.since()) == (0, 0)
    shown["photo"] = photo("cat")
    rerun(app)
    assert (runs.since(), decoded.since()) == (1, 1)
    shown["photo"] = photo("palace")
    assert panels(rerun(app))[0].value == "palace"
    assert (runs.since(), decoded.since()) == (0, 0)


def test_evidence_is_drawn_anew_for_every_strength_and_class(networks):
    app = run_app(page, shown={"photo": photo("palace")}, networks=networks)
    assert (
        "orange is where it found evidence for palace, strongest inside the line." in app.image[0].captions[0]
    )
    first = address(app)
    app.slider(key=PhotoKey.OPACITY).set_value(5)
    assert address(rerun(app)) != first
    other = next(name for name in app.selectbox(key=PhotoKey.EVIDENCE).options[1:] if name != "palace")
    app.selectbox(key=PhotoKey.EVIDENCE).set_value(other)
    assert f"evidence for {other}" in rerun(app).image[0].captions[0]


def test_kinds_are_added_up_unless_the_photo_looks_like_nothing_it_knows(networks):
    shown = {"photo": photo("cat")}
    app = run_app(page, shown=shown, networks=networks)
    assert "by kind: cat" in texts(app)
    shown["photo"] = photo("written-words")
    assert panels(rerun(app))[0].explanation.startswith("Looks unusual")
    assert "by kind" not in texts(app)


def test_a_photo_that_cannot_be_read_is_one_sentence(networks):
    broken = ImageSource("palace.jpg", lambda: b"no picture")
    app = run_app(page, shown={"photo": broken}, networks=networks)
    assert [("not a picture" in warning.value) for warning in app.warning] == [True]
    assert len(panels(app)) == 0


def test_what_it_really_is_is_kept_for_the_next_training(networks):
    app = run_app(page, shown={"photo": photo("espresso")}, networks=networks)
    labelled(app, "selectbox", "Correct answer").set_value("espresso")
    click(app, "Save as training example")
    assert 'Saved as "espresso" in' in app.success[0].value
    (kept,) = data_sets()
    assert kept.counts() == {"espresso": 1}


def test_a_correction_names_the_class_in_which_the_photo_is_now(networks):
    corrected = correct(photo("espresso"), "Espresso")
    correct(photo("espresso"), "tea")
    app = run_app(page, shown={"photo": photo("espresso")}, networks=networks)
    labelled(app, "selectbox", "Correct answer").set_value("espresso")
    click(app, "Save as training example")
    assert 'Saved as "Espresso" in "Corrected photos", which has 1 photo now' in app.success[0].value
    assert read_data_set(corrected.name).counts() == {"Espresso": 1, "tea": 0}


def test_a_correction_without_a_name_is_refused_in_one_sentence(networks):
    app = run_app(page, shown={"photo": photo("espresso")}, networks=networks)
    click(app, "Save as training example")
    assert "First choose or type the correct answer" in texts(app)
    assert data_sets() == []


def test_a_public_demo_keeps_no_photos(networks, monkeypatch):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    assert labels(run_app(page, shown={"photo": photo("espresso")}, networks=networks)) == []
