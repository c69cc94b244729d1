"""Text files in whatever encoding programs write: UTF-8, UTF-16, UTF-32 or a code page."""

import codecs
import io
from typing import IO, Any

from core.datasets.code_pages import encoding_of, is_told

# The mark of UTF-32 begins as that of UTF-16 does.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
}
_CHUNK_BYTES = 64 * 2**10
# So many lines tell the code page.
_SAMPLE_LINES = 20_000


def as_utf8(file: IO[bytes]) -> IO[bytes]:
    """Returns a text file's bytes in UTF-8, without a byte order mark.

    Args:
        file: The file, at its beginning; can be sought in.

    Returns:
        The file itself, behind UTF-8's byte order mark if it has one; or, if it is marked as UTF-16 or UTF-32
        or begins with a letter of it, a file that decodes while it is read; what is no letter becomes U+FFFD.
    """
    beginning = file.read(4)
    encoding = _marked(beginning) or _wide(beginning)
    if encoding not in (None, "utf-8-sig"):
        file.seek(0)
        return io.BufferedReader(_Recoded(file, encoding))
    file.seek(len(codecs.BOM_UTF8) if encoding else 0)
    return file


def decoded(content: bytes) -> str:
    """Decodes a text; what is not Unicode, in the code page in which its words are those of a language."""
    encoding = _marked(content) or _wide(content)
    if encoding is None:
        try:
            return content.decode()
        except UnicodeDecodeError:
            encoding = encoding_of(_words(content))
    return content.decode(encoding, "replace")


def leaves_doubt(content: bytes) -> bool:
    """Tells whether the text that `decoded` returns may be another one, in another code page."""
    return not (_marked(content) or _wide(content) or is_told(_words(content)))


def _words(content: bytes) -> list[bytes]:
    return content.splitlines()[:_SAMPLE_LINES]


def _marked(beginning: bytes) -> str | None:
    """Returns the encoding that a byte order mark says."""
    return next((encoding for mark, encoding in _MARKS.items() if beginning.startswith(mark)), None)


def _wide(beginning: bytes) -> str | None:
    """Tells UTF-16 and UTF-32 without a mark: their letters of ASCII have zeros before or behind them."""
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
