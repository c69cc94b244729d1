"""Draws the example photos of the Photo page: `python -m docs.make_example_photos`.

Each is painted from gradients, ellipses and polygons at four times its size, then reduced, so that edges are
soft and the networks see something like a photo.
"""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from core.preprocessing.example_photos import EXAMPLE_PHOTOS_FOLDER

SIDE_PX, FINER = 384, 4
_BIG = SIDE_PX * FINER
Color = tuple[int, int, int]


def vertical(top: Color, bottom: Color) -> Image.Image:
    """A sky or a wall: one colour above that becomes another below."""
    share = np.linspace(0, 1, _BIG)[:, None, None]
    rows = np.array(top) * (1 - share) + np.array(bottom) * share
    return Image.fromarray(np.broadcast_to(rows, (_BIG, _BIG, 3)).astype(np.uint8))


def shape(draw_it, blur: float = 0.0) -> Image.Image:  # noqa: ANN001
    """A mask of what is drawn, in units of the picture's side."""
    mask = Image.new("L", (_BIG, _BIG))
    draw_it(ImageDraw.Draw(mask))
    return mask.filter(ImageFilter.GaussianBlur(blur * _BIG)) if blur else mask


def box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    return left * _BIG, top * _BIG, right * _BIG, bottom * _BIG


def points(*places: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x * _BIG, y * _BIG) for x, y in places]


def ball(
    image: Image.Image, ball: tuple[float, float, float], color: Color, shine: float = 0.5
) -> Image.Image:
    """Paints a ball, lit from the upper left, with its shadow side."""
    x, y, radius = ball
    rows, columns = np.mgrid[0:_BIG, 0:_BIG] / _BIG
    across, down = (columns - x) / radius, (rows - y) / radius
    height = np.sqrt(np.clip(1 - across**2 - down**2, 0, None))
    light = np.clip(-0.5 * across - 0.6 * down + 0.62 * height, 0, None)
    glint = np.clip(light, 0, 1) ** 40 * shine
    painted = np.array(color) * (0.35 + 0.75 * light[..., None]) + 255 * glint[..., None]
    mask = shape(lambda draw: draw.ellipse(box(x - radius, y - radius, x + radius, y + radius), fill=255))
    return Image.composite(Image.fromarray(np.clip(painted, 0, 255).astype(np.uint8)), image, mask)


def fill(image: Image.Image, color: Color, draw_it, blur: float = 0.0) -> Image.Image:  # noqa: ANN001
    return Image.composite(Image.new("RGB", image.size, color), image, shape(draw_it, blur))


def balloon() -> Image.Image:
    """A hot-air balloon above hills."""
    image = vertical((70, 130, 210), (205, 225, 245))
    image = fill(image, (235, 240, 250), lambda d: d.ellipse(box(0.02, 0.55, 0.4, 0.66), fill=200), 0.02)
    image = fill(image, (90, 130, 80), lambda d: d.ellipse(box(-0.3, 0.86, 0.8, 1.4), fill=255))
    image = fill(image, (70, 110, 65), lambda d: d.ellipse(box(0.4, 0.9, 1.4, 1.4), fill=255))
    colors = [(214, 60, 50), (244, 190, 60), (60, 110, 190), (244, 190, 60), (214, 60, 50), (60, 110, 190)]
    stripes = Image.new("RGB", image.size)
    paint = ImageDraw.Draw(stripes)
    # Gores of a balloon: narrow at the rim, wide in the middle.
    edges = [0.5 + 0.29 * math.sin(math.pi * (number / 8 - 0.5)) for number in range(9)]
    for number in range(8):
        paint.rectangle(box(edges[number], 0, edges[number + 1], 1), fill=colors[number % 6])
    rows, columns = np.mgrid[0:_BIG, 0:_BIG] / _BIG
    light = 1.12 - 0.75 * np.clip((columns - 0.4) ** 2 + (rows - 0.28) ** 2, 0, 1) / 0.2
    stripes = Image.fromarray(np.clip(np.asarray(stripes) * light[..., None], 0, 255).astype(np.uint8))

    def envelope(draw: ImageDraw.ImageDraw) -> None:
        draw.ellipse(box(0.21, 0.06, 0.79, 0.62), fill=255)
        draw.polygon(points((0.235, 0.43), (0.765, 0.43), (0.545, 0.75), (0.455, 0.75)), fill=255)

    image = Image.composite(stripes, image, shape(envelope))
    for left, right in ((0.457, 0.466), (0.543, 0.534)):
        image = fill(
            image,
            (60, 50, 40),
            lambda d, a=left, b=right: d.line(points((a, 0.75), (b, 0.82)), 255, FINER * 2),
        )
    return fill(
        image, (120, 80, 45), lambda d: d.rounded_rectangle(box(0.462, 0.815, 0.538, 0.885), 20, fill=255)
    )


def ship() -> Image.Image:
    """A sailing boat on the sea."""
    image = vertical((110, 165, 225), (225, 235, 240))
    image = fill(image, (250, 250, 252), lambda d: d.ellipse(box(0.55, 0.1, 0.95, 0.22), fill=210), 0.02)
    sea = vertical((60, 120, 160), (15, 60, 105))
    image.paste(sea.crop((0, 0, _BIG, int(_BIG * 0.36))), (0, int(_BIG * 0.64)))
    chance = np.random.default_rng(1)
    for _ in range(150):
        x, y, long = chance.uniform(0, 1), chance.uniform(0.66, 1), chance.uniform(0.02, 0.08)
        tone = tuple(int(v) for v in np.array([120, 170, 200]) * chance.uniform(0.6, 1.2))
        image = _wave(image, x, y, long, tone)
    image = fill(
        image, (245, 245, 240), lambda d: d.polygon(points((0.5, 0.1), (0.5, 0.6), (0.8, 0.6)), fill=255)
    )
    image = fill(
        image,
        (225, 225, 222),
        lambda d: d.polygon(points((0.475, 0.18), (0.475, 0.6), (0.27, 0.6)), fill=255),
    )
    image = fill(image, (90, 60, 40), lambda d: d.line(points((0.488, 0.06), (0.488, 0.66)), 255, FINER * 4))
    hull = points((0.2, 0.64), (0.86, 0.64), (0.76, 0.75), (0.3, 0.75))
    image = fill(image, (150, 40, 40), lambda d: d.polygon(hull, fill=255))
    return fill(
        image,
        (235, 230, 220),
        lambda d: d.polygon(points((0.2, 0.635), (0.86, 0.635), (0.845, 0.66), (0.225, 0.66)), fill=255),
    )


def _wave(image: Image.Image, x: float, y: float, long: float, tone: tuple[int, ...]) -> Image.Image:
    ImageDraw.Draw(image).line(points((x, y), (x + long, y)), tone, FINER)
    return image


def traffic_light() -> Image.Image:
    """A traffic light that shows green."""
    image = vertical((150, 185, 220), (220, 228, 232))
    image = fill(image, (150, 145, 140), lambda d: d.rectangle(box(0.0, 0.45, 0.3, 1), fill=255), 0.01)
    image = fill(image, (175, 165, 155), lambda d: d.rectangle(box(0.68, 0.3, 1, 1), fill=255), 0.01)
    image = fill(image, (70, 72, 74), lambda d: d.rectangle(box(0.475, 0.8, 0.525, 1), fill=255))
    image = fill(
        image, (28, 30, 30), lambda d: d.rounded_rectangle(box(0.35, 0.08, 0.65, 0.82), 90, fill=255)
    )
    for y, color, shines in (
        (0.2, (70, 22, 20), False),
        (0.45, (74, 56, 18), False),
        (0.7, (40, 235, 130), True),
    ):
        if shines:
            image = fill(
                image,
                (60, 200, 130),
                lambda d, y=y: d.ellipse(box(0.37, y - 0.13, 0.63, y + 0.13), fill=150),
                0.03,
            )
        image = ball(image, (0.5, y, 0.095), color, 0.25)
        if shines:
            image = fill(
                image,
                (190, 255, 215),
                lambda d, y=y: d.ellipse(box(0.44, y - 0.06, 0.56, y + 0.06), fill=190),
                0.02,
            )
        image = fill(
            image,
            (14, 15, 15),
            lambda d, y=y: d.arc(box(0.395, y - 0.115, 0.605, y + 0.1), 180, 360, 255, FINER * 9),
        )
    return image


def clock() -> Image.Image:
    """A clock on a wall, at ten past ten."""
    image = vertical((212, 202, 184), (190, 178, 160))
    image = fill(image, (120, 110, 95), lambda d: d.ellipse(box(0.14, 0.16, 0.9, 0.92), fill=170), 0.02)
    image = fill(image, (60, 45, 35), lambda d: d.ellipse(box(0.1, 0.1, 0.88, 0.88), fill=255))
    image = fill(image, (245, 243, 236), lambda d: d.ellipse(box(0.145, 0.145, 0.835, 0.835), fill=255))

    def ray(angle: float, inner: float, outer: float) -> list[tuple[float, float]]:
        turn = math.radians(angle - 90)
        return points(*((0.49 + r * math.cos(turn), 0.49 + r * math.sin(turn)) for r in (inner, outer)))

    def face(draw: ImageDraw.ImageDraw) -> None:
        for minute in range(60):
            draw.line(
                ray(minute * 6, 0.3 if minute % 5 else 0.275, 0.325), 255, FINER * (1 if minute % 5 else 5)
            )
        draw.line(ray(305, -0.04, 0.18), 255, FINER * 8)
        draw.line(ray(60, -0.05, 0.27), 255, FINER * 5)
        draw.ellipse(box(0.47, 0.47, 0.51, 0.51), fill=255)

    image = fill(image, (25, 25, 28), face)
    return fill(image, (190, 40, 30), lambda d: d.line(ray(200, -0.06, 0.29), 255, FINER * 2))


def orange() -> Image.Image:
    """Two oranges on a table."""
    image = vertical((225, 222, 214), (205, 198, 186))
    table = vertical((150, 105, 70), (120, 80, 50))
    image.paste(table.crop((0, 0, _BIG, int(_BIG * 0.45))), (0, int(_BIG * 0.55)))
    for x, y, radius in ((0.66, 0.52, 0.22), (0.37, 0.58, 0.28)):
        image = fill(
            image,
            (60, 38, 22),
            lambda d, x=x, y=y, r=radius: d.ellipse(
                box(x - r, y + r * 0.72, x + r * 1.25, y + r * 1.15), fill=200
            ),
            0.015,
        )
        image = ball(image, (x, y, radius), (246, 136, 22), 0.35)
        image = fill(
            image,
            (90, 110, 40),
            lambda d, x=x, y=y, r=radius: d.ellipse(
                box(x - r * 0.12, y - r * 0.72, x + r * 0.02, y - r * 0.62), fill=255
            ),
        )
    pits = np.random.default_rng(2).normal(0, 3, (SIDE_PX, SIDE_PX, 1))
    return Image.fromarray(np.clip(np.asarray(image.reduce(FINER)) + pits, 0, 255).astype(np.uint8))


def airplane() -> Image.Image:
    """An airliner in a blue sky, from the side."""
    image = vertical((60, 125, 205), (185, 214, 240))
    image = fill(image, (245, 248, 252), lambda d: d.ellipse(box(0.05, 0.7, 0.6, 0.88), fill=190), 0.03)
    image = fill(image, (245, 248, 252), lambda d: d.ellipse(box(0.6, 0.12, 1.0, 0.24), fill=170), 0.03)
    image = fill(
        image,
        (150, 160, 172),
        lambda d: d.polygon(points((0.46, 0.47), (0.56, 0.47), (0.66, 0.3), (0.62, 0.3)), fill=255),
    )
    image = fill(
        image,
        (30, 70, 150),
        lambda d: d.polygon(points((0.09, 0.28), (0.17, 0.28), (0.28, 0.46), (0.13, 0.48)), fill=255),
    )

    def body(draw: ImageDraw.ImageDraw) -> None:
        draw.rounded_rectangle(box(0.14, 0.445, 0.93, 0.555), int(_BIG * 0.055), fill=255)
        draw.polygon(points((0.06, 0.45), (0.3, 0.445), (0.3, 0.55)), fill=255)

    image = fill(image, (240, 242, 245), body)
    image = fill(image, (200, 206, 214), lambda d: d.rectangle(box(0.2, 0.525, 0.9, 0.55), fill=200), 0.008)
    for number in range(17):
        x = 0.27 + number * 0.034
        image = fill(
            image, (60, 80, 105), lambda d, x=x: d.ellipse(box(x, 0.475, x + 0.016, 0.497), fill=255)
        )
    image = fill(
        image,
        (45, 60, 85),
        lambda d: d.polygon(points((0.885, 0.468), (0.905, 0.47), (0.92, 0.492), (0.885, 0.49)), fill=255),
    )
    image = fill(
        image,
        (178, 186, 196),
        lambda d: d.polygon(points((0.42, 0.52), (0.58, 0.52), (0.36, 0.76), (0.3, 0.76)), fill=255),
    )
    image = fill(
        image,
        (150, 158, 170),
        lambda d: d.polygon(points((0.1, 0.47), (0.2, 0.47), (0.1, 0.56), (0.06, 0.56)), fill=255),
    )
    return fill(
        image, (90, 98, 110), lambda d: d.rounded_rectangle(box(0.45, 0.575, 0.58, 0.635), 70, fill=255)
    )


SCENES = {
    "airplane": airplane,
    "balloon": balloon,
    "clock": clock,
    "oranges": orange,
    "sailing-boat": ship,
    "traffic-light": traffic_light,
}


def main() -> None:
    """Draws all of them."""
    EXAMPLE_PHOTOS_FOLDER.mkdir(exist_ok=True)
    for name, draw_scene in SCENES.items():
        image = draw_scene()
        if image.width > SIDE_PX:
            image = image.reduce(FINER)
        image.save(EXAMPLE_PHOTOS_FOLDER / f"{name}.jpg", quality=88, optimize=True)


if __name__ == "__main__":
    main()
