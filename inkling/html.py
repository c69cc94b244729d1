"""HTML for notebooks: without style sheets or scripts of ours, and legible on light and dark pages."""

import base64
import io
from collections.abc import Iterable, Sequence

from PIL import Image

from core.presentation.html_text import escape_html
from core.presentation.wording import in_percent

# Okabe and Ito's colours, which colour-blind people can tell apart; legible on light and dark.
BLUE, VERMILION = "#0072B2", "#D55E00"
_TRACK = "rgba(128,128,128,0.25)"
_BAR_PX = 160
_PICTURE_PX = 96
_JPEG_QUALITY = 80


class Html:
    """A piece of HTML that a notebook shows, with the same content in plain words for everywhere else.

    Args:
        html: The HTML that notebooks show; all names in it are escaped.
        words: The text that `repr` and `print` show.
    """

    def __init__(self, html: str, words: str) -> None:
        self._html = html
        self._words = words

    def __repr__(self) -> str:
        """Returns the content in plain words."""
        return self._words

    def _repr_html_(self) -> str:
        return self._html


def block(*parts: str) -> str:
    """Puts pieces of HTML below each other; everything of ours that a notebook shows is in such a block."""
    # Without these classes, a notebook would typeset text between two dollar signs as mathematics.
    return f'<div class="tex2jax_ignore mathjax_ignore" style="max-width:46rem">{"".join(parts)}</div>'


def paragraph(text: str, is_strong: bool = False) -> str:
    """Returns plain text as a paragraph."""
    tag = "strong" if is_strong else "span"
    return f'<p style="margin:0.3em 0"><{tag}>{escape_html(text)}</{tag}></p>'


def bullets(lines: Iterable[str]) -> str:
    """Returns lines of plain text as an HTML list; an empty string if there are none."""
    items = "".join(f"<li>{escape_html(line)}</li>" for line in lines)
    return f'<ul style="margin:0.3em 0">{items}</ul>' if items else ""


def bars(rows: Iterable[tuple[str, float]]) -> str:
    """Returns a table of labels, bars and percentages; screen readers read the percentages, not the bars.

    Args:
        rows: Labels and probabilities, 0.0 to 1.0.
    """
    lines = "".join(
        f'<tr><td style="text-align:left">{escape_html(label)}</td>'
        f'<td aria-hidden="true"><div style="width:{_BAR_PX}px;background:{_TRACK}">'
        f'<div style="width:{probability * 100:.1f}%;height:0.7em;background:{BLUE}"></div></div></td>'
        f'<td style="text-align:right">{escape_html(in_percent(probability))}</td></tr>'
        for label, probability in rows
    )
    return f"<table>{lines}</table>"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns a table.

    Args:
        header: Title of each column, as plain text.
        rows: HTML of each cell: text that `escape_html` has escaped, or HTML from this module.
    """
    head = "".join(f'<th scope="col" style="text-align:left">{escape_html(title)}</th>' for title in header)
    body = "".join(
        f"<tr>{''.join(f'<td style=text-align:left>{cell}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def picture(image: Image.Image, words: str, side_px: int = _PICTURE_PX) -> str:
    """Returns a picture as an HTML element that contains its data, so that no file is needed.

    Args:
        image: The picture.
        words: What the picture shows, for people who cannot see it.
        side_px: Width of the picture on the page.
    """
    return picture_of_bytes(jpeg_of(image), words, side_px)


def picture_of_bytes(jpeg: bytes, words: str, side_px: int = _PICTURE_PX) -> str:
    """Returns what `picture` does, but takes the content of a JPEG file."""
    address = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
    return f'<img src="{address}" width="{side_px}" alt="{escape_html(words)}">'


def jpeg_of(image: Image.Image) -> bytes:
    """Returns a picture as the content of a JPEG file."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_JPEG_QUALITY)
    return file.getvalue()
