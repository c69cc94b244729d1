"""A model's weights, by their Keras paths."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np

Variables = Sequence[tuple[str, keras.Variable]]


def variables_by_path(model: keras.Model) -> Variables:
    """Returns a model's weights with their Keras paths."""
    return [(variable.path, variable) for variable in model.weights]


def set_weights(model: keras.Model, arrays: Mapping[str, np.ndarray]) -> None:
    """Sets all weights of a model from arrays by Keras path; see `assign`."""
    assign(variables_by_path(model), arrays)


def assign(variables: Variables, arrays: Mapping[str, np.ndarray]) -> None:
    """Sets variables to the arrays of the same names.

    Args:
        variables: Names and variables.
        arrays: An array for each name; further arrays are ignored.

    Raises:
        KeyError: If an array is missing or has another shape; the message names it, and no variable is set.
    """
    require_fit(variables, arrays)
    for name, variable in variables:
        variable.assign(arrays[name].astype(variable.dtype))


def require_fit(variables: Variables, arrays: Mapping[str, np.ndarray]) -> None:
    """Raises `KeyError`, with the variable's name and shape, unless an array fits each variable."""
    for name, variable in variables:
        array = arrays.get(name)
        if array is None or array.shape != tuple(variable.shape):
            raise KeyError(f"{name} of shape {tuple(variable.shape)}")


def arrays_of(variables: list[Any], dtype: type[np.floating] = np.float32) -> dict[str, np.ndarray]:
    """Returns copies of the values of variables, by their Keras paths."""
    return {
        variable.path: np.array(keras.ops.convert_to_numpy(variable.value), dtype) for variable in variables
    }
