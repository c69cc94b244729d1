"""Scans in PDF files: drawing a page as a picture, in a separate process."""

from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from core.errors import UnreadablePicture
from core.plurals import counted
from core.preprocessing.container import damaged
from core.preprocessing.decode import MAX_BYTES, MAX_RATIO, Picture
from core.preprocessing.decoder_process import DECODERS
from core.preprocessing.decoding_budget import DECODING_BUDGET, MAX_BYTES_IN_FLIGHT
from core.preprocessing.picture_codecs import WORKING_SIDE_PX, Decoded

# A scan of an exercise has a few pages; a book is a different task.
MAX_PAGES = 50


@dataclass(frozen=True)
class PdfPage:
    """A page of a PDF file.

    Attributes:
        picture: The page as a picture.
        pages: The number of pages to choose from.
    """

    picture: Picture
    pages: int


def decode_pdf_page(data: bytes, name: str = "", page: int = 0) -> PdfPage:
    """Draws one page of a PDF file from an untrusted source.

    Args:
        data: The file's bytes.
        name: The file's name, for messages.
        page: Index of the page; the last page is drawn if there are fewer.

    Raises:
        UnreadablePicture: If the file is damaged, needs a password or exceeds a limit.
        DecoderBusy: If other pictures occupy the memory for decoding for several seconds.
    """
    received = f"Received: {PurePath(name).name[:60] or 'a PDF'}, {counted(len(data), 'byte')}"
    if len(data) > MAX_BYTES:
        raise UnreadablePicture(
            f"This file is too large; choose one of at most {MAX_BYTES // 2**20} MB. {received}"
        )
    try:
        # How much memory a page takes is not known before it is drawn, so only one is drawn at a time.
        with DECODING_BUDGET.lend(MAX_BYTES_IN_FLIGHT):
            decoded = DECODERS.decode(data, page)
    except UnreadablePicture as error:
        raise type(error)(f"{error} {received}") from error
    return PdfPage(Picture(decoded.pixels, decoded.width_px, decoded.height_px), decoded.pages)


def draw_pdf_page(data: bytes, page: int) -> Decoded:
    """Draws one page of a PDF file in this process; `decode_pdf_page` runs this in one that can be killed.

    Args:
        data: The file's bytes.
        page: Index of the page; the last page is drawn if there are fewer.

    Raises:
        UnreadablePicture: If it needs a password, has no pages, or its pages are too long and thin.
        Exception: The reader may raise anything on damaged files.
    """
    # Imported only when the first PDF is read.
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadablePicture("This PDF needs a password. Save it without one.") from error
        raise damaged("it is not a readable PDF") from error
    count = min(len(document), MAX_PAGES)
    if not count:
        raise damaged("it has no pages")
    chosen = document[min(page, count - 1)]
    sides = chosen.get_size()
    if max(sides) > MAX_RATIO * min(sides):
        raise UnreadablePicture(
            f"This page is too long and thin; crop it to at most {MAX_RATIO} times as long as it is wide."
        )
    bitmap = chosen.render(scale=WORKING_SIDE_PX / max(sides), rev_byteorder=True, may_draw_forms=False)
    pixels = np.array(bitmap.to_numpy()[:WORKING_SIDE_PX, :WORKING_SIDE_PX, :3])
    return Decoded(pixels, pixels.shape[1], pixels.shape[0], pages=count)
