"""Exports of a network: as a bundle, for LiteRT with a snippet that runs it, and for Keras and its kin."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

from core.bundles.bundle import Bundle
from core.bundles.format import CARD, FILES
from core.errors import BadRequest
from core.preprocessing.photo_crop import SCALINGS, Scaling
from core.storage.leftovers import ScratchFolder

_ROOT = Path(__file__).resolve().parents[2]
_SNIPPETS = Path(__file__).with_name("snippets")
# What Keras writes, by the name that a person chooses, with the file's ending.
KERAS_FORMATS = {"keras": ".keras", "savedmodel": ".zip", "onnx": ".onnx"}
_EXPORT_SECONDS = 300


def bundle_zip(bundle: Bundle) -> bytes:
    """Packs the whole bundle; the Train page takes it in again, here or on another machine."""
    return _zip({f"{bundle.name}/{name}": (bundle.folder / name).read_bytes() for name in (CARD, *FILES)})


def tflite_zip(bundle: Bundle) -> bytes:
    """Packs the `.tflite` with its labels and a Python snippet that runs it on a picture."""
    # How a picture is prepared depends on the kind; what comes after it does not.
    parts = [(_SNIPPETS / f"{part}.py").read_text(encoding="utf-8") for part in (bundle.kind, "answer")]
    snippet = "\n\n".join(parts)
    scaling = SCALINGS.get(bundle.card.input.scaling, Scaling())  # drawings are not scaled
    values = {
        "SIZE_PX": bundle.preprocessor.size_px,
        "CROP": bundle.card.input.crop,
        "INTERPOLATION": bundle.card.input.interpolation,
        "TEMPERATURE": bundle.temperature,
        "SCALE, OFFSET": (scaling.scale, scaling.offset),
    }
    lines = [
        f"{name} = {values[name]!r}" if (name := line.split(" = ")[0]) in values else line
        for line in snippet.splitlines()
    ]
    files = {name: (bundle.folder / name).read_bytes() for name in ("model.tflite", "labels.txt")}
    return _zip({**files, "classify.py": ("\n".join(lines) + "\n").encode()})


def keras_export(bundle: Bundle, form: str) -> bytes:
    """Builds the network in Keras in a process of its own, and exports it.

    Args:
        bundle: What to export.
        form: A key of `KERAS_FORMATS`.

    Returns:
        A `.keras` file, a zip of a SavedModel for TensorFlow Serving, or an ONNX file. It takes pictures as
        `classify.py` of the LiteRT export prepares them, photos with colours from 0 to 255, and returns
        calibrated probabilities.

    Raises:
        BadRequest: If the network is none that Keras can build, or a package for it is missing.
    """
    with ScratchFolder() as folder:
        out = Path(folder) / f"{bundle.name}{KERAS_FORMATS[form]}"
        command = [sys.executable, "-m", "core.workers.export", str(bundle.folder), form, str(out)]
        done = subprocess.run(
            command, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=_EXPORT_SECONDS
        )
        if done.returncode or not out.exists():
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise BadRequest(f"This network cannot be exported so. Received: {reason}")
        return out.read_bytes()


def _zip(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()
