"""The pictures of how a network learns show what the networks really contain."""

import re

import numpy as np
from PIL import Image

from docs.make_learning_pictures import DARK, FONT, in_the_look, layers_at_work, numbers, picture_as_numbers
from tests.conftest import ROOT


def test_pictures_of_one_network_have_three_panels_each(classifiers):
    network = classifiers["digits-simple"]
    one, other = picture_as_numbers(network), layers_at_work(network)
    assert one.size == other.size
    assert len(np.unique(np.asarray(one.convert("RGB")).reshape(-1, 3), axis=0)) > 50


def test_words_and_numbers_can_be_read_where_a_phone_shows_the_picture(classifiers):
    width_px = picture_as_numbers(classifiers["digits-simple"]).width
    assert FONT.size * 358 / width_px >= 11


def test_ink_is_dark_and_paper_is_light():
    frame = np.zeros((28, 28), dtype=np.float32)
    frame[11, 9] = 1.0
    drawn = np.asarray(numbers(frame))
    assert drawn[4, 4].tolist() == [0, 0, 0]
    assert drawn[-4, -4].tolist() == [255, 255, 255]


def test_on_a_dark_page_white_is_the_sheet_black_is_light_and_a_colour_stays():
    picture = Image.fromarray(np.array([[(255, 255, 255), (0, 0, 0), (0, 114, 178)]], np.uint8))
    sheet, ink, blue = np.asarray(in_the_look(picture, DARK))[0].astype(int)
    assert tuple(sheet) == DARK.panel
    assert tuple(ink) == DARK.ink
    assert blue[2] > blue[1] > blue[0]


def test_every_picture_of_the_page_is_there_for_both_themes_and_its_ground_is_that_of_the_theme():
    text = (ROOT / "docs/how-a-network-learns.md").read_text(encoding="utf-8")
    names = re.findall(r"\((pictures/[^)]+)\)", text)
    assert len(names) == 5
    for name in names:
        path = ROOT / "docs" / name
        with Image.open(path) as light, Image.open(path.with_stem(f"{path.stem}-dark")) as dark:
            assert light.size == dark.size
            assert light.getpixel((0, 0)) == (251, 250, 247)
            assert dark.getpixel((0, 0)) == (20, 24, 29)
