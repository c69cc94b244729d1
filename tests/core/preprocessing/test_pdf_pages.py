"""Scans in PDF files: the requested page, or a sentence for what cannot be read."""

import io
from functools import partial

import numpy as np
import pytest
from PIL import Image

from core.errors import DecoderBusy, UnreadablePicture
from core.preprocessing.container import is_pdf
from core.preprocessing.decode import MAX_BYTES, decode_image
from core.preprocessing.decoding_budget import DECODING_BUDGET
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.pdf_pages import MAX_PAGES, decode_pdf_page
from tests.core.pictures_for_tests import ink_of


def pdf_of(*pictures, resolution=100):
    images = [Image.fromarray(picture).convert("L") for picture in pictures]
    file = io.BytesIO()
    images[0].save(file, "PDF", save_all=True, append_images=images[1:], resolution=resolution)
    return file.getvalue()


def page_of(*, box="0 0 200 100", extra="", trailer=""):
    """A PDF with one page of any size, and extra entries for the page and the trailer."""
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {extra} >>",
    ]
    text, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(text))
        text += f"{number} 0 obj\n{part}\nendobj\n"
    start = len(text)
    text += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n"
    text += "".join(f"{place:010d} 00000 n \n" for place in places)
    text += f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    return text.encode()


PAPER = [255 - ink_of(name, 400) for name in ("7", "4")]


@pytest.mark.parametrize("page", [0, 1])
def test_the_page_that_was_asked_for_becomes_a_picture(page):
    read = decode_pdf_page(pdf_of(*PAPER), "scan.pdf", page)
    assert read.pages == 2
    assert read.picture.pixels.shape == (1024, 1024, 3)
    assert (read.picture.width_px, read.picture.height_px) == (1024, 1024)
    small = np.asarray(Image.fromarray(read.picture.pixels).convert("L").resize((400, 400)), dtype=float)
    assert np.abs(small - PAPER[page]).mean() < 4
    assert extract_ink(read.picture).max() == 255


def test_a_page_past_the_end_is_the_last_and_a_long_file_is_bounded():
    data = pdf_of(*[np.full((20, 20), 255 - number * 4, np.uint8) for number in range(MAX_PAGES + 5)])
    read = decode_pdf_page(data, page=1000)
    assert read.pages == MAX_PAGES
    assert abs(int(np.median(read.picture.pixels)) - (255 - (MAX_PAGES - 1) * 4)) <= 3


def test_the_colours_are_in_order():
    file = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 30, 10)).save(file, "PDF")
    middle = decode_pdf_page(file.getvalue()).picture.pixels[300, 500]
    assert np.abs(middle.astype(int) - (200, 30, 10)).max() < 12


@pytest.mark.parametrize("box", ["0 0 1000000000 900000000", "0 0 0.01 0.01"])
def test_pages_of_any_size_become_pictures_of_one_size(box):
    assert max(decode_pdf_page(page_of(box=box)).picture.pixels.shape) <= 1024


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 and nothing else", "damaged"),
        (page_of()[:60], "damaged"),
        (page_of(box="0 0 10 100000"), "too long and thin"),
        (
            page_of(
                trailer="/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
                f" /O <{'11' * 32}> /U <{'22' * 32}> >>"
            ),
            "needs a password",
        ),
        (b"%PDF-" + bytes(MAX_BYTES), "too large"),
    ],
    ids=["empty", "cut", "thin", "password", "large"],
)
def test_what_cannot_be_read_is_a_sentence(data, words):
    with pytest.raises(UnreadablePicture, match=words) as refused:
        decode_pdf_page(data, "scan.pdf")
    assert f"Received: scan.pdf, {len(data):,} bytes" in str(refused.value)


def test_while_others_are_decoded_it_says_that_it_can_be_tried_again(monkeypatch):
    monkeypatch.setattr(DECODING_BUDGET, "lend", partial(DECODING_BUDGET.lend, wait_seconds=0))
    with DECODING_BUDGET.lend(1), pytest.raises(DecoderBusy, match=r"Received: scan.pdf"):
        decode_pdf_page(pdf_of(PAPER[0]), "scan.pdf")


def test_a_pdf_is_known_by_its_beginning_and_is_no_picture_elsewhere():
    data = pdf_of(PAPER[0])
    assert is_pdf(data)
    assert is_pdf(b"\xef\xbb\xbf" + data)
    assert not is_pdf(b"\x89PNG" + data[2000:])
    with pytest.raises(UnreadablePicture, match=r"a PDF, not a picture; the Draw page .* Choose a PNG"):
        decode_image(data, "scan.pdf")
