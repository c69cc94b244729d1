"""Takes the screenshots of the README from the running app: `python -m docs.make_screenshots`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

import numpy as np
from playwright.sync_api import Browser, Page

from core.preprocessing.augmentation import augment_strokes
from core.preprocessing.example_drawings import EXAMPLES, example_drawing
from core.preprocessing.quickdraw_format import write_stroke_line
from recipes.data import data_folder
from tests.browser.app_server import running_app
from tests.browser.chromium import running_browser
from tests.browser.drawing import draw, open_canvas

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screenshots"
SIZES = {"phone": (390, 1500), "desktop": (1400, 940)}
# Width and height in CSS pixels, the number of device pixels per CSS pixel, and the theme.
WINDOWS: tuple[tuple[int, int, int, Literal["light", "dark"]], ...] = (
    (360, 640, 2, "light"),
    (844, 390, 2, "dark"),
    (640, 360, 2, "light"),
    (1024, 768, 1, "light"),
    (768, 1024, 1, "dark"),
    (1920, 1080, 1, "light"),
)
_LINES = "Stroke by stroke"
_TALL_PX = {"phone": 3000, "desktop": 1500}
_OF_EACH = 24


def take(page: Page, address: str, name: str) -> None:
    """Takes screenshots of the Draw page: empty, and with a digit, an animal and one of the 345 things."""
    open_canvas(page, address)
    page.screenshot(path=FOLDER / f"{name}-empty.png")
    draw(page, example_drawing("digits", 2)[1])
    page.wait_for_timeout(2_500)
    page.screenshot(path=FOLDER / f"{name}-digit.png")
    page.get_by_text("Six animals", exact=True).click()
    page.wait_for_timeout(1_500)
    page.get_by_role("button", name="Show me an example").click()
    page.wait_for_timeout(1_500)
    page.get_by_text("Where it looked", exact=True).click()
    page.wait_for_timeout(2_500)
    page.mouse.move(5, 400)
    page.screenshot(path=FOLDER / f"{name}-animal.png")
    page.get_by_text("345 things", exact=True).click()
    page.wait_for_timeout(1_500)
    page.get_by_role("button", name="Show me an example").click()
    page.wait_for_timeout(1_500)
    page.get_by_text(_LINES, exact=True).click()
    page.wait_for_timeout(3_000)
    page.screenshot(path=FOLDER / f"{name}-things.png")


def take_draw_in_windows(browser: Browser, address: str) -> None:
    """Takes screenshots of the Draw page in windows of six sizes, without scrolling."""
    for width, height, scale, scheme in WINDOWS:
        context = browser.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=scale, color_scheme=scheme
        )
        page = context.new_page()
        open_canvas(page, address)
        draw(page, example_drawing("digits", 2)[1])
        page.locator(".answer-row").first.wait_for()
        page.wait_for_timeout(1_500)
        page.evaluate("document.querySelector('.stMain').scrollTop = 0")
        page.screenshot(path=FOLDER / f"draw-{width}x{height}-{scheme}.png")
        context.close()


def terminal(*arguments: str | Path) -> None:
    """Runs one of Inkling's terminal commands."""
    subprocess.run([sys.executable, "-m", "core", *map(str, arguments)], cwd=ROOT, check=True)


def train_from_terminal(folder: Path) -> None:
    """Trains a network on augmented example drawings, as a user would from the terminal."""
    generator = np.random.default_rng(1)
    lines = [
        write_stroke_line(augment_strokes(drawing, generator), f"my {name}")
        for number, name in enumerate(EXAMPLES["sketches"])
        for drawing in [example_drawing("sketches", number)[1]] * _OF_EACH
    ]
    path = folder / "my drawings.ndjson"
    path.write_text("".join(lines))
    terminal("train", path, "--name", "My drawings")


def take_train(page: Page, address: str, name: str) -> None:
    """Takes a screenshot of the Train page with a trained network."""
    page.goto(f"{address}/train")
    page.get_by_text("Accuracy in cross-validation").wait_for()
    page.wait_for_timeout(3_000)
    page.screenshot(path=FOLDER / f"{name}-train.png")


def take_photo(page: Page, address: str, name: str) -> None:
    """Takes a screenshot of the Photo page with one of its examples."""
    page.goto(f"{address}/photo")
    page.get_by_text("Examples", exact=True).click()
    page.get_by_role("button", name="Cat", exact=True).click()
    page.get_by_alt_text("Your photo with orange laid over").first.wait_for()
    page.wait_for_timeout(3_000)
    page.screenshot(path=FOLDER / f"{name}-photo.png")


def main() -> None:
    """Starts the app and takes all screenshots."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        running_app(INKLING_HOME=home) as address,
        running_browser() as browser,
    ):
        os.environ["INKLING_HOME"] = home
        train_from_terminal(Path(home))
        weights = data_folder().parent / "weights" / "mobilenet_v2.weights.h5"
        terminal("add-weights", "mobilenet-v2", weights)
        take_draw_in_windows(browser, address)
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                take(context.new_page(), address, f"{size}-{scheme}")
                context.close()
                tall = {"width": width, "height": _TALL_PX[size]}
                context = browser.new_context(viewport=tall, color_scheme=scheme)
                take_train(context.new_page(), address, f"{size}-{scheme}")
                take_photo(context.new_page(), address, f"{size}-{scheme}")
                context.close()


if __name__ == "__main__":
    main()
