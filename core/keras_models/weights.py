"""A model's weights, by their Keras paths."""

from typing import Any

import keras
import numpy as np


def set_weights(model: keras.Model, arrays: dict[str, np.ndarray]) -> None:
    """Sets a model's weights by their Keras paths; raises `KeyError` if one does not fit."""
    for variable in model.weights:
        array = arrays.get(variable.path)
        if array is None or array.shape != tuple(variable.shape):
            raise KeyError(f"There is no weight of path and shape {variable.path} {tuple(variable.shape)}")
        variable.assign(array.astype(np.float32))


def arrays_of(variables: list[Any], dtype: type[np.floating] = np.float32) -> dict[str, np.ndarray]:
    """Returns copies of the values of variables, by their Keras paths."""
    return {
        variable.path: np.array(keras.ops.convert_to_numpy(variable.value), dtype) for variable in variables
    }
