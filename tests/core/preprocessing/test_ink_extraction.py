"""Finding ink on all kinds of paper, measured by its difference from the ink that was drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image
from scipy import ndimage

from core.errors import NoInk
from core.preprocessing.decode import Picture, decode_image
from core.preprocessing.ink_extraction import extract_ink
from core.preprocessing.ink_frames import mnist_frame
from tests.core.paper_for_tests import page
from tests.core.pictures_for_tests import file_of, ink_of, photo_of_paper

PAGES = ("ruled", "squared", "plain", "plain-desk", "squared-desk", "ruled-screen", "squared-screen")
NAMES = ("7", "4", "8", "3", "0")


def as_picture(pixels):
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    return Picture(pixels, pixels.shape[1], pixels.shape[0])


def difference(picture, ink):
    """Mean absolute difference in the MNIST frame, 0 to 1, between found and drawn ink.

    A shift by one pixel is allowed: a centre of mass on the border of two pixels may fall to either side.
    """
    found, drawn = mnist_frame(extract_ink(picture)), mnist_frame(ink)
    moves = [(row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)]
    return float(min(np.abs(np.roll(found, move, (0, 1)) - drawn).mean() for move in moves))


@pytest.mark.parametrize("name", NAMES)
def test_black_on_white_and_white_on_black_are_the_same(name):
    ink = ink_of(name)
    assert difference(as_picture(ink), ink) < 0.001
    assert difference(as_picture(255 - ink), ink) < 0.001


@pytest.mark.parametrize(
    ("paper", "pen"),
    [((250, 240, 200), (20, 30, 120)), ((255, 255, 255), (255, 220, 0)), ((30, 60, 40), (240, 240, 235))],
)
def test_coloured_pens_on_coloured_paper(paper, pen):
    ink = ink_of("3")
    share = ink[..., None] / 255
    pixels = (np.array(paper) * (1 - share) + np.array(pen) * share).astype(np.uint8)
    assert difference(as_picture(pixels), ink) < 0.02


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", [-1, 1])
def test_paper_of_which_most_lies_in_a_soft_shadow(name, side):
    ink = ink_of(name, size=400, line_width=7)
    across = side * (np.arange(400) - 200.0)
    light = 1 - 0.5 / (1 + np.exp(-(across + 80) / 12))  # the shadow covers seven tenths of the paper
    noise = np.random.default_rng(1).normal(0, 2, (400, 400))
    gray = np.clip((235 * (1 - ink / 255) + 40 * (ink / 255)) * light + noise, 0, 255).astype(np.uint8)
    assert difference(as_picture(gray), ink) < 0.06
    # Light ink on a dark board that is lit from one side stays light ink.
    board = np.clip((50 * (1 - ink / 255) + 220 * (ink / 255)) * light + noise, 0, 255).astype(np.uint8)
    assert difference(as_picture(board), ink) < 0.06


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("degrees", [0, 35, 110, 200, 305])
@pytest.mark.parametrize("distance_px", [-90, 10, 90])
def test_the_sharp_edge_of_a_shadow_is_no_ink_wherever_it_lies(name, degrees, distance_px):
    """Most of the paper may be lit or in shadow, and the edge may cross the digit."""
    ink = np.pad(ink_of(name, size=240, line_width=7), ((60, 60), (100, 100)))
    height, width = ink.shape
    y, x = np.mgrid[0:height, 0:width]
    angle = np.radians(degrees)
    across = (x - width / 2) * np.cos(angle) + (y - height / 2) * np.sin(angle) - distance_px
    light = 1 - 0.4 / (1 + np.exp(-np.clip(across / 2, -50, 50)))
    noise = np.random.default_rng(1).normal(0, 2, ink.shape)
    gray = np.clip((235 * (1 - ink / 255) + 40 * (ink / 255)) * light + noise, 0, 255).astype(np.uint8)
    assert difference(as_picture(gray), ink) < 0.06


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("line_width", [5, 14])
def test_a_phone_photo_of_shadowed_paper(name, line_width):
    ink = ink_of(name, size=900, line_width=line_width)
    data = file_of(photo_of_paper(ink), "JPEG", quality=80)
    assert difference(decode_image(data, "photo.jpg"), ink) < 0.06


@pytest.mark.parametrize(("color", "name"), [((0, 0, 0), "7"), ((255, 255, 255), "4")])
def test_transparent_paper(color, name):
    ink = ink_of(name)
    pixels = np.dstack([np.full((*ink.shape, 3), color, dtype=np.uint8), ink])
    assert difference(decode_image(file_of(Image.fromarray(pixels, "RGBA"))), ink) < 0.001


@pytest.mark.parametrize("size", [20, 28, 64, 3000])
def test_tiny_and_large_pictures(size):
    ink = ink_of("7", size=size, line_width=20)
    assert difference(decode_image(file_of(255 - ink)), ink_of("7", line_width=20)) < 0.06


@pytest.mark.parametrize("value", [0, 127, 255])
def test_paper_of_one_colour_is_refused_with_its_size(value):
    with pytest.raises(NoInk, match=r"no drawing.*300 x 200 pixels, almost all of one colour"):
        extract_ink(as_picture(np.full((200, 300), value, dtype=np.uint8)))


@pytest.mark.parametrize(("left", "right"), [(200, 230), (30, 60), (230, 120)])
def test_an_empty_photo_is_refused(left, right):
    with pytest.raises(NoInk):
        extract_ink(as_picture(np.tile(np.linspace(left, right, 300).astype(np.uint8), (300, 1))))


def test_one_dot_is_refused():
    pixels = np.full((300, 300), 255, dtype=np.uint8)
    pixels[100:104, 100:104] = 0
    with pytest.raises(NoInk, match="only a dot"):
        extract_ink(as_picture(pixels))
    point = np.pad(np.zeros((1, 1), dtype=np.uint8), 1, constant_values=255)
    with pytest.raises(NoInk, match="Received: a mark of 1 pixel on 3 x 3"):
        extract_ink(as_picture(point))


@settings(max_examples=60)
@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.sampled_from([3, 4]))))
def test_any_picture_gives_ink_or_a_sentence(pixels):
    try:
        ink = extract_ink(as_picture(pixels))
    except NoInk as error:
        assert "Received: " in str(error)
    else:
        assert ink.dtype == np.uint8
        assert ink.max() >= 100


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_without_a_drawing_is_never_surely_a_digit(kind, classifiers):
    refused = 0
    for seed in range(6):
        size_px = [(640, 480), (480, 640), (288, 288), (1_200, 900)][seed % 4]
        picture = decode_image(file_of(page(kind, seed, size_px), "JPEG", quality=85), "page.jpg")
        try:
            prediction = classifiers["digits-deep"].classify_picture(picture)
        except NoInk:
            refused += 1
        else:
            assert not prediction.sure, prediction.top(1)
    assert refused >= 3


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        *((kind, 8) for kind in ("plain", "plain-screen", "plain-desk", "ruled-screen", "squared-screen")),
        *((kind, 7) for kind in ("ruled", "ruled-desk", "squared", "squared-desk")),
    ],
)
def test_a_digit_on_any_page_is_read_or_not_sure(kind, least, classifiers):
    right = 0
    for seed in range(8):
        digit = NAMES[seed % 5]
        picture = decode_image(file_of(page(kind, seed, digit=digit), "JPEG", quality=85), "page.jpg")
        try:
            prediction = classifiers["digits-deep"].classify_picture(picture)
        except NoInk:
            continue
        assert not prediction.sure or prediction.top(1)[0].label == digit
        right += prediction.sure
    assert right >= least


SURFACES = {"oak": (205, 190, 170), "yellow on white": (236, 234, 228), "slate": (60, 66, 70)}


@pytest.mark.parametrize("surface", SURFACES)
def test_a_sheet_on_a_surface_of_any_colour_is_all_that_counts(surface, classifiers):
    """The sheet is like a sticky note on a wall, or one of several windows on a screen."""
    paper = np.array((250, 235, 120) if "yellow" in surface else (240, 238, 232))
    for seed, grain in ((0, 0.0), (1, 3.0)):
        pixels = np.empty((300, 400, 3))
        pixels[:] = SURFACES[surface]
        ink = ink_of("4", 200, 12)[..., None] / 255
        pixels[40:260, 60:340] = paper
        pixels[50:250, 100:300] = paper * (1 - ink) + 40 * ink
        pixels += np.random.default_rng(seed).normal(0, 1, pixels.shape) * grain
        prediction = classifiers["digits-deep"].classify_picture(
            as_picture(pixels.clip(0, 255).astype(np.uint8))
        )
        assert prediction.sure
        assert prediction.top(1)[0].label == "4"


@pytest.mark.parametrize("name", "0123456789")
def test_a_digit_that_fills_a_small_scan_is_no_sheet(name):
    digit = Image.fromarray(ink_of(name))
    digit = digit.crop(digit.getbbox()).resize((8, 12), Image.Resampling.BOX)
    ink = np.pad(np.asarray(digit), 1)
    for seed in range(3):
        scan = 232 - ink * 0.75 + np.random.default_rng(seed).normal(0, 4, ink.shape)
        assert difference(as_picture(scan.clip(0, 255).astype(np.uint8)), ink) < 0.12


@pytest.mark.parametrize("rules", [(150, 178, 214), (226, 229, 226)], ids=["clear lines", "faint lines"])
@pytest.mark.parametrize("margin_px", [150, 180, 215])
def test_a_margin_is_no_part_of_the_digit_that_crosses_it(margin_px, rules, classifiers):
    pixels = np.full((300, 400, 3), (236.0, 233.0, 226.0))
    pixels[10::32] = pixels[11::32] = rules
    pixels[:, margin_px : margin_px + 2] = (220, 90, 100)
    ink = ink_of("3", 200, 10)[..., None] / 255
    pixels[50:250, 100:300] *= 1 - ink
    pixels += np.random.default_rng(1).normal(0, 3, pixels.shape)
    prediction = classifiers["digits-deep"].classify_picture(as_picture(pixels.clip(0, 255).astype(np.uint8)))
    assert prediction.sure
    assert prediction.top(1)[0].label == "3"


@pytest.mark.parametrize("text", ["1", "10", "17"])
def test_a_line_as_tall_as_the_picture_is_no_margin_of_what_is_as_tall(text):
    ink = np.concatenate([ink_of(letter, 120, 10)[:, 20:100] for letter in text], axis=1)
    rows = np.flatnonzero((ink >= 128).any(axis=1))
    ink = ink[rows[0] : rows[-1] + 1]
    assert difference(as_picture(255 - ink), ink) < 0.02


def test_what_is_written_close_to_a_sheets_edge_counts(classifiers):
    pixels = np.full((300, 400, 3), (70.0, 60.0, 50.0))
    paper, ink = pixels[40:260, 60:340], ink_of("7", 160, 12)[..., None] / 255
    columns = np.flatnonzero(ink[..., 0].any(axis=0))
    paper[:] = 236
    paper[30:190, 9 : 10 + np.ptp(columns)] *= 1 - ink[:, columns[0] : columns[-1] + 1]
    pixels += np.random.default_rng(1).normal(0, 3, pixels.shape)
    prediction = classifiers["digits-deep"].classify_picture(as_picture(pixels.clip(0, 255).astype(np.uint8)))
    assert prediction.sure
    assert prediction.top(1)[0].label == "7"


def test_blocks_of_colours_and_digits_beside_dark_edges_never_raise_anything_else():
    generator = np.random.default_rng(1)
    for _ in range(60):
        pixels = np.full((96, 96, 3), generator.integers(0, 256, 3), np.uint8)
        for _ in range(generator.integers(1, 5)):
            top, left = generator.integers(0, 90, 2)
            height, width = generator.integers(1, 96, 2)
            pixels[top : top + height, left : left + width] = generator.integers(0, 256, 3)
        pixels[:, : generator.integers(0, 20)] = generator.integers(0, 60)
        try:
            assert extract_ink(as_picture(pixels)).max() >= 128
        except NoInk as error:
            assert "Received: " in str(error)


@pytest.mark.parametrize("side_px", [20, 60])
def test_light_ink_on_a_narrow_strip_is_found(side_px):
    noise = np.random.default_rng(1).normal(60, 4, (side_px, 5 * side_px))
    ink = np.zeros(noise.shape, dtype=bool)
    ink[side_px // 4 : -side_px // 4, side_px : side_px + 3] = True
    for turns in (0, 1):
        pixels = np.where(ink, 230, noise).clip(0, 255).astype(np.uint8)
        found = extract_ink(as_picture(np.rot90(pixels, turns))) >= 128
        assert (found == np.rot90(ink, turns)).mean() > 0.98


@pytest.mark.parametrize("width_px", [36, 50])
@pytest.mark.parametrize("turns", range(4))
def test_a_digit_in_the_narrow_shadow_of_a_finger_is_found_beside_another_digit(width_px, turns):
    digits = np.pad(
        np.concatenate([ink_of("4", 200, 10), ink_of("3", 200, 10)], axis=1), ((80, 80), (40, 40))
    )
    y, x = np.mgrid[0:360, 0:480]
    shadow = ndimage.gaussian_filter((np.hypot(np.maximum(330 - x, 0), y - 190) <= width_px / 2) * 1.0, 2)
    gray = 230 * (1 - 0.8 * digits / 255) * (1 - 0.5 * shadow)
    gray = np.rot90(gray + np.random.default_rng(3).normal(0, 2, gray.shape), turns)
    photo = np.repeat(gray.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
    found, digits = extract_ink(Picture(photo, *photo.shape[1::-1])), np.rot90(digits, turns)
    assert (found[digits >= 200] >= 96).mean() >= 0.95
    assert (found[ndimage.maximum_filter(digits, 5) == 0] >= 96).mean() <= 0.01
