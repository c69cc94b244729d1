"""The folders of trainings and of results, and reading and writing tables."""

import csv
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.storage.text_files import open_whole

_RESULTS = Path(__file__).resolve().parent / "results"
TRIALS = _RESULTS / "trials.csv"
TRAININGS = _RESULTS / "trainings.csv"
STAGES = _RESULTS / "stages.csv"  # test parts, read by the networks that shipped one after another
STRANGERS = _RESULTS / "strangers.csv"
LEAST_CONFIDENCES = _RESULTS / "least_confidence.csv"
OUT_OF_DISTRIBUTION = _RESULTS / "out_of_distribution.csv"
TRAINED_ON = "trained_on.txt"  # in a training's folder: says on what hardware and for how long it ran
DISCARDED = _RESULTS / "discarded"  # histories of trainings that were no improvement


def write_table(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Writes rows as CSV atomically, and creates the folder if necessary.

    Args:
        path: The file.
        rows: The rows; the keys of the first row are the columns.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open_whole(path) as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def read_table(path: Path) -> list[dict[str, str]]:
    """Reads a table as strings; an empty list if the file does not exist."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def work_folder(name: str) -> Path:
    """Returns the folder of a recipe's checkpoints, in `INKLING_WORK` or else in the repository's `work/`.

    Args:
        name: Name of the recipe.
    """
    root = Path(os.environ.get("INKLING_WORK", Path(__file__).resolve().parents[1] / "work"))
    return root / name
