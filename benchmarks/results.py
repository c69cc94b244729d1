"""Prints a table and keeps it as CSV beside the script that made it, with the machine it was made on."""

from datetime import date
from pathlib import Path

from recipes.storage import write_table
from recipes.timing import machine

FOLDER = Path(__file__).resolve().parent


def keep(name: str, rows: list[dict[str, object]]) -> None:
    """Prints rows and writes them to `benchmarks/<name>.csv`.

    Args:
        name: Name of the benchmark.
        rows: Each with `what`, `value`, `unit` and `asked`.
    """
    rows = [{**row, "date": date.today().isoformat(), "machine": machine()} for row in rows]
    write_table(FOLDER / f"{name}.csv", rows)
    for row in rows:
        print(f"{row['what']:80} {row['value']:>10} {row['unit']:10} asked: {row['asked']}")


def keep_table(name: str, rows: list[dict[str, object]]) -> None:
    """Prints rows of any columns and writes them to `benchmarks/<name>.csv`."""
    write_table(FOLDER / f"{name}.csv", rows)
    for row in rows:
        print(*row.values(), sep=", ")
