"""The decoding process: it answers requests in order, and ends when no more come."""

import io
import signal
import subprocess
import sys

import pytest
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


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no timer of processor time")
@pytest.mark.parametrize(
    ("decoding", "status"),
    [("while True: pass", -signal.SIGPROF), ("__import__('time').sleep(0.6)", 0)],
    ids=["computing", "waiting for a core"],
)
def test_it_ends_when_its_processor_time_is_used_up(decoding, status):
    program = f"""
from core.workers import decode
def decoding(data):
    {decoding}
    raise ValueError
decode._decode, decode.MAX_CPU_SECONDS = decoding, 0.3
decode.main()
"""
    request = io.BytesIO()
    write_message(request, {}, b"a picture")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, input=request.getvalue(), capture_output=True, timeout=60
    )
    assert done.returncode == status
