"""The tables in README and docs are current, and agree with the cards and the benchmarks."""

import csv
import json

import pytest

from core.storage.paths import SHIPPED
from docs.make_tables import (
    BENCHMARKS,
    PAGES,
    ROOT,
    SHORT_SPEED,
    networks_table,
    short_speed_table,
    speed_table,
    variants_table,
    with_tables,
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tables_are_current(page):
    text = page.read_text(encoding="utf-8")
    assert with_tables(text) == text, "run python -m docs.make_tables"


def test_a_table_is_replaced_and_the_rest_stays():
    before, after = "# Page\n<!-- variants -->\n", "\n<!-- end of variants -->\nThe end.\n"
    assert with_tables(f"{before}stale{after}") == f"{before}{variants_table()}{after}"
    assert with_tables("no table") == "no table"


def test_each_shipped_network_has_a_row_with_its_accuracy():
    rows = {line.split("`")[1]: line for line in networks_table().splitlines()[2:]}
    assert rows.keys() == {folder.name for folder in SHIPPED.iterdir()}
    for name, row in rows.items():
        card = json.loads((SHIPPED / name / "card.json").read_text(encoding="utf-8"))
        accuracy = next(iter(card["figures"].values()))["accuracy"]
        assert f"| {accuracy * 100:.1f}% |" in row
        assert f"{card['classes']:,} things" in row


def test_each_measurement_has_a_row():
    rows = speed_table().splitlines()[2:]
    measured = []
    for name in BENCHMARKS:
        with (ROOT / "benchmarks" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            measured += [row["what"] for row in csv.DictReader(file)]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == measured


def test_each_row_of_the_short_table_is_one_of_the_long_one():
    long = [row.split(" | ")[1] for row in speed_table().splitlines()[2:]]
    short = [row.removesuffix(" |").split(" | ")[1] for row in short_speed_table().splitlines()[2:]]
    assert len(short) == len(SHORT_SPEED)
    assert set(short) <= set(long)
