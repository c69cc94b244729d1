"""The results of successive networks; the last stage is that of the networks that ship."""

import pytest

from benchmarks.results import FOLDER
from recipes.sources import TABLES
from recipes.stages import staged_networks, stages_table
from recipes.storage import read_table
from tests.conftest import ROOT
from tests.recipes.cards import card_of


def last_stage(network):
    """Returns the percentages of the last column by what they are of."""
    _, rows = stages_table(network)
    return {what: cells[-1] for what, *cells in rows}


def early(network, ink, figure):
    rows = read_table(FOLDER / "early.csv")
    return next(100 * float(row[figure]) for row in rows if (row["network"], row["ink"]) == (network, ink))


def source(name, figure):
    rows = read_table(TABLES["test"])
    return next(float(row[f"digits-deep: {figure}"]) for row in rows if row["source"] == name)


def test_the_last_stage_of_the_sketches_is_the_network_that_ships():
    card, counted = card_of("sketches-345"), ", every category counting the same"
    figures, passing = card["figures"]["held-back drawings"], card["false_positive_rate"]
    check(
        "sketches-345",
        {
            "read right": 100 * figures["accuracy"],
            "right answer among the five most likely": 100 * figures["top5_accuracy"],
            f"half-finished drawings read right{counted}": early("sketches-345", "0.5", "accuracy"),
            "the same, of those that it is sure of": early("sketches-345", "0.5", "right when sure"),
            f"drawings with three quarters of their ink, read right{counted}": early(
                "sketches-345", "0.75", "accuracy"
            ),
            "calibration error": 100 * figures["calibration_error_after"],
            "scribbles that pass for something": 100 * passing["scribbles"],
            "digits that pass for something": 100 * passing["digits"],
        },
    )


def test_the_last_stage_of_the_animals_is_the_network_that_ships():
    card = card_of("animals-deep")
    figures, passing = card["figures"], card["false_positive_rate"]
    check(
        "animals-deep",
        {
            "scribbles that pass": 100 * passing["scribbles"],
            "drawings of other things that pass": 100 * passing["drawings of 339 other things"],
            "all held-back drawings that pass": 100 * figures["held-back drawings"]["accepted"],
            "held-back drawings with strokes that pass": 100
            * figures["held-back drawings, strokes only"]["accepted"],
        },
    )


def test_the_last_stage_of_the_digits_is_the_network_that_ships():
    optical = card_of("digits-deep")["figures"]["optical digits, another source"]
    check(
        "digits-deep",
        {
            "MNIST, read right": source("MNIST", "right"),
            "optical digits, read right": 100 * optical["accuracy"],
            "unseen writers' strokes, read right": source("pen, unseen writers", "right"),
            "unseen writers' strokes, read right when it is sure": source(
                "pen, unseen writers", "right where sure"
            ),
            "the same, with a quarter missing, read right": source("pen, three quarters drawn", "right"),
        },
    )


def check(network, reached):
    assert last_stage(network) == {what: f"{percent:.2f}%" for what, percent in reached.items()}


@pytest.mark.parametrize("network", staged_networks())
def test_every_row_has_a_cell_for_each_stage_and_at_least_two_to_compare(network):
    head, rows = stages_table(network)
    for row in rows:
        assert len(row) == len(head)
        assert sum(bool(cell) for cell in row[1:]) >= 2


def test_the_page_about_the_networks_counts_the_mistakes_that_led_to_the_finishing():
    rows = read_table(ROOT / "recipes" / "results" / "mistakes_before_finishing.csv")
    every = sum(int(row["drawings"]) for row in rows)
    (nines,) = (
        row["drawings"] for row in rows if (row["digit"], row["answer"], row["sure"]) == ("9", "2", "yes")
    )
    page = " ".join((ROOT / "docs" / "networks.md").read_text(encoding="utf-8").split())
    assert f"{nines} of {every} mistakes on pen strokes were 9s mistaken for a sure 2" in page
