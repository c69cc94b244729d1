"""Request bodies, bounded in size, in memory and in the time that they take to arrive."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Message, Receive

from api.limits import Budget
from api.problems import Refusal
from core.plurals import counted

# The media types of bodies.
JSON, FORM = "application/json", "multipart/form-data"
# The time that a body may take to begin, and the slowest rate at which it may then arrive.
PATIENCE_SECONDS = 10.0
MIN_BYTES_PER_SECOND = 100_000
# It logs a warning for each malformed form, so anybody could fill the log; the sender is told anyway.
logging.getLogger("python_multipart").setLevel(logging.ERROR)


@asynccontextmanager
async def bounded(request: Request, max_bytes: int, budget: Budget) -> AsyncIterator[Request]:
    """Limits the size of a request's body, its memory, and the time that it may take to arrive.

    Args:
        request: The request as it was received.
        max_bytes: Maximum size of its body.
        budget: Lends the memory for the body until the block ends.

    Yields:
        The same request. Reading its body raises `Refusal`: 413 if the body is too large, 408 if it arrives
        too slowly, and 429 if other requests need the memory.

    Raises:
        Refusal: 415 if the body is compressed; 413 or 429, as above, if its stated length already exceeds a
            limit.
    """
    packing = request.headers.get("content-encoding", "")[:40]
    if packing.lower() not in ("", "identity"):
        raise Refusal(415, f"Send the body uncompressed. Received: {packing}")
    stated = request.headers.get("content-length", "")
    body = _BoundedBody(request.receive, max_bytes, budget)
    try:
        if stated.isdecimal():
            body.expect(int(stated))
        yield Request(request.scope, body.receive)
    finally:
        budget.give_back(body.lent_bytes)


def media_type(request: Request) -> str:
    """Returns the media type that a request states, without parameters; an empty string if it states none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def neither_json_nor_form(request: Request) -> Refusal:
    """Returns the refusal (415) of a request whose body is of any other media type."""
    received = media_type(request)[:60] or "no media type"
    return Refusal(415, f"Send the body as {JSON} or as {FORM}. Received: {received}")


async def read_form(request: Request, max_files: int, max_fields: int, max_field_bytes: int) -> FormData:
    """Reads a form, which the caller must close.

    Args:
        request: The request, with a bounded body.
        max_files: Maximum number of files.
        max_fields: Maximum number of other fields.
        max_field_bytes: Maximum size of each of these other fields.

    Raises:
        Refusal: If the body is not a form, exceeds one of these limits, or is incomplete.
    """
    parser = _WholeForm(
        request.headers,
        request.stream(),
        max_files=max_files,
        max_fields=max_fields,
        max_part_size=max_field_bytes,
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        # The parser's errors differ only in their messages.
        for words, most in (
            ("Too many files", f"at most {counted(max_files, 'file')}"),
            ("Too many fields", f"at most {max_fields:,} fields besides its files"),
            ("Part exceeded", f"at most {max_field_bytes:,} bytes in each field that is not a file"),
        ):
            if error.message.startswith(words):
                raise Refusal(422, f"This form is too large: send {most}. Received: more") from error
        if "boundary" not in request.headers["content-type"].lower():
            raise Refusal(
                400,
                "The Content-Type of this form does not say what divides its parts; leave this header to the "
                f"library or program that writes the form. Received: {request.headers['content-type'][:60]}",
            ) from error
        raise Refusal(400, f"This form cannot be read; see /api/docs. Received: {error.message}") from error
    if not parser.is_whole:
        # The last part may be cut short or missing.
        await form.close()
        count = len(form.multi_items())
        raise Refusal(
            400,
            "This form has no end: the boundary that closes it is missing. Send all of it. "
            f"Received: {counted(count, 'part')} that may be whole",
        )
    return form


class _WholeForm(MultiPartParser):
    """Reads a form, and records whether it is complete."""

    is_whole = False

    def on_end(self) -> None:
        """Records that the closing boundary of the form has arrived."""
        self.is_whole = True


class _BoundedBody:
    """Passes on the body that the web server receives, and enforces its limits.

    Args:
        receive: The web server's `receive`.
        max_bytes: Maximum size of the body.
        budget: Lends the memory for the body.
    """

    def __init__(self, receive: Receive, max_bytes: int, budget: Budget) -> None:
        self.lent_bytes = 0
        self._receive, self._max_bytes, self._budget = receive, max_bytes, budget
        self._received_bytes = 0
        self._is_whole = False
        self._start = time.monotonic()

    def expect(self, total_bytes: int) -> None:
        """Makes sure that there is room for a body of this size; raises `Refusal` if there is not."""
        if total_bytes > self._max_bytes:
            limit = f"{self._max_bytes // 2**20:,} MB"
            raise Refusal(
                413,
                f"This is too much for one request; send at most {limit}. Received: {total_bytes:,} bytes",
            )
        if total_bytes > self.lent_bytes:
            self._budget.lend(total_bytes - self.lent_bytes)
            self.lent_bytes = total_bytes

    async def receive(self) -> Message:
        """Receives the next piece of the body, or the message that the client has hung up."""
        if self._is_whole:
            return await self._receive()
        allowed_seconds = PATIENCE_SECONDS + self._received_bytes / MIN_BYTES_PER_SECOND
        try:
            async with asyncio.timeout(self._start + allowed_seconds - time.monotonic()):
                message = await self._receive()
        except TimeoutError as error:
            raise Refusal(
                408,
                "The body arrived too slowly; send it again, faster. "
                f"Received: {counted(self._received_bytes, 'byte')} in {allowed_seconds:.0f} seconds",
                Connection="close",
            ) from error
        self._received_bytes += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        self.expect(self._received_bytes)
        return message
