"""HTML for notebooks: pages without a style sheet of ours, light or dark, and without scripts."""

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
    """A piece of HTML that a notebook shows, with the same in plain words for everywhere else.

    Args:
        html: Shown by notebooks; all names in it are escaped.
        words: What `repr` and `print` say.
    """

    def __init__(self, html: str, words: str) -> None:
        self._html = html
        self._words = words

    def __repr__(self) -> str:
        """Says the same in plain words."""
        return self._words

    def _repr_html_(self) -> str:
        return self._html


def block(*parts: str) -> str:
    """Puts pieces of HTML below each other; all that a notebook shows of ours is in one."""
    # Without the classes, a notebook would typeset what stands between two dollar signs of a name.
    return f'<div class="tex2jax_ignore mathjax_ignore" style="max-width:46rem">{"".join(parts)}</div>'


def paragraph(text: str, is_strong: bool = False) -> str:
    """Returns plain text as a paragraph."""
    tag = "strong" if is_strong else "span"
    return f'<p style="margin:0.3em 0"><{tag}>{escape_html(text)}</{tag}></p>'


def bullets(lines: Iterable[str]) -> str:
    """Returns lines of plain text as a list; nothing if there are none."""
    items = "".join(f"<li>{escape_html(line)}</li>" for line in lines)
    return f'<ul style="margin:0.3em 0">{items}</ul>' if items else ""


def bars(rows: Iterable[tuple[str, float]]) -> str:
    """Returns a table of labels, bars and percentages; the percentage is what screen readers read.

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
        header: Plain text of each column.
        rows: HTML of each cell: `escape_html` of text, or what this module returns.
    """
    head = "".join(f'<th scope="col" style="text-align:left">{escape_html(title)}</th>' for title in header)
    body = "".join(
        f"<tr>{''.join(f'<td style=text-align:left>{cell}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def picture(image: Image.Image, words: str, side_px: int = _PICTURE_PX) -> str:
    """Returns a picture inside of the page, without a file.

    Args:
        image: The picture.
        words: What it shows, for people who cannot see it.
        side_px: Width of the picture on the page.
    """
    return picture_of_bytes(jpeg_of(image), words, side_px)


def picture_of_bytes(jpeg: bytes, words: str, side_px: int = _PICTURE_PX) -> str:
    """Returns a picture inside of the page; `jpeg` is its file's content, the rest as of `picture`."""
    address = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
    return f'<img src="{address}" width="{side_px}" alt="{escape_html(words)}">'


def jpeg_of(image: Image.Image) -> bytes:
    """Returns a picture as the content of a JPEG file."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_JPEG_QUALITY)
    return file.getvalue()
