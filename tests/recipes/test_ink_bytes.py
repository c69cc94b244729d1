"""Shares of ink become bytes by rounding, the same way in every training set."""

import re

import numpy as np
import pytest

from recipes.ink_bytes import as_bytes
from tests.conftest import ROOT


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_each_byte_comes_from_its_own_share(dtype):
    shares = (np.arange(256, dtype=dtype) / 255).reshape(2, 128)
    np.testing.assert_array_equal(as_bytes(shares), np.arange(256, dtype=np.uint8).reshape(2, 128))
    assert as_bytes(np.full(3, 0.499, dtype=dtype)).tolist() == [127] * 3


def test_no_recipe_does_so_in_its_own_way():
    own = re.compile(r"\* 255 \+ 0\.5\)\.astype")
    assert [path.name for path in (ROOT / "recipes").glob("*.py") if own.search(path.read_text())] == [
        "ink_bytes.py"
    ]
