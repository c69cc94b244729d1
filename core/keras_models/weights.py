"""A model's weights, by their Keras paths."""

from typing import Any

import keras
import numpy as np


def set_weights(model: keras.Model, arrays: dict[str, np.ndarray]) -> None:
    """Sets a model's weights by their Keras paths; raises `KeyError` if one is missing."""
    for variable in model.weights:
        variable.assign(arrays[variable.path].astype(np.float32))


def arrays_of(variables: list[Any]) -> dict[str, np.ndarray]:
    """Returns the values of variables, float32, by their Keras paths."""
    return {variable.path: np.asarray(variable.value, dtype=np.float32) for variable in variables}
