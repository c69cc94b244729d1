"""Changing the title or description of the user's own networks; the name, which commands use, stays."""

from pathlib import Path
from unicodedata import normalize

from core.bundles.bundle import Bundle, read_bundle
from core.bundles.card_file import write_card
from core.bundles.format import MAX_TEXT_CHARACTERS, MAX_TITLE_CHARACTERS
from core.bundles.library import read_library
from core.bundles.titles import looks_like_one_of
from core.errors import BadBundle, BadRequest
from core.storage.names import clean_label, is_folder_name
from core.storage.paths import own_bundles
from core.storage.reserved_names import reserving_name
from core.storage.settings import require_private


def rename_bundle(name: str, title: str) -> Bundle:
    """Changes the title of one of the user's own networks.

    Args:
        name: The bundle's name, which stays the same.
        title: The new title; spaces at its ends and characters that cannot be shown are removed.

    Returns:
        The bundle with its new title.

    Raises:
        NotAllowed: In a public demo.
        BadBundle: If the user has no network of that name.
        BadRequest: If nothing is left of the title, it is too long, or it could be mistaken for that of a
            network that is not the user's own.
    """
    folder = _own_folder(name, "Renaming", "renamed")
    if not title.strip() or len(title.strip()) > MAX_TITLE_CHARACTERS:
        raise BadRequest(
            f"A name has 1 to {MAX_TITLE_CHARACTERS} characters. Received: {len(title.strip()):,}"
        )
    cleaned = clean_label(title)
    if not cleaned:
        raise BadRequest("A name needs at least one visible character. Received: none")
    bundles = read_library().bundles.values()
    others = [bundle.own_title for bundle in bundles if bundle.folder.parent != own_bundles()]
    if looks_like_one_of(cleaned, others):
        raise BadRequest(
            f"A network that came with Inkling has this name; choose another one. Received: {cleaned}"
        )
    return _write(folder, {"title": cleaned})


def describe_bundle(name: str, description: str) -> Bundle:
    """Changes the description of one of the user's own networks.

    Args:
        name: The bundle's name, which stays the same.
        description: A few sentences, or none; line ends and other characters that cannot be shown become
            spaces.

    Returns:
        The bundle with its new description.

    Raises:
        NotAllowed: In a public demo.
        BadBundle: If the user has no network of that name.
        BadRequest: If the description is too long.
    """
    folder = _own_folder(name, "Describing", "described")
    shown = "".join(letter if letter.isprintable() else " " for letter in description)
    cleaned = " ".join(normalize("NFC", shown).split())
    if len(cleaned) > MAX_TEXT_CHARACTERS:
        raise BadRequest(
            f"A description has at most {MAX_TEXT_CHARACTERS:,} characters; shorten it. "
            f"Received: {len(cleaned):,}"
        )
    return _write(folder, {"description": cleaned})


def _own_folder(name: str, doing: str, done: str) -> Path:
    require_private(doing)
    folder = own_bundles() / name
    if not is_folder_name(name) or not folder.is_dir():
        raise BadBundle(f"Only networks of your own can be {done}. Received: {name}")
    return folder


def _write(folder: Path, update: dict[str, str]) -> Bundle:
    try:
        with reserving_name():
            bundle = read_bundle(folder)
            write_card(folder, bundle.card.model_copy(update=update), creates_folder=False)
        return read_bundle(folder)
    except (BadBundle, FileNotFoundError) as error:
        if folder.is_dir():
            raise
        # Another process has deleted it; a folder with its card alone would keep it from being restored.
        raise BadBundle(f"This network has just been deleted. Received: {folder.name}") from error
