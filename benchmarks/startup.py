"""Measures the app's start and memory, with and without TensorFlow: `python -m benchmarks.startup`."""

import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Page

from benchmarks.results import FOLDER, keep
from tests.browser.app_server import free_port, start_app
from tests.browser.chromium import running_browser

ROOT = FOLDER.parent
ROUNDS = 3
_WITH_TENSORFLOW = "import tensorflow\n"


def measure(app: Path, page: Page) -> tuple[float, float]:
    """Starts the app, opens it, and asks for an example in every task.

    Args:
        app: The script to run.
        page: A browser page.

    Returns:
        Seconds from `streamlit run` to the first answer on screen, and megabytes of resident memory once
        all networks are loaded.
    """
    port = free_port()
    start = time.perf_counter()
    server = start_app(port, app, PYTHONPATH=str(ROOT), TF_CPP_MIN_LOG_LEVEL="3")
    try:
        while True:
            try:
                page.goto(f"http://127.0.0.1:{port}")
                break
            except Exception:  # not listening yet
                assert server.poll() is None
                time.sleep(0.05)
        page.get_by_role("button", name="Show me an example").click()
        page.locator(".answer-panel").first.wait_for()
        seconds = time.perf_counter() - start
        for task in ("Six animals", "345 things"):
            page.get_by_text(task, exact=True).click()
            # Each task has its own canvas, which is empty at first.
            page.locator(".answer-panel").first.wait_for(state="detached")
            page.get_by_role("button", name="Show me an example").click()
            page.locator(".answer-panel").first.wait_for()
        memory = psutil.Process(server.pid).memory_info().rss / 1e6
    finally:
        server.terminate()
        server.wait(10)
    return seconds, memory


def importing_tensorflow(script: str) -> str:
    """Returns the app's script, changed to import TensorFlow first and to run from any folder."""
    first, rest = script.split("import streamlit as st", 1)
    moved = f"{first}{_WITH_TENSORFLOW}import streamlit as st{rest}"
    return moved.replace('"pages/', f'"{ROOT}/pages/').replace(
        "Path(__file__).parent", f"Path({str(ROOT)!r})"
    )


def main() -> None:
    """Measures both variants in turn, and writes and prints the table."""
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        heavy = Path(folder) / "streamlit_app.py"
        heavy.write_text(importing_tensorflow((ROOT / "streamlit_app.py").read_text()))
        for _ in range(ROUNDS):
            ours.append(measure(ROOT / "server.py", browser.new_page()))
            theirs.append(measure(heavy, browser.new_page()))
    seconds, memory = (sorted(values) for values in zip(*ours, strict=True))
    heavy_seconds, heavy_memory = (sorted(values) for values in zip(*theirs, strict=True))
    middle = ROUNDS // 2
    table = [
        ("streamlit run to first answer on screen", seconds[middle], "s", "at most 5"),
        ("resident memory, all networks loaded", memory[middle], "MB", "at most 350"),
        ("the same app with TensorFlow imported: first answer", heavy_seconds[middle], "s", ""),
        ("the same app with TensorFlow imported: memory", heavy_memory[middle], "MB", ""),
        ("time, with TensorFlow / ours", heavy_seconds[middle] / seconds[middle], "times", ""),
        ("memory, with TensorFlow / ours", heavy_memory[middle] / memory[middle], "times", ""),
    ]
    keep(
        "startup",
        [
            {"what": what, "value": round(value, 1), "unit": unit, "asked": asked}
            for what, value, unit, asked in table
        ],
    )


if __name__ == "__main__":
    main()
