"""Sends requests to middleware without a server."""

from tests.in_a_thread import run_coroutine


def answer_of(middleware, path="/", method="GET", kind="http", **headers):
    """Returns the status and text with which middleware answers; the app behind it always answers 204."""
    sent = []

    async def behind(scope, receive, send):
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": kind,
        "path": path,
        "method": method,
        "headers": [
            (name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()
        ],
        "extensions": {"websocket.http.response": {}},
    }
    run_coroutine(middleware(behind)(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent).decode()
