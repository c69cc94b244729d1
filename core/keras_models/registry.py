"""Networks by name: ours, and those of Keras Applications."""

import keras

from core.bundles.applications import APPLICATIONS
from core.keras_models import architectures
from core.keras_models.applications import build_on
from core.keras_models.efficientnet_lite import SIZES, efficientnet_lite

_LITE = "efficientnet-lite"


def build(name: str, classes: int) -> keras.Model:
    """Builds any network that a card names, with new weights.

    Args:
        name: The `network.name` of a card: one of `architectures`, EfficientNet-Lite with its size, such as
            "efficientnet-lite2", or one of Keras Applications.
        classes: Number of logits.

    Returns:
        The network, from scaled pictures to logits; one of Keras Applications has a pooled head.

    Raises:
        InklingError: If there is no network of that name.
    """
    if name in APPLICATIONS:
        return build_on(APPLICATIONS[name], classes)
    family, size = name[:-1], name[-1:]
    if family == _LITE and size.isdecimal() and int(size) in SIZES:
        return efficientnet_lite(int(size), classes)
    return architectures.build(name, classes)
