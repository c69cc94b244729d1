"""The interpreter pool: many threads get the same answers as one."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np
import pytest

from core.bundles import runtime
from core.bundles.runtime import LiteRTModel, read_network
from core.errors import BadBundle
from core.storage.paths import SHIPPED


@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_many_threads_get_the_answers_that_one_gets(large, monkeypatch):
    # A large network has one more interpreter, for single requests.
    monkeypatch.setattr(runtime, "_LARGE_BYTES", 1_000 if large else 10**9)
    network = read_network(SHIPPED / "digits-simple" / "model.tflite")
    pictures = np.random.default_rng(0).random((200, 28, 28, 1), dtype=np.float32)
    alone = [network.run(picture) for picture in pictures]
    shared = LiteRTModel((SHIPPED / "digits-simple" / "model.tflite").read_bytes(), interpreters=2)
    before = shared.run(pictures[0])[0]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(shared.run, pictures))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_allclose(one[0], other[0], atol=1e-5)
        np.testing.assert_allclose(one[1], other[1], atol=1e-5)
    np.testing.assert_array_equal(before, shared.run(pictures[0])[0])


class Slow:
    """A picture that a network starts to read, but that arrives only later."""

    def __init__(self, pixels):
        self.pixels, self.is_awaited, self.may_arrive = pixels, threading.Event(), threading.Event()

    def __getitem__(self, index):
        self.is_awaited.set()
        assert self.may_arrive.wait(60)
        return self.pixels[index]


def test_a_call_that_finds_no_memory_for_another_interpreter_keeps_no_other_waiting(monkeypatch):
    network = LiteRTModel((SHIPPED / "digits-simple" / "model.tflite").read_bytes(), interpreters=2)
    pixels = np.zeros((28, 28, 1), np.float32)
    expected, slow = network.run(pixels)[0], Slow(pixels)

    def without_memory(*_, **__):
        raise BadBundle("There is no memory.")

    with ThreadPoolExecutor(4) as pool, monkeypatch.context() as full:
        full.setattr(runtime, "create_interpreter", without_memory)
        first = pool.submit(network.run, slow)
        assert slow.is_awaited.wait(60)
        others = [pool.submit(network.run, pixels) for _ in range(6)]
        wait(others, timeout=10)
        slow.may_arrive.set()
        assert all(isinstance(other.exception(60), BadBundle) for other in others)
        np.testing.assert_array_equal(first.result(60)[0], expected)
    np.testing.assert_array_equal(network.run(pixels)[0], expected)


def test_results_are_not_overwritten_by_the_next_run():
    network = read_network(SHIPPED / "digits-simple" / "model.tflite")
    first, _ = network.run(np.zeros((28, 28, 1), np.float32))
    kept = first.copy()
    network.run(np.ones((28, 28, 1), np.float32))
    np.testing.assert_array_equal(first, kept)


@pytest.mark.parametrize("content", [b"", b"not a flatbuffer at all", b"\0" * 1000])
def test_what_is_not_a_network_is_refused(content):
    with pytest.raises(BadBundle, match="Received: "):
        LiteRTModel(content)
