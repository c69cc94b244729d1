"""Initial weights of the network for everyday things: MobileNetV2, trained on ImageNet."""

import keras
import numpy as np

from recipes.data import data_folder


def start_from_imagenet(model: keras.Model) -> None:
    """Initialises a `core.keras_models.mobilenet` network with MobileNetV2's weights, trained on ImageNet.

    Args:
        model: The network.

    Source: Keras Applications' official weights, or the file `weights/mobilenet_v2.weights.h5` beside the
        folder of the data.
    """
    local = data_folder().parent / "weights" / "mobilenet_v2.weights.h5"
    fold_into(model, keras.applications.MobileNetV2(weights=str(local) if local.exists() else "imagenet"))


def fold_into(model: keras.Model, source: keras.Model) -> None:
    """Copies the convolutions that two networks share, each with its batch normalisation folded in.

    Args:
        model: A network of `core.keras_models.mobilenet`, whose convolutions have a bias instead of a
            normalisation.
        source: Keras Applications' MobileNetV2.

    Source: Jacob et al. 2018, "Quantization and training of neural networks for efficient
        integer-arithmetic-only inference", section 3.2.
    """
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D):
            normalized = source.get_layer("bn_Conv1" if layer.name == "Conv1" else f"{layer.name}_BN")
            gamma, beta, mean, variance = normalized.get_weights()
            scale = gamma / np.sqrt(variance + normalized.epsilon)
            kernel = source.get_layer(layer.name).get_weights()[0]
            # A depthwise kernel is (height, width, channels, 1), another one (height, width, in, out).
            factor = scale[:, None] if isinstance(layer, keras.layers.DepthwiseConv2D) else scale
            layer.set_weights([kernel * factor, beta - mean * scale])
