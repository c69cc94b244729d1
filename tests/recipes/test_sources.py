"""Measuring networks on sources, tested with networks whose answers are known."""

import numpy as np
import pytest

from core.storage.paths import SHIPPED
from recipes import sources
from recipes.digit_sources import Source
from recipes.sources import Judged, measure, measure_unfamiliar, read_judged, rows_of
from recipes.storage import read_table


def source(labels, found=None):
    images = np.zeros((len(labels), 28, 28), dtype=np.uint8)
    images[:, 0, 0] = labels  # the networks below read the label there
    return Source(
        images, np.asarray(labels), np.ones(len(labels), dtype=bool) if found is None else np.asarray(found)
    )


def answering(reads, height=10.0, threshold=0.0):
    """Returns a network that answers `reads(label)`, with a logit of `height` for it and 0 for the rest."""

    def logits_of(images):
        logits = np.zeros((len(images), 10))
        logits[np.arange(len(images)), [reads(int(image[0, 0])) for image in images]] = height
        return logits

    return Judged(logits_of, 1.0, np.full(10, threshold))


def test_a_network_that_is_right_is_right_and_sure():
    figures = measure(answering(lambda label: label), source([1, 2, 3, 4]))
    assert figures["right"] == figures["sure"] == figures["right where sure"] == 1
    assert figures["calibration error"] < 1e-3


def test_a_network_that_is_wrong_and_sure_has_a_large_calibration_error():
    figures = measure(answering(lambda label: 7), source([7, 1, 2, 3]))
    assert figures["right"] == figures["right where sure"] == 0.25
    assert figures["calibration error"] == pytest.approx(0.75, abs=1e-3)


def test_a_network_below_its_threshold_or_without_an_even_chance_is_not_sure():
    unfamiliar = measure(answering(lambda label: label, threshold=11.0), source([1, 2]))
    assert unfamiliar["sure"] == 0
    assert unfamiliar["right"] == unfamiliar["right where sure"] == 1
    of_each = np.array([0.0, 11.0, *[0.0] * 8])
    own = measure(Judged(answering(lambda label: label).logits_of, 1.0, of_each), source([1, 2, 3, 4]))
    assert own["sure"] == 0.75
    assert own["sure of the least sure digit"] == 0
    torn = measure(answering(lambda label: label, height=1.0), source([1, 2]))
    assert torn["sure"] == 0


def test_what_was_not_found_is_wrong_and_not_sure():
    figures = measure(answering(lambda label: label), source([1, 2, 3, 4], found=[True, False, True, True]))
    assert figures["right"] == figures["sure"] == 0.75
    assert figures["right where sure"] == 1


def test_wrongly_accepted_pictures_are_those_it_is_sure_of():
    frames = np.zeros((10, 28, 28), dtype=np.float32)
    assert measure_unfamiliar(answering(lambda label: 3), frames)["sure"] == 1
    assert measure_unfamiliar(answering(lambda label: 3, threshold=20), frames)["sure"] == 0


def test_the_table_has_a_row_a_source_and_five_columns_a_network(monkeypatch):
    monkeypatch.setattr(sources, "SOURCES", {"one": None, "two": None})
    monkeypatch.setattr(sources, "read_source", lambda name, part: source([1, 2, 3, 5]))
    monkeypatch.setattr(
        sources, "ood_test_frames", lambda known, part: {"scrawls": np.zeros((5, 28, 28), np.float32)}
    )
    rows = rows_of({"good": answering(lambda label: label), "bad": answering(lambda label: 1)}, "validation")
    assert [row["source"] for row in rows] == ["one", "two", "no digit: scrawls"]
    assert rows[0]["good: right"] == 100
    assert rows[0]["bad: right"] == 25
    assert rows[2]["good: sure"] == 100
    assert rows[2]["good: right"] == ""
    assert {len(row) for row in rows} == {2 + 2 * 5}


def test_shipped_networks_for_digits_can_be_measured():
    judged = read_judged(SHIPPED)
    assert "digits-deep" in judged
    assert all(name.startswith("digits") for name in judged)
    assert judged["digits-simple"].logits_of(np.zeros((3, 28, 28), dtype=np.uint8)).shape == (3, 10)


def test_the_kept_table_names_every_source():
    rows = read_table(sources.TABLES["test"])
    named = [row["source"] for row in rows]
    assert named[: len(sources.SOURCES)] == list(sources.SOURCES)
    assert all(0 <= float(row[f"{network}: sure"]) <= 100 for row in rows for network in sources.NETWORKS)
