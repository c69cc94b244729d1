"""The page of results agrees with the cards."""

import pytest

from benchmarks.summary import asked_and_reached
from tests.recipes.cards import card_of


@pytest.fixture(scope="module")
def rows(shipped):
    return {
        (name, what): (asked, reached, enough)
        for name, what, asked, reached, enough in asked_and_reached(shipped.bundles)
    }


def test_figures_are_those_of_the_cards(rows):
    accuracy = 100 * card_of("digits-deep")["figures"]["MNIST test"]["accuracy"]
    asked, reached, enough = rows["digits-deep", "right, MNIST test"]
    assert (asked, reached) == ("at least 99.7%", f"{accuracy:.2f}%")
    assert enough == (accuracy >= 99.7)
    megabytes = card_of("sketches-345")["size_bytes"]["model.tflite"] / 1e6
    assert rows["sketches-345", "size of the network"] == ("at most 6 MB", f"{megabytes:.2f} MB", True)


def test_every_network_is_measured_for_calibration_and_speed(rows, shipped):
    for name in [name for name, bundle in shipped.bundles.items() if bundle.kind == "ink"]:
        assert (name, "one drawing on one core") in rows
        assert any(network == name and what.startswith("calibration error") for network, what in rows)


def test_enough_follows_from_what_was_asked_and_reached(rows):
    for asked, reached, enough in rows.values():
        limit = float(asked.split()[2].rstrip("%"))
        value = float(reached.split()[0].rstrip("%"))
        if abs(value - limit) > 0.01:
            assert enough == (value > limit if asked.startswith("at least") else value < limit)
