"""Pages at their own addresses, which are told where their server is.

Streamlit's code in the browser does not know whether a page at `/photo` belongs to a server at `/` or at
`/photo`, and asks at both: without this, each page opened at its own address begins with two 404 answers.
"""

from collections.abc import Iterable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import file_util

# Relative to the page, like the addresses of its scripts, so that it is also right below a proxy's path.
_WHERE = '<script>window.__streamlit = {BACKEND_BASE_URL: new URL("./", location.href).href}</script>'
_HEAD = "<head>"


def page_routes(names: Iterable[str]) -> list[Route]:
    """Returns the routes of pages.

    Args:
        names: The pages' addresses, such as "photo".
    """
    return [Route(f"/{name}", _page) for name in names]


def _page(request: Request) -> HTMLResponse:
    page = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    return HTMLResponse(page.replace(_HEAD, _HEAD + _WHERE, 1), headers={"Cache-Control": "no-cache"})
