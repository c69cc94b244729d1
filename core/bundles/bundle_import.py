"""A bundle's zip from outside -> the library. All of it is hostile until it has been checked."""

import csv
import io
import json
import os
import re
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Any

from core.bundles.bundle import CARD, FILES, MAX_CARD_BYTES, NAME_PATTERN, Bundle, read_bundle
from core.bundles.library import read_library
from core.bundles.sandbox import run_in_sandbox
from core.errors import BadBundle, InklingError
from core.preprocessing.decode import decode_image
from core.storage.files import UNFINISHED, delete_folder, locked, translating_disk_full, write_json
from core.storage.names import clean_label, folder_name
from core.storage.paths import home
from core.storage.settings import require_private

MAX_LABELS_BYTES = 2**20
MAX_HISTORY_BYTES = 2**20
MAX_PICTURE_BYTES = 16 * 2**20
MAX_ARRAYS_BYTES = 512 * 2**20
_LIMITS = {
    CARD: MAX_CARD_BYTES,
    "labels.txt": MAX_LABELS_BYTES,
    "model.tflite": MAX_ARRAYS_BYTES,
    "weights.safetensors": MAX_ARRAYS_BYTES,
    "history.csv": MAX_HISTORY_BYTES,
    "evaluation.safetensors": MAX_ARRAYS_BYTES,
    "examples.png": MAX_PICTURE_BYTES,
}
# Files already packed shrink little; one that shrinks more is made to explode.
_MAX_RATIO = 50
_MAX_TEXT = 2_000
# Without these, no text on a page can become a picture from elsewhere, a link in disguise, or markup.
_ACTIVE = set("[]<>`")


def import_bundle(file: IO[bytes]) -> Bundle:
    """Takes a bundle's zip into the library.

    Args:
        file: The zip.

    Returns:
        The bundle; if its name is taken, with a number.

    Raises:
        NotAllowed: In a public demo.
        BadBundle: If anything in it is not as it should be; nothing is left of it then.
    """
    require_private("Importing")
    shelf = home() / "models"
    shelf.mkdir(parents=True, exist_ok=True)
    hidden = f"{UNFINISHED}bringing-"
    with translating_disk_full(shelf), tempfile.TemporaryDirectory(dir=shelf, prefix=hidden) as place:
        draft = Path(place) / "bundle"
        draft.mkdir()
        _unpack(file, draft)
        _check_texts(draft)
        shapes = run_in_sandbox(draft / "model.tflite")
        card = _clean_card(draft, shapes)
        with locked(shelf / ".lock"):
            taken = set(read_library().bundles) | {each.name for each in shelf.iterdir()}
            name = folder_name(card["name"], taken)
            named = draft.rename(Path(place) / name)
            card["name"] = name
            write_json(named / CARD, card)
            read_bundle(named)
            os.replace(named, shelf / name)
    return read_bundle(shelf / name)


def delete_bundle(name: str) -> None:
    """Deletes one of the person's own networks; shipped ones stay."""
    require_private("Deleting")
    folder = home() / "models" / name
    if not NAME_PATTERN.fullmatch(name) or not folder.is_dir():
        raise BadBundle(f"Only networks of your own can be deleted. Received: {name}")
    delete_folder(folder)


def _unpack(file: IO[bytes], folder: Path) -> None:
    """Writes the files of a bundle, and no others, under names that we choose."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > 2 * len(_LIMITS):
                raise BadBundle(f"A network's zip holds {len(_LIMITS)} files. Received: {len(entries)}")
            by_name = {PurePosixPath(entry.filename).name: entry for entry in entries}
            missing = [name for name in (CARD, *FILES) if name not in by_name]
            if missing:
                raise BadBundle(
                    "This is not a network saved from Inkling: something is missing. "
                    f"Received: no {', '.join(missing)}"
                )
            for name, limit in _LIMITS.items():
                entry = by_name[name]
                if entry.file_size > limit or entry.file_size > _MAX_RATIO * max(entry.compress_size, 2**16):
                    raise BadBundle(f"{name} is larger than it may be. Received: {entry.file_size:,} bytes")
                with archive.open(entry) as source:
                    content = source.read(limit + 1)
                if len(content) > limit:
                    raise BadBundle(f"{name} is larger than it may be. Received: more than {limit:,} bytes")
                (folder / name).write_bytes(content)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise BadBundle(f"This zip is damaged or not one. Received: {error}") from error


def _check_texts(folder: Path) -> None:
    try:
        labels = (folder / "labels.txt").read_text(encoding="utf-8").splitlines()
        rows = list(csv.reader(io.StringIO((folder / "history.csv").read_text(encoding="utf-8"))))
        for row in rows[1:]:
            [float(value) for value in row if value]
    except ValueError as error:
        raise BadBundle(f"Its labels or its history cannot be read. Received: {error}") from error
    if any(not label or clean_label(label) != label or _ACTIVE & set(label) for label in labels):
        raise BadBundle("A label has letters that cannot be shown, or too many. Received: such a label")
    if any(not re.fullmatch(r"[a-z_]{1,40}", name) for name in (rows[0] if rows else [])):
        raise BadBundle("Its history has columns that no training writes. Received: such a column")
    try:
        decode_image((folder / "examples.png").read_bytes(), "examples.png")
    except InklingError as error:
        raise BadBundle(f"Its sheet of examples is no sound picture. Received: {error}") from error


def _clean_card(folder: Path, shapes: dict[str, Any]) -> dict[str, Any]:
    """Reads the card, whose every text is made safe to show; raises `BadBundle` if it is none."""
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadBundle(f"{CARD} is not JSON. Received: {error}") from error
    if not isinstance(card, dict) or not isinstance(card.get("name"), str):
        raise BadBundle(f"{CARD} has no name. Received: {str(card)[:60]}")
    cleaned = _cleaned(card, 0)
    if list(shapes["input"][1:]) != (cleaned.get("input") or {}).get("size"):
        raise BadBundle(f"{CARD} and network do not fit. Received: input {shapes['input'][1:]}")
    cleaned.pop("order", None)
    return dict(cleaned)


def _cleaned(value: Any, depth: int) -> Any:
    if depth > 12:
        raise BadBundle(f"{CARD} is nested too deep. Received: more than 12 levels")
    if isinstance(value, str):
        return "".join(each for each in value if each.isprintable() and each not in _ACTIVE)[:_MAX_TEXT]
    if isinstance(value, dict):
        return {str(key)[:200]: _cleaned(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_cleaned(each, depth + 1) for each in value]
    return value
