"""Measures the app while it is busy: drawing while a network trains, and memory while a zip is uploaded.

python -m benchmarks.busy WEIGHTS     # the file mobilenet_v2.weights.h5; also needs the data in INKLING_DATA
"""

import argparse
import io
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import Page

from benchmarks.api_memory import process_at
from benchmarks.latency import WATCH, pen_up_ms
from benchmarks.results import FOLDER, keep
from core.datasets.ingestion import from_path, ingest
from core.datasets.store import create_data_set
from core.preprocessing.example_drawings import example_drawing
from core.training.presets import suggest
from core.training.runs import cancel_run, read_run, start_run
from recipes.data import data_folder
from tests.browser.app_server import running_app
from tests.browser.chromium import running_browser
from tests.browser.drawing import draw, open_canvas

STROKES = 13
# The usual size of data sets that are shared. Streamlit itself holds an upload twice in memory, so a zip of
# larger pictures costs twice the difference.
PICTURES, SIDE_PX = 5_000, 224
_LOOK_SECONDS = 0.05
_LONG_MS = 300_000


def many_pictures(path: Path) -> Path:
    """Writes a zip of 5,000 different photos, which are random crops of real photos."""
    generator = np.random.default_rng(1)
    sources = [
        Image.open(photo).convert("RGB") for photo in sorted((data_folder() / "photos").rglob("*.jpg"))[::9]
    ]
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(PICTURES):
            image = sources[number % len(sources)]
            share = generator.uniform(0.4, 0.9)
            width, height = (max(8, int(length * share)) for length in image.size)
            left, top = (
                int(generator.integers(0, n - m + 1))
                for n, m in zip(image.size, (width, height), strict=True)
            )
            part = image.crop((left, top, left + width, top + height)).resize((SIDE_PX, SIDE_PX))
            file = io.BytesIO()
            part.save(file, "JPEG", quality=85)
            archive.writestr(f"set/class {number % 10}/{number}.jpg", file.getvalue())
    return path


def drawing_times(page: Page, address: str) -> tuple[float, float]:
    """Returns the median milliseconds from pen up to bars, with an idle app and while a network trains."""
    data_set = ingest(create_data_set("photos", "photo"), from_path(data_folder() / "photos" / "ants_bees"))
    open_canvas(page, address)
    draw(page, example_drawing("digits", 0)[1])
    page.wait_for_timeout(3_000)
    page.evaluate(WATCH)
    at_rest = statistics.median(pen_up_ms(page, STROKES))
    run = start_run(replace(suggest(data_set).request, augmentations=64))
    page.wait_for_timeout(4_000)
    while_training = statistics.median(pen_up_ms(page, STROKES))
    assert read_run(run.name).status == "running", "the training was over too early"
    cancel_run(run.name, keep=False)
    return at_rest, while_training


def memory_growth(page: Page, address: str, server: psutil.Process, zipped: Path) -> tuple[float, float]:
    """Uploads a zip; returns the largest growth of the app's memory in MB, and the duration in seconds."""
    page.goto(f"{address}/train")
    page.get_by_text("Zip", exact=True).click()
    page.get_by_text("A zip or tar of class folders").wait_for()
    page.wait_for_timeout(2_000)
    before = peak = server.memory_info().rss
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(_LOOK_SECONDS):
            peak = max(peak, server.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        start = time.perf_counter()
        page.locator("input[type=file]").first.set_input_files(zipped)
        page.get_by_text("Next: press Import").wait_for(timeout=_LONG_MS)
        page.get_by_role("button", name="Import", exact=True).click()
        page.get_by_text("What was imported").wait_for(timeout=_LONG_MS)
        seconds = time.perf_counter() - start
    finally:
        done.set()
        watcher.join()
    return (peak - before) / 1e6, seconds


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", type=Path)
    weights = parser.parse_args().weights.resolve()
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        os.environ["INKLING_HOME"] = f"{folder}/home"
        command = [sys.executable, "-m", "core", "add-weights", "mobilenet-v2", str(weights)]
        subprocess.run(command, cwd=FOLDER.parent, check=True)
        zipped = many_pictures(Path(folder) / "many.zip")
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        with running_app() as address:
            rest, busy = drawing_times(page, address)
            growth, seconds = memory_growth(page, address, process_at(address), zipped)
        size = zipped.stat().st_size / 1e6
    rows = [
        ("pen up to bars painted, nothing else going on", rest, "ms", ""),
        ("pen up to bars painted, while a network trains", busy, "ms", ""),
        ("while a network trains / nothing else going on", busy / rest, "times", "at most 1.5"),
        (
            f"a zip of {PICTURES:,} pictures ({size:.0f} MB): the app's memory grows at most by",
            growth,
            "MB",
            "below 200",
        ),
        ("the same: seconds until they are all in", seconds, "s", ""),
    ]
    table = [
        {"what": what, "value": round(value, 2), "unit": unit, "asked": asked}
        for what, value, unit, asked in rows
    ]
    keep("busy", table)


if __name__ == "__main__":
    main()
