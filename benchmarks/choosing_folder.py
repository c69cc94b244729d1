"""Measures how long choosing a folder keeps the browser busy: `python -m benchmarks.choosing_folder`.

The peer is a page with nothing but Streamlit's uploader. Times are those of the page's main thread, as
Chromium's Performance domain reports them, from the choice until the last file has been uploaded. Most of
Streamlit's own time goes into its list of files, which it draws anew for each of them.
"""

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser

from benchmarks.results import keep
from tests.browser.app_server import running_app
from tests.browser.chromium import running_browser

COUNTS = (75, 150, 300)
_PHOTO_PX = (60, 80)
_LOOK_AGAIN_MS = 50
_UPLOADER_ALONE = """import streamlit as st

st.file_uploader("A folder of photos", accept_multiple_files="directory")
"""
_BUSY, _STYLES = "TaskDuration", "RecalcStyleDuration"


def write_photos(folder: Path, count: int) -> Path:
    """Writes small photos into a new folder; returns the folder."""
    folder.mkdir()
    noise = np.random.default_rng(0)
    for number in range(count):
        pixels = noise.integers(0, 256, (*_PHOTO_PX, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number:03}.jpg")
    return folder


def busy_seconds(browser: Browser, address: str, folder: Path) -> tuple[float, float]:
    """Chooses a folder; returns the seconds that the page was busy, and those spent on styles alone."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    uploads: list[str] = []
    page.on("requestfinished", lambda each: uploads.append(each.url) if each.method == "PUT" else None)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def spent() -> dict[str, float]:
        return {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}

    page.goto(address)
    chooser = page.locator("input[type=file][webkitdirectory]")
    chooser.wait_for(state="attached")
    page.wait_for_timeout(2_000)
    before = spent()
    chooser.set_input_files(folder)
    while len(uploads) < len(list(folder.iterdir())):
        page.wait_for_timeout(_LOOK_AGAIN_MS)
    after = spent()
    page.close()
    return after[_BUSY] - before[_BUSY], after[_STYLES] - before[_STYLES]


def main() -> None:
    """Runs the benchmark, and writes and prints the table."""
    rows: list[tuple[str, float, str, str]] = []
    with tempfile.TemporaryDirectory() as scratch, running_browser() as browser:
        folders = [write_photos(Path(scratch, f"photos {count}"), count) for count in COUNTS]
        alone_script = Path(scratch, "uploader.py")
        alone_script.write_text(_UPLOADER_ALONE)
        with running_app(INKLING_HOME=f"{scratch}/home") as app, running_app(alone_script) as peer:
            for count, folder in zip(COUNTS, folders, strict=True):
                ours, styles = busy_seconds(browser, f"{app}/photo?photo-source=folder", folder)
                alone, _ = busy_seconds(browser, peer, folder)
                what = f"{count} photos chosen as a folder"
                rows += [
                    (f"{what}, Photo page: browser busy", round(ours, 1), "s", ""),
                    (f"{what}, Photo page: of which for styles", round(styles, 1), "s", ""),
                    (f"{what}, Streamlit's uploader alone: browser busy", round(alone, 1), "s", ""),
                    (f"{what}: Photo page / Streamlit's uploader alone", round(ours / alone, 2), "times", ""),
                ]
    names = ("what", "value", "unit", "asked")
    keep("choosing_folder", [dict(zip(names, row, strict=True)) for row in rows])


if __name__ == "__main__":
    main()
