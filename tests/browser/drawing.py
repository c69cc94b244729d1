"""Draws strokes with the mouse on the page's canvas, for the browser tests."""

import numpy as np
from playwright.sync_api import Error

from widgets.shared.canvas_drawing import CANVAS_PX

# Generous, since answers can take long on a busy machine; an answer that comes ends the wait at once.
PATIENCE_MS = 60_000


def open_canvas(page, address):
    """Opens the Draw page and waits until the canvas can be drawn on."""
    page.goto(address)
    page.locator("canvas.upper-canvas").wait_for(timeout=60_000)
    page.get_by_text("Networks to compare").wait_for()


def follow(page, link):
    """Follows a link to another page, as a user would: loading the app again takes seconds."""
    page.get_by_role("link", name=link, exact=True).click()


def clean_canvas(page, address):
    """Opens the Draw page, or resets it after the previous story: an empty canvas for digits."""
    if not page.url.startswith(address):
        open_canvas(page, address)
        return
    page.get_by_text("Digits", exact=True).click()
    page.get_by_test_id("stButtonGroup").get_by_text("Draw", exact=True).click()
    wait_for_run(page)
    page.locator("canvas.upper-canvas").wait_for()
    clear = page.locator(".st-key-draw-clear button")
    if clear.is_enabled():
        clear.click()
    page.get_by_text("Nothing is drawn yet").wait_for()
    wait_for_ink(page, lambda ink: ink == 0)


def wait_for_run(page):
    """Waits until the app has finished its current run, after giving the run a moment to begin."""
    page.wait_for_timeout(300)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def wait_for_no_fault(page, find_faults):
    """Waits until `find_faults()` returns none: the layout settles a moment after the page changes."""
    for _ in range(PATIENCE_MS // 200):
        if not find_faults():
            return
        page.wait_for_timeout(200)
    assert not (faults := find_faults()), faults


def draw(page, strokes, every=15.0):
    """Draws strokes, given in canvas pixels, point by point, on a canvas of any size."""
    box = _box_of_canvas(page)
    for stroke in strokes:
        stroke = np.asarray(stroke) * (box["width"] / CANVAS_PX)
        page.mouse.move(box["x"] + float(stroke[0][0]), box["y"] + float(stroke[0][1]))
        page.mouse.down()
        for (x, y), length in zip(stroke[1:], np.linalg.norm(np.diff(stroke, axis=0), axis=1), strict=True):
            # In steps, as a hand moves: the browser merges moves that arrive together.
            page.mouse.move(box["x"] + float(x), box["y"] + float(y), steps=max(1, int(length / every)))
        page.mouse.up()


def _box_of_canvas(page):
    """Scrolls to the canvas and returns its box; retries while the page is replacing the canvas."""
    canvas = page.locator("canvas.upper-canvas")
    for _ in range(20):
        try:
            canvas.scroll_into_view_if_needed()
        except Error:
            page.wait_for_timeout(250)
            continue
        if box := canvas.bounding_box():
            return box
    raise AssertionError("there is no canvas to draw on")


def wait_for_ink(page, wanted):
    """Waits until `wanted(dark pixels)` holds: the page redraws with a short delay."""
    for _ in range(PATIENCE_MS // 100):
        if wanted(ink := ink_on_canvas(page)):
            return ink
        page.wait_for_timeout(100)
    raise AssertionError(f"the canvas still has {ink} dark pixels")


def settled_ink(page):
    """Counts the dark pixels once they stay the same: the page draws the last stroke again after a while."""
    before = ink_on_canvas(page)
    for _ in range(PATIENCE_MS // 1_000):
        page.wait_for_timeout(1_000)
        if (ink := ink_on_canvas(page)) == before:
            return ink
        before = ink
    raise AssertionError(f"the canvas keeps changing, and has {before} dark pixels")


def ink_on_canvas(page):
    """Counts the dark pixels on the canvas."""
    return page.evaluate(
        """() => {
            const canvas = [...document.querySelectorAll('*')].flatMap(
                each => each.shadowRoot ? [...each.shadowRoot.querySelectorAll('canvas.dc-canvas')] : []
            ).concat([...document.querySelectorAll('canvas.dc-canvas')])[0];
            if (!canvas) return 0;
            const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let dark = 0;
            for (let i = 0; i < data.length; i += 4) dark += data[i + 3] > 128 && data[i] < 128;
            return dark;
        }"""
    )
