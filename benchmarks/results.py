"""Prints tables and writes them as CSV next to the scripts that made them."""

from datetime import date
from pathlib import Path

import numpy as np

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


def means_of_data_sets(rows: list[dict[str, object]], *columns: str) -> list[dict[str, object]]:
    """Returns the means over the data sets, one row for each combination of values in some columns.

    Args:
        rows: The rows, each with `data_set`, these columns, and figures in columns whose names end in
            `_percent`; a figure that does not apply to a data set is an empty string.
        *columns: Names of the columns, such as "pictures_of_a_class".
    """
    means = []
    for values in dict.fromkeys(tuple(row[column] for column in columns) for row in rows):
        alike = [row for row in rows if tuple(row[column] for column in columns) == values]
        mean: dict[str, object] = {"data_set": "mean", **dict(zip(columns, values, strict=True))}
        for figure in (column for column in alike[0] if column.endswith("_percent")):
            measured = [float(str(row[figure])) for row in alike if row[figure] != ""]
            mean[figure] = round(float(np.mean(measured)), 1)
        means.append(mean)
    return means
