"""Query parameters, which are checked as strictly as the fields of bodies, for every route alike."""

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from api.named_once import fields_of_pairs


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
