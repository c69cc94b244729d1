"""Prints a table and keeps it as CSV beside the script that made it, with the machine it was made on."""

import csv
import os
import platform
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def machine() -> str:
    """Describes this machine in a few words."""
    system = f"{platform.machine()} {platform.system()}"
    return f"{os.cpu_count()} cores, {system}, Python {platform.python_version()}"


def keep(name: str, rows: list[dict[str, object]]) -> None:
    """Prints rows and writes them to `benchmarks/<name>.csv`.

    Args:
        name: Name of the benchmark.
        rows: Each with `what`, `value`, `unit` and `asked`.
    """
    rows = [{**row, "date": date.today().isoformat(), "machine": machine()} for row in rows]
    path = FOLDER / f"{name}.csv"
    with path.with_suffix(".part").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    os.replace(path.with_suffix(".part"), path)
    for row in rows:
        print(f"{row['what']:80} {row['value']:>10} {row['unit']:10} asked: {row['asked']}")
