"""The API as one FastAPI application: its routes and their middleware."""

from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel
from starlette.middleware import Middleware
from starlette.responses import Response

from api import predict_routes, training_routes
from api.access import OnlyAllowed
from api.documentation import PAGE_HEADERS, PROBLEMS, document, page
from api.heads import HeadAsGet
from api.metrics import Measured, Metrics
from api.parameters import no_unexpected_body, only_known_parameters
from api.problems import add_handlers
from api.sending import BoundedSending

VERSION = "1"


class Health(BaseModel):
    """The answer of the health check."""

    status: str = "ok"


def create_application() -> FastAPI:
    """Returns a new application; `server.py` mounts it under `/api`."""
    metrics = Metrics()
    app = FastAPI(
        title="Inkling",
        version=VERSION,
        # Swagger UI would be loaded from the internet; see `api.documentation`.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(only_known_parameters), Depends(no_unexpected_body)],
        responses=PROBLEMS,
        middleware=[
            Middleware(Measured, metrics=metrics),
            Middleware(HeadAsGet),
            Middleware(BoundedSending),
            Middleware(OnlyAllowed),
        ],
    )
    add_handlers(app)
    app.include_router(predict_routes.router)
    app.include_router(training_routes.router)

    @app.get(
        "/v1/health",
        tags=["server"],
        summary="Report that the API answers",
        response_description="The API answers.",
    )
    async def health() -> Health:
        """Reports that the API answers. No token is needed."""
        return Health()

    @app.get(
        "/metrics",
        tags=["server"],
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
        summary="Figures for Prometheus",
        response_description="The figures.",
    )
    async def figures() -> Response:
        """Returns how many requests there were, how they ended and how long they took, for Prometheus."""
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> Any:
        return JSONResponse(document(app))

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(page(app), headers=PAGE_HEADERS)

    return app
