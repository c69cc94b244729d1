"""A network of Keras Applications -> a bundle. Needs TensorFlow; runs in a process of its own."""

import io
import shutil
import tempfile
from datetime import date
from pathlib import Path

import keras
import numpy as np
from PIL import Image
from safetensors.numpy import save

from core.applications import Application, imagenet_names, is_official
from core.bundle import Bundle, write_bundle
from core.conversion import to_tflite, versions
from core.errors import BadData
from core.library import home
from core.networks import FEATURE_LAYER, LOGITS_LAYER
from core.photo import PHOTO_FRAME, SCALINGS
from core.runtime import Network

# Logits by LiteRT and by Keras differ by rounding; of logits between -10 and 20, by no more than this.
TOLERANCE = 0.02
_CHECK_PICTURES = 4
_CROP = 0.875  # of the shorter side, as ImageNet's validation pictures are cut
_NEVER = -1e9  # an energy that is always reached


def convert(app: Application, weights: Path | None) -> Bundle:
    """Converts a network and puts it into the library, once its answers have been compared with Keras's.

    Args:
        app: Which one.
        weights: An `.h5` file with the last layer, from the operator; None for random weights, in tests.

    Returns:
        The bundle, under `networks/` in `INKLING_HOME`.

    Raises:
        BadData: If the file does not fit, or the converted network answers differently from Keras's.
    """
    model = _build(app, weights)
    features = _last_map(model)
    tflite = to_tflite(model, outputs={"logits": model.output, "features": features})
    network = Network(tflite)
    _compare(app, model, network)
    labels = imagenet_names()
    rows, channels = network.shapes.features[1], network.shapes.features[3]  # type: ignore[index]
    last = model.layers[-1]
    pooled = isinstance(last, keras.layers.Dense) and last.kernel.shape[0] == channels
    arrays = _arrays(keras.Model(model.input, features))
    if pooled:
        arrays |= {"logits/kernel": np.asarray(last.kernel), "logits/bias": np.asarray(last.bias)}
    step = app.size_px / rows
    data = {"name": "ImageNet", "by": app.source, "licence": "research use", "from": app.address}
    card = {
        "name": app.name,
        "title": app.title,
        "description": "A thousand things in photos, taught with ImageNet.",
        "order": 100,
        "task": "photos",
        "classes": len(labels),
        "input": {
            "kind": "photo",
            "size": [app.size_px, app.size_px, 3],
            "scaling": app.scaling,
            "frame": PHOTO_FRAME,
            "crop": _CROP,
        },
        "network": {
            "name": app.name,
            "parameters": model.count_params(),
            "head": "pooled" if pooled else "hidden",
            # The cells lie evenly over the picture.
            "feature_grid": {"first_px": (step - 1) / 2, "step_px": step},
            "precision": "float32",
        },
        "recipe": f"python -m core add-weights {app.name} FILE",
        "training": {
            "data": [data],
            "official_weights": None if weights is None else is_official(app, weights),
        },
        "date": date.today().isoformat(),
        "temperature": 1.0,
        "reject_threshold": _NEVER,
        "figures": {},
        "versions": versions(),
    }
    empty: dict[str, np.ndarray] = {
        "logits": np.zeros((0, len(labels)), np.float32),
        "labels": np.zeros(0, np.int64),
    }
    sheet = io.BytesIO()
    Image.new("RGB", (28, 28), "gray").save(sheet, "PNG")
    files = {
        "labels.txt": ("\n".join(labels) + "\n").encode(),
        "model.tflite": tflite,
        "weights.safetensors": save(arrays),
        "history.csv": b"epoch\n",
        "evaluation.safetensors": save(empty),
        "examples.png": sheet.getvalue(),
    }
    return write_bundle(home() / "networks" / app.name, card, files)


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


def _compare(app: Application, model: keras.Model, network: Network) -> None:
    """Compares the converted network's answers with Keras's; raises `BadData` if they differ."""
    generator = np.random.default_rng(1)
    coarse = generator.integers(0, 256, size=(_CHECK_PICTURES, 8, 8, 3), dtype=np.uint8)
    size = (app.size_px, app.size_px)
    pictures = np.stack([np.asarray(Image.fromarray(each).resize(size)) for each in coarse])
    scaled = SCALINGS[app.scaling](pictures).astype(np.float32)
    theirs = model.predict(scaled, verbose=0)
    ours = np.stack([network.run(each)[0] for each in scaled])
    difference = float(np.abs(theirs - ours).max())
    if difference > TOLERANCE or (theirs.argmax(axis=1) != ours.argmax(axis=1)).any():
        raise BadData(
            f"{app.title} answers differently after conversion, and was not added. "
            f"Received: logits that differ by {difference:.3f}"
        )
