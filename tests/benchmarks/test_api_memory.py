"""The server's memory is measured as often as asked, and is shown to be level over 100,000 requests."""

import re
import shutil
import subprocess
import sys

import pytest

from benchmarks.api_memory import ALL_REQUESTS, SETTLED_REQUESTS, memory_after, process_at
from benchmarks.results import FOLDER
from recipes.storage import read_table
from tests.browser.app_server import free_port, running_app

LISTENING = """
import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))):
    print("listens", flush=True)
    sys.stdin.read()
"""


def test_the_process_is_the_one_that_listens():
    port = free_port()
    command = [sys.executable, "-c", LISTENING, str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as listener:
        assert listener.stdout.readline() == "listens\n"
        assert process_at(f"http://127.0.0.1:{port}").pid == listener.pid
        listener.stdin.close()


@pytest.mark.skipif(shutil.which("wrk") is None, reason="needs wrk")
def test_it_looks_before_and_after(tmp_path):
    with running_app(INKLING_HOME=str(tmp_path), INKLING_API_TOKEN="") as address:
        looks = memory_after(address, [1, 2, 10**3], turn_seconds=1)
        answered = process_at(address).memory_info().rss / 1e6
    counts = [sent for sent, _ in looks]
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert counts[-1] >= 10**3
    # In MB: the network and the code that answers were loaded by the first requests.
    assert 30 < looks[0][1] < looks[1][1]
    assert looks[-1][1] == pytest.approx(answered, rel=0.2)


def test_what_is_stated_was_measured_over_as_many_requests_as_asked():
    rows = read_table(FOLDER / "api_memory.csv")
    memory_mb = {
        int(found[1].replace(",", "")): float(row["value"])
        for row in rows
        if (found := re.search(r"memory after ([\d,]+) requests", row["what"]))
    }
    settled = min(count for count in memory_mb if count >= SETTLED_REQUESTS)
    last = max(memory_mb)
    assert last >= ALL_REQUESTS
    assert rows[-1]["asked"] == "level"
    assert float(rows[-1]["value"]) == pytest.approx(memory_mb[last] / memory_mb[settled], abs=0.001)
