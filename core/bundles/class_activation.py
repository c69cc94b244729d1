"""Class activation maps: which places of the feature map, and of the picture, are evidence for a class."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from core.bundles.format import CardPart, Pixels, Step

KERNEL = "logits/kernel"
HIDDEN_KERNEL, HIDDEN_BIAS = "hidden/kernel", "hidden/bias"
# How the logits are computed from the feature map, and the arrays that a bundle stores for it.
HEADS: dict[str, tuple[str, ...]] = {
    "pooled": (KERNEL,),
    "flattened": (KERNEL,),
    "normalized": (KERNEL,),
    "hidden-hard-swish": (KERNEL, HIDDEN_KERNEL, HIDDEN_BIAS),
    "hidden": (),
}


@dataclass(frozen=True)
class Head:
    """The part of a network after its last feature map.

    Attributes:
        kind: "pooled": the mean over the map, then one dense layer. "flattened": one dense layer over the
            whole map. "normalized": the mean over the map, layer normalisation over the channels, then one
            dense layer; the stored kernel includes the normalisation, except for the division by the standard
            deviation, which is the same for every place. "hidden-hard-swish": the mean, a dense layer with
            hard swish, and another dense layer. "hidden": anything else, without a heat map.
        arrays: Its weights by name, float32; kernels are `(inputs, outputs)`.
    """

    kind: str
    arrays: Mapping[str, np.ndarray] = field(repr=False)

    def activation_map(self, features: np.ndarray, label: int) -> np.ndarray:
        """Computes what each place contributed to a class's logit, up to a common factor; never below 0.

        Args:
            features: The feature map `(rows, columns, channels)`, float32.
            label: Index of the class.

        Returns:
            `(rows, columns)` float32.

        Source: Zhou et al. 2016, "Learning deep features for discriminative localization", equation 2, which
            is exact for all heads but "hidden-hard-swish": there, each channel is weighted by its gradient,
            as in Selvaraju et al. 2017, "Grad-CAM", equations 1 and 2.
        """
        weights = _WEIGHTS[self.kind](self.arrays, features, label)
        return np.maximum((features * weights).sum(axis=2), 0)


def _hidden_units(arrays: Mapping[str, np.ndarray], features: np.ndarray) -> np.ndarray:
    """Returns the inputs of the hidden layer's hard swish, `(units,)`."""
    return features.mean(axis=(0, 1)) @ arrays[HIDDEN_KERNEL] + arrays[HIDDEN_BIAS]


def _kernel_of_class(arrays: Mapping[str, np.ndarray], features: np.ndarray, label: int) -> np.ndarray:
    return arrays[KERNEL][:, label]


def _kernel_of_cells(arrays: Mapping[str, np.ndarray], features: np.ndarray, label: int) -> np.ndarray:
    return arrays[KERNEL][:, label].reshape(features.shape)


def _through_hard_swish(arrays: Mapping[str, np.ndarray], features: np.ndarray, label: int) -> np.ndarray:
    units = _hidden_units(arrays, features)
    # The derivative of x * relu6(x + 3) / 6.
    gradient = np.where(units <= -3, 0, np.where(units >= 3, 1, (2 * units + 3) / 6))
    return arrays[HIDDEN_KERNEL] @ (gradient * arrays[KERNEL][:, label])


_WEIGHTS: dict[str, Callable[[Mapping[str, np.ndarray], np.ndarray, int], np.ndarray]] = {
    "pooled": _kernel_of_class,
    "flattened": _kernel_of_cells,
    "normalized": _kernel_of_class,
    "hidden-hard-swish": _through_hard_swish,
}


class FeatureGrid(CardPart):
    """Where the cells of the feature map lie on the input picture, as stated on a card.

    Attributes:
        first_px: Centre of the first row of cells, counting pixels from 0.
        step_px: Distance from one cell's centre to the next.
        first_column_px: Centre of the first column; None if it equals `first_px`.
    """

    first_px: Pixels
    step_px: Step
    first_column_px: Pixels | None = None

    def upsample(self, cells: np.ndarray, input_px: int, size_px: int) -> np.ndarray:
        """Draws cells at their true places on the picture, interpolating linearly between them.

        Args:
            cells: `(rows, columns)`, one value for each cell.
            input_px: Width and height of the network's input.
            size_px: Width and height of the result.

        Returns:
            `(size_px, size_px)` float32.
        """
        pixels = (np.arange(size_px) + 0.5) * input_px / size_px - 0.5
        first_column_px = self.first_px if self.first_column_px is None else self.first_column_px
        rows = _interpolated(cells.astype(np.float32), (pixels - self.first_px) / self.step_px)
        return _interpolated(rows.T, (pixels - first_column_px) / self.step_px).T


def _interpolated(cells: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Interpolates linearly between rows of cells; returns `(positions, columns)`.

    A matrix product would be shorter, but it waits for a second thread when the cores are busy.
    """
    inside = np.clip(positions, 0, len(cells) - 1)
    lower = np.minimum(inside.astype(np.intp), max(len(cells) - 2, 0))
    upper = np.minimum(lower + 1, len(cells) - 1)
    share = (inside - lower).astype(np.float32)[:, None]
    return cells[lower] * (1 - share) + cells[upper] * share
