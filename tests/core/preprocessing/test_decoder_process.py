"""Decoding in separate processes: the same picture, or a sentence where a process hangs or crashes."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from core.errors import UnreadablePicture
from core.preprocessing import decoder_process
from core.preprocessing.decoder_process import DecoderProcesses
from core.preprocessing.picture_codecs import decode, look_through
from tests.core.pictures_for_tests import file_of, ink_of

SEVEN = file_of(Image.fromarray(ink_of("7")), "JPEG2000")


def test_pictures_are_the_same_as_without_and_a_refusal_ends_nothing():
    decoders = DecoderProcesses(count=1)
    with pytest.raises(UnreadablePicture, match="damaged or cut short"):
        decoders.decode(SEVEN[:200])
    (process,) = decoders._idle
    for _ in range(2):
        np.testing.assert_array_equal(decoders.decode(SEVEN).pixels, decode(look_through(SEVEN)).pixels)
    assert decoders._idle == [process]
    process.kill()
    process.wait()
    assert decoders.decode(SEVEN).pixels.shape == (280, 280, 3)
    decoders.close()


@pytest.mark.parametrize(
    ("program", "seconds", "words"),
    [
        ("import time; time.sleep(60)", 0.5, "takes over 0.5 s"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGPROF)", 60, "takes over 8 s"),
        ("import os; os._exit(3)", 60, "decoder failed"),
        ("print('nonsense', flush=True)", 60, "decoder failed"),
        ("print('{\"bytes\": 5}\\nab')", 60, "decoder failed"),
    ],
)
def test_one_that_hangs_or_crashes_is_ended_with_a_sentence(program, seconds, words, monkeypatch):
    monkeypatch.setattr(decoder_process, "_COMMAND", [sys.executable, "-c", program])
    decoders = DecoderProcesses(count=1, max_seconds=seconds)
    for _ in range(2):
        with pytest.raises(UnreadablePicture, match=words):
            decoders.decode(SEVEN)
    assert decoders._idle == []


def test_many_ask_few_processes():
    decoders = DecoderProcesses(count=2)
    with ThreadPoolExecutor(6) as pool:
        pictures = list(pool.map(decoders.decode, [SEVEN] * 12))
    assert all(picture.pixels.shape == (280, 280, 3) for picture in pictures)
    assert 1 <= len(decoders._idle) <= 2
    decoders.close()
