"""Measures the memory of a public server with all networks loaded: `python -m benchmarks.serving_memory`.

Starts the app as the container image does; a visitor opens the page and draws, and then all networks answer
over the API. The largest values of several starts are reported.
"""

import base64
import json
import tempfile
import urllib.request
from pathlib import Path

import psutil

from benchmarks.results import keep
from core.bundles.library import read_library
from core.preprocessing.example_photos import read_example_photos
from core.storage.paths import SHIPPED
from core.storage.settings import PUBLIC
from tests.browser.app_server import free_port, start_app, stop, wait_until_up
from tests.browser.chromium import running_browser

# The memory that Streamlit Community Cloud gives to an app.
COMMUNITY_CLOUD_MB = 1_000
# Which threads decode and answer at the same time is random, and so is their largest use of memory.
STARTS = 5
_PHOTOS = 6


def ask_all(port: int) -> None:
    """Sends each shipped network one request with several photos."""
    photos = [base64.b64encode(photo.read_bytes()).decode() for photo in read_example_photos()[:_PHOTOS]]
    for name in read_library([SHIPPED]).bundles:
        question = json.dumps({"models": [name], "images": photos}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/predict", question, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            assert len(json.load(response)["answers"]) == len(photos)


def measured_mb() -> tuple[float, float, float]:
    """Starts the app; returns its memory in MB at first, after a visitor, and after all networks answered."""
    port = free_port()
    with tempfile.TemporaryDirectory() as home, running_browser() as browser:
        server = start_app(port, INKLING_HOME=str(Path(home)), **{PUBLIC: "1"})
        try:
            wait_until_up(port, server)
            process = psutil.Process(server.pid)
            start_mb = process.memory_info().rss / 1e6
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{port}")
            page.get_by_role("button", name="Show me an example").click()
            page.locator(".answer-panel").first.wait_for()
            visited_mb = process.memory_info().rss / 1e6
            ask_all(port)
            return start_mb, visited_mb, process.memory_info().rss / 1e6
        finally:
            stop(server)


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    start_mb, visited_mb, loaded_mb = map(max, zip(*(measured_mb() for _ in range(STARTS)), strict=True))
    table = (
        ("just started", start_mb, ""),
        ("a visitor has drawn", visited_mb, ""),
        ("all networks have answered, too", loaded_mb, f"below {COMMUNITY_CLOUD_MB:,}"),
    )
    keep(
        "serving_memory",
        [{"what": what, "value": round(value), "unit": "MB", "asked": asked} for what, value, asked in table],
    )


if __name__ == "__main__":
    main()
