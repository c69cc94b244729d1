"""Example drawings for the Draw page: digits, the six animals and a few objects."""

import numpy as np

from core.preprocessing.strokes import Strokes

# Every drawing is made for a canvas of this width and height.
CANVAS_PX = 280

Point = tuple[float, float]
Drawing = list[list[Point]]


def example_drawing(task: str, number: int) -> tuple[str, Strokes]:
    """Returns one of a task's example drawings.

    Args:
        task: "digits", "animals" or "sketches".
        number: Index of the drawing; starts over after the last one.

    Returns:
        The name of its class, and its strokes in pixels of a 280 x 280 canvas.
    """
    drawings = EXAMPLES[task]
    name = list(drawings)[number % len(drawings)]
    return name, [np.array(stroke, dtype=np.float32) for stroke in drawings[name]]


def _arc(x: float, y: float, radius_x: float, radius_y: float, start: float, end: float) -> list[Point]:
    """Returns points of an elliptical arc; angles are in degrees, measured clockwise from the right."""
    steps = max(6, int(abs(end - start) / 10))
    angles = np.deg2rad(np.linspace(start, end, steps))
    return [(float(x + radius_x * np.cos(a)), float(y + radius_y * np.sin(a))) for a in angles]


def _circle(x: float, y: float, radius: float) -> list[Point]:
    return _arc(x, y, radius, radius, -90, 270)


_DIGITS: dict[str, Drawing] = {
    "7": [[(92, 72), (120, 64), (188, 66), (172, 100), (148, 160), (136, 225)]],
    "3": [_arc(130, 95, 50, 42, -150, 80) + _arc(128, 182, 58, 46, -85, 150)],
    "4": [[(150, 55), (80, 165), (205, 165)], [(165, 110), (160, 230)]],
    "2": [_arc(135, 105, 52, 50, -170, 20) + [(160, 160), (85, 222), (205, 220)]],
    "8": [
        _arc(140, 98, 42, 40, 60, -250) + _arc(140, 184, 52, 46, -90, 270) + _arc(140, 98, 42, 40, 110, 60)
    ],
    "5": [[(166, 67), (112, 65), (112, 133)] + _arc(123, 172, 50, 40, -93, 152)],
    "0": [_arc(140, 140, 56, 84, -80, 285)],
    "9": [_arc(135, 105, 48, 46, -10, -360) + [(185, 105), (180, 160), (165, 228)]],
    "6": [[(180, 58), (130, 100), (98, 165)] + _arc(142, 182, 46, 44, 180, -180)],
    "1": [[(110, 90), (145, 58), (142, 225)]],
}

_CAT: Drawing = [
    _arc(140, 155, 75, 65, -60, 240),
    [(78, 118), (72, 55), (118, 92), (160, 92), (206, 52), (203, 118)],
    _circle(112, 140, 8),
    _circle(168, 140, 8),
    [(132, 165), (148, 165), (140, 175), (132, 165)],
    _arc(126, 178, 14, 10, 0, 150),
    _arc(154, 178, 14, 10, 180, 30),
    [(105, 170), (45, 160)],
    [(105, 178), (45, 185)],
    [(175, 170), (235, 160)],
    [(175, 178), (235, 185)],
]
_FISH: Drawing = [
    _arc(125, 140, 85, 52, 25, 335) + [(255, 92), (240, 140), (255, 190), (202, 162)],
    _circle(80, 128, 6),
    _arc(90, 140, 30, 45, -45, 45),
]
_GIRAFFE: Drawing = [
    [(178, 62), (205, 78), (200, 90), (168, 88), (152, 150)],
    [(178, 62), (160, 60), (130, 148)],
    [(165, 60), (162, 42)],
    [(176, 60), (178, 42)],
    [(130, 148), (62, 152), (55, 175), (66, 185), (150, 182), (152, 150)],
    [(66, 185), (64, 255)],
    [(80, 185), (80, 255)],
    [(130, 184), (130, 255)],
    [(146, 182), (148, 255)],
    [(58, 158), (42, 190)],
    _circle(95, 165, 6),
    _circle(118, 166, 6),
    _circle(146, 118, 5),
    _circle(160, 90, 4),
    _circle(182, 74, 3),
]
_CAMEL: Drawing = [
    [(62, 200), (58, 165), (72, 145)]
    + _arc(100, 135, 24, 42, 190, 350)
    + _arc(150, 135, 25, 42, 190, 350)
    + [
        (186, 150),
        (205, 130),
        (212, 92),
        (228, 80),
        (252, 90),
        (248, 104),
        (232, 106),
        (224, 145),
        (196, 178),
    ],
    [(62, 200), (64, 250), (76, 250), (80, 195)],
    [(80, 195), (160, 192)],
    [(160, 192), (164, 250), (176, 250), (180, 188), (196, 178)],
    [(62, 165), (46, 195)],
    _circle(234, 90, 3),
]
_OCTOPUS: Drawing = [
    [(88, 150)] + _arc(140, 105, 56, 60, 170, 370) + [(192, 150)],
    [(88, 150), (62, 190), (38, 200), (32, 222)],
    [(104, 156), (88, 205), (66, 232)],
    [(120, 160), (114, 215), (98, 250)],
    [(136, 160), (136, 220), (130, 255)],
    [(150, 160), (156, 220), (168, 252)],
    [(166, 158), (182, 210), (202, 238)],
    [(180, 154), (206, 196), (232, 214)],
    [(192, 150), (222, 180), (248, 186)],
    [(88, 150), (192, 150)],
    _circle(120, 105, 8),
    _circle(160, 105, 8),
    _arc(140, 122, 18, 12, 20, 160),
]
_DOG: Drawing = [
    _arc(140, 140, 62, 68, -160, 200),
    [(92, 92), (62, 88), (48, 130), (56, 168), (80, 150)],
    [(188, 92), (218, 88), (232, 130), (224, 168), (200, 150)],
    _circle(118, 125, 6),
    _circle(162, 125, 6),
    _arc(140, 155, 13, 9, 0, 360),
    [(140, 164), (140, 180)],
    _arc(126, 178, 14, 10, 0, 140),
    _arc(154, 178, 14, 10, 180, 40),
    [(132, 188), (132, 205), (148, 205), (148, 188)],
]

_HOUSE: Drawing = [
    [(75, 130), (75, 235), (205, 235), (205, 130), (75, 130)],
    [(60, 130), (140, 45), (220, 130)],
    [(125, 235), (125, 190), (155, 190), (155, 235)],
    [(88, 150), (88, 172), (110, 172), (110, 150), (88, 150)],
    [(170, 150), (170, 172), (192, 172), (192, 150), (170, 150)],
]
_SMILEY: Drawing = [
    _circle(140, 140, 95),
    [(108, 95), (108, 120)],
    [(172, 95), (172, 120)],
    _arc(140, 145, 60, 50, 0, 180),
]
_UMBRELLA: Drawing = [
    _arc(140, 130, 100, 85, 180, 360) + [(40, 130)],
    [(140, 130), (140, 215)] + _arc(122, 215, 18, 18, 0, 170),
]
_SNOWMAN: Drawing = [
    _circle(140, 205, 52),
    _circle(140, 118, 38),
    _circle(140, 62, 24),
    [(104, 40), (176, 40)],
    [(118, 40), (118, 12), (162, 12), (162, 40)],
    _circle(131, 57, 2),
    _circle(149, 57, 2),
    [(140, 64), (162, 68), (140, 70)],
    [(104, 110), (50, 84)],
    [(176, 110), (230, 84)],
    _circle(140, 105, 3),
    _circle(140, 128, 3),
]
_LADDER: Drawing = [
    [(105, 40), (100, 245)],
    [(175, 40), (180, 245)],
    *[[(104.0, y), (177.0, y)] for y in (70.0, 105.0, 140.0, 175.0, 210.0)],
]

EXAMPLES: dict[str, dict[str, Drawing]] = {
    "digits": _DIGITS,
    "animals": {
        "giraffe": _GIRAFFE,
        "cat": _CAT,
        "fish": _FISH,
        "octopus": _OCTOPUS,
        "camel": _CAMEL,
        "dog": _DOG,
    },
    "sketches": {
        "house": _HOUSE,
        "smiley face": _SMILEY,
        "umbrella": _UMBRELLA,
        "snowman": _SNOWMAN,
        "ladder": _LADDER,
    },
}
