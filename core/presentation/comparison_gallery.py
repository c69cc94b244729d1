"""Pictures of which several networks said different things, with where each of them looked, as HTML."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.presentation.html_text import escape_html
from core.presentation.wording import in_percent

_SIDE_PX, _JPEG_QUALITY = 160, 80


@dataclass(frozen=True)
class GalleryPicture:
    """One picture with what networks said of it.

    Attributes:
        picture: The picture.
        label: Its true class.
        answers: For each network its name, its answer, and the answer's probability.
        heat_maps: For each network the picture with where it found evidence for its answer, `(height, width,
            3)` uint8; None for a network that cannot say.
    """

    picture: Image.Image
    label: str
    answers: tuple[tuple[str, str, float], ...]
    heat_maps: tuple[np.ndarray | None, ...]


@dataclass(frozen=True)
class Gallery:
    """Pictures that one network got right and another one wrong.

    Attributes:
        right: Name of the network that was right.
        wrong: Name of the network that was wrong.
        found: How many such pictures there are.
        pictures: Some of them, those first of which the wrong one was surest.
    """

    right: str
    wrong: str
    found: int
    pictures: tuple[GalleryPicture, ...]


def gallery_in_words(right: str, wrong: str, found: int, shown: int) -> str:
    """Says what is to be seen in a gallery.

    Args:
        right: Name of the network that was right.
        wrong: Name of the network that was wrong.
        found: How many such pictures there are.
        shown: How many of them are shown.
    """
    if not found:
        return f"{wrong} was wrong on no picture that {right} got right."
    pictures = "1 picture" if found == 1 else f"{found:,} pictures"
    some = "" if shown == found else f"; {shown:,} are shown"
    return (
        f"{pictures} that {right} got right and {wrong} wrong, those first of which {wrong} was surest{some}."
        " Beside each picture is what the networks saw of it, orange where they found evidence for their own "
        "answers."
    )


def gallery_html(pictures: Sequence[GalleryPicture]) -> str:
    """Returns pictures side by side, each with its heat maps and a line for each network."""
    return f'<div class="cmp"><div class="cmp-pictures">{"".join(map(_picture_html, pictures))}</div></div>'


def _picture_html(one: GalleryPicture) -> str:
    images = _image(one.picture, f"The picture, a {one.label}.")
    lines = []
    for (name, answer, probability), heat in zip(one.answers, one.heat_maps, strict=True):
        if heat is not None:
            images += _image(Image.fromarray(heat), f"Where {name} found evidence for {answer}.")
        lines.append(escape_html(f"{name}: {answer} ({in_percent(probability)})"))
    return (
        f'<figure><div class="cmp-row">{images}</div>'
        f"<figcaption><b>Truth: {escape_html(one.label)}</b>{'<br>'.join(lines)}</figcaption></figure>"
    )


def _image(image: Image.Image, alt: str) -> str:
    file = io.BytesIO()
    small = image.convert("RGB")
    small.thumbnail((_SIDE_PX, _SIDE_PX))
    small.save(file, "JPEG", quality=_JPEG_QUALITY)
    data = base64.b64encode(file.getvalue()).decode()
    return f'<img src="data:image/jpeg;base64,{data}" alt="{escape_html(alt)}">'
