"""Compiles functions built from Keras operations, on any backend."""

from collections.abc import Callable
from typing import Any

import keras

TensorFunction = Callable[..., Any]


def compiled(function: TensorFunction) -> TensorFunction:
    """Compiles a function of tensors with XLA, which fuses many small operations into one.

    Args:
        function: Takes tensors, and possibly numbers, and returns tensors.

    Returns:
        The same function, compiled on its first call; on PyTorch, the function unchanged.
    """
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return tf.function(function, jit_compile=True)
    if keras.backend.backend() == "jax":
        import jax

        return jax.jit(function)
    return function
