"""Where the cells of a network's feature map lie on its picture; needs Keras."""

from typing import Any

import keras

from core.bundles.card import GridSpec
from core.keras_models.layers import FEATURE_LAYER

_CONVOLUTIONS = keras.layers.Conv2D | keras.layers.DepthwiseConv2D
_POOLINGS = keras.layers.MaxPooling2D | keras.layers.AveragePooling2D


def feature_grid(model: keras.Model) -> GridSpec | None:
    """Finds where the cells of a network of ours lie; None if it names no feature map."""
    if FEATURE_LAYER not in {layer.name for layer in model.layers}:
        return None
    features = model.get_layer(FEATURE_LAYER).output
    grid = grid_of(features)
    if any(type(operation).__name__ == "Flip" for operation in model.operations):
        # The mean of a map and of the mirror image's: what shifts the one to the right shifts the other left.
        cells, picture_px = features.shape[2], model.input.shape[2]
        column_px = (picture_px - 1) / 2 - grid.step_px * (cells - 1) / 2
        return GridSpec(first_px=grid.first_px, step_px=grid.step_px, first_column_px=column_px)
    return grid


def grid_of(features: keras.KerasTensor) -> GridSpec:
    """Finds where a feature map's cells lie on the input, from strides and padding on the way to it.

    Of branches that are added, the last is followed: a residual's own layers, not what they are added to; of
    those that are laid side by side, the first: of shifted copies, the one that is not shifted.

    Args:
        features: `(batch, rows, columns, channels)` of a functional model.

    Returns:
        The grid as a card says it.

    Source: Araujo, Norris, Sim 2019, "Computing receptive fields of convolutional neural networks".
    """
    way: list[tuple[Any, int]] = []
    tensor = features
    while True:
        operation, index, _ = tensor._keras_history
        before = operation._inbound_nodes[index].input_tensors
        if not before:
            break
        tensor = before[0 if isinstance(operation, keras.layers.Concatenate) else -1]
        if isinstance(operation, keras.Sequential):
            way += [(layer, layer.input.shape[1]) for layer in reversed(operation.layers)]
        else:
            way.append((operation, tensor.shape[1]))
    first, step = 0.0, 1.0
    for layer, size in reversed(way):
        if isinstance(layer, keras.layers.Resizing):
            larger = layer.height / size
            first += (0.5 / larger - 0.5) * step
            step /= larger
            continue
        if isinstance(layer, keras.layers.ZeroPadding2D):
            first -= layer.padding[0][0] * step
            continue
        if isinstance(layer, keras.layers.Cropping2D):
            first += layer.cropping[0][0] * step
            continue
        if isinstance(layer, _CONVOLUTIONS):
            kernel, stride = layer.kernel_size[0], layer.strides[0]
        elif isinstance(layer, _POOLINGS):
            kernel, stride = layer.pool_size[0], layer.strides[0]
        else:
            continue
        pads = max((-(-size // stride) - 1) * stride + kernel - size, 0) if layer.padding == "same" else 0
        first += ((kernel - 1) / 2 - pads // 2) * step
        step *= stride
    return GridSpec(first_px=first, step_px=step)
