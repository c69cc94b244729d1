"""The data sets and their splits."""

import numpy as np
import pytest

from recipes import data

pytestmark = pytest.mark.data


def test_mnist_parts_are_the_original_files_in_order():
    sizes = [len(data.mnist(part).labels) for part in data.PARTS]
    assert sizes == [55_000, 5_000, 10_000]
    # The first labels of the original files, as shown in many tutorials.
    assert data.mnist("train").labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert data.mnist("test").labels[:5].tolist() == [7, 2, 1, 0, 4]


def test_no_writer_is_in_two_parts():
    assert not data.PEN_TEST_WRITERS & data.PEN_VALIDATION_WRITERS
    sizes = [len(data.pen_digits(part)) for part in data.PARTS]
    assert sum(sizes) == 7_494
    assert sizes[2] > 1_000


def test_no_drawing_is_in_two_parts():
    parts = [
        {stroke.tobytes() for d in data.sketch_strokes("camel", part) for stroke in d[:1]}
        for part in data.PARTS
    ]
    assert not parts[0] & parts[1]
    assert not parts[0] & parts[2]
    bitmaps = [{image.tobytes() for image in data.sketch_bitmaps("octopus", part)} for part in data.PARTS]
    assert not bitmaps[0] & bitmaps[1]
    assert not bitmaps[0] & bitmaps[2]


def test_animals_have_enough_test_drawings():
    for animal in data.ANIMALS:
        assert len(data.sketch_strokes(animal, "test")) >= 25


def test_there_are_345_categories():
    categories = data.sketch_categories()
    assert len(set(categories)) == 345
    assert set(data.ANIMALS) <= set(categories)
    assert list(categories) == sorted(path.stem for path in (data.data_folder() / "quickdraw").glob("*.npz"))


def test_bitmaps_of_held_back_strokes_are_left_out():
    from core.preprocessing.ink_frames import quickdraw_frame_of_strokes

    bitmaps = data.sketch_bitmaps("octopus", "train").reshape(-1, 784).astype(np.float32)
    for strokes in data.sketch_strokes("octopus", "test")[:20]:
        drawn = quickdraw_frame_of_strokes(strokes).reshape(-1) * 255
        assert np.abs(bitmaps - drawn).mean(axis=1).min() > 5


def test_optical_digits_are_those_of_scikit_learn_in_mnists_frame():
    optical = data.optical_digits()
    assert optical.images.shape == (1_797, 28, 28)
    # According to the data set's documentation: ten classes of about 180.
    assert np.bincount(optical.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    rows = np.flatnonzero(optical.images[0].max(axis=1) > 80)
    assert 18 <= rows[-1] - rows[0] + 1 <= 21
