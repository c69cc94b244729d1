"""The usual server of such projects: a Flask route around Keras's `model.predict`, in Flask's own server.

python -m benchmarks.peers.flask_keras FOLDER PORT   # a folder with a .keras file and labels.txt
"""

import os
import sys
from pathlib import Path
from typing import Any

from benchmarks.peers.pictures import answer_of, prepared


def main(folder: Path, port: int) -> None:
    """Serves until the process is stopped."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    from flask import Flask, request

    (file,) = folder.glob("*.keras")
    network: Any = keras.models.load_model(file)
    labels = (folder / "labels.txt").read_text(encoding="utf-8").splitlines()
    app = Flask(__name__)

    @app.post("/predict")
    def predict() -> Any:
        picture = prepared(request.get_json()["image"], network.input_shape[1:])
        return answer_of(network.predict(picture, verbose=0)[0], labels)

    app.run(port=port, threaded=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
