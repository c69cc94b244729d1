"""Times one drawing with `digits-deep`, and the same network in Keras: `python -m benchmarks.answer`."""

import io
import os

import numpy as np
from PIL import Image

from benchmarks.results import keep
from core.bundles.library import read_library
from core.inference.classifier import Classifier
from core.preprocessing.decode import decode_image
from core.preprocessing.example_drawings import example_drawing
from core.preprocessing.rasterize import rasterize
from recipes.timing import median_ms

MODEL = "digits-deep"
ROUNDS = 200


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    bundle = read_library().get(MODEL)
    model = Classifier(bundle)
    name, strokes = example_drawing("digits", 2)
    ink = rasterize(strokes, 280, 280, 12)
    canvas = np.dstack([np.full((280, 280, 3), 27, np.uint8), ink])
    file = io.BytesIO()
    Image.fromarray(canvas, "RGBA").save(file, "PNG")
    data = file.getvalue()

    def whole() -> None:
        model.classify_picture(decode_image(data)).heat_map(name)

    def from_strokes() -> None:
        model.classify_strokes(strokes).heat_map(name)

    network = bundle.network()
    seen = model.classify_strokes(strokes).seen[..., None]
    for work in (whole, from_strokes):
        median_ms(work, 20)
    whole_ms, strokes_ms = median_ms(whole, ROUNDS), median_ms(from_strokes, ROUNDS)
    ours_ms = median_ms(lambda: network.run(seen), ROUNDS)

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from core.keras_models.registry import build
    from recipes.fitting import load_weights

    keras_model = build(bundle.card.network.name, len(bundle.labels))
    load_weights(keras_model, bundle.folder / "weights.safetensors")
    batch = seen[None]
    difference = float(np.abs(keras_model.predict(batch, verbose=0)[0] - network.run(seen)[0]).max())
    assert difference < 0.5, difference  # int8 against float32
    keras_ms = median_ms(lambda: keras_model.predict(batch, verbose=0), 30)
    keep(
        "answer",
        [
            {
                "what": "canvas PNG (280 px) to probabilities and heat map",
                "value": round(whole_ms, 2),
                "unit": "ms",
                "asked": "at most 3",
            },
            {
                "what": "canvas strokes to probabilities and heat map",
                "value": round(strokes_ms, 2),
                "unit": "ms",
                "asked": "",
            },
            {"what": "the network alone, LiteRT", "value": round(ours_ms, 3), "unit": "ms", "asked": ""},
            {
                "what": "the same network, Keras model.predict",
                "value": round(keras_ms, 1),
                "unit": "ms",
                "asked": "",
            },
            {
                "what": "Keras model.predict / LiteRT",
                "value": round(keras_ms / ours_ms),
                "unit": "times",
                "asked": "at least 50",
            },
        ],
    )


if __name__ == "__main__":
    main()
