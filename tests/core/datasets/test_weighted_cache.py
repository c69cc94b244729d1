"""A cache bounded by weight: recently used entries stay, and changed ones are read again."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.datasets.weighted_cache import WeightedCache

A, B, C = Path("a"), Path("b"), Path("c")


def test_what_was_put_is_given_back_for_as_long_as_its_stamp_is_the_same():
    cache = WeightedCache(len, max_weight=10)
    assert cache.get(A, (1, 2)) is None
    cache.put(A, (1, 2), "x")
    assert cache.get(A, (1, 2)) == "x"
    assert cache.get(A, (1, 3)) is None
    # The older entry is gone for good: nothing will request it again.
    assert cache.get(A, (1, 2)) is None
    cache.put(A, (1, 3), "y")
    cache.drop(A)
    cache.drop(A)
    assert cache.get(A, (1, 3)) is None


def test_the_least_recently_asked_for_goes_first():
    cache = WeightedCache(len, max_weight=6)
    for path in (A, B, C):
        cache.put(path, (0,), "xx")
    assert cache.get(A, (0,)) == "xx"
    cache.put(Path("d"), (0,), "x")
    assert cache.get(B, (0,)) is None
    assert [cache.get(path, (0,)) for path in (A, C, Path("d"))] == ["xx", "xx", "x"]


def test_one_that_is_too_heavy_pushes_the_others_out_and_stays():
    cache = WeightedCache(len, max_weight=6)
    cache.put(A, (0,), "xx")
    cache.put(B, (0,), "x" * 100)
    assert cache.get(A, (0,)) is None
    assert cache.get(B, (0,)) == "x" * 100
    cache.put(A, (0,), "xx")
    assert cache.get(B, (0,)) is None


def test_a_path_counts_once_however_often_it_changes():
    cache = WeightedCache(len, max_weight=10)
    cache.put(B, (0,), "xxxxx")
    for stamp in range(50):
        cache.put(A, (stamp,), "xxxxx")
        assert cache.get(A, (stamp,)) == "xxxxx"
    assert cache.get(B, (0,)) == "xxxxx"


@given(st.lists(st.tuples(st.sampled_from("pgd"), st.integers(0, 5), st.integers(0, 1), st.integers(1, 9))))
def test_together_they_never_weigh_more_than_they_may(steps):
    cache, weights = WeightedCache(lambda content: content[1], max_weight=12), {}
    for action, number, stamp, weight in steps:
        path = str(number)
        if action == "p":
            cache.put(Path(path), (stamp,), (stamp, weight))
            weights[path] = (stamp, weight)
        elif action == "g":
            content = cache.get(Path(path), (stamp,))
            assert content is None or content == weights[path]
        else:
            cache.drop(Path(path))
    kept = [cache.get(Path(path), (content[0],)) for path, content in weights.items()]
    assert sum(content[1] for content in kept if content) <= 12


def test_threads_may_share_it():
    cache = WeightedCache(len, max_weight=20)

    def use(number):
        path = Path(str(number % 7))
        cache.put(path, (number % 3,), "x" * (number % 5 + 1))
        cache.get(path, (number % 3,))
        cache.drop(Path(str(number % 5)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(use, range(2_000)))
    for number in range(7):
        cache.drop(Path(str(number)))
    cache.put(A, (0,), "x" * 10)
    cache.put(B, (0,), "x" * 10)
    assert cache.get(A, (0,)) is not None
