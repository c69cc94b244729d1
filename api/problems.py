"""Errors for programs: every refusal is a problem document with one plain sentence.

Source: RFC 9457, "Problem Details for HTTP APIs".
"""

import re
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Match

from api.server_paths import without_paths
from core import errors
from core.errors import InklingError
from core.plurals import listed
from core.storage.files import translating_os_errors
from core.storage.names import printable
from core.storage.validation import fault_in_words

MEDIA_TYPE = "application/problem+json"
# The most specific listed class counts. An error that is not listed is the server's fault: 500.
_STATUS: dict[type[InklingError], int] = {
    errors.UnreadablePicture: 422,
    errors.NoInk: 422,
    errors.BadDrawing: 422,
    errors.BadBundle: 422,
    errors.BadData: 422,
    errors.BadRequest: 422,
    errors.SourceTooLarge: 413,
    errors.UnknownNetwork: 404,
    errors.UnknownDataSet: 404,
    errors.UnknownImport: 404,
    errors.UnknownRun: 404,
    errors.UnknownAddition: 404,
    errors.UnknownEvaluation: 404,
    errors.NotAllowed: 403,
    errors.DiskFull: 507,
    errors.CannotReadOrWrite: 503,
    errors.ClusterFailed: 503,
}
# Python named these statuses as older standards did until version 3.13; programs rely on their codes.
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
# Methods that a route may accept.
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_UNFORESEEN = "An unexpected error occurred; the server's log has the details."


class Problem(BaseModel):
    """What was wrong with a request, or with one picture of it."""

    type: str = Field(default="about:blank", description="Adds nothing to the status.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status; of one picture, the status that it would have alone.")
    code: str = Field(description="The kind of error, for programs, such as `unknown-network`.")
    detail: str = Field(description="One sentence: what was wrong, what to do, and what was received.")


class Refusal(Exception):
    """Raised for a request that cannot be answered; holds the problem document and headers of the answer.

    Args:
        status: The HTTP status.
        detail: What was wrong, what to do, and what was received.
        **headers: Headers of the answer, with `_` in place of `-`.
    """

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.problem = problem(status, detail)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def problem(status: int, detail: str, code: str = "") -> Problem:
    """Returns a problem document.

    Args:
        status: The HTTP status.
        detail: One sentence.
        code: The kind of error; by default the name of the status.
    """
    title = _TITLES.get(status, HTTPStatus(status).phrase)
    return Problem(
        title=title, status=status, code=code or _kebab(title), detail=printable(without_paths(detail))
    )


def from_another_site(received: str) -> Refusal:
    """Returns the refusal of a request that a browser sent for a page of another site."""
    return Refusal(
        403,
        "This request came from a page of another site; send it from a program, or from a page of this "
        f"server. Received: {received}",
    )


def problem_of(error: InklingError) -> Problem:
    """Returns the problem document for an error, with the status of its class."""
    status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
    return problem(status, str(error), _kebab(re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__)))


def as_response(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """Returns the HTTP response with a problem document."""
    return Response(problem.model_dump_json(), problem.status, headers, MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Makes an application answer every error with a problem document."""

    async def refused(request: Request, error: Any) -> Response:
        return as_response(error.problem, error.headers)

    async def ours(request: Request, error: Any) -> Response:
        return as_response(problem_of(error))

    async def invalid(request: Request, error: Any) -> Response:
        fault = error.errors()[0]
        # FastAPI puts where the field was found, such as "query" or "path", in front of its name.
        words = fault_in_words({**fault, "loc": fault["loc"][1:]})
        return as_response(problem(422, f"This request cannot be answered: {words}"))

    async def by_the_framework(request: Request, error: Any) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_allowed_methods(request))
        return as_response(problem(error.status_code, _sentence(request, error)), headers)

    async def by_the_system(request: Request, error: Any) -> Response:
        try:
            with translating_os_errors():
                raise error
        except InklingError as translated:
            return as_response(problem_of(translated))

    async def gone(request: Request, error: Any) -> Response:
        # Nobody receives this answer; web servers log it as 499. Its media type marks it as the API's own.
        return Response(status_code=499, media_type=MEDIA_TYPE)

    async def unforeseen(request: Request, error: Exception) -> Response:
        return as_response(problem(500, f"{_UNFORESEEN} Received: {type(error).__name__}"))

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(InklingError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, by_the_framework)
    app.add_exception_handler(OSError, by_the_system)
    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(Exception, unforeseen)


def _sentence(request: Request, error: HTTPException) -> str:
    path = request.url.path[:200]
    match error.status_code:
        case 404:
            return f"There is nothing at this address; /api/docs lists what there is. Received: {path}"
        case 405:
            allowed = listed(_allowed_methods(request))
            return f"This address answers {allowed} only. Received: {request.method[:20]}"
        case _:
            return f"This request cannot be read; see /api/docs. Received: {error.detail}"


def _allowed_methods(request: Request) -> list[str]:
    """Lists the methods of an address; the framework only names those of its first route at the address."""
    return [
        method
        for method in _METHODS
        if any(
            # `HEAD` is answered wherever `GET` is.
            route.matches({**request.scope, "method": method.replace("HEAD", "GET")})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


def _kebab(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
