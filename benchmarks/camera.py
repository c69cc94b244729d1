"""Measures how fast the camera records and how often its answers change: `python -m benchmarks.camera`.

A film takes the place of what the browser's camera sees. Frames are counted in the page, as the user sees
them: the thumbnails that appear while the button is held, and the answers that are drawn. The processor time
of each answer, in the app and the browser together, is measured as well, because it depends less on what else
the computer is doing.
"""

import os
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Browser, Locator, Page

from benchmarks.results import keep
from core.datasets.recordings import add_recording
from core.datasets.store import create_data_set
from core.jobs.process import OVER
from core.preprocessing.example_photos import read_example_photos
from core.training.presets import suggest
from core.training.runs import read_run, start_run
from tests.browser.app_server import running_app
from tests.browser.chromium import running_browser
from tests.browser.fake_camera import camera_arguments, write_film
from tests.core.pictures_for_tests import file_of

SECONDS = 10
SETTLE_MS = 4_000
LONG_MS = 60_000
PICTURES = 20


def teach(scenes: dict[str, np.ndarray]) -> str:
    """Trains a network on scenes as the camera would record them; returns its title."""
    generator = np.random.default_rng(1)
    data_set = create_data_set("Two things", "photo")
    for label, scene in scenes.items():
        noisy = (scene[::2, ::2] + generator.normal(0, 4, scene[::2, ::2].shape) for _ in range(PICTURES))
        frames = [file_of(np.clip(picture, 0, 255).astype(np.uint8), "JPEG") for picture in noisy]
        data_set = add_recording(data_set, frames, label)
    run = start_run(suggest(data_set, "Two things", effort="Quick").request)
    while run.status not in OVER:
        time.sleep(0.5)
        run = read_run(run.name)
    assert run.status == "done", run.message
    return run.request.title


def count_recorded(page: Page) -> int:
    """Holds the button that records; returns the number of recorded pictures."""
    page.get_by_test_id("stButtonGroup").get_by_text("Camera", exact=True).click()
    box = page.get_by_role("combobox", name="What will it show?")
    box.fill("thing")
    box.press("Enter")
    hold = page.get_by_role("button", name="Hold to record thing")
    hold.hover()
    page.wait_for_timeout(SETTLE_MS)
    page.mouse.down()
    page.wait_for_timeout(SECONDS * 1000)
    count = page.locator(".thumbnails img").count()
    page.mouse.up()
    return count


def count_answered(page: Page) -> tuple[float, float]:
    """Lets the page answer the camera; returns answers per second, and the processor time of each in ms."""
    page.get_by_test_id("stButtonGroup").get_by_text("Camera", exact=True).first.click()
    answers = page.locator(".answers").first
    page.locator(".bar .fill").first.wait_for(timeout=LONG_MS)
    page.wait_for_timeout(SETTLE_MS)
    first, busy_seconds = frame_of(answers), processor_seconds()
    page.wait_for_timeout(SECONDS * 1000)
    count = frame_of(answers) - first
    return count / SECONDS, 1000 * (processor_seconds() - busy_seconds) / count


def frame_of(answers: Locator) -> int:
    """Returns the number of the frame whose answer is on the page now."""
    return int(answers.get_attribute("data-frame") or 0)


def processor_seconds() -> float:
    """Returns the processor time of the app and the browser so far, in seconds."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    scenes = {photo.label or "": photo.content().pixels[..., :3] for photo in read_example_photos()[:2]}
    with tempfile.TemporaryDirectory() as folder:
        film = write_film(Path(folder) / "film.y4m", list(scenes.values()))
        with running_browser("--disable-gpu", *camera_arguments(film)) as browser:
            os.environ["INKLING_HOME"] = str(Path(folder) / "shipped")
            rows = measure(browser, "with the shipped network", recording=True)
            os.environ["INKLING_HOME"] = str(Path(folder) / "taught")
            teach(scenes)
            rows += measure(browser, "with the shipped network and a taught one", recording=False)
    keep("camera", rows)


def measure(browser: Browser, what: str, recording: bool) -> list[dict[str, object]]:
    """Starts the app, measures it, and returns rows of the table.

    Args:
        browser: A browser with a camera.
        what: A description of the networks that answer, for the table.
        recording: Whether recording is measured as well.
    """
    rows: list[dict[str, object]] = []
    with running_app() as address:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        if recording:
            page.goto(f"{address}/train")
            recorded = count_recorded(page) / SECONDS
            rows.append(row("pictures recorded while the button is held", recorded, asked="5 to 10"))
        page.goto(f"{address}/photo")
        rate, busy_ms = count_answered(page)
        rows.append(row(f"answers drawn {what}", rate))
        rows.append(row(f"processor time of each, {what}", busy_ms, "ms", ""))
        page.close()
    return rows


def row(what: str, value: float, unit: str = "a second", asked: str = "at least 5") -> dict[str, object]:
    """Returns a row of the table."""
    return {"what": what, "value": round(value, 1), "unit": unit, "asked": asked}


if __name__ == "__main__":
    main()
