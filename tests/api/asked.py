"""Requests that did not come over a network."""

import asyncio

from fastapi import Request


def asked_by(receive):
    """Returns a request whose client says what `receive` returns."""
    return Request({"type": "http"}, receive)


async def stays():
    """Receives from a client that waits for its answer, however long that takes."""
    await asyncio.Event().wait()
