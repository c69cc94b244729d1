"""Runs Chromium for measurements and screenshots."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.browser.find_browser import find_browser


@contextmanager
def running_browser(*arguments: str) -> Iterator[Browser]:
    """Starts a headless browser, and closes it afterwards.

    Args:
        arguments: Extra command-line arguments for Chromium.

    Raises:
        SystemExit: If no browser is installed.
    """
    # Must come first: it may start Playwright, and a process can run only one instance of it.
    path = find_browser()
    if path is None:
        sys.exit("No browser found. `python tests/browser/find_browser.py` installs one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *arguments])
        yield browser
        browser.close()
