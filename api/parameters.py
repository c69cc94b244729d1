"""Checks of every route: only known query parameters, each given once, and a body only where one is read."""

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from api.named_once import fields_of_pairs
from api.problems import Refusal


async def only_known_parameters(request: Request) -> None:
    """Refuses query parameters that a route does not have, or that are given more than once.

    Args:
        request: The request, after routing.

    Raises:
        RequestValidationError: If the route has no parameter of this name.
        Refusal: If a parameter is given twice.
    """
    # Most requests have none.
    if not request.scope["query_string"]:
        return
    given = fields_of_pairs(request.query_params.multi_items(), "parameter")
    known = {one.alias for one in request.scope["route"].dependant.query_params}
    faults = [
        {"type": "extra_forbidden", "loc": ("query", name), "input": value}
        for name, value in given.items()
        if name not in known
    ]
    if faults:
        raise RequestValidationError(faults)


async def no_unexpected_body(request: Request) -> None:
    """Refuses a body where none is read: `{"best": "keep"}` there would lose what its sender wants to keep.

    Args:
        request: The request, after routing.

    Raises:
        Refusal: If the route reads no body, and the request has one.
    """
    if "requestBody" in (request.scope["route"].openapi_extra or {}):
        return
    size = request.headers.get("content-length", "0")[:20]
    is_chunked = "transfer-encoding" in request.headers
    if is_chunked or size not in ("", "0"):
        received = f"a body of {size} {'byte' if size == '1' else 'bytes'}"
        raise Refusal(
            422,
            "This request takes no body; what it needs belongs in the address, as /api/docs describes. "
            f"Received: {'a body' if is_chunked else received}",
        )
