"""Near duplicates, compared with checking every pair, and on pictures saved in other ways."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.datasets.color_grid import color_grid
from core.datasets.data_set import LIST
from core.datasets.near_duplicates import (
    ALIKE_BITS,
    ALIKE_COSINE,
    NEAR_BITS,
    SIMILAR_BITS,
    SIMILAR_COSINE,
    duplicate_groups,
    join_known,
    join_similar,
    write_similar,
)
from core.datasets.perceptual_hash import perceptual_hash
from core.errors import BadData
from core.preprocessing.decode import decode_image
from tests.core.drawn import blobs
from tests.core.pictures_for_tests import file_of

PICTURES = [decode_image(file_of(blobs(np.random.default_rng(seed), 64))) for seed in range(3)]


def no_picture(index):
    raise BadData(f"A picture is no longer there. Received: {index}")


def slow_groups(hashes, bits):
    """Groups found by comparing every pair and joining until nothing changes."""
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


@given(st.integers(0, 2**32 - 1), st.integers(2, 16))
def test_what_is_alike_by_both_or_similar_with_the_same_pixels_is_joined_and_nothing_else(seed, count):
    """Compares with joining every pair that is close in angle, bits and pixels until nothing changes."""
    generator = np.random.default_rng(seed)
    angles = generator.uniform(0, 6.28, size=count)
    features = np.stack([np.cos(angles), np.sin(angles)], axis=1) * generator.uniform(1, 9, size=(count, 1))
    hashes = [f"{2 ** int(bits) - 1:016x}" for bits in generator.integers(0, 64, size=count)]
    cosines = np.cos(angles[:, None] - angles)
    shown = generator.integers(0, 3, size=count)
    if any((abs(cosines - limit) < 1e-5).any() for limit in (SIMILAR_COSINE, ALIKE_COSINE)):
        return  # too close to the limit for float32
    bits = np.array([[(int(one, 16) ^ int(two, 16)).bit_count() for two in hashes] for one in hashes])
    is_alike = (bits <= ALIKE_BITS) & (cosines >= ALIKE_COSINE)
    is_similar = (bits <= SIMILAR_BITS) & (cosines >= SIMILAR_COSINE)
    if np.triu(is_alike, 1).sum() > count / 2 or np.triu(is_similar, 1).sum() > count:
        return  # pictures so much alike do not count as copies
    group, changed = duplicate_groups(hashes).tolist(), True
    while changed:
        changed = False
        for one in range(count):
            for two in range(count):
                is_same = is_alike[one, two] or (is_similar[one, two] and shown[one] == shown[two])
                if (is_same or group[one] == group[two]) and group[one] != group[two]:
                    lower, higher = sorted((group[one], group[two]))
                    group = [lower if number == higher else number for number in group]
                    changed = True
    groups = duplicate_groups(hashes)
    joined = join_similar(groups, hashes, features.astype(np.float32), lambda index: PICTURES[shown[index]])
    assert joined.tolist() == group


def test_many_are_compared_block_by_block():
    generator = np.random.default_rng(1)
    features = generator.normal(size=(700, 64)).astype(np.float32)
    hashes = [f"{value:016x}" for value in generator.integers(0, 2**63, size=700, dtype=np.uint64)]
    for first, copy in ((0, 699), (100, 300), (400, 410)):
        features[copy], hashes[copy] = features[first] * 2, hashes[first]
    joined = join_similar(np.arange(700), hashes, features, no_picture)
    assert joined[699] == 0
    assert joined[300] == 100
    assert joined[410] == 400
    assert len(set(joined)) == 697


def test_where_most_are_alike_only_what_is_more_alike_than_they_is_a_copy():
    """Photos of one thing in one place have nearly the same features without being copies."""
    generator = np.random.default_rng(2)
    features = generator.normal(size=(60, 256)) * 0.2 + 1
    features[59] = features[0] + 0.01
    unit = features / np.linalg.norm(features, axis=1, keepdims=True)
    assert (unit @ unit.T).min() > ALIKE_COSINE
    joined = join_similar(np.arange(60), ["0" * 16] * 60, features.astype(np.float32), no_picture)
    assert joined[59] == joined[0]
    assert np.bincount(joined).max() < 20


def test_similar_features_alone_make_no_copy(tmp_path):
    photo, other = (blobs(np.random.default_rng(seed), 200) for seed in (1, 2))
    smaller = np.asarray(Image.fromarray(photo[12:-12, 12:-12]).resize((150, 150)))
    contents = [decode_image(file_of(pixels)) for pixels in (photo, other, smaller)]
    features = np.array([[1, 0], [1, 0.6], [1, -0.6]], dtype=np.float32)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    assert SIMILAR_COSINE < features[0] @ features[2] < ALIKE_COSINE
    joined = join_similar(np.arange(3), ["0" * 16] * 3, features, lambda index: contents[index])
    assert joined.tolist() == [0, 1, 0]


def brick(color, seed=1):
    """A brick in the middle of a table; the brick's colours have nearly the same lightness."""
    pixels = blobs(np.random.default_rng(seed), 200).copy()
    pixels[70:130, 60:140] = color
    return Image.fromarray(pixels)


def test_things_in_other_colours_are_no_copies_but_a_copy_in_black_and_white_is():
    red, green = brick((190, 40, 40)), brick((30, 115, 40))
    looks = [perceptual_hash(image) + color_grid(image) for image in (red, green, red.resize((180, 180)))]
    gray = red.convert("L")
    looks.append(perceptual_hash(gray) + color_grid(gray))
    assert (int(looks[0][:16], 16) ^ int(looks[1][:16], 16)).bit_count() <= NEAR_BITS
    assert duplicate_groups(looks[:3]).tolist() == [0, 1, 0]
    assert duplicate_groups(looks[::3]).tolist() == [0, 0]
    same = np.ones((3, 2), dtype=np.float32)
    assert join_similar(np.arange(3), looks[:3], same, no_picture).tolist() == [0, 1, 0]


def test_what_was_found_is_known_later_also_of_fewer_pictures(tmp_path):
    (tmp_path / LIST).touch()
    write_similar(tmp_path, ["a", "b", "c", "d", "e"], np.array([0, 1, 0, 1, 4]))
    assert join_known(tmp_path, list("abcde"), np.arange(5)).tolist() == [0, 1, 0, 1, 4]
    assert join_known(tmp_path, list("xdbc"), np.arange(4)).tolist() == [0, 1, 1, 3]
    assert join_known(tmp_path, list("edcba"), np.array([0, 1, 2, 3, 3])).tolist() == [0, 1, 1, 1, 1]


def test_a_data_set_that_was_deleted_is_not_begun_again(tmp_path):
    write_similar(tmp_path / "toys", ["a", "b"], np.array([0, 0]))
    assert list(tmp_path.iterdir()) == []


def test_what_is_similar_in_a_read_only_data_set_is_not_stored(tmp_path):
    (tmp_path / LIST).touch()
    # As root may write everywhere, a folder stands for what cannot be written.
    (tmp_path / "similar.json").mkdir()
    write_similar(tmp_path, ["a", "b"], np.array([0, 0]))
    assert join_known(tmp_path, ["a", "b"], np.arange(2)).tolist() == [0, 1]


@pytest.mark.parametrize("content", ["", "{}", "[1]", "[[1, null, [2]]]", '["ab"]', "[" * 5_000])
def test_a_damaged_list_of_what_is_similar_counts_for_nothing(tmp_path, content):
    (tmp_path / "similar.json").write_text(content)
    assert join_known(tmp_path, ["a", "b"], np.arange(2)).tolist() == [0, 1]
    assert join_known(tmp_path / "nowhere", ["a", "b"], np.arange(2)).tolist() == [0, 1]
