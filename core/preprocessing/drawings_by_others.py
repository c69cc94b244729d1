"""One drawing by other people for each category of Quick, Draw! (CC BY 4.0).

The file is stored next to this module; `python -m recipes.drawings_by_others` makes it.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from core.preprocessing.quickdraw_format import read_stroke_line
from core.preprocessing.strokes import Strokes

DRAWINGS_FILE = Path(__file__).with_name("drawings_by_others.ndjson")
# Every drawing fits into a box of this width and height.
BOX_PX = 256


@cache
def drawings_by_others() -> Mapping[str, Strokes]:
    """Returns the drawings by class name, in pixels of a 256 x 256 box."""
    lines = map(read_stroke_line, DRAWINGS_FILE.read_text(encoding="utf-8").splitlines())
    return MappingProxyType({line.label or "": line.strokes for line in lines})
