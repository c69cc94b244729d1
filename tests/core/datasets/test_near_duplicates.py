"""Near duplicates, against comparing every pair, and on pictures saved in other ways."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.datasets.near_duplicates import NEAR_BITS, duplicate_groups
from core.datasets.perceptual_hash import perceptual_hash
from tests.core.drawn import blobs


def slow_groups(hashes, bits):
    """Every pair, joined until nothing changes."""
    values = [int(each, 16) for each in hashes]
    group = list(range(len(values)))
    changed = True
    while changed:
        changed = False
        for one in range(len(values)):
            for two in range(len(values)):
                if (values[one] ^ values[two]).bit_count() <= bits and group[one] != group[two]:
                    group[one] = group[two] = min(group[one], group[two])
                    changed = True
    return group


@given(st.lists(st.integers(0, 2**64 - 1), max_size=12), st.lists(st.integers(0, 63), max_size=6))
def test_groups_are_those_of_every_pair(values, flips):
    near = [value ^ (1 << flip) for value, flip in zip(values, flips, strict=False)]
    near += [value ^ 0b1011 << min(flip, 60) for value, flip in zip(values, flips, strict=False)]
    hashes = [f"{value % 2**64:016x}" for value in [*values, *near, *values[:2]]]
    for bits in (0, NEAR_BITS):
        assert duplicate_groups(hashes, bits).tolist() == slow_groups(hashes, bits)


def test_nothing_has_no_groups():
    assert duplicate_groups([]).tolist() == []


@pytest.mark.parametrize("seed", range(5))
def test_a_picture_saved_smaller_or_worse_is_nearly_the_same_and_another_is_not(seed, tmp_path):
    one = Image.fromarray(blobs(np.random.default_rng(seed)))
    one.save(tmp_path / "a.jpg", quality=40)
    others = [one, Image.open(tmp_path / "a.jpg"), one.resize((180, 180))]
    others.append(Image.fromarray(blobs(np.random.default_rng(seed + 100))))
    groups = duplicate_groups([perceptual_hash(image) for image in others])
    assert groups[:3].tolist() == [0, 0, 0]
    assert groups[3] == 3
