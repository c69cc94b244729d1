"""Runs coroutines even if Playwright has left an event loop running in this thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def run_coroutine(coroutine: Coroutine):
    """Runs a coroutine to completion in a separate thread; returns its result."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
