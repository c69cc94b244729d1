"""In a contrast theme of the system, where browsers paint no backgrounds, everything can still be seen."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import open_page
from tests.browser.drawing import follow, open_canvas
from tests.browser.test_accessibility import settle, show_confidence, show_draw, show_known, show_network

pytestmark = pytest.mark.browser
# What the browser paints behind everything.
GROUNDS = {"light": 255, "dark": 0}
# In grey values from 0 to 255: as much as an edge must differ to be noticed.
CLEARLY = 40


@pytest.mark.parametrize("scheme", GROUNDS)
def test_what_only_backgrounds_show_is_seen_without_them(browser, address, scheme):
    context = browser.new_context(color_scheme=scheme, forced_colors="active", reduced_motion="reduce")
    page, problems = open_page(context)

    def seen_share(element):
        settle(page)
        pixels = np.asarray(Image.open(io.BytesIO(element.screenshot())).convert("RGB"), dtype=int)
        return (np.abs(pixels - GROUNDS[scheme]).max(axis=2) > CLEARLY).mean()

    open_canvas(page, address)
    show_draw(page)
    assert seen_share(page.get_by_role("radio", name="What the network saw")) > 0.5
    assert seen_share(page.get_by_role("radio", name="Where it looked")) < 0.3
    assert seen_share(page.locator(".answer-strip .answer-track").first) > 0.5
    show_known(page)
    assert seen_share(page.locator(".known-things i").first) > 0.02
    assert page.get_by_role("dialog").evaluate("each => getComputedStyle(each).borderTopStyle") == "solid"
    page.keyboard.press("Escape")
    follow(page, "Networks")
    show_network(page)
    show_confidence(page)
    assert seen_share(page.get_by_test_id("stSlider").get_by_role("group")) > 0.04
    assert problems == []
    context.close()
