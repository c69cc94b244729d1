"""The digit networks in plain JAX; their weights have the same names and shapes as in Keras."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from core.keras_models.architectures import DIGITS_RESIDUAL_WIDTHS

Arrays = dict[str, Any]
Network = tuple[Arrays, Arrays]  # the learned weights, and the running means and variances

_STEM, _SIDE_PX = 32, 28
_MOMENTUM, _EPSILON = 0.97, 1e-3
DTYPE = jnp.bfloat16  # of convolutions


def _layers() -> list[tuple[str, int, int, int, int]]:
    """Returns name, kernel, channels in and out, and stride of every convolution of the deep network."""
    found = [("stem", 3, 1, _STEM, 1)]
    channels, side = _STEM, _SIDE_PX
    for number, width in enumerate(DIGITS_RESIDUAL_WIDTHS, start=1):
        stride = 2 if width > channels and side > 7 else 1
        found += [(f"block{number}_a", 3, channels, width, stride), (f"block{number}_b", 3, width, width, 1)]
        if stride > 1 or channels != width:
            found.append((f"block{number}_skip", 1, channels, width, stride))
        channels, side = width, side // stride
    return found


_LAYERS = _layers()
_STRIDE = {name: stride for name, *_, stride in _LAYERS}


def new_deep(generator: np.random.Generator) -> Network:
    """Returns new weights of `digits-residual` (He et al. 2015)."""
    weights: Arrays = {}
    running: Arrays = {}
    for name, kernel, inputs, outputs, _ in _LAYERS:
        weights[f"{name}_conv/kernel"] = _he(generator, (kernel, kernel, inputs, outputs))
        weights[f"{name}_norm/gamma"] = np.ones(outputs, np.float32)
        weights[f"{name}_norm/beta"] = np.zeros(outputs, np.float32)
        running[f"{name}_norm/moving_mean"] = np.zeros(outputs, np.float32)
        running[f"{name}_norm/moving_variance"] = np.ones(outputs, np.float32)
    return weights | _head(generator, DIGITS_RESIDUAL_WIDTHS[-1]), running


def new_simple(generator: np.random.Generator) -> Network:
    """Returns new weights of `simple-convnet`."""
    first = {"conv1/kernel": _he(generator, (3, 3, 1, 32)), "conv1/bias": np.zeros(32, np.float32)}
    second = {"conv2/kernel": _he(generator, (3, 3, 32, 64)), "conv2/bias": np.zeros(64, np.float32)}
    return first | second | _head(generator, 1600), {}


def new_dense(generator: np.random.Generator) -> Network:
    """Returns new weights of `dense`."""
    hidden = {"hidden/kernel": _he(generator, (784, 512)), "hidden/bias": np.zeros(512, np.float32)}
    return hidden | _head(generator, 512), {}


def _he(generator: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return (generator.standard_normal(shape) * np.sqrt(2 / np.prod(shape[:-1]))).astype(np.float32)


def _head(generator: np.random.Generator, inputs: int) -> Arrays:
    return {"logits/kernel": _he(generator, (inputs, 10)), "logits/bias": np.zeros(10, np.float32)}


def deep(weights: Arrays, running: Arrays, pictures: Any, training: bool) -> tuple[Any, Arrays]:
    """Runs `digits-residual`.

    Args:
        weights: The learned weights by their Keras paths.
        running: Running means and variances of batch normalisation.
        pictures: `(n, 28, 28, 1)`, 0.0 to 1.0.
        training: Whether to normalise with the batch's own means and variances.

    Returns:
        Logits `(n, 10)`, and the new running means and variances, which are empty unless `training` is set.
    """
    after: Arrays = {}

    def normed(x: Any, name: str) -> Any:
        x = _convolved(x, weights[f"{name}_conv/kernel"], _STRIDE[name], "SAME")
        norm = f"{name}_norm"
        mean, variance = running[f"{norm}/moving_mean"], running[f"{norm}/moving_variance"]
        if training:
            exact = x.astype(jnp.float32)
            now = exact.mean(axis=(0, 1, 2))
            spread = jnp.maximum((exact * exact).mean(axis=(0, 1, 2)) - now * now, 0)
            after[f"{norm}/moving_mean"] = _MOMENTUM * mean + (1 - _MOMENTUM) * now
            after[f"{norm}/moving_variance"] = _MOMENTUM * variance + (1 - _MOMENTUM) * spread
            mean, variance = now, spread
        gain = weights[f"{norm}/gamma"] * jax.lax.rsqrt(variance + _EPSILON)
        return x * gain.astype(DTYPE) + (weights[f"{norm}/beta"] - mean * gain).astype(DTYPE)

    x = jax.nn.relu(normed(pictures.astype(DTYPE), "stem"))
    for number in range(1, len(DIGITS_RESIDUAL_WIDTHS) + 1):
        name = f"block{number}"
        y = normed(jax.nn.relu(normed(x, f"{name}_a")), f"{name}_b")
        x = jax.nn.relu(y + (normed(x, f"{name}_skip") if f"{name}_skip" in _STRIDE else x))
    x = x.astype(jnp.float32).mean(axis=(1, 2))
    return x @ weights["logits/kernel"] + weights["logits/bias"], after


def simple(weights: Arrays, pictures: Any) -> Any:
    """Runs `simple-convnet` without dropout; returns logits `(n, 10)`."""
    x = pictures.astype(DTYPE)
    for name in ("conv1", "conv2"):
        x = jax.nn.relu(_convolved(x, weights[f"{name}/kernel"]) + weights[f"{name}/bias"].astype(DTYPE))
        count, height, width, channels = x.shape
        x = x[:, : height // 2 * 2, : width // 2 * 2]
        x = x.reshape(count, height // 2, 2, width // 2, 2, channels).max(axis=(2, 4))
    x = x.reshape(len(x), -1).astype(jnp.float32)
    return x @ weights["logits/kernel"] + weights["logits/bias"]


def dense(weights: Arrays, pictures: Any) -> Any:
    """Runs `dense` without dropout; returns logits `(n, 10)`."""
    x = jax.nn.relu(pictures.reshape(len(pictures), -1) @ weights["hidden/kernel"] + weights["hidden/bias"])
    return x @ weights["logits/kernel"] + weights["logits/bias"]


def with_no_digit(logits: Any) -> Any:
    """Appends the logit of "no digit", which is 0."""
    return jnp.concatenate([logits, jnp.zeros_like(logits[:, :1])], axis=1)


def _convolved(x: Any, kernel: Any, stride: int = 1, padding: str = "VALID") -> Any:
    axes = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(
        x, kernel.astype(DTYPE), (stride, stride), padding, dimension_numbers=axes
    )
