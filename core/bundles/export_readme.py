"""What comes with an export in a format of Keras: how to prepare a picture, and how to ask the network."""

import textwrap
from pathlib import Path

from core.bundles.bundle import Bundle

_SNIPPETS = Path(__file__).with_name("snippets")
_PHOTOS = """\
Each picture is a photo as red, green and blue from 0 to 255. Take the square in the middle of the upright
photo whose side is {crop:.3g} of the photo's shorter side, and resize it ({interpolation})."""
_DRAWINGS = """\
Each picture is a drawing as ink, from 0 for paper to 1 for ink. classify.py, which Inkling saves under "For
phones and small computers", has a function picture_of that makes it from a picture file."""


def export_readme(bundle: Bundle, form: str) -> str:
    """Writes how an exported network is used.

    Args:
        bundle: The network.
        form: "keras", "savedmodel" or "onnx".

    Returns:
        Plain text, which ends in a Python program, indented by four spaces, that computes `answers` for the
        array `pictures`.
    """
    shape = ", ".join(map(str, bundle.card.input.size))
    card = bundle.card.input
    prepared = _DRAWINGS
    if bundle.kind == "photo":
        prepared = _PHOTOS.format(crop=card.crop, interpolation=card.interpolation)
    snippet = (_SNIPPETS / f"{form}.py").read_text(encoding="utf-8")
    program = textwrap.indent(snippet.replace("NAME", bundle.name), " " * 4)
    return f"""{bundle.title}

The network takes "picture", a float32 array of shape (pictures, {shape}).
{prepared}

It returns a float32 array of shape (pictures, {len(bundle.labels)}): how probable each class is.
labels.txt names the classes in this order. Inkling also says "not sure" of a picture that looks like nothing
that the network was taught; this network does not.

{program}"""
