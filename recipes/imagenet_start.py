"""What the network for everyday things starts from: MobileNetV2, as taught with ImageNet."""

import keras
import numpy as np

from recipes.data import data_folder


def start_from_imagenet(model: keras.Model) -> None:
    """Gives a `core.keras_models.mobilenet` network the convolutions of MobileNetV2, as taught with ImageNet.

    Source: Keras Applications' official weights, or the file that lies beside the data.
    """
    beside = data_folder().parent / "weights" / "mobilenet_v2.weights.h5"
    fold_into(model, keras.applications.MobileNetV2(weights=str(beside) if beside.exists() else "imagenet"))


def fold_into(model: keras.Model, taught: keras.Model) -> None:
    """Copies the convolutions that both have, each with the batch normalisation that follows it.

    Args:
        model: A network of `core.keras_models.mobilenet`, whose convolutions have a bias instead.
        taught: Keras Applications' MobileNetV2.

    Source: Jacob et al. 2018, "Quantization and training of neural networks for efficient
        integer-arithmetic-only inference", section 3.2.
    """
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D):
            normalized = taught.get_layer("bn_Conv1" if layer.name == "Conv1" else f"{layer.name}_BN")
            gamma, beta, mean, variance = normalized.get_weights()
            scale = gamma / np.sqrt(variance + normalized.epsilon)
            kernel = taught.get_layer(layer.name).get_weights()[0]
            # A depthwise kernel is (height, width, channels, 1), another one (height, width, in, out).
            across = scale[:, None] if isinstance(layer, keras.layers.DepthwiseConv2D) else scale
            layer.set_weights([kernel * across, beta - mean * scale])
