"""Decodes text files in any encoding that programs write: UTF-8, UTF-16, UTF-32 or a code page."""

import codecs
import io
from typing import IO, Any

from core.datasets.code_pages import encoding_of, is_told

# UTF-32 comes first, because its little-endian mark begins with that of UTF-16.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
}
_CHUNK_BYTES = 64 * 2**10
# At most this many lines are used to find the code page.
_SAMPLE_LINES = 20_000


def as_utf8(file: IO[bytes]) -> IO[bytes]:
    """Returns a text file's bytes in UTF-8, without a byte order mark.

    Args:
        file: The file, positioned at its beginning; must be seekable.

    Returns:
        The file itself, positioned after UTF-8's byte order mark if it has one. If the file is in UTF-16 or
        UTF-32, by its mark or its first bytes, a file that converts it while it is read; invalid characters
        become U+FFFD.
    """
    beginning = file.read(4)
    encoding = _marked(beginning) or _wide(beginning)
    if encoding not in (None, "utf-8-sig"):
        file.seek(0)
        return io.BufferedReader(_Recoded(file, encoding))
    file.seek(len(codecs.BOM_UTF8) if encoding else 0)
    return file


def decoded(content: bytes) -> str:
    """Decodes a text; if it is not Unicode, with the code page in which it looks most like a language."""
    encoding = _marked(content) or _wide(content)
    if encoding is None:
        try:
            return content.decode()
        except UnicodeDecodeError:
            encoding = encoding_of(_words(content))
    return content.decode(encoding, "replace")


def leaves_doubt(content: bytes) -> bool:
    """Returns whether `decoded` may have chosen the wrong code page."""
    return not (_marked(content) or _wide(content) or is_told(_words(content)))


def _words(content: bytes) -> list[bytes]:
    return content.splitlines()[:_SAMPLE_LINES]


def _marked(beginning: bytes) -> str | None:
    """Returns the encoding that a byte order mark declares; None if there is no mark."""
    return next((encoding for mark, encoding in _MARKS.items() if beginning.startswith(mark)), None)


def _wide(beginning: bytes) -> str | None:
    """Recognises UTF-16 and UTF-32 without a mark, in which ASCII letters come with zero bytes; else None."""
    sample = beginning[:_CHUNK_BYTES]
    if len(sample) < 2 or b"\0" not in sample:
        return None
    zeros = [sample[start::4].count(0) for start in range(4)]
    most = len(sample) // 8
    if len(sample) >= 4 and sum(count > most for count in zeros) >= 3:
        return "utf-32-be" if zeros[3] < zeros[0] else "utf-32-le"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if max(even, odd) <= most:
        return None
    return None if even == odd else "utf-16-be" if even > odd else "utf-16-le"


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
