"""Chromium, for what is measured and pictured in a browser."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.browser.find_browser import find_browser


@contextmanager
def running_browser(*arguments: str) -> Iterator[Browser]:
    """Starts a headless browser, and ends it afterwards.

    Args:
        arguments: Further ones of Chromium's command line.

    Raises:
        SystemExit: If no browser is installed.
    """
    # First, since it may ask Playwright, of which a process has only one running.
    path = find_browser()
    if path is None:
        sys.exit("No browser found. `python tests/browser/find_browser.py` installs one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *arguments])
        yield browser
        browser.close()
