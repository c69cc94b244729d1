"""The evidence at each place, compared with what the heads themselves compute."""

import numpy as np
import pytest

from core.bundles.class_activation import HEADS, HIDDEN_BIAS, HIDDEN_KERNEL, KERNEL, FeatureGrid, Head

ROWS, COLUMNS, CHANNELS, UNITS, CLASSES = 3, 4, 5, 6, 2


@pytest.fixture
def generator():
    return np.random.default_rng(1)


def head(kind, generator):
    shapes = {
        KERNEL: (
            {"flattened": ROWS * COLUMNS * CHANNELS, "hidden-hard-swish": UNITS}.get(kind, CHANNELS),
            CLASSES,
        ),
        HIDDEN_KERNEL: (CHANNELS, UNITS),
        HIDDEN_BIAS: (UNITS,),
    }
    return Head(kind, {name: generator.normal(size=shapes[name]) for name in HEADS[kind]})


def hard_swish(x):
    return x * np.clip(x + 3, 0, 6) / 6


def logit(kind, arrays, features, label):
    pooled = features.mean(axis=(0, 1))
    if kind == "flattened":
        return features.reshape(-1) @ arrays[KERNEL][:, label]
    if kind == "hidden-hard-swish":
        return hard_swish(pooled @ arrays[HIDDEN_KERNEL] + arrays[HIDDEN_BIAS]) @ arrays[KERNEL][:, label]
    return pooled @ arrays[KERNEL][:, label]


@pytest.mark.parametrize("kind", [kind for kind in HEADS if HEADS[kind]])
def test_a_places_evidence_is_its_features_times_the_gradient(kind, generator):
    one = head(kind, generator)
    features = generator.normal(size=(ROWS, COLUMNS, CHANNELS))
    found = one.activation_map(features, 1)
    small = 1e-6
    places = ROWS * COLUMNS if kind != "flattened" else 1
    for row, column in ((0, 0), (2, 3)):
        total = 0.0
        for channel in range(CHANNELS):
            moved = features.copy()
            moved[row, column, channel] += small
            gradient = (logit(kind, one.arrays, moved, 1) - logit(kind, one.arrays, features, 1)) / small
            total += gradient * places * features[row, column, channel]
        assert found[row, column] == pytest.approx(max(total, 0), abs=1e-4)


def test_a_normalised_heads_evidence_adds_up_to_its_logit(generator):
    """Compares layer normalisation, computed as defined, with the kernel that it is folded into."""
    features = generator.normal(size=(ROWS, COLUMNS, CHANNELS)) + 1
    scale, kernel = generator.normal(size=CHANNELS), generator.normal(size=(CHANNELS, CLASSES))
    pooled = features.mean(axis=(0, 1))
    normalised = (pooled - pooled.mean()) / pooled.std() * scale
    folded = scale[:, None] * kernel
    folded -= folded.mean(axis=0)
    signed = (features * folded[:, 0]).sum(axis=2)
    assert signed.mean() / pooled.std() == pytest.approx(normalised @ kernel[:, 0])
    np.testing.assert_allclose(
        Head("normalized", {KERNEL: folded}).activation_map(features, 0), np.maximum(signed, 0)
    )


def test_a_cell_is_brightest_at_its_own_centre():
    cells = np.zeros((3, 3), np.float32)
    cells[1, 2] = 1
    picture = FeatureGrid(first_px=2, step_px=4, first_column_px=1).upsample(cells, 12, 12)
    assert picture.shape == (12, 12)
    assert picture.dtype == np.float32
    # The centre is row 2 + 1 * 4, column 1 + 2 * 4; the value falls by a quarter with each pixel.
    assert np.argwhere(picture == 1).tolist() == [[6, 9], [6, 10], [6, 11]]
    assert picture[:, 9].tolist() == [0, 0, 0, 0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25, 0, 0]
    assert picture[6].tolist() == [0, 0, 0, 0, 0, 0, 0.25, 0.5, 0.75, 1, 1, 1]


def test_a_grid_without_columns_begins_where_its_rows_do():
    cells = np.arange(9, dtype=np.float32).reshape(3, 3)
    implied = FeatureGrid(first_px=3, step_px=4).upsample(cells, 12, 30)
    given = FeatureGrid(first_px=3, step_px=4, first_column_px=3).upsample(cells, 12, 30)
    np.testing.assert_array_equal(implied, given)
    # The values grow by 3 from row to row, and by 1 from column to column.
    np.testing.assert_allclose(np.diff(implied, axis=0), 3 * np.diff(implied, axis=1).T, atol=1e-5)


def test_a_larger_picture_has_the_cells_at_the_same_places():
    cells = np.array([[0, 0], [0, 1]], np.float32)
    grid = FeatureGrid(first_px=2.5, step_px=3)
    small, large = grid.upsample(cells, 8, 8), grid.upsample(cells, 8, 24)
    # The middle one of three pixels is at the centre of the pixel that they replace.
    np.testing.assert_allclose(large[1::3, 1::3], small, atol=1e-6)
