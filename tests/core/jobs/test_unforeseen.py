"""Unforeseen exceptions are logged and become a sentence; those with a sentence of their own pass."""

import pytest

from core.errors import BadData, Unforeseen
from core.jobs.unforeseen import translating_unforeseen


@pytest.mark.parametrize("error", [ValueError("no"), MemoryError(), RecursionError(), OSError()])
def test_any_exception_becomes_a_sentence_and_is_logged(error, caplog):
    with (
        pytest.raises(Unforeseen, match=f"Received: {type(error).__name__}$"),
        translating_unforeseen("a.png"),
    ):
        raise error
    assert "a.png" in caplog.text
    assert "Traceback" in caplog.text


def test_our_own_sentences_and_the_wish_to_stop_pass(caplog):
    for error in (BadData("No."), KeyboardInterrupt()):
        with pytest.raises(type(error)) as caught, translating_unforeseen("a.png"):
            raise error
        assert caught.value is error
    assert not caplog.text
