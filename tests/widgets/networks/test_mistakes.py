"""A network's mistakes: matrix, pairs, and their pictures if available."""

import re
import shutil

import numpy as np
import pytest
from PIL import Image

from core.datasets.deletion import delete_data_set
from core.datasets.store import read_data_set
from core.errors import BadData
from core.evaluation.stored_answers import read_stored_answers
from core.storage.paths import home
from tests.conftest import ROOT
from tests.core.evaluation.answers_for_tests import own_bundle, random_answers
from tests.widgets.app_helpers import texts
from tests.widgets.networks.network_page import open_network
from widgets.networks import mistakes


def images(app):
    return len([image for group in app.image for image in group.proto.imgs])


def test_a_matrix_and_pairs_with_examples_of_both_classes(shipped):
    app = open_network("animals-simple", "Mistakes")
    assert "cat mistaken for dog: 85 of 703 pictures (12%)" in texts(app)
    assert "examples of the two classes, not those that were mistaken" in texts(app)
    matrix, pairs = (element.value for element in app.dataframe)
    answers = read_stored_answers(shipped.bundles["animals-simple"])
    assert matrix.iloc[:, 1:].to_numpy().sum() == len(answers.labels)
    assert np.diag(matrix.iloc[:, 1:]).sum() == answers.is_right.sum()
    assert pairs["Pictures"].sum() == (~answers.is_right).sum()
    assert images(app) == 16


@pytest.mark.parametrize("view", ["Mistakes", "Confidence"])
def test_figures_of_some_test_pictures_are_followed_by_a_sentence_on_all_of_them(view):
    """The space between two sentences is kept when a network's text is escaped."""
    said = texts(open_network("digits-deep", view))
    assert re.search(r"\w\. These are some of the 10,000 pictures .+ were right\.", said)
    assert not re.search(r"[a-z]\.[A-Z]", said)


def test_many_classes_have_their_pairs_only():
    app = open_network("sketches-345", "Mistakes")
    assert "119,025 squares" in texts(app)
    assert len(app.get("vega_lite_chart")) == 0
    assert images(app) == 16
    app = open_network("things-1000", "Mistakes")
    assert "only their classes" in texts(app)
    assert images(app) == 0


def test_without_mistakes_there_are_no_pairs():
    logits, labels = random_answers(50, 10)
    labels = logits.argmax(axis=1)
    own_bundle("mine", arrays={"logits": logits, "labels": labels})
    assert "It made no mistake" in texts(open_network("mine", "Mistakes"))


@pytest.mark.parametrize("view", ["Mistakes", "Confidence"])
def test_without_test_answers_one_sentence_says_so(view):
    logits, labels = random_answers(1, 10)
    own_bundle("mine", arrays={"logits": logits[:0], "labels": labels[:0]})
    app = open_network("mine", view)
    assert [info.value for info in app.info] == ["mine has no test answers, which these figures need."]
    assert len(app.get("vega_lite_chart")) == 0


def test_visitors_of_a_public_demo_see_no_pictures_of_the_data_set(monkeypatch):
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home(), dirs_exist_ok=True)
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    app = open_network("my-things", "Mistakes")
    assert "examples of the two classes, not those that were mistaken" in texts(app)


def test_ones_own_network_shows_the_pictures_that_it_mistook_while_they_are_there():
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home(), dirs_exist_ok=True)
    app = open_network("my-things", "Mistakes")
    assert "my smiley face mistaken for my house: 1 of 1 picture (100%)" in texts(app)
    assert images(app) == 2
    assert "examples of the two classes" not in texts(app)
    delete_data_set("my-drawings")
    app = open_network("my-things", "Mistakes")
    assert "my smiley face mistaken for my house: 1 of 1 picture (100%)" in texts(app)
    # From its sheet of examples: two pictures for each of the two pairs.
    assert images(app) == 4
    assert "examples of the two classes, not those that were mistaken" in texts(app)


def test_the_next_pictures_take_the_places_of_those_that_cannot_be_read(monkeypatch):
    shutil.copytree(ROOT / "tests/home_of_version_0_1", home(), dirs_exist_ok=True)
    drawn = []

    def thumbnail(data_set, sample, side_px):
        drawn.append(sample.number)
        if len(drawn) <= 2:
            raise BadData("damaged")
        return Image.new("L", (side_px, side_px))

    monkeypatch.setattr(mistakes, "pictures_of", lambda data_set, _: data_set.samples)
    monkeypatch.setattr(mistakes, "thumbnail", thumbnail)
    app = open_network("my-things", "Mistakes")
    samples = len(read_data_set("my-drawings").samples)
    assert samples > 6
    # Four for each of two pairs; for the second, the first four are remembered, two of them as unreadable.
    assert images(app) == 8
    assert len(drawn) == 6
