"""A typical server of projects that need speed: FastAPI with ONNX Runtime, in uvicorn.

python -m benchmarks.peers.fastapi_onnx FOLDER PORT   # a folder with a .onnx file and labels.txt
"""

import sys
from pathlib import Path
from typing import Any

import onnxruntime
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from benchmarks.peers.pictures import answer_of, prepared


class Question(BaseModel):
    """A picture as base64."""

    image: str


def main(folder: Path, port: int) -> None:
    """Serves until the process is stopped."""
    (file,) = folder.glob("*.onnx")
    session: Any = onnxruntime.InferenceSession(file)
    (given,) = session.get_inputs()
    labels = (folder / "labels.txt").read_text(encoding="utf-8").splitlines()
    app = FastAPI()

    @app.post("/predict")
    def predict(question: Question) -> dict[str, Any]:
        picture = prepared(question.image, tuple(given.shape[1:]))
        return answer_of(session.run(None, {given.name: picture})[0][0], labels)

    uvicorn.run(app, port=port, log_level="error")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
