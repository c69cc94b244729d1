"""Figures for Prometheus: how many requests each route has had, how they ended, and how long they took."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import limits

_METHODS = ("GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH")
_OTHER = "other"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)


class Metrics:
    """The figures of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "inkling_api_requests",
            "Requests by route and status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "inkling_api_request_seconds",
            "Time until a request was answered.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._in_flight = Gauge(
            "inkling_api_requests_in_flight", "Requests in progress.", registry=self._registry
        )
        self._in_flight.set_function(lambda: limits.REQUESTS.taken)
        self._body_bytes = Gauge(
            "inkling_api_body_bytes", "Bytes of request bodies in memory.", registry=self._registry
        )
        self._body_bytes.set_function(lambda: limits.MEMORY.lent_bytes)

    def record(self, scope: Scope, status: int, seconds: float) -> None:
        """Records a request that was answered.

        Args:
            scope: The request's scope, after routing.
            status: The HTTP status.
            seconds: Time until the request was answered.
        """
        # Requests for unknown addresses share one label; otherwise each of them would create a new one.
        route = getattr(scope.get("route"), "path", None) or _OTHER
        method = scope["method"] if scope["method"] in _METHODS else _OTHER
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Returns all figures in the text format of Prometheus."""
        return generate_latest(self._registry)


class Measured:
    """Measures every request.

    Args:
        app: The application that answers the requests.
        metrics: Records the figures.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, start = 500, time.perf_counter()

        async def send_and_look(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_look)
        finally:
            self._metrics.record(scope, status, time.perf_counter() - start)
