"""Recognises pictures without the suffix of one, as browsers, cameras and scripts leave them behind."""

import re
from pathlib import PurePosixPath

from core.datasets.source_file import SourceFile
from core.preprocessing.decode import EXTENSIONS
from core.preprocessing.picture_codecs import SIGNATURE_BYTES, begins_as_picture

_SUFFIXES = "|".join(re.escape(extension) for extension in EXTENSIONS)
# No suffix, a number, or a picture's and more: "1", "scan.001", "dog.jpg_large", "dog.png (2)", "dog.jpg ".
_MAY_BE_A_PICTURES = re.compile(rf"|\.\d.*|(?:{_SUFFIXES})[^a-z0-9].*", re.IGNORECASE)


def may_be_picture(name: str) -> bool:
    """Returns whether a file's name leaves open if it is a picture, so that its content must be checked."""
    return _MAY_BE_A_PICTURES.fullmatch(PurePosixPath(name).suffix) is not None


def is_unnamed_picture(file: SourceFile) -> bool:
    """Returns whether a file is a picture although its name does not say so; reads only its beginning."""
    if not may_be_picture(file.name):
        return False
    try:
        with file.open() as opened:
            return begins_as_picture(opened.read(SIGNATURE_BYTES))
    except Exception:
        # Damaged archives may raise any exception; a file that cannot be opened is left out.
        return False
