"""Pictures that several networks answered differently, with heat maps for each network, as HTML."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.plurals import counted
from core.presentation.html_text import escape_html
from core.presentation.wording import compared_answer_in_words, is_worth_naming

_SIDE_PX, _JPEG_QUALITY = 160, 80


@dataclass(frozen=True)
class GalleryPicture:
    """One picture with the answers of several networks.

    Attributes:
        picture: The picture.
        label: Its true class.
        answers: The name, the answer, the answer's probability and whether it is sure, for each network.
        heat_maps: For each network, the picture overlaid with the evidence for its answer, `(height, width,
            3)` uint8; None for a network without heat maps.
    """

    picture: Image.Image
    label: str
    answers: tuple[tuple[str, str, float, bool], ...]
    heat_maps: tuple[np.ndarray | None, ...]


@dataclass(frozen=True)
class Gallery:
    """Pictures that one network got right and another network got wrong.

    Attributes:
        right: Name of the network that was right.
        wrong: Name of the network that was wrong.
        found: The total number of such pictures.
        pictures: Some of them, starting with those on which the wrong network was surest.
    """

    right: str
    wrong: str
    found: int
    pictures: tuple[GalleryPicture, ...]


def gallery_in_words(right: str, wrong: str, found: int, shown: int) -> str:
    """Describes in words what a gallery shows.

    Args:
        right: Name of the network that was right.
        wrong: Name of the network that was wrong.
        found: The total number of such pictures.
        shown: The number of pictures that are shown.
    """
    if not found:
        return f"{wrong} got every picture right that {right} got right."
    pictures = counted(found, "picture")
    some = "" if shown == found else f"; {shown:,} are shown"
    return (
        f"{pictures} that {right} got right and {wrong} wrong, starting with those that {wrong} was surest "
        f"of{some}. Next to each picture is what the networks saw of it, with orange where they found "
        "evidence for their own answers."
    )


def gallery_html(pictures: Sequence[GalleryPicture]) -> str:
    """Returns pictures side by side, each with its heat maps and a line for each network."""
    return f'<div class="cmp"><div class="cmp-pictures">{"".join(map(_picture_html, pictures))}</div></div>'


def _picture_html(one: GalleryPicture) -> str:
    images = _image(one.picture, f"The picture, a {one.label}.")
    lines = []
    for (name, answer, probability, is_sure), heat in zip(one.answers, one.heat_maps, strict=True):
        if heat is not None:
            named = answer if is_sure or is_worth_naming(probability) else "its best guess"
            images += _image(Image.fromarray(heat), f"Where {name} found evidence for {named}.")
        lines.append(escape_html(f"{name}: {compared_answer_in_words(answer, probability, is_sure)}"))
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
