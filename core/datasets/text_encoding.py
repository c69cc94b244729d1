"""Text files in UTF-16, as PowerShell's `>` and other programs of Windows write them, read as UTF-8."""

import codecs
import io
from typing import IO, Any

_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK_BYTES = 64 * 2**10


def as_utf8(file: IO[bytes]) -> IO[bytes]:
    """Returns a text file's bytes in UTF-8, without a byte order mark.

    Args:
        file: The file, at its beginning; can be sought in.

    Returns:
        The file itself, behind UTF-8's byte order mark if it has one; or, if it is marked as UTF-16 or begins
        with half a letter of it, a file that decodes while it is read; what is no letter becomes U+FFFD.
    """
    beginning = file.read(3)
    encoding = "utf-16" if beginning.startswith(_MARKS) else _unmarked(beginning)
    if encoding is not None:
        file.seek(0)
        return io.BufferedReader(_Recoded(file, encoding))
    file.seek(len(codecs.BOM_UTF8) if beginning == codecs.BOM_UTF8 else 0)
    return file


def _unmarked(beginning: bytes) -> str | None:
    """Tells UTF-16 without a mark: its letters of ASCII have a zero before or behind them."""
    if len(beginning) < 2 or (beginning[0] == 0) == (beginning[1] == 0):
        return None
    return "utf-16-be" if beginning[0] == 0 else "utf-16-le"


class _Recoded(io.RawIOBase):
    def __init__(self, file: IO[bytes], encoding: str) -> None:
        super().__init__()
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._pending = b""
        self._at_end = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._pending and not self._at_end:
            data = self._file.read(_CHUNK_BYTES)
            self._at_end = not data
            self._pending = self._decoder.decode(data, self._at_end).encode("utf-8", "replace")
        count = min(len(buffer), len(self._pending))
        buffer[:count] = self._pending[:count]
        self._pending = self._pending[count:]
        return count
