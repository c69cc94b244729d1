"""Prints tables and writes them as CSV next to the scripts that made them."""

from datetime import date
from pathlib import Path

from recipes.storage import write_table
from recipes.timing import machine

FOLDER = Path(__file__).resolve().parent


def keep(name: str, rows: list[dict[str, object]]) -> None:
    """Prints rows and writes them to `benchmarks/<name>.csv`, with the date and the machine.

    Args:
        name: Name of the benchmark.
        rows: The rows, each with `what`, `value`, `unit` and `asked`.
    """
    rows = [{**row, "date": date.today().isoformat(), "machine": machine()} for row in rows]
    write_table(FOLDER / f"{name}.csv", rows)
    for row in rows:
        print(f"{row['what']:80} {row['value']:>10} {row['unit']:10} asked: {row['asked']}")


def keep_table(name: str, rows: list[dict[str, object]]) -> None:
    """Prints rows with any columns and writes them to `benchmarks/<name>.csv`."""
    write_table(FOLDER / f"{name}.csv", rows)
    for row in rows:
        print(*row.values(), sep=", ")
