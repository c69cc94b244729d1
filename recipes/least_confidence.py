"""Compares least confidences for the answers of `digits-deep`: `python -m recipes.least_confidence`.

The table has a row for each validation part of a source. For each least confidence, it says how many of the
sure answers are right, how many answers are sure, and the latter for the digit with the fewest sure answers.
"""

from dataclasses import replace

from core.storage.paths import SHIPPED
from recipes.digit_sources import SOURCES, read_source
from recipes.exiting import exit_in_a_sentence
from recipes.sources import Judged, measure, read_judged
from recipes.storage import LEAST_CONFIDENCES, write_table

NETWORK = "digits-deep"
LIMITS = (0.5, 0.8, 0.9)
FIGURES = ("right where sure", "sure", "sure of the least sure digit")


def column(limit: float, figure: str) -> str:
    """Returns the name of a column of the table."""
    return f"{limit:.0%}: {figure}"


def row_of(network: Judged, name: str) -> dict[str, object]:
    """Measures a network on a source's validation part with each least confidence, in per cent."""
    source = read_source(name, "validation")
    row: dict[str, object] = {"source": name, "pictures": len(source.labels)}
    for limit in LIMITS:
        measured = measure(replace(network, least_confidence=limit), source)
        row |= {column(limit, figure): round(100 * measured[figure], 2) for figure in FIGURES}
    return row


def main() -> None:
    """Writes and prints the table."""
    network = read_judged(SHIPPED)[NETWORK]
    rows = [row_of(network, name) for name in SOURCES]
    write_table(LEAST_CONFIDENCES, rows)
    for row in rows:
        print(*row.values(), sep=", ")


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
