"""Several figures in one picture: which ink belongs together, what is no figure, and the reading order."""

import numpy as np
import pytest

from core.preprocessing.decode import Picture
from core.preprocessing.figures import (
    are_close,
    are_neighbours,
    cuts,
    join_figures,
    part_of,
    reading_order,
    separate_figures,
)
from core.preprocessing.ink_extraction import extract_ink
from tests.core.numbers_for_tests import apart, digit, line_of, number
from tests.core.pictures_for_tests import photo_of_paper


def boxes(figures):
    return [(figure.left, figure.top, figure.right, figure.bottom) for figure in figures]


def below(*lines):
    width = max(line.shape[1] for line in lines)
    return np.concatenate([np.pad(line, ((0, 0), (0, width - line.shape[1]))) for line in lines])


@pytest.mark.parametrize("gap", [12, 60])
@pytest.mark.parametrize(("height", "line_width"), [(30, 4), (100, 10), (160, 26)])
def test_each_digit_of_a_number_is_one_figure_where_it_was_drawn(gap, height, line_width):
    inks = [digit(name, height, line_width) for name in "9170385264"]
    figures = separate_figures(line_of(inks, gap=gap))
    assert [figure.ink.shape for figure in figures] == [ink.shape for ink in inks]
    lefts = 40 + np.cumsum([0, *(ink.shape[1] + gap for ink in inks[:-1])])
    assert [figure.left for figure in figures] == lefts.tolist()
    assert {figure.top for figure in figures} == {40}


@pytest.mark.parametrize("name", ["5", "7", "8"])
@pytest.mark.parametrize("others", [("", ""), ("30", "2")])
def test_a_digit_whose_strokes_do_not_touch_is_one_figure(name, others):
    before, after = ([digit(each) for each in some] for some in others)
    ink = line_of([*before, apart(name), *after], gap=45)
    assert len(separate_figures(ink)) == len("".join(others)) + 1


@pytest.mark.parametrize("seed", range(3))
def test_specks_commas_and_dashes_are_no_figures(seed):
    ink = number("4715", gap=60)
    generator = np.random.default_rng(seed)
    for row, column in zip(
        generator.integers(ink.shape[0] - 4, size=60),
        generator.integers(ink.shape[1] - 4, size=60),
        strict=True,
    ):
        ink[row : row + 3, column : column + 3] = 255
    whole = separate_figures(number("4715", gap=60))
    right = whole[1].right
    ink[whole[1].bottom - 8 : whole[1].bottom + 12, right + 18 : right + 26] = 255
    ink[80:88, whole[2].right + 20 : whole[2].right + 42] = 255
    found = separate_figures(ink)
    assert len(found) == 4
    assert np.abs(np.array(boxes(found)) - boxes(whole)).max() <= 14


@pytest.mark.parametrize("climb", [-14, 0, 14])
def test_lines_are_read_one_after_another_from_left_to_right(climb):
    inks = [digit(name) for name in "314159"]
    page = below(line_of(inks, climb=climb), line_of(inks[:4], climb=climb))
    shapes = [figure.ink.shape for figure in separate_figures(page)]
    assert shapes == [ink.shape for ink in (*inks, *inks[:4])]


def test_two_short_lines_are_no_halves_of_one_figure():
    ink = np.concatenate([line_of([digit("3")]), line_of([digit("3")])])
    assert len(separate_figures(ink)) == 2


def test_what_belongs_to_others_is_not_in_a_figure():
    # The bar of the 7 extends over the 1.
    seven, one = digit("7", 140), digit("1", 110)
    ink = np.zeros((300, 240), dtype=np.uint8)
    ink[40 : 40 + seven.shape[0], 60 : 60 + seven.shape[1]] = seven
    left = 60 + seven.shape[1] - 12
    ink[125 : 125 + one.shape[0], left : left + one.shape[1]] = one
    first, second = separate_figures(ink)
    # Soft edges of the other figure may be included, but not its strong ink.
    for figure, own in ((first, seven), (second, one)):
        np.testing.assert_array_equal(figure.ink >= 96, own >= 96)


@pytest.mark.parametrize("lines", [1, 2])
def test_numbers_are_found_on_photos_of_paper(lines):
    ink = np.concatenate([number("70485", height=80, line_width=8)] * lines)
    photo = photo_of_paper(ink)
    found = extract_ink(Picture(photo, *photo.shape[1::-1]))
    assert len(separate_figures(found)) == 5 * lines


def test_without_ink_there_is_no_figure_and_noise_takes_no_end_of_them():
    assert separate_figures(np.zeros((50, 60), dtype=np.uint8)) == []
    noise = (np.random.default_rng(0).random((300, 300)) > 0.9).astype(np.uint8) * 255
    assert len(separate_figures(noise)) <= 300


def test_parts_are_joined_where_they_stood():
    figures = separate_figures(number("48"))
    whole = join_figures(figures)
    assert (whole.left, whole.right) == (figures[0].left, figures[1].right)
    again = separate_figures(whole.ink)
    for one, other in zip(figures, again, strict=True):
        np.testing.assert_array_equal(one.ink, other.ink)
        assert (other.left + whole.left, other.top + whole.top) == (one.left, one.top)


def test_a_figure_can_be_cut_near_every_column_and_parts_hold_all_of_its_ink():
    inks = [digit("3"), digit("8")]
    (both,) = separate_figures(line_of(inks, gap=-6))
    edge = inks[0].shape[1] - 3
    assert min(abs(column - edge) for column in cuts(both)) <= 8
    assert len(cuts(separate_figures(np.full((20, 2000), 255, dtype=np.uint8))[0])) <= 20
    left, right = part_of(both, 0, edge), part_of(both, edge, both.width_px)
    assert (left.left, right.right) == (both.left, both.right)
    assert left.right <= both.left + edge <= right.left
    np.testing.assert_array_equal(join_figures([left, right]).ink, both.ink)
    assert part_of(both, 5, 5) is None


@pytest.mark.parametrize("spacing", [3, 12, 40])
def test_a_net_of_lines_is_not_cut(spacing):
    net = np.zeros((400, 600), dtype=np.uint8)
    net[::spacing] = net[:, ::spacing] = 255
    (figure,) = separate_figures(net)
    assert cuts(figure) == []


def test_near_ones_may_be_parts_of_one_and_far_ones_not():
    near, far = separate_figures(number("11", gap=8)), separate_figures(number("11", gap=60))
    assert are_neighbours(*near)
    assert are_close(*near)
    assert not are_neighbours(*far)
    assert not are_close(*far)
    above = separate_figures(below(number("383")[:150], number("383")[25:]))
    assert are_close(above[0], above[3])
    assert not are_neighbours(above[0], above[3])


def test_order_does_not_depend_on_the_order_before():
    figures = separate_figures(below(number("271"), number("828")))
    assert boxes(reading_order(figures[::-1])) == boxes(figures)
