"""A compiled function returns the same as the uncompiled one."""

import numpy as np
from keras import ops

from recipes.compiled import compiled


def shifted(array, by: float):
    return ops.cumsum(ops.sin(array) + by, axis=1), ops.max(array, axis=1)


def test_a_compiled_function_returns_the_same():
    for rows, by in ((3, 0.5), (5, 2.0)):
        array = np.random.default_rng(rows).normal(size=(rows, 40)).astype(np.float32)
        for one, other in zip(compiled(shifted)(array, by), shifted(array, by), strict=True):
            np.testing.assert_allclose(ops.convert_to_numpy(one), ops.convert_to_numpy(other), rtol=1e-5)
