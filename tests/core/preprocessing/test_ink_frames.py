"""Ink frames, compared with the data sets themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.errors import BadDrawing, NoInk
from core.preprocessing.ink_frames import (
    INK_FRAMES,
    ink_frame,
    mnist_frame,
    mnist_frame_of_strokes,
    quickdraw_frame,
    refuse_dot,
)
from core.preprocessing.quickdraw_format import from_quickdraw
from core.preprocessing.rasterize import rasterize

POINTS = st.tuples(st.floats(0, 280, width=32), st.floats(0, 280, width=32))
DRAWINGS = st.lists(st.lists(POINTS, min_size=1, max_size=12), min_size=1, max_size=4)


def blown_up(picture, factor, smoothing, top=60, left=35):
    """Enlarges a picture and places it off-centre on a larger canvas."""
    large = Image.fromarray(picture).resize((28 * factor, 28 * factor), smoothing)
    canvas = np.zeros((28 * factor + 100, 28 * factor + 150), dtype=np.uint8)
    canvas[top : top + 28 * factor, left : left + 28 * factor] = np.asarray(large)
    return canvas


def mean_difference(frame, pictures, factor, smoothing):
    """Mean absolute difference, on a scale of 255, after pictures were enlarged and framed again."""
    back = [frame(blown_up(picture, factor, smoothing)) * 255 for picture in pictures]
    return np.mean([np.abs(a - b).mean() for a, b in zip(back, pictures, strict=True)])


@pytest.fixture(scope="module")
def digits():
    from recipes import data

    return data.mnist("validation").images[:150]


@pytest.fixture(scope="module")
def sketches():
    from recipes import data

    return np.concatenate([data.sketch_bitmaps(name, "validation")[:50] for name in ("cat", "fish", "bed")])


@pytest.mark.data
@pytest.mark.parametrize(
    ("factor", "smoothing", "limit"),
    [
        (3, Image.Resampling.NEAREST, 2.0),
        (10, Image.Resampling.NEAREST, 2.0),
        (10, Image.Resampling.BICUBIC, 9.0),
    ],
)
def test_mnist_comes_back_as_it_was(digits, factor, smoothing, limit):
    # Measured: 0.9, 1.0 and 7.1 of 255. Bicubic enlargement blurs, which cannot be undone.
    assert mean_difference(mnist_frame, digits, factor, smoothing) < limit


@pytest.mark.data
@pytest.mark.parametrize(
    ("factor", "smoothing", "limit"),
    [(3, Image.Resampling.NEAREST, 17.0), (10, Image.Resampling.BICUBIC, 12.0)],
)
def test_quickdraw_comes_back_nearly_as_it_was(sketches, factor, smoothing, limit):
    # Shifting lines of 1.5 pixels by a third of a pixel already makes a difference of 10 of 255.
    assert mean_difference(quickdraw_frame, sketches, factor, smoothing) < limit


@pytest.mark.data
def test_a_picture_in_its_frame_is_left_alone(digits, sketches):
    same = [np.abs(mnist_frame(picture) * 255 - picture).max() for picture in digits]
    assert np.mean(np.array(same) < 1) > 0.99
    same = [np.abs(quickdraw_frame(picture) * 255 - picture).max() for picture in sketches]
    assert np.mean(np.array(same) < 1) > 0.97


@pytest.mark.data
def test_strokes_are_placed_as_the_data_sets_place_them():
    from recipes import data

    mass = []
    for _, strokes in data.pen_digits("validation")[:100]:
        picture = mnist_frame_of_strokes(strokes)
        rows, columns = np.flatnonzero(picture.max(axis=1) > 0.5), np.flatnonzero(picture.max(axis=0) > 0.5)
        assert 18 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21
        positions = np.arange(28)
        mass.append([(picture.sum(axis=axis) * positions).sum() / picture.sum() for axis in (0, 1)])
    assert np.abs(np.array(mass) - 14).max() <= 0.51


@given(DRAWINGS, st.floats(0.2, 3.0), st.floats(-500, 500))
def test_size_and_place_of_a_drawing_do_not_matter(drawing, scale, shift):
    strokes = [np.array(stroke, dtype=np.float32) for stroke in drawing]
    low, high = np.concatenate(strokes).min(axis=0), np.concatenate(strokes).max(axis=0)
    if (high - low).max() < 20:
        return
    for frame in INK_FRAMES.values():
        first = frame.of_strokes(strokes)
        other = frame.of_strokes([stroke * np.float32(scale) + np.float32(shift) for stroke in strokes])
        assert first.shape == (28, 28)
        assert first.dtype == np.float32
        assert 0 <= first.min() <= first.max() <= 1
        # If the centre of mass falls on the border of two pixels, everything may move by one.
        moved = [np.roll(other, (row, column), (0, 1)) for row in (-1, 0, 1) for column in (-1, 0, 1)]
        assert min(np.abs(first - shifted).mean() for shifted in moved) < 0.02


@pytest.mark.parametrize("line_width", [3, 10, 16])
@pytest.mark.parametrize("name", sorted(INK_FRAMES))
def test_a_canvas_picture_and_its_strokes_give_nearly_the_same(name, line_width):
    strokes = from_quickdraw([[[60, 200, 110], [60, 60, 230]], [[90, 190], [140, 150]]])
    from_strokes = INK_FRAMES[name].of_strokes(strokes)
    from_picture = INK_FRAMES[name].of_ink(rasterize(strokes, 280, 280, line_width))
    assert np.abs(from_strokes - from_picture).mean() < 0.09


@pytest.mark.parametrize("name", sorted(INK_FRAMES))
def test_nothing_and_a_dot_are_refused(name):
    with pytest.raises(NoInk, match="Nothing is drawn"):
        INK_FRAMES[name].of_strokes([])
    with pytest.raises(NoInk, match="only a dot"):
        INK_FRAMES[name].of_strokes(from_quickdraw([[[5], [5]]]))
    with pytest.raises(NoInk, match="no drawing"):
        INK_FRAMES[name].of_ink(np.zeros((50, 60), dtype=np.uint8))


def test_a_slip_of_the_pen_is_a_dot():
    for width, mark in ((2, "2 pixels"), (1, "1 pixel")):
        with pytest.raises(NoInk, match=f"only a dot.* Received: a mark of {mark}$"):
            refuse_dot(from_quickdraw([[[10, 10 + width], [10, 11]]]), smallest=6)
    refuse_dot(from_quickdraw([[[10, 40], [10, 11]]]), smallest=6)
    refuse_dot([], smallest=6)


@pytest.mark.data
def test_drawings_are_read_at_every_size_position_and_line_width(classifiers):
    """One network reads drawings all over the canvas."""
    from recipes import data

    drawings = data.pen_digits("validation")[:150]
    model = classifiers["digits-simple"]
    for size, offset_px, width in [(250, 15, 12), (90, 180, 4), (90, 5, 10), (180, 60, 2), (240, 20, 28)]:
        right = 0
        for label, strokes in drawings:
            points = np.concatenate(strokes)
            low, high = points.min(axis=0), points.max(axis=0)
            placed = [(s - low) * (size / (high - low).max()) + offset_px for s in strokes]
            ink = rasterize(placed, 280, 280, width)
            answer = model.classify_frame(INK_FRAMES[model.preprocessor.frame].of_ink(ink))
            right += answer.top(1)[0].label == str(label)
        assert right / len(drawings) > 0.95, (size, offset_px, width)


def test_a_frame_twice_as_large_shows_the_same_drawing():
    strokes = from_quickdraw([[[60, 200, 110], [60, 60, 230]], [[90, 190], [140, 150]]])
    small, large = INK_FRAMES["quickdraw"], ink_frame("quickdraw", 56)
    halved = large.of_strokes(strokes).reshape(28, 2, 28, 2).mean(axis=(1, 3))
    assert np.abs(halved - small.of_strokes(strokes)).mean() < 0.01
    assert large.line_width_px == 2 * small.line_width_px
    scan = rasterize(strokes, 280, 280, 12)
    assert np.abs(large.of_strokes(strokes) - large.of_ink(scan)).mean() < 0.03


@pytest.mark.parametrize("frame_px", [28, 56])
@pytest.mark.parametrize(("side_px", "pen_px"), [(1200, 3), (800, 3), (600, 12)])
def test_a_picture_of_thin_lines_shows_the_same_drawing_as_the_strokes(frame_px, side_px, pen_px):
    strokes = from_quickdraw([[[60, 200, 110], [60, 60, 230]], [[90, 190], [140, 150]]])
    frame = ink_frame("quickdraw", frame_px)
    scan = rasterize([stroke * np.float32(side_px / 280) for stroke in strokes], side_px, side_px, pen_px)
    drawn, scanned = frame.of_strokes(strokes), frame.of_ink(scan)
    assert np.abs(drawn - scanned).mean() < 0.03
    assert scanned[drawn == 1].mean() > 0.9


def test_a_bitmap_of_28_pixels_is_only_enlarged():
    strokes = from_quickdraw([[[0, 255, 128], [0, 20, 255]]])
    bitmap = (INK_FRAMES["quickdraw"].of_strokes(strokes) * 255).astype(np.uint8)
    enlarged = ink_frame("quickdraw", 56).of_ink(bitmap)
    assert enlarged.shape == (56, 56)
    np.testing.assert_allclose(
        enlarged.reshape(28, 2, 28, 2).mean(axis=(1, 3))[1:-1, 1:-1],
        np.asarray(Image.fromarray(bitmap / np.float32(255)).resize((56, 56), Image.Resampling.BILINEAR))
        .reshape(28, 2, 28, 2)
        .mean(axis=(1, 3))[1:-1, 1:-1],
        atol=1e-6,
    )
    large = (ink_frame("quickdraw", 56).of_strokes(strokes) * 255).astype(np.uint8)
    np.testing.assert_allclose(ink_frame("quickdraw", 56).of_ink(large), large / 255, atol=1e-6)


@pytest.mark.parametrize(("name", "size_px"), [("mnist", 56), ("quickdraw", 29), ("quickdraw", 5600)])
def test_frames_of_other_sizes_are_refused(name, size_px):
    assert ink_frame(name, 28) is INK_FRAMES[name]
    with pytest.raises(BadDrawing, match=f"Received: {size_px} x {size_px} pixels, placed as {name}"):
        ink_frame(name, size_px)
