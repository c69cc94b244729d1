"""Reports: a single file that loads nothing else, whatever the names contain."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from core.comparison.changes import changes_of
from core.comparison.comparing import compare
from core.comparison.figures_table import network_figures
from core.comparison.paired_test import paired_tests
from core.comparison.robustness import robustness
from core.comparison.training_curves import TrainingCurve
from core.preprocessing.example_drawings import example_drawing
from core.presentation.comparison_gallery import Gallery, GalleryPicture
from core.presentation.comparison_report import labelled_report, picture_report, training_report
from tests.core.comparison.compared import DIGITS, answers, bundles
from tests.core.presentation.svg_for_tests import HOSTILE


class Page(HTMLParser):
    """Collects what a browser would find on a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.addresses, self.alternatives, self.handlers, self.text = [], [], [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action")]
        self.alternatives += [value for name, value in attrs if name == "alt"]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data):
        self.text += data


def galleries(names):
    """Three noisy pictures of a camera's size that only the first network got right, and none vice versa."""
    noise = np.random.default_rng(0).integers(0, 256, (3_000, 2_000, 3), np.uint8)
    one = GalleryPicture(
        Image.fromarray(noise),
        HOSTILE,
        tuple((name, HOSTILE, 0.5, True) for name in names),
        (noise[:280, :280], None),
    )
    return [Gallery(*names, 1_234, (one,) * 3), Gallery(*names[::-1], 0, ())]


@pytest.fixture(scope="module")
def reports(classifiers):
    compared = compare([answers(bundle, seed) for seed, bundle in enumerate(bundles(*DIGITS[:2]))])
    tests = paired_tests([one.is_right for one in compared.contenders])
    networks = [classifiers[name] for name in DIGITS[:2]]
    seven = example_drawing("digits", 0)[1]
    asked = robustness(networks, seven, changes_of("ink")["fade"])
    said = [network.classify_strokes(seven) for network in networks]
    ones = np.ones(2)
    curve = TrainingCurve(HOSTILE, np.arange(1, 3), ones, ones, ones, ones, ones)
    names = [HOSTILE, "B"]
    return {
        "labelled": labelled_report(
            compared, network_figures(compared), tests, names, HOSTILE, galleries(names)
        ),
        "picture": picture_report(said, asked, "7", 2, names),
        "training": training_report([curve], by_seconds=False),
    }


@pytest.mark.parametrize("kind", ["labelled", "picture", "training"])
def test_a_report_needs_no_network_and_runs_nothing(reports, kind):
    page = Page(reports[kind])
    assert "svg" in page.tags
    assert not set(page.tags) & {"script", "link", "iframe", "object", "form", "base"}
    assert all(address.startswith("data:image/") for address in page.addresses)
    assert page.handlers == []
    assert not re.search(r"url\(|@import", reports[kind])
    assert "default-src 'none'" in reports[kind]
    assert "@media print" in reports[kind]


def test_it_says_which_one_is_better_and_explains_every_term(reports):
    text = Page(reports["labelled"]).text
    for words in (
        "alone was right on",
        "Confusion matrix",
        "Calibration error:",
        "Log loss:",
        "300 pictures",
    ):
        assert words in text
    assert "5%" in Page(reports["picture"]).text
    assert "An epoch is one pass" in Page(reports["training"]).text


def test_it_shows_what_one_got_right_and_another_wrong_in_few_bytes(reports):
    page = Page(reports["labelled"])
    text = " ".join(page.text.split())
    assert "1,234 pictures that" in text
    assert "B wrong, starting with those that B was surest of; 3 are shown." in text
    assert "got every picture right that B got right." in text
    # For each picture, the picture itself and one heat map.
    assert page.tags.count("img") == len(page.addresses) == 6
    assert all(len(address) < 40_000 for address in page.addresses)
    assert len(page.alternatives) == 6
    assert all("evidence" in words or "The picture" in words for words in page.alternatives)
