"""Imports a bundle's zip from outside into the library; nothing in it is trusted until it is checked."""

import csv
import io
import os
import re
import struct
import tempfile
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from PIL import Image

from core.bundles.applications import APPLICATIONS
from core.bundles.bundle import Bundle, read_bundle
from core.bundles.card import Card
from core.bundles.card_file import write_card
from core.bundles.foreign_card import WHOSE, read_foreign_card
from core.bundles.format import (
    CARD,
    FILES,
    MAX_CARD_BYTES,
    MAX_FILE_BYTES,
    ORIGIN,
)
from core.bundles.integrity import read_labels
from core.bundles.library import read_library
from core.bundles.sandbox import run_in_sandbox
from core.bundles.titles import looks_like_one_of, marked_title
from core.errors import BadBundle, BadData, InklingError
from core.preprocessing.decode import decode_image
from core.storage.files import UNFINISHED, translating_disk_full, write_json
from core.storage.names import clean_label, folder_name
from core.storage.paths import own_bundles
from core.storage.received import unquoted
from core.storage.reserved_names import reserving_name
from core.storage.settings import require_private
from core.storage.zip_directory import file_entries, open_zip

MAX_LABELS_BYTES = 2**20
MAX_HISTORY_BYTES = 2**20
MAX_PICTURE_BYTES = 16 * 2**20
_LIMITS = {
    CARD: MAX_CARD_BYTES,
    "labels.txt": MAX_LABELS_BYTES,
    "model.tflite": MAX_FILE_BYTES,
    "weights.safetensors": MAX_FILE_BYTES,
    "history.csv": MAX_HISTORY_BYTES,
    "evaluation.safetensors": MAX_FILE_BYTES,
    "examples.png": MAX_PICTURE_BYTES,
}
# The files of a bundle compress little; one that compresses better than this is a zip bomb.
_MAX_RATIO = 50
_MAX_HISTORY_COLUMNS = 20
# Limits of the zip's directory, checked before it is read: seven files are needed, and some systems add more.
_MAX_ENTRIES, _MAX_DIRECTORY_BYTES = 1_000, 2**18
_ENCRYPTED_FLAG = 1
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SHEET_MODES = ("1", "L", "LA", "P", "RGB", "RGBA")
# What reading a damaged zip may raise, besides the `BadData` of `open_zip`.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    OverflowError,
)


def import_bundle(file: IO[bytes]) -> Bundle:
    """Imports a bundle's zip into the library.

    Args:
        file: The zip.

    Returns:
        The bundle, marked as one from outside. If its name is taken, a number is added; if its title looks
        like that of another network, the title says that it was imported.

    Raises:
        NotAllowed: In a public demo.
        BadBundle: If anything in it is invalid; nothing of it is kept in that case.
    """
    require_private("Importing")
    bundle_folder = own_bundles()
    bundle_folder.mkdir(parents=True, exist_ok=True)
    prefix = f"{UNFINISHED}importing-"
    with (
        translating_disk_full(bundle_folder),
        tempfile.TemporaryDirectory(dir=bundle_folder, prefix=prefix) as hidden,
    ):
        unpacked = Path(hidden) / "bundle"
        unpacked.mkdir()
        _unpack(file, unpacked)
        card = read_foreign_card((unpacked / CARD).read_bytes())
        _check_texts(unpacked)
        _check_network(unpacked, card)
        with reserving_name() as taken:
            name = folder_name(card.name, taken)
            named = unpacked.rename(Path(hidden) / name)
            write_card(named, card.model_copy(update={"name": name, "title": _title_of_its_own(card.title)}))
            write_json(named / ORIGIN, {"imported": datetime.now(UTC).isoformat(timespec="seconds")})
            read_bundle(named)
            os.replace(named, bundle_folder / name)
    return read_bundle(bundle_folder / name)


def _title_of_its_own(title: str) -> str:
    """Returns a title that cannot be mistaken for that of a network here or of one that can be added."""
    here = [bundle.card.title for bundle in read_library().bundles.values()]
    offered = [application.title for application in APPLICATIONS.values()]
    return marked_title(title) if looks_like_one_of(title, [*here, *offered]) else title


def _unpack(file: IO[bytes], folder: Path) -> None:
    """Unpacks the files of a bundle, and no others, under names that do not come from the zip."""
    try:
        with open_zip(file, _MAX_ENTRIES, _MAX_DIRECTORY_BYTES) as archive:
            entries = file_entries(archive)
            names = [PurePosixPath(entry.filename.replace("\\", "/")).name for entry in entries]
            by_name = dict(zip(names, entries, strict=True))
            missing = [name for name in (CARD, *FILES) if name not in by_name]
            if missing:
                raise BadBundle(
                    "This is not a whole network: something is missing. Choose a zip saved with The whole "
                    "network; its other forms are for other programs. Pictures to teach from go to the Train "
                    f"page, under 1. Pictures. Received: no {', '.join(missing)}"
                )
            if len(entries) > 2 * len(_LIMITS):
                raise BadBundle(f"A network's zip holds {len(_LIMITS)} files. Received: {len(entries)}")
            if repeated := [name for name in _LIMITS if names.count(name) > 1]:
                raise BadBundle(
                    "This zip holds a file of a network more than once. If it holds several networks, import "
                    f"them one by one, each from a zip of its own. Received: {', '.join(repeated)} repeatedly"
                )
            for name, limit in _LIMITS.items():
                entry = by_name[name]
                if entry.flag_bits & _ENCRYPTED_FLAG:
                    raise BadBundle(f"This zip has a password; save it without one. Received: {name}, locked")
                if entry.compress_type not in _PACKINGS:
                    raise BadBundle(
                        f"{name} is compressed in an unsupported way. Received: {entry.compress_type}"
                    )
                if entry.file_size > limit or entry.file_size > _MAX_RATIO * max(entry.compress_size, 2**16):
                    raise BadBundle(f"{name} is larger than it may be. Received: {entry.file_size:,} bytes")
                with archive.open(entry) as source:
                    content = source.read(limit + 1)
                if len(content) > limit:
                    raise BadBundle(f"{name} is larger than it may be. Received: more than {limit:,} bytes")
                (folder / name).write_bytes(content)
    except BadData as error:
        raise BadBundle(str(error)) from error
    except _DAMAGE as error:
        raise BadBundle(
            "This file is damaged or not a zip; export or download it again. "
            f"Received: {unquoted(str(error))}"
        ) from error


def _check_texts(folder: Path) -> None:
    labels = read_labels(folder, WHOSE)
    try:
        rows = list(csv.reader(io.StringIO((folder / "history.csv").read_text(encoding="utf-8"))))
        for row in rows[1:]:
            [float(value) for value in row if value]
    except (ValueError, csv.Error) as error:
        raise BadBundle(f"Its history cannot be read. Received: {unquoted(str(error))}") from error
    if any(not label or clean_label(label) != label for label in labels):
        raise BadBundle("A label has characters that cannot be shown, or too many. Received: such a label")
    columns = rows[0] if rows else []
    if len(set(columns)) < len(columns) or any(not re.fullmatch(r"[a-z_]{1,40}", name) for name in columns):
        raise BadBundle("Its history has columns that no training writes. Received: such a column")
    if len(columns) > _MAX_HISTORY_COLUMNS:
        raise BadBundle(f"Its history has too many columns. Received: {len(columns):,}")
    _check_sheet((folder / "examples.png").read_bytes())


def _check_sheet(content: bytes) -> None:
    """Requires a picture that every browser can show without conversion."""
    try:
        decode_image(content, "examples.png")
    except InklingError as error:
        raise BadBundle(f"Its sheet of examples is not a valid picture. Received: {error}") from error
    # Only the header is read here.
    with Image.open(io.BytesIO(content)) as image:
        if image.format != "PNG" or image.mode not in _SHEET_MODES:
            raise BadBundle(
                "Its sheet of examples must be a PNG picture of 8 bits. "
                f"Received: {image.format} {image.mode}"
            )


def _check_network(folder: Path, card: Card) -> None:
    """Runs the network in the sandbox, before anything else opens it."""
    shapes = run_in_sandbox(folder / "model.tflite")
    if tuple(shapes["input"][1:]) != card.input.size:
        raise BadBundle(f"{CARD} and network do not match. Received: input {shapes['input'][1:]}")
