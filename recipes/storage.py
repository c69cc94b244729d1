"""Where recipes keep what they have not finished, and tables on disk, written whole."""

import csv
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

_RESULTS = Path(__file__).resolve().parent / "results"
TRIALS = _RESULTS / "trials.csv"
TRAININGS = _RESULTS / "trainings.csv"
UNSURE = _RESULTS / "unsure.csv"
DISCARDED = _RESULTS / "discarded"  # histories of trainings that did not help


def write_table(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Writes rows as CSV, with the first row's keys as columns; the folder is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".part").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    os.replace(path.with_suffix(".part"), path)


def read_table(path: Path) -> list[dict[str, str]]:
    """Reads a table as strings; an empty list if there is none yet."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def work_folder(name: str) -> Path:
    """Returns where a recipe keeps its checkpoints: in `INKLING_WORK`, or in `work/` in the repository."""
    root = Path(os.environ.get("INKLING_WORK", Path(__file__).resolve().parents[1] / "work"))
    return root / name
