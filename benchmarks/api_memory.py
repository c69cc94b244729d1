"""Measures the server's memory over 100,000 requests to the API: `python -m benchmarks.api_memory`.

Takes about ten minutes, and needs `wrk` (Debian: apt-get install wrk). Pictures and strokes are sent in
turn, and each turn opens new connections.
"""

import tempfile
from collections.abc import Sequence
from itertools import cycle

import psutil

from benchmarks.api import question_for
from benchmarks.results import keep
from benchmarks.wrk import loaded
from tests.browser.app_server import running_app

NETWORK = "digits-simple"
# After the first of these numbers, every thread, buffer and cache exists, and memory should no longer grow.
SETTLED_REQUESTS, ALL_REQUESTS = 10_000, 100_000
CONNECTIONS = 8
TURN_SECONDS = 5


def process_at(address: str) -> psutil.Process:
    """Returns the process that listens at an address of this machine, such as `http://127.0.0.1:8501`."""
    port = int(address.rpartition(":")[2])
    connections = psutil.net_connections("tcp")
    return psutil.Process(next(one.pid for one in connections if one.laddr.port == port and one.pid))


def memory_after(
    address: str, numbers: Sequence[int], turn_seconds: int = TURN_SECONDS
) -> list[tuple[int, float]]:
    """Sends requests to the API, and measures the server's memory several times.

    Args:
        address: Address of the app, which has received no requests yet.
        numbers: Numbers of requests after which memory is measured, ascending; it is also measured at first.
        turn_seconds: Duration of each turn, in which only pictures or only strokes are sent.

    Returns:
        For each time, the number of requests answered so far and the resident memory in MB (10**6 bytes).

    Raises:
        AssertionError: If a request fails.
    """
    api, process = f"{address}/api/v1/predict", process_at(address)
    bodies = cycle([question_for(NETWORK), question_for(NETWORK, strokes=True)])
    sent, looks = 0, [(0, process.memory_info().rss / 1e6)]
    for number in numbers:
        while sent < number:
            load = loaded(api, next(bodies), CONNECTIONS, turn_seconds)
            assert not load.errors, load
            sent += load.requests
        looks.append((sent, process.memory_info().rss / 1e6))
        print(f"{looks[-1][1]:.1f} MB after {sent:,} requests", flush=True)
    return looks


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    with (
        tempfile.TemporaryDirectory() as home,
        running_app(INKLING_HOME=home, INKLING_API_TOKEN="", INKLING_PUBLIC="") as address,
    ):
        middle = ALL_REQUESTS // 2
        looks = memory_after(address, [SETTLED_REQUESTS, middle, ALL_REQUESTS])
    rows = [
        (f"the server's memory after {sent:,} requests to the API", memory, "MB") for sent, memory in looks
    ]
    growth = looks[-1][1] / looks[1][1]
    rows.append((f"the same: after {looks[-1][0]:,} / after {looks[1][0]:,}", growth, "times"))
    asked = [""] * len(looks) + ["level"]
    keep(
        "api_memory",
        [
            {"what": what, "value": round(value, 3 if unit == "times" else 1), "unit": unit, "asked": limit}
            for (what, value, unit), limit in zip(rows, asked, strict=True)
        ],
    )


if __name__ == "__main__":
    main()
