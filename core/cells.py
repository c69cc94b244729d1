"""The cells of a feature map at their places on the picture."""

import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass

import numpy as np


@dataclass(frozen=True)
class FeatureGrid:
    """Where the cells of the feature map lie on the input picture.

    Attributes:
        first_px: Centre of the first row of cells, counting pixels from 0.
        step_px: Distance from one cell's centre to the next.
        first_column_px: Centre of the first column.
    """

    first_px: float
    step_px: float
    first_column_px: float

    @property
    def sound(self) -> bool:
        """Whether these are places at all."""
        return all(map(math.isfinite, astuple(self))) and self.step_px > 0

    def spread(self, cells: np.ndarray, input_px: int, size_px: int) -> np.ndarray:
        """Draws cells at their true places on the picture, smoothly between them.

        Args:
            cells: `(rows, columns)`, a value for each cell.
            input_px: Width and height of the network's input.
            size_px: Width and height of the result.

        Returns:
            `(size_px, size_px)` float32.
        """
        pixels = (np.arange(size_px) + 0.5) * input_px / size_px - 0.5
        down = _weights(cells.shape[0], (pixels - self.first_px) / self.step_px)
        across = _weights(cells.shape[1], (pixels - self.first_column_px) / self.step_px)
        return (down @ cells @ across.T).astype(np.float32)


def grid_of_card(grid: Mapping[str, float]) -> FeatureGrid:
    """Reads what a card says; without `first_column_px` columns begin where rows do."""
    first = float(grid["first_px"])
    return FeatureGrid(first, float(grid["step_px"]), float(grid.get("first_column_px", first)))


def _weights(count: int, places: np.ndarray) -> np.ndarray:
    """Returns how much each cell counts at each place, `(places, cells)`, by linear interpolation."""
    inside = np.clip(places, 0, count - 1)
    return np.maximum(0, 1 - np.abs(inside[:, None] - np.arange(count)[None, :]))
