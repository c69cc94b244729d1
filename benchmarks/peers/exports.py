"""Exports one of our networks for other servers: `python -m benchmarks.peers.exports NETWORK FOLDER`.

If a bundle does not hold all of its weights by their names in Keras, the export has random weights, because
the time of an answer does not depend on them.
"""

import os
import sys
from pathlib import Path

from safetensors.numpy import load_file

from core.bundles.library import read_library
from core.preprocessing.photo_crop import SCALINGS, Scaling


def main(name: str, folder: Path) -> None:
    """Writes `network.keras`, `network.onnx` and `labels.txt`; both take colours from 0 to 255, or ink."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    from core.keras_models.registry import build
    from core.keras_models.tflite_weights import set_bundle_weights

    bundle = read_library().get(name)
    inner = build(bundle.card.network.name, len(bundle.labels))
    arrays = load_file(bundle.folder / "weights.safetensors")
    try:
        set_bundle_weights(inner, arrays, (bundle.folder / "model.tflite").read_bytes())
    except KeyError:
        print(f"  {name}: the exports have random weights", flush=True)
    scaling = SCALINGS.get(bundle.card.input.scaling, Scaling())
    picture = keras.Input(inner.input.shape[1:], name="picture")
    logits = inner(keras.layers.Rescaling(scaling.scale, scaling.offset)(picture))
    network = keras.Model(
        picture, keras.layers.Softmax()(keras.layers.Rescaling(1 / bundle.temperature)(logits))
    )
    # Keras exports only a network that has run once.
    network(keras.ops.zeros((1, *network.input.shape[1:])))
    folder.mkdir(parents=True)
    network.save(folder / "network.keras")
    network.export(folder / "network.onnx", format="onnx", verbose=False)
    (folder / "labels.txt").write_text("\n".join(bundle.labels) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
