"""Stores a few digits of every source for the tests: `python -m recipes.digit_samples`.

They are chosen at random from the test parts, whether or not a network reads them correctly.

Sources: MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0), pen and optical digits (Alpaydin et al. 1998;
CC BY 4.0), fonts under the SIL Open Font License or the Apache licence.
"""

import io
from pathlib import Path

import numpy as np

from core.storage.files import write_whole
from recipes.digit_sources import SOURCES, Source, read_source
from recipes.exiting import exit_in_a_sentence

SAMPLES = Path(__file__).resolve().parents[1] / "tests" / "digit_samples.npz"
PER_SOURCE = 24


def by_lot(source: Source, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Chooses digits of a source at random among those that the app finds.

    Returns:
        Pictures `(PER_SOURCE, 28, 28)` uint8 and labels `(PER_SOURCE,)` uint8.
    """
    rows = generator.permutation(np.flatnonzero(source.found))[:PER_SOURCE]
    return source.images[rows], source.labels[rows].astype(np.uint8)


def main() -> None:
    """Writes the samples."""
    generator = np.random.default_rng(2026)
    arrays: dict[str, np.ndarray] = {}
    for name in SOURCES:
        arrays[f"{name}.images"], arrays[f"{name}.labels"] = by_lot(read_source(name, "test"), generator)
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    write_whole(SAMPLES, file.getvalue())


if __name__ == "__main__":
    with exit_in_a_sentence():
        main()
