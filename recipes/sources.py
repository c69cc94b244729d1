"""Measures how well networks read every source: `python -m recipes.sources [--test] [NETWORK ...]`.

The table has a row for each source and five columns for each network: the share of right answers, the share
of sure answers, the latter for the digit with the fewest sure answers, the share of right answers among the
sure ones, and the calibration error. Further rows say how many drawings of something else it is sure of.
Validation parts are used, with which networks may be compared and chosen; `--test` is for the chosen network.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from core.bundles.library import read_library
from core.bundles.runtime import LiteRTModel
from core.inference.calibration import expected_calibration_error, softmax
from core.inference.least_confidence import own_least_confidence
from core.inference.rejection import MIN_SURE_PROBABILITY, is_familiar
from core.storage.paths import SHIPPED
from recipes.digit_sources import SOURCES, Source, read_source
from recipes.exiting import exit_in_a_sentence
from recipes.logits import logits_of
from recipes.ood_test_sets import ood_test_frames
from recipes.storage import read_table, write_table

_RESULTS = Path(__file__).resolve().parent / "results"
TABLES = {"validation": _RESULTS / "sources.csv", "test": _RESULTS / "sources_test.csv"}
NETWORKS = ("digits-deep", "digits-simple", "digits-dense")
NO_DIGIT = "no digit"
FIGURES = ("right", "sure", "sure of the least sure digit", "right where sure", "calibration error")


@dataclass(frozen=True)
class Judged:
    """A network and the limits below which it is "not sure".

    Attributes:
        logits_of: `(n, 28, 28)` uint8 or 0.0 to 1.0 -> logits `(n, 10)`.
        temperature: The number by which the logits are divided.
        thresholds: `(10,)`: the lowest energy score at which a picture may be answered with each class.
        least_confidence: The lowest probability at which a class may be the answer.
    """

    logits_of: Callable[[np.ndarray], np.ndarray]
    temperature: float
    thresholds: np.ndarray
    least_confidence: float = MIN_SURE_PROBABILITY


def read_judged(folder: Path) -> dict[str, Judged]:
    """Reads the networks for digits in a folder of bundles, by name."""
    return {
        bundle.name: Judged(
            partial(logits_of, LiteRTModel((bundle.folder / "model.tflite").read_bytes())),
            bundle.temperature,
            bundle.reject_threshold_of(np.eye(10)),
            own_least_confidence(bundle),
        )
        for bundle in read_library([folder]).bundles.values()
        if bundle.task == "digits"
    }


def measure(network: Judged, source: Source) -> dict[str, float]:
    """Measures a network on a source.

    Pictures on which the app finds no drawing count as wrong, and as not sure.

    Args:
        network: The network.
        source: Digits that the network has never seen.

    Returns:
        "right", "sure", "sure of the least sure digit", "right where sure" (1 if it is never sure) and
        "calibration error", each 0 to 1.
    """
    probabilities, sure = judged_answers(network, source.images)
    right = (probabilities.argmax(axis=1) == source.labels) & source.found
    sure &= source.found
    return {
        "right": float(right.mean()),
        "sure": float(sure.mean()),
        "sure of the least sure digit": min(
            float(sure[source.labels == digit].mean()) for digit in np.unique(source.labels)
        ),
        "right where sure": float(right[sure].mean()) if sure.any() else 1.0,
        "calibration error": expected_calibration_error(
            probabilities[source.found], source.labels[source.found]
        ),
    }


def measure_unfamiliar(network: Judged, frames: np.ndarray) -> dict[str, float]:
    """Measures the share of pictures of something else that a network is sure of."""
    return {"sure": float(judged_answers(network, frames)[1].mean())}


def rows_of(networks: Mapping[str, Judged], part: str) -> list[dict[str, object]]:
    """Measures networks on one part of every source, and on pictures of something else.

    Args:
        networks: The networks by name.
        part: "validation" or "test".

    Returns:
        One row per source: its name, its number of pictures, and the `FIGURES` of each network in per cent.
    """
    rows: list[dict[str, object]] = []
    for name in SOURCES:
        source = read_source(name, part)
        figures = {title: measure(network, source) for title, network in networks.items()}
        rows.append(_row(name, len(source.labels), figures))
        print(*rows[-1].values(), sep=", ", flush=True)
    for kind, frames in ood_test_frames("digits", part).items():
        figures = {title: measure_unfamiliar(network, frames) for title, network in networks.items()}
        rows.append(_row(f"{NO_DIGIT}: {kind}", len(frames), figures))
        print(*rows[-1].values(), sep=", ", flush=True)
    return rows


def _row(name: str, pictures: int, figures: Mapping[str, Mapping[str, float]]) -> dict[str, object]:
    row: dict[str, object] = {"source": name, "pictures": pictures}
    for title, measured in figures.items():
        for figure in FIGURES:
            row[f"{title}: {figure}"] = round(100 * measured[figure], 2) if figure in measured else ""
    return row


def judged_answers(network: Judged, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns calibrated probabilities `(n, 10)`, and where the network is sure, `(n,)` bool."""
    logits = network.logits_of(images)
    probabilities = softmax(logits, network.temperature)
    likely = probabilities.max(axis=1) >= network.least_confidence
    return probabilities, is_familiar(logits, network.thresholds) & likely


def main() -> None:
    """Measures networks, and prints and writes the table; columns of other networks are kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("network", nargs="*", default=list(NETWORKS), help="names of bundles")
    parser.add_argument(
        "--test", action="store_true", help="use the test parts; once, for the chosen network"
    )
    parser.add_argument("--bundles", type=Path, default=SHIPPED, help="folder that holds the bundles")
    arguments = parser.parse_args()
    judged = read_judged(arguments.bundles)
    if missing := [name for name in arguments.network if name not in judged]:
        sys.exit(f"{arguments.bundles} holds no network for digits called {', '.join(missing)}.")
    part = "test" if arguments.test else "validation"
    rows = rows_of({name: judged[name] for name in arguments.network}, part)
    before = {row["source"]: row for row in read_table(TABLES[part])}
    write_table(TABLES[part], [{**before.get(str(row["source"]), {}), **row} for row in rows])


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
