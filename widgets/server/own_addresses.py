"""Pages at their own addresses, told where their server is.

Streamlit's part in the browser does not know whether a page at `/photo` belongs to a server at `/` or at
`/photo`, and asks at both: each page that was opened by its own address began with two answers of 404.
"""

from collections.abc import Iterable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import file_util

# Relative to the page, as the addresses of its scripts are, so that it is right below a proxy's path, too.
_WHERE = '<script>window.__streamlit = {BACKEND_BASE_URL: new URL("./", location.href).href}</script>'
_HEAD = "<head>"


def page_routes(names: Iterable[str]) -> list[Route]:
    """Returns the routes of pages.

    Args:
        names: The pages' addresses, as "photo".
    """
    return [Route(f"/{name}", _page) for name in names]


def _page(request: Request) -> HTMLResponse:
    page = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    return HTMLResponse(page.replace(_HEAD, _HEAD + _WHERE, 1), headers={"Cache-Control": "no-cache"})
