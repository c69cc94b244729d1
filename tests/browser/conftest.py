"""A running app and a real browser for the stories."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.find_browser import find_browser

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Starts the app as a person does; returns its address."""
    port = free_port()
    environment = os.environ | {"INKLING_HOME": str(tmp_path_factory.mktemp("home"))}
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    options = ["--server.port", str(port), "--server.headless", "true", "--server.address", "127.0.0.1"]
    server = subprocess.Popen(
        command + options, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1)
            break
        except OSError:
            assert time.monotonic() < until, "the app did not start"
            assert server.poll() is None, "the app stopped at once"
            time.sleep(0.2)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="session")
def browser():
    """A headless browser."""
    path = find_browser()
    assert path, "no browser; `make test` provides one"
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()
