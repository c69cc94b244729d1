"""A bundle -> Keras, SavedModel or ONNX: `python -m core.workers.export BUNDLE FORMAT OUT`."""

import importlib
import sys
from pathlib import Path

import keras
from safetensors.numpy import load_file

from core.bundles.bundle import Bundle, read_bundle
from core.bundles.bundle_export import REFUSED
from core.errors import BadRequest, InklingError
from core.keras_models.registry import build
from core.keras_models.tflite_weights import set_bundle_weights
from core.preprocessing.photo_crop import SCALINGS
from core.storage.files import translating_disk_full


def whole_model(bundle: Bundle) -> keras.Model:
    """Builds a bundle's network in Keras, from colours in 0 to 255 (or ink in 0 to 1) to probabilities."""
    inner = build(bundle.card.network.name, len(bundle.labels))
    try:
        arrays = load_file(bundle.folder / "weights.safetensors")
        set_bundle_weights(inner, arrays, (bundle.folder / "model.tflite").read_bytes())
    except KeyError as error:
        raise BadRequest(
            "The weights of this network do not fit the architecture that its card names. "
            f"Received: no {error.args[0]}"
        ) from error
    picture = keras.Input(inner.input.shape[1:], name="picture")
    x: keras.KerasTensor = picture
    if bundle.kind == "photo":
        scaling = SCALINGS[bundle.card.input.scaling]
        x = keras.layers.Rescaling(scaling.scale, scaling.offset, name="colors")(x)
    x = keras.layers.Rescaling(1 / bundle.temperature, name="temperature")(inner(x))
    return keras.Model(picture, keras.layers.Softmax(name="probabilities")(x))


def export(bundle: Bundle, form: str, out: Path) -> None:
    """Writes a bundle's network in another format.

    Args:
        bundle: The bundle.
        form: "keras", "savedmodel" or "onnx".
        out: Path of the file to write; for a SavedModel, of the folder.

    Raises:
        BadRequest: If the weights do not fit the network that the card names, or a package is missing.
        InklingError: If Keras cannot build the network that the card names.
    """
    if form == "onnx":
        try:
            # What Keras will need, before the network is built, which takes seconds.
            importlib.import_module("tf2onnx")
        except ImportError as error:
            raise BadRequest(
                f"Exporting ONNX needs more packages: pip install -r requirements-onnx.txt. Received: {error}"
            ) from error
    model = whole_model(bundle)
    if form == "keras":
        model.save(out)
        return
    if form == "onnx":
        # Keras only exports a model that has run once.
        model(keras.ops.zeros((1, *model.input.shape[1:])))
        model.export(out, format="onnx", verbose=False)
        return
    # TensorFlow Serving expects a folder named after the version.
    model.export(out / "1", verbose=False)


if __name__ == "__main__":
    out = Path(sys.argv[3])
    try:
        with translating_disk_full(out.parent):
            export(read_bundle(Path(sys.argv[1])), sys.argv[2], out)
    except InklingError as error:
        print(error, file=sys.stderr)
        sys.exit(REFUSED)
