"""The entry point for `server.py`: the API is imported when its first request arrives."""

import asyncio
import re
from functools import cache
from http import HTTPStatus
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = "/api"
# "api" in any case, as a whole word at the beginning of a path; no page has this name.
_NAME = re.compile(r"\W*api(?![\w-])", re.IGNORECASE)


class Api:
    """The API as an ASGI application. FastAPI is imported in a thread, so that pages do not wait for it."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if self._app is None:
            self._app = await asyncio.to_thread(_application)
        await self._app(scope, receive, send)


class ApiFirst:
    """Answers API requests before Streamlit's own middleware for sessions and gzip, which only pages need.

    Args:
        app: The pages.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._api = app, Api()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        # A misspelt API path comes here too, and is refused by the API itself.
        if scope["type"] == "websocket" and _is_for_programs(scope["path"]):
            await _refuse_websocket(scope, receive, send)
        elif scope["type"] == "http" and _is_for_programs(scope["path"]):
            root = scope.get("root_path", "")
            scope = {**scope, "root_path": f"{root}{PREFIX}", "app_root_path": root}
            await self._api(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class RefusalsAsProblems:
    """Turns errors of the checks in front of the API into problem documents, which programs can read.

    The pages' own checks of hosts and origins, and Streamlit's check of paths, also run before the API, and
    they answer with plain text.

    Args:
        app: The pages and the API.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] not in ("http", "websocket") or not _is_for_programs(scope["path"]):
            await self._app(scope, receive, send)
            return
        # A WebSocket can be refused with an HTTP response, whose messages have types of their own.
        prefix = "websocket." if scope["type"] == "websocket" else ""
        is_replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal is_replaced
            if message["type"] == f"{prefix}http.response.start" and _is_foreign(message):
                is_replaced = True
                await _refuse(message["status"], scope, receive, send)
            elif not is_replaced:
                await send(message)

        await self._app(scope, receive, send_problem)


def _is_for_programs(path: str) -> bool:
    r"""Returns whether a path belongs to the API, or was probably meant to.

    Examples of the latter are `//api/v1/models`, `/API;x/v1` and `/api\v1`. The web server has already
    decoded escapes such as `%2F`, but some programs escape twice.
    """
    return _NAME.match(unquote(path)) is not None


def _is_foreign(start: Message) -> bool:
    """Returns whether an answer is an error that the API did not write."""
    kind = Headers(raw=list(start.get("headers", ()))).get("content-type", "")
    return bool(start["status"] >= 400 and kind != "application/problem+json")


async def _refuse(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    from api.problems import as_response, from_another_site, problem

    headers = Headers(scope=scope)
    if status == HTTPStatus.FORBIDDEN:
        found = from_another_site(f"Origin {headers.get('origin', 'none')[:100]}").problem
    else:
        host = headers.get("host", "")[:100] or "none"
        found = problem(
            status,
            "The web server refuses this request: ask for a path that /api/docs lists, by a host in "
            f"server.allowedHosts. Received: host {host}, {scope['path'][:200]}",
        )
    await as_response(found)(scope, receive, send)


async def _refuse_websocket(scope: Scope, receive: Receive, send: Send) -> None:
    from api.problems import as_response, problem

    detail = (
        "The API answers HTTP requests, not WebSockets; send a request as /api/docs describes. "
        f"Received: a WebSocket to {scope['path'][:200]}"
    )
    await as_response(problem(400, detail))(scope, receive, send)


@cache
def _application() -> ASGIApp:
    from api.application import create_application

    return create_application()
