"""Draws the page's icon: `python -m docs.make_icon` writes widgets/shared/icon.png."""

from pathlib import Path

from PIL import Image, ImageDraw

ICON = Path(__file__).resolve().parents[1] / "widgets" / "shared" / "icon.png"
_SIDE_PX = 64
# The icon is drawn larger and then reduced, which smooths the edges.
_SCALE = 8
_PAPER, _INK = "#FBFAF7", "#0B6E99"
# The digit 2 as a stroke and a line, as on the canvas, in shares of the side.
_STROKE = [(0.30, 0.36), (0.36, 0.25), (0.50, 0.21), (0.64, 0.26), (0.69, 0.38), (0.62, 0.50), (0.31, 0.78)]
_LINE = [(0.31, 0.78), (0.71, 0.78)]


def icon() -> Image.Image:
    """Draws the icon: a digit in ink on a sheet of paper.

    Returns:
        `(64, 64)` pixels, RGBA.
    """
    side = _SIDE_PX * _SCALE
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, side - 1, side - 1), side // 6, fill=_PAPER, outline=_INK, width=side // 24)
    width = side // 9
    for points in (_STROKE, _LINE):
        places = [(x * side, y * side) for x, y in points]
        draw.line(places, fill=_INK, width=width, joint="curve")
        for x, y in places:
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=_INK)
    return picture.resize((_SIDE_PX, _SIDE_PX), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    icon().save(ICON, optimize=True)
    print(f"{ICON}: {ICON.stat().st_size:,} bytes")
