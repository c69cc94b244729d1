"""Keras Applications: networks taught with ImageNet that can be added to the library.

Only their names, addresses and checksums; `core.application_conversion` needs Keras.
"""

from dataclasses import dataclass
from pathlib import Path

from core.download import checksum_of
from core.errors import BadRequest

NAMES_FILE = Path(__file__).with_name("imagenet_names.txt")
_HOST = "https://storage.googleapis.com/tensorflow/keras-applications/"


@dataclass(frozen=True)
class Application:
    """A network of Keras Applications.

    Attributes:
        name: Name of its bundle.
        title: Name on the pages.
        builder: Name of the function in `keras.applications`.
        size_px: Width and height of its input.
        scaling: How it wants colours; a key of `core.photo.SCALINGS`.
        address: Of the official weights with the last layer.
        md5: Their official checksum, from Keras's source; empty where Keras gives none.
        source: Paper.
    """

    name: str
    title: str
    builder: str
    size_px: int
    scaling: str
    address: str
    md5: str
    source: str


APPLICATIONS = {
    each.name: each
    for each in (
        Application(
            "mobilenet-v2",
            "MobileNetV2",
            "MobileNetV2",
            224,
            "-1 to 1",
            f"{_HOST}mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5",
            "",
            "Sandler et al. 2018",
        ),
        Application(
            "mobilenet-v3-small",
            "MobileNetV3-Small",
            "MobileNetV3Small",
            224,
            "0 to 255",
            f"{_HOST}mobilenet_v3/weights_mobilenet_v3_small_224_1.0_float.h5",
            "8768d4c2e7dee89b9d02b2d03d65d862",
            "Howard et al. 2019",
        ),
        Application(
            "efficientnetv2-b0",
            "EfficientNetV2-B0",
            "EfficientNetV2B0",
            224,
            "0 to 255",
            f"{_HOST}efficientnet_v2/efficientnetv2-b0.h5",
            "21ecbf6da12460d5c40bb2f29ceb2188",
            "Tan and Le 2021",
        ),
        Application(
            "inception-v3",
            "Inception-v3",
            "InceptionV3",
            299,
            "-1 to 1",
            f"{_HOST}inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels.h5",
            "9a0d58056eeedaa3f26cb7ebd46da564",
            "Szegedy et al. 2016",
        ),
    )
}


def application(name: str) -> Application:
    """Returns an application by its name, written with `-` or `_`.

    Raises:
        BadRequest: If there is none of that name.
    """
    wanted = name.lower().replace("_", "-")
    if wanted not in APPLICATIONS:
        raise BadRequest(f"The networks that can be added are {', '.join(APPLICATIONS)}. Received: {name}")
    return APPLICATIONS[wanted]


def imagenet_names() -> list[str]:
    """Returns ImageNet's thousand classes in readable words, in the order of the networks' outputs.

    Source: WordNet (Miller 1995), by way of the package timm; written by `recipes/imagenet_names.py`.
    """
    lines = NAMES_FILE.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[1] for line in lines]


def is_official(app: Application, weights: Path) -> bool | None:
    """Tells whether a file is the official one by its checksum; None where Keras gives none to compare."""
    if not app.md5:
        return None
    return checksum_of(weights, "md5") == app.md5
