"""The decoding process: it answers requests in order, and ends when no more come."""

import io
import subprocess
import sys

from PIL import Image

from core.preprocessing.decoder_process import read_message, write_message
from tests.conftest import ROOT
from tests.core.pictures_for_tests import file_of


def test_it_answers_in_order_until_nobody_asks_and_says_what_is_damaged():
    requests = io.BytesIO()
    avif = file_of(Image.new("RGB", (30, 20), (10, 200, 30)), "AVIF")
    for data in (avif, b"no picture", avif[:-40], avif):
        write_message(requests, {}, data)
    done = subprocess.run(
        [sys.executable, "-m", "core.workers.decode"],
        cwd=ROOT,
        input=requests.getvalue(),
        capture_output=True,
        check=True,
    )
    answers = io.BytesIO(done.stdout)
    messages = [read_message(answers) for _ in range(4)]
    assert answers.read() == b""
    assert [("decoded" in message, "refused" in message) for message, _ in messages] == [
        (True, False),
        (False, True),
        (False, True),
        (True, False),
    ]
    message, pixels = messages[0]
    assert message["shape"] == [20, 30, 3]
    assert len(pixels) == 20 * 30 * 3
    assert messages[3] == messages[0]
