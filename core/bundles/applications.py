"""Keras Applications: networks trained on ImageNet that can be added to the library.

Holds only their names, addresses and checksums; `core.keras_models.applications` is what needs Keras.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.errors import BadRequest
from core.storage.download import checksum_of

_HOST = "https://storage.googleapis.com/tensorflow/keras-applications/"

# Precisions in which a network can be added; the first one is exact.
Precision = Literal["float32", "float16", "int8"]
PRECISIONS: tuple[Precision, ...] = ("float32", "float16", "int8")


@dataclass(frozen=True)
class Application:
    """A network of Keras Applications.

    Attributes:
        name: Name of its bundle.
        title: Name on the pages.
        builder: Name of the function in `keras.applications`.
        size_px: Width and height of its input.
        scaling: How its colours are scaled: a key of `core.preprocessing.photo_crop.SCALINGS`.
        interpolation: How its photos are resized: a key of `core.preprocessing.photo_crop.INTERPOLATIONS`.
        file: Address of the official weights with the last layer, relative to Keras's own folder.
        megabytes: Size of that file.
        checksum: Official md5 or sha256 of that file, from Keras's source; empty if Keras gives none.
        about: What it is good for, in a few words.
        source: The paper, which also says how its photos are resized and cropped.
        crop: Share of the shorter side that is kept.
    """

    name: str
    title: str
    builder: str
    size_px: int
    scaling: str
    interpolation: str
    file: str
    megabytes: float
    checksum: str
    about: str
    source: str
    crop: float = 0.875

    @property
    def address(self) -> str:
        """Address of the official weights."""
        return _HOST + self.file

    @property
    def file_name(self) -> str:
        """Name of the official file."""
        return self.file.rsplit("/", 1)[1]

    @property
    def checksum_kind(self) -> str:
        """Kind of checksum that Keras gives: "sha256" or "md5"."""
        return "sha256" if len(self.checksum) == 64 else "md5"


# One line each, in the order in which they are offered.
# fmt: off
APPLICATIONS = {
    app.name: app
    for app in (
        Application("mobilenet-v2", "MobileNetV2", "MobileNetV2", 224, "-1 to 1", "bilinear", "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5", 14.5, "", "small and quick, made for phones", "Sandler et al. 2018"),  # noqa: E501
        Application("efficientnetv2-b0", "EfficientNetV2-B0", "EfficientNetV2B0", 224, "0 to 255", "bicubic", "efficientnet_v2/efficientnetv2-b0.h5", 29.4, "21ecbf6da12460d5c40bb2f29ceb2188", "more accurate, still quick", "Tan and Le 2021"),  # noqa: E501
        Application("inception-v3", "Inception-v3", "InceptionV3", 299, "-1 to 1", "bilinear", "inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels.h5", 96.1, "9a0d58056eeedaa3f26cb7ebd46da564", "the classic of many courses", "Szegedy et al. 2016"),  # noqa: E501
        Application("mobilenet-v3-small", "MobileNetV3-Small", "MobileNetV3Small", 224, "0 to 255", "bilinear", "mobilenet_v3/weights_mobilenet_v3_small_224_1.0_float.h5", 10.8, "8768d4c2e7dee89b9d02b2d03d65d862", "the smallest", "Howard et al. 2019"),  # noqa: E501
        Application("mobilenet-v3-large", "MobileNetV3-Large", "MobileNetV3Large", 224, "0 to 255", "bilinear", "mobilenet_v3/weights_mobilenet_v3_large_224_1.0_float.h5", 22.7, "59e551e166be033d707958cf9e29a6a7", "quick for its accuracy", "Howard et al. 2019"),  # noqa: E501
        Application("convnext-tiny", "ConvNeXt-Tiny", "ConvNeXtTiny", 224, "0 to 255", "bicubic", "convnext/convnext_tiny.h5", 114.6, "8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff", "the most accurate, and the slowest", "Liu et al. 2022"),  # noqa: E501
    )
}
# fmt: on


def application(name: str) -> Application:
    """Returns an application by its name, written with `-` or `_`.

    Raises:
        BadRequest: If there is none of that name.
    """
    wanted = name.lower().replace("_", "-")
    if wanted not in APPLICATIONS:
        raise BadRequest(f"The networks that can be added are {', '.join(APPLICATIONS)}. Received: {name}")
    return APPLICATIONS[wanted]


def bundle_name(app: Application, precision: Precision) -> str:
    """Returns the name of the bundle of an application in one precision."""
    return app.name if precision == "float32" else f"{app.name}-{precision}"


def can_be_added(name: str) -> bool:
    """Returns whether a bundle's name is that of an application in any precision."""
    return any(
        name == bundle_name(app, precision) for app in APPLICATIONS.values() for precision in PRECISIONS
    )


def is_official(app: Application, weights: Path) -> bool | None:
    """Returns whether a file is the official one, by its checksum; None if Keras gives no checksum."""
    if not app.checksum:
        return None
    return checksum_of(weights, app.checksum_kind) == app.checksum
