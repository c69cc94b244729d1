"""A network of Keras Applications -> a bundle. Needs TensorFlow; runs in a process of its own."""

import io
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import keras
import numpy as np
from PIL import Image
from safetensors.numpy import save

from core.bundles.applications import APPLICATIONS, Application, Precision, bundle_name, is_official
from core.bundles.bundle import Bundle, write_bundle
from core.bundles.card import CardDraft, DataSource, InputSpec, NetworkSpec, TrainingRecord
from core.bundles.card_figures import KerasAgreement
from core.bundles.class_activation import HIDDEN_BIAS, HIDDEN_KERNEL, KERNEL
from core.bundles.runtime import LiteRTModel
from core.errors import BadData
from core.inference.imagenet import imagenet_names
from core.keras_models.layers import FEATURE_LAYER, LOGITS_LAYER
from core.keras_models.receptive_field import grid_of
from core.keras_models.tflite import to_tflite, versions
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.example_photos import read_example_photos
from core.preprocessing.photo_crop import PHOTO_FRAME, SCALINGS, photo_frame
from core.storage.paths import home

# Logits by LiteRT and by Keras differ by rounding; of logits between -10 and 20, by no more than this.
TOLERANCE = 0.02
_CHECK_PICTURES = 4
# How far logits may be off on average in fewer bits, in standard deviations of all logits.
_ALLOWED_SPREADS = {"float16": 0.05, "int8": 0.5}
_NEVER = -1e9  # below every energy score, so nothing is rejected


def convert(
    app: Application,
    weights: Path | None,
    precision: Precision = "float32",
    report: Callable[[str], None] = lambda phase: None,
) -> Bundle:
    """Converts a network and puts it into the library, once its answers have been compared with Keras's.

    Args:
        app: Which one.
        weights: An `.h5` file with the last layer, official or from the operator; None for random weights,
            in tests.
        precision: "float32" answers as Keras does; "float16" halves the file; "int8" quarters it and is
            quicker, and its answers differ a little, as its card says.
        report: Called with the name of each phase.

    Returns:
        The bundle, under `networks/` in `INKLING_HOME`.

    Raises:
        BadData: If the file does not fit, or the converted network answers differently from Keras's.
    """
    report("Loading the weights")
    model = _build(app, weights)
    features = _last_map(model)
    report("Converting it for this app")
    tflite = to_tflite(model, precision, {"logits": model.output, "features": features})
    network = LiteRTModel(tflite)
    report("Comparing it with Keras")
    agreement = _compare(app, model, network, precision)
    report("Putting it into the library")
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
    empty: dict[str, np.ndarray] = {
        "logits": np.zeros((0, len(labels)), np.float32),
        "labels": np.zeros(0, np.int64),
    }
    sheet = io.BytesIO()
    Image.new("RGB", (28, 28), "gray").save(sheet, "PNG")
    files = {
        "labels.txt": ("\n".join(labels) + "\n").encode(),
        "model.tflite": tflite,
        "weights.safetensors": save(_arrays(keras.Model(model.input, features)) | head_arrays),
        "history.csv": b"epoch\n",
        "evaluation.safetensors": save(empty),
        "examples.png": sheet.getvalue(),
    }
    return write_bundle(home() / "networks" / card.name, card, files)


def build_on(app: Application, classes: int) -> keras.Model:
    """Builds an application's network up to its last feature map, with a pooled dense layer on it.

    Args:
        app: Which one.
        classes: Number of classes.

    Returns:
        A model from `(batch, size, size, 3)`, scaled as it wants it, to logits `(batch, classes)`.
    """
    base = _bare(app, None)
    features = keras.layers.Activation("linear", name=FEATURE_LAYER)(_last_map(base))
    pooled = keras.layers.GlobalAveragePooling2D(name="pool")(features)
    return keras.Model(base.input, keras.layers.Dense(classes, name=LOGITS_LAYER)(pooled))


def _build(app: Application, weights: Path | None) -> keras.Model:
    if weights is None:
        return _bare(app, None)
    with tempfile.TemporaryDirectory() as place:
        # Keras tells its own format from the older one by the name alone.
        for name in ("model.weights.h5", "model.h5"):
            copy = Path(place) / name
            shutil.copyfile(weights, copy)
            try:
                return _bare(app, copy)
            except Exception as error:
                # Keras raises whatever the damage leads it to.
                last = error
    raise BadData(
        f"These are not the weights of {app.title} with its last layer. Download them from {app.address}. "
        f"Received: {weights.name}, {weights.stat().st_size:,} bytes"
    ) from last


def _bare(app: Application, weights: Path | None) -> keras.Model:
    # Layers are numbered as they are made: from the start, so that every process gives them the same names.
    keras.backend.clear_session()
    return getattr(keras.applications, app.builder)(
        weights=None if weights is None else str(weights),
        input_shape=(app.size_px, app.size_px, 3),
        classifier_activation=None,
    )


def _last_map(model: keras.Model) -> keras.KerasTensor:
    """Returns the last feature map: what the last pooling over the whole picture pools."""
    pools = [each for each in model.layers if isinstance(each, keras.layers.GlobalAveragePooling2D)]
    return pools[-1].input


def _arrays(model: keras.Model) -> dict[str, np.ndarray]:
    return {each.path: np.asarray(each.value, dtype=np.float32) for each in model.weights}


def _head(model: keras.Model) -> tuple[str, dict[str, np.ndarray]]:
    """Finds out how the logits follow from the last feature map; returns a key of `HEADS` and its arrays."""
    pool = max(
        number
        for number, each in enumerate(model.layers)
        if isinstance(each, keras.layers.GlobalAveragePooling2D)
    )
    after = [each for each in model.layers[pool + 1 :] if each.weights]
    arrays = [[np.asarray(value, np.float32).squeeze() for value in each.weights] for each in after]
    kinds = [type(each) for each in after]
    if kinds == [keras.layers.Dense]:
        return "pooled", {KERNEL: arrays[0][0], "logits/bias": arrays[0][1]}
    if kinds == [keras.layers.LayerNormalization, keras.layers.Dense]:
        scaled = arrays[0][0][:, None] * arrays[1][0]
        # The mean over the channels is taken off every place alike.
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
        On how many pictures, on which share of them the likeliest class is the same, and by how much the
        logits differ at most and on average.

    Raises:
        BadData: If they differ by more than rounding, or in float16 and int8 by more than these cost.
    """
    generator = np.random.default_rng(1)
    coarse = generator.integers(0, 256, size=(_CHECK_PICTURES, 8, 8, 3), dtype=np.uint8)
    pictures = [decode_image(sample.read_bytes(), sample.name) for sample in read_example_photos()]
    pictures += [Picture(each, 8, 8) for each in coarse]
    frames = np.stack([photo_frame(each, app.size_px, app.crop, app.interpolation) for each in pictures])
    scaled = SCALINGS[app.scaling](frames)
    theirs = model.predict(scaled, verbose=0)
    ours = np.stack([network.run(each)[0] for each in scaled])
    differences = np.abs(theirs - ours)
    same = theirs.argmax(axis=1) == ours.argmax(axis=1)
    spread = float(theirs.std())
    allowed = TOLERANCE if precision == "float32" else _ALLOWED_SPREADS[precision] * spread
    found = float(differences.max() if precision == "float32" else differences.mean())
    if found > allowed or (precision == "float32" and not same.all()):
        raise BadData(
            f"{app.title} answers differently after conversion, and was not added. "
            f"Received: logits that differ by {found:.3f}"
        )
    return KerasAgreement(
        pictures=len(pictures),
        same_likeliest_class=round(float(same.mean()), 3),
        largest_difference=round(float(differences.max()), 4),
        mean_difference=round(float(differences.mean()), 4),
    )
