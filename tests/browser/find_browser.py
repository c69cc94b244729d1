"""Makes sure that the tests have a browser: an installed one, Playwright's, or Debian's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_INSTALLED = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome", "msedge")
_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find_browser() -> str | None:
    """Returns the path of a browser that Playwright can drive, or None."""
    for name in _INSTALLED:
        if path := shutil.which(name):
            return path
    if Path(_MAC).exists():
        return _MAC
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def provide_browser() -> str | None:
    """Returns a browser's path, installing one if necessary and possible; otherwise None."""
    if path := find_browser():
        return path
    print("No browser found; trying Playwright's own download.", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if path := find_browser():
        return path
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("That failed; installing Debian's chromium.", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False)
    return find_browser()


if __name__ == "__main__":
    browser = provide_browser()
    if browser is None:
        sys.exit(
            "The tests need a browser: install Chrome or Chromium. Received: none found and none installable"
        )
    print(f"Browser for the tests: {browser}")
