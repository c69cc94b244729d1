"""The table of least confidences, and that the page about the networks says what it holds."""

from recipes.digit_sources import SOURCES
from recipes.digits import LEAST_CONFIDENCE
from recipes.least_confidence import FIGURES, LIMITS, column
from recipes.storage import LEAST_CONFIDENCES, read_table
from tests.conftest import ROOT

MANY_WRONG_PERCENT = 0.5
WORDS = {2: "two", 3: "three", 6: "six"}


def test_every_source_is_measured_with_every_limit():
    rows = read_table(LEAST_CONFIDENCES)
    assert [row["source"] for row in rows] == list(SOURCES)
    columns = {column(limit, figure) for limit in LIMITS for figure in FIGURES}
    assert set(rows[0]) == {"source", "pictures", *columns}
    assert LEAST_CONFIDENCE in LIMITS


def test_the_page_about_the_networks_says_what_was_measured():
    rows = read_table(LEAST_CONFIDENCES)
    counts = {
        limit: sum(100 - float(row[column(limit, "right where sure")]) > MANY_WRONG_PERCENT for row in rows)
        for limit in LIMITS
    }
    even, chosen, higher = (WORDS[counts[limit]] for limit in LIMITS)
    lost = {
        row["source"]: float(row[column(0.5, "sure")]) - float(row[column(LEAST_CONFIDENCE, "sure")])
        for row in rows
    }
    page = " ".join((ROOT / "docs" / "networks.md").read_text(encoding="utf-8").split())
    assert f"{even} with an even chance, {chosen} with 80%, and {higher} with 90%" in page
    assert f"sure of {lost['MNIST']:.1f} points fewer of MNIST's digits" in page
    assert f"of {max(lost.values()):.1f} points fewer on the source that loses most" in page
    assert max(lost, key=lost.__getitem__) == "pen, three quarters drawn"
