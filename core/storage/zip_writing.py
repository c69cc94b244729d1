"""Adds files to a zip, whatever the computer's clock says."""

import time
import zipfile

_NO_DATE = (1980, 1, 1, 0, 0, 0)
# The first and the last year that a zip can hold (PKWARE, APPNOTE.TXT 6.3.10, section 4.4.6).
_FIRST_YEAR, _LAST_YEAR = 1980, 2107


def add_to_zip(archive: zipfile.ZipFile, name: str, content: bytes | str, method: int | None = None) -> None:
    """Adds a file to a zip that is open for writing.

    `ZipFile.writestr` fails where the clock has never been set, as on a small computer without internet.

    Args:
        archive: The zip.
        name: The file's path in the zip.
        content: Bytes, or text, which is written as UTF-8.
        method: How the file is compressed, such as `zipfile.ZIP_DEFLATED`; by default, as the zip says.
    """
    now = time.localtime()
    date = now[:6] if _FIRST_YEAR <= now.tm_year <= _LAST_YEAR else _NO_DATE
    entry = zipfile.ZipInfo(name, date)
    # The owner may read and write it, as `writestr` has it.
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, content, archive.compression if method is None else method)
