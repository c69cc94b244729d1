"""Decodes the names in a zip the way its author saw them."""

import struct
import zipfile
import zlib
from collections.abc import Sequence

from core.datasets.code_pages import encoding_of, is_told

_UTF_8_FLAG = 0x800
_UNICODE_PATH = 0x7075


def names_of(entries: Sequence[zipfile.ZipInfo]) -> tuple[list[str], set[str]]:
    r"""Decodes the names of a zip's entries.

    A zip declares the encoding of a name only if it is UTF-8. Other names are in the code page of the
    computer that made the zip; they are decoded with the one in which all of them look most like names.

    Args:
        entries: The entries, as `zipfile` reads them.

    Returns:
        Their paths with `/`, even if Windows wrote `\`; and those that may have been decoded wrongly, because
        all names together do not determine the code page.

    Source: PKWARE, APPNOTE.TXT 6.3.10, section 4.4.4 and appendix D; Info-ZIP Unicode Path extra field.
    """
    given = [_declared(entry) for entry in entries]
    # `zipfile` decodes names without a declared encoding as cp437, in which each byte is one letter.
    raw = [
        b"" if name is not None else entry.orig_filename.encode("cp437", "replace")
        for name, entry in zip(given, entries, strict=True)
    ]
    encoding = encoding_of(raw)
    names = [
        # A null character ends a name; anything that follows it is there to deceive.
        (declared if declared is not None else undeclared.decode(encoding, "replace"))
        .split("\0")[0]
        .replace("\\", "/")
        for declared, undeclared in zip(given, raw, strict=True)
    ]
    doubtful = (
        set()
        if is_told(raw)
        else {name for name, undeclared in zip(names, raw, strict=True) if not undeclared.isascii()}
    )
    return names, doubtful


def _declared(entry: zipfile.ZipInfo) -> str | None:
    """Returns the name of an entry if the zip declares its encoding; else None."""
    if entry.flag_bits & _UTF_8_FLAG:
        return entry.orig_filename
    extra, start = entry.extra, 0
    while start + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, start)
        field = extra[start + 4 : start + 4 + size]
        start += 4 + size
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            name = entry.orig_filename.encode("cp437", "replace")
            # A program that renames an entry without knowing this field leaves the old name in it.
            if struct.unpack_from("<I", field, 1)[0] == zlib.crc32(name):
                try:
                    return field[5:].decode()
                except UnicodeDecodeError:
                    return None
    return None
