"""Exports a network as a bundle, for LiteRT with a snippet that runs it, or in a format that Keras writes."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np

from core.bundles.bundle import Bundle
from core.bundles.export_readme import export_readme
from core.bundles.format import CARD, FILES
from core.errors import BadRequest
from core.preprocessing.photo_crop import SCALINGS, Scaling
from core.storage.leftovers import ScratchFolder
from core.storage.names import printable
from core.storage.zip_writing import add_to_zip

_ROOT = Path(__file__).resolve().parents[2]
_SNIPPETS = Path(__file__).with_name("snippets")
# Formats that Keras writes, by the name that users choose, with the file extension; a folder has none.
KERAS_FORMATS = {"keras": ".keras", "savedmodel": "", "onnx": ".onnx"}
_EXPORT_SECONDS = 300
# Exit status of the exporting process if the last line that it writes is a sentence for the user.
REFUSED = 3


def download_name(bundle: Bundle, form: str) -> str:
    """Returns the file name of an export's zip, which is unique for each network and format.

    Args:
        bundle: The network to export.
        form: "bundle", "tflite", or a key of `KERAS_FORMATS`.
    """
    # Names of bundles contain no full stop, so no two of these are the same.
    return f"{bundle.name}.{form}.zip"


def bundle_zip(bundle: Bundle) -> bytes:
    """Packs the whole bundle as a zip that the Train page can import, here or on another machine."""
    return _zip({f"{bundle.name}/{name}": (bundle.folder / name).read_bytes() for name in (CARD, *FILES)})


def tflite_zip(bundle: Bundle) -> bytes:
    """Packs the `.tflite` file with its labels and a Python snippet that runs it on a picture."""
    # How a picture is prepared depends on the network's kind; the rest of the snippet does not.
    parts = [(_SNIPPETS / f"{part}.py").read_text(encoding="utf-8") for part in (bundle.kind, "answer")]
    snippet = "\n\n".join(parts)
    scaling = SCALINGS.get(bundle.card.input.scaling, Scaling())  # drawings are not scaled
    values = {
        "SIZE_PX": bundle.preprocessor.size_px,
        "CROP": bundle.card.input.crop,
        "INTERPOLATION": bundle.card.input.interpolation,
        "TEMPERATURE": bundle.temperature,
        "FAMILIAR": bundle.reject_threshold,
        "FAMILIAR_OF": {
            bundle.labels[place]: value for place, value in bundle.class_reject_thresholds.items()
        },
        "SCALE, OFFSET": (scaling.scale, scaling.offset),
    }
    if bundle.card.least_confidence is not None:
        values["LEAST_CONFIDENCE"] = bundle.card.least_confidence
    lines = [
        f"{name} = {values[name]!r}" if (name := line.split(" = ")[0]) in values else line
        for line in snippet.splitlines()
    ]
    files = {name: (bundle.folder / name).read_bytes() for name in ("model.tflite", "labels.txt")}
    if (familiarity := bundle.familiarity()) is not None:
        means = {"class_means.npy": familiarity.means, "stranger_means.npy": familiarity.strangers}
        for name, array in means.items():
            if len(array):
                content = io.BytesIO()
                np.save(content, array, allow_pickle=False)
                files[name] = content.getvalue()
    return _zip({**files, "classify.py": ("\n".join(lines) + "\n").encode()})


def keras_export(bundle: Bundle, form: str) -> bytes:
    """Builds the network in Keras in a separate process, exports it, and packs it with its labels.

    Args:
        bundle: The network to export.
        form: A key of `KERAS_FORMATS`.

    Returns:
        A zip with `labels.txt`, one label a line in the order of the probabilities, the network, and a
        `README.txt` that says how it is used. The network is a `.keras` file, the folder of a SavedModel for
        TensorFlow Serving, or an ONNX file. It takes pictures prepared as in `classify.py` of the LiteRT
        export, but photos with colours from 0 to 255, and returns calibrated probabilities.

    Raises:
        BadRequest: If Keras cannot build the network, a package for the format is missing, or the export
            takes too long.
    """
    with ScratchFolder() as scratch:
        folder = Path(scratch) / "export"
        out = folder / f"{bundle.name}{KERAS_FORMATS[form]}"
        folder.mkdir()
        command = [sys.executable, "-m", "core.workers.export", str(bundle.folder), form, str(out)]
        try:
            done = subprocess.run(
                command, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=_EXPORT_SECONDS
            )
        except subprocess.TimeoutExpired as error:
            raise BadRequest(
                "The export took too long and was stopped; try again when the computer has less to do. "
                f"Received: nothing within {_EXPORT_SECONDS} seconds"
            ) from error
        if done.returncode or not out.exists():
            raise _failure(done.returncode, (done.stderr.strip().splitlines() or ["no reason given"])[-1])
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    files["labels.txt"] = (bundle.folder / "labels.txt").read_bytes()
    return _zip({**files, "README.txt": export_readme(bundle, form).encode()})


def _failure(status: int, said: str) -> BadRequest:
    """Returns the error for a failed export, from its process's exit status and last line of output."""
    if status == REFUSED:
        return BadRequest(printable(said))
    if status < 0:
        return BadRequest(
            "The export was stopped from outside, perhaps because memory ran out; try again when the "
            f"computer has less to do. Received: signal {-status}"
        )
    return BadRequest(f"This network cannot be exported in this format. Received: {printable(said)}")


def _zip(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            add_to_zip(archive, name, content)
    return file.getvalue()
