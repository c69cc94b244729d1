"""Decodes pictures one after another as they arrive: `python -m core.workers.decode`.

Decoders of animations and wavelets, and PDF readers, are large native libraries, and a file of a few hundred
bytes can keep one busy for hours. This process can be killed, and a crash or excessive memory use harms
nothing else.
"""

import contextlib
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict

from core.errors import UnreadablePicture
from core.preprocessing.container import damaged
from core.preprocessing.decoder_process import (
    MAX_CPU_SECONDS,
    MAX_MEMORY_BYTES,
    read_message,
    write_message,
)
from core.preprocessing.pdf_pages import draw_pdf_page
from core.preprocessing.picture_codecs import Decoded, decode, look_through


def main() -> None:
    """Answers requests until there are no more."""
    _limit_memory()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            request, data = read_message(requests)
        except ValueError:
            return
        try:
            with _limited_time():
                decoded = draw_pdf_page(data, request["page"]) if "page" in request else _decode(data)
        except UnreadablePicture as error:
            write_message(answers, {"refused": str(error)})
        except Exception:
            # The decoders may raise anything on corrupt input.
            write_message(answers, {"refused": str(damaged("it cannot be decoded"))})
        else:
            fields = asdict(decoded)
            pixels = fields.pop("pixels")
            write_message(answers, {"decoded": fields, "shape": pixels.shape}, pixels.tobytes())


def _decode(data: bytes) -> Decoded:
    container = look_through(data)
    if container is None:
        raise damaged("it is of no known format")
    return decode(container)


@contextlib.contextmanager
def _limited_time() -> Iterator[None]:
    """Ends this process if the block uses too much processor time; Windows has no such timer."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, MAX_CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _limit_memory() -> None:
    """Limits the memory of this process, where the operating system supports it."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


if __name__ == "__main__":
    main()
