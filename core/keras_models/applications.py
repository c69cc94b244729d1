"""Converts a network of Keras Applications to a bundle."""

import io
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import keras
import numpy as np
from PIL import Image

from core.bundles.applications import APPLICATIONS, Application, Precision, bundle_name, is_official
from core.bundles.bundle import Bundle, bundle_files, write_bundle
from core.bundles.card import CardDraft, DataSource, InputSpec, NetworkSpec, TrainingRecord
from core.bundles.card_figures import KerasAgreement
from core.bundles.class_activation import HIDDEN_BIAS, HIDDEN_KERNEL, KERNEL
from core.bundles.runtime import LiteRTModel
from core.errors import BadData
from core.inference.imagenet import imagenet_names
from core.keras_models.calibration import calibration_pictures
from core.keras_models.layers import FEATURE_LAYER, LOGITS_LAYER
from core.keras_models.receptive_field import grid_of
from core.keras_models.tflite import to_runnable_tflite, versions
from core.keras_models.weights import arrays_of
from core.plurals import counted
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.photo_crop import PHOTO_FRAME, SCALINGS, photo_frame
from core.preprocessing.preprocessor import Preprocessor
from core.storage.leftovers import ScratchFolder
from core.storage.paths import added_bundles

# The logits of LiteRT and Keras are between -10 and 20, and rounding makes them differ by no more than this.
TOLERANCE = 0.02
_CHECK_PICTURES = 4
# How much logits may differ on average at lower precision, in standard deviations of all logits.
_ALLOWED_DIFFERENCES = {"float16": 0.05, "int8": 0.5}
_NEVER = -1e9  # below every energy score, so nothing is rejected


def convert(
    app: Application,
    weights: Path | None,
    precision: Precision = "float32",
    report: Callable[[str], None] = lambda phase: None,
) -> Bundle:
    """Converts a network, compares its answers with Keras's, and adds it to the library.

    Args:
        app: The network.
        weights: An `.h5` file with the weights, including the last layer; None for random weights, in tests.
        precision: "float32" gives the same answers as Keras; "float16" halves the file's size; "int8"
            quarters it and is faster, and its answers differ slightly, as its card says.
        report: Receives the name of each phase.

    Returns:
        The bundle, under `networks/` in `INKLING_HOME`.

    Raises:
        BadData: If the weights do not fit, or the converted network's answers differ from Keras's.
    """
    report("Loading the weights")
    model = _build(app, weights)
    features = _last_map(model)
    report("Converting it for this app")
    preprocessor = Preprocessor("photo", PHOTO_FRAME, app.size_px, app.scaling, app.crop, app.interpolation)
    calibration = calibration_pictures(preprocessor) if precision == "int8" else ()
    outputs = {"logits": model.output, "features": features}
    tflite, network = to_runnable_tflite(model, precision, outputs, calibration)
    report("Comparing it with Keras")
    agreement = _compare(app, model, network, precision)
    report("Adding it to the library")
    labels = imagenet_names()
    kind, head_arrays = _head(model)
    card = CardDraft(
        name=bundle_name(app, precision),
        title=app.title if precision == "float32" else f"{app.title} {precision}",
        description=f"A thousand things in photos, taught with ImageNet: {app.about}.",
        order=100 + list(APPLICATIONS).index(app.name),
        task="photos",
        classes=len(labels),
        input=InputSpec(
            kind="photo",
            size=(app.size_px, app.size_px, 3),
            scaling=app.scaling,
            frame=PHOTO_FRAME,
            crop=app.crop,
            interpolation=app.interpolation,
        ),
        network=NetworkSpec(
            name=app.name,
            parameters=model.count_params(),
            head=kind,
            feature_grid=grid_of(features),
            precision=precision,
        ),
        recipe=f"python -m core add {app.name} --precision {precision}",
        training=TrainingRecord(
            data=(DataSource(name="ImageNet", by=app.source, licence="research use", address=app.address),),
            official_weights=None if weights is None else is_official(app, weights),
        ),
        agreement_with_keras=agreement,
        date=date.today(),
        temperature=1.0,
        reject_threshold=_NEVER,
        versions=versions(),
    )
    sheet = io.BytesIO()
    Image.new("RGB", (28, 28), "gray").save(sheet, "PNG")
    weight_arrays = arrays_of(keras.Model(model.input, features).weights) | head_arrays
    files = bundle_files(labels, tflite, weight_arrays, b"epoch\n", sheet.getvalue())
    return write_bundle(added_bundles() / card.name, card, files)


def build_on(app: Application, classes: int) -> keras.Model:
    """Builds a network up to its last feature map, followed by pooling and a dense layer.

    Args:
        app: The network.
        classes: Number of classes.

    Returns:
        A model from scaled colours `(batch, size_px, size_px, 3)` to logits `(batch, classes)`.
    """
    base = _bare(app, None)
    features = keras.layers.Activation("linear", name=FEATURE_LAYER)(_last_map(base))
    pooled = keras.layers.GlobalAveragePooling2D(name="pool")(features)
    return keras.Model(base.input, keras.layers.Dense(classes, name=LOGITS_LAYER)(pooled))


def _build(app: Application, weights: Path | None) -> keras.Model:
    if weights is None:
        return _bare(app, None)
    with ScratchFolder() as folder:
        # Keras distinguishes its current format from the older one by the file's name alone.
        for name in ("model.weights.h5", "model.h5"):
            copy = Path(folder) / name
            shutil.copyfile(weights, copy)
            try:
                return _bare(app, copy)
            except Exception as error:
                # Keras may raise anything on a corrupt file.
                last = error
    raise BadData(
        f"These are not the weights of {app.title} with its last layer. Download them from {app.address}. "
        f"Received: {weights.name}, {counted(weights.stat().st_size, 'byte')}"
    ) from last


def _bare(app: Application, weights: Path | None) -> keras.Model:
    # Resets the counters in layer names, so that every process gives the layers the same names.
    keras.backend.clear_session()
    return getattr(keras.applications, app.builder)(
        weights=None if weights is None else str(weights),
        input_shape=(app.size_px, app.size_px, 3),
        classifier_activation=None,
    )


def _last_map(model: keras.Model) -> keras.KerasTensor:
    """Returns the last feature map, which is the input of the last global average pooling."""
    pools = [layer for layer in model.layers if isinstance(layer, keras.layers.GlobalAveragePooling2D)]
    return pools[-1].input


def _head(model: keras.Model) -> tuple[str, dict[str, np.ndarray]]:
    """Finds how the logits are computed from the last feature map.

    Returns:
        A key of `core.bundles.class_activation.HEADS`, and the head's arrays.
    """
    pool_index = max(
        index
        for index, layer in enumerate(model.layers)
        if isinstance(layer, keras.layers.GlobalAveragePooling2D)
    )
    head_layers = [layer for layer in model.layers[pool_index + 1 :] if layer.weights]
    arrays = [[np.asarray(value, np.float32).squeeze() for value in layer.weights] for layer in head_layers]
    kinds = [type(layer) for layer in head_layers]
    if kinds == [keras.layers.Dense]:
        return "pooled", {KERNEL: arrays[0][0], "logits/bias": arrays[0][1]}
    if kinds == [keras.layers.LayerNormalization, keras.layers.Dense]:
        scaled = arrays[0][0][:, None] * arrays[1][0]
        # Subtracting the mean over the channels is the same at every position.
        return "normalized", {KERNEL: scaled - scaled.mean(axis=0)}
    if kinds == [keras.layers.Conv2D, keras.layers.Conv2D]:
        (hidden, hidden_bias), (kernel, bias) = arrays
        return "hidden-hard-swish", {
            KERNEL: kernel,
            "logits/bias": bias,
            HIDDEN_KERNEL: hidden,
            HIDDEN_BIAS: hidden_bias,
        }
    return "hidden", {}


def _compare(
    app: Application, model: keras.Model, network: LiteRTModel, precision: Precision
) -> KerasAgreement:
    """Compares the converted network's answers with Keras's on test pictures.

    Returns:
        The number of pictures, the share of pictures with the same most likely class, and the largest and the
        mean difference of logits.

    Raises:
        BadData: If the difference is larger than is usual at this precision.
    """
    generator = np.random.default_rng(1)
    coarse = generator.integers(0, 256, size=(_CHECK_PICTURES, 8, 8, 3), dtype=np.uint8)
    pictures = [decode_image(photo.read_bytes(), photo.name) for photo in read_example_photos()]
    pictures += [Picture(pixels, 8, 8) for pixels in coarse]
    frames = np.stack(
        [photo_frame(picture, app.size_px, app.crop, app.interpolation) for picture in pictures]
    )
    scaled = SCALINGS[app.scaling](frames)
    # Not `predict`, which would trace the whole network for these few pictures.
    theirs = np.asarray(model(scaled, training=False))
    ours = np.stack([network.run(picture)[0] for picture in scaled])
    differences = np.abs(theirs - ours)
    same = theirs.argmax(axis=1) == ours.argmax(axis=1)
    std = float(theirs.std())
    allowed = TOLERANCE if precision == "float32" else _ALLOWED_DIFFERENCES[precision] * std
    difference = float(differences.max() if precision == "float32" else differences.mean())
    if difference > allowed or (precision == "float32" and not same.all()):
        raise BadData(
            f"{app.title} answers differently after conversion, and was not added. "
            f"Received: logits that differ by {difference:.3f}"
        )
    return KerasAgreement(
        pictures=len(pictures),
        same_likeliest_class=round(float(same.mean()), 3),
        largest_difference=round(float(differences.max()), 4),
        mean_difference=round(float(differences.mean()), 4),
    )
