"""Compiles functions of Keras's operations, whatever backend Keras runs on."""

from collections.abc import Callable
from typing import Any

import keras

TensorFunction = Callable[..., Any]


def compiled(function: TensorFunction) -> TensorFunction:
    """Compiles a function of tensors with XLA, which runs many small operations as one.

    Args:
        function: Takes and returns tensors; numbers among its arguments, too.

    Returns:
        The same function, compiled when it is called first; on PyTorch, as it is.
    """
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return tf.function(function, jit_compile=True)
    if keras.backend.backend() == "jax":
        import jax

        return jax.jit(function)
    return function
