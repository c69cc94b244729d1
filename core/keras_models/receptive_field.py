"""The receptive field: where the cells of a network's feature map lie on its input."""

from typing import Any

import keras

from core.bundles.class_activation import FeatureGrid
from core.keras_models.layers import FEATURE_LAYER

_CONVOLUTIONS = keras.layers.Conv2D | keras.layers.DepthwiseConv2D
_POOLINGS = keras.layers.MaxPooling2D | keras.layers.AveragePooling2D


def feature_grid(model: keras.Model) -> FeatureGrid | None:
    """Finds where the cells of the last feature map of one of `architectures`' networks lie on its input.

    Returns:
        The grid; None if the network has no feature map.
    """
    if FEATURE_LAYER not in {layer.name for layer in model.layers}:
        return None
    features = model.get_layer(FEATURE_LAYER).output
    grid = grid_of(features)
    if any(type(operation).__name__ == "Flip" for operation in model.operations):
        # The mean of two mirrored maps: a shift to the right in one is a shift to the left in the other.
        cells, picture_px = features.shape[2], model.input.shape[2]
        column_px = (picture_px - 1) / 2 - grid.step_px * (cells - 1) / 2
        return FeatureGrid(first_px=grid.first_px, step_px=grid.step_px, first_column_px=column_px)
    return grid


def grid_of(features: keras.KerasTensor) -> FeatureGrid:
    """Finds where a feature map's cells lie on the input, from the strides and paddings between them.

    At an addition, the last branch is followed, which has the layers of a residual block. At a concatenation,
    the first branch is followed, which has the unshifted copy of an ensemble.

    Args:
        features: `(batch, rows, columns, channels)` of a functional model.

    Returns:
        The grid as it is stored in a card.

    Source: Araujo, Norris, Sim 2019, "Computing receptive fields of convolutional neural networks".
    """
    path: list[tuple[Any, int]] = []  # the layers from the feature map to the input, with their input sizes
    tensor = features
    while True:
        operation, index, _ = tensor._keras_history
        inputs = operation._inbound_nodes[index].input_tensors
        if not inputs:
            break
        tensor = inputs[0 if isinstance(operation, keras.layers.Concatenate) else -1]
        if isinstance(operation, keras.Sequential):
            path += [(layer, layer.input.shape[1]) for layer in reversed(operation.layers)]
        else:
            path.append((operation, tensor.shape[1]))
    first, step = 0.0, 1.0
    for layer, size in reversed(path):
        if isinstance(layer, keras.layers.Resizing):
            enlargement = layer.height / size
            first += (0.5 / enlargement - 0.5) * step
            step /= enlargement
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
        padding = max((-(-size // stride) - 1) * stride + kernel - size, 0) if layer.padding == "same" else 0
        first += ((kernel - 1) / 2 - padding // 2) * step
        step *= stride
    return FeatureGrid(first_px=first, step_px=step)
