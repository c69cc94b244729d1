"""McNemar's test: is one of two networks better on the same pictures, or could the difference be chance?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

# A difference with a p-value of at least this may well be chance.
CHANCE = 0.05


@dataclass(frozen=True)
class PairedTest:
    """The test of two networks on the same pictures.

    Attributes:
        first: Index of the first network.
        second: Index of the second network.
        pictures: Number of pictures.
        both: Number of pictures on which both were right.
        first_alone: Number of pictures on which only the first one was right.
        second_alone: Number of pictures on which only the second one was right.
        p_value: Probability, 0.0 to 1.0, of a result at least this uneven if both are equally good.
        adjusted_p_value: The same, adjusted for the number of pairs that were compared.
    """

    first: int
    second: int
    pictures: int
    both: int
    first_alone: int
    second_alone: int
    p_value: float
    adjusted_p_value: float

    @property
    def may_be_chance(self) -> bool:
        """Whether a result this uneven would not be surprising if both were equally good."""
        return self.adjusted_p_value >= CHANCE


def paired_tests(right: Sequence[np.ndarray]) -> list[PairedTest]:
    """Compares every pair of networks.

    Args:
        right: For each network, `(pictures,)` bool: whether its answer to each picture was right.

    Returns:
        One test for each pair, with p-values adjusted by Holm's method.

    Source: Holm 1979, "A simple sequentially rejective multiple test procedure".
    """
    tests = [mcnemar(first, second, right) for first, second in combinations(range(len(right)), 2)]
    order = sorted(range(len(tests)), key=lambda index: tests[index].p_value)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(tests) - rank) * tests[index].p_value))
        tests[index] = replace(tests[index], adjusted_p_value=highest)
    return tests


def mcnemar(first: int, second: int, right: Sequence[np.ndarray]) -> PairedTest:
    """Counts the pictures that only one of two networks got right, and tests whether the split is even.

    Args:
        first: Index of the first network.
        second: Index of the second network.
        right: As for `paired_tests`.

    Source: McNemar 1947, "Note on the sampling error of the difference between correlated proportions", in
        its exact form: the two-sided binomial test.
    """
    one, other = right[first], right[second]
    first_alone, second_alone = int((one & ~other).sum()), int((other & ~one).sum())
    p_value = _two_sided(min(first_alone, second_alone), first_alone + second_alone)
    both = int((one & other).sum())
    return PairedTest(first, second, len(one), both, first_alone, second_alone, p_value, p_value)


def _two_sided(fewer: int, differing: int) -> float:
    if not differing:
        return 1.0
    # `scipy.stats` takes seconds to import, this a third of a second, and only when networks are compared.
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(fewer, differing, 0.5)))
