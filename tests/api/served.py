"""Serves the API on a real socket for the length of a test, and talks to it byte by byte."""

import json
import socket
import threading
import time
from contextlib import contextmanager

import uvicorn

PATIENCE_SECONDS = 60


@contextmanager
def served(app):
    """Runs a web server in a thread; yields its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)
        listener.close()


def wait_until(is_so):
    """Waits until a condition holds."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def head_of(path, *lines, method="POST", host="localhost"):
    """Returns the head of a request: its request line and headers."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {host}", *lines, "", ""]).encode()


def opened(port, data):
    """Opens a connection and sends the beginning of a request on it."""
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
    connection.sendall(data)
    return connection


def response_on(connection):
    """Returns the status, headers and JSON body received on a connection."""
    file = connection.makefile("rb")
    status = int(file.readline().split()[1])
    headers = {}
    while line := file.readline().strip():
        name, _, value = line.decode().partition(": ")
        headers[name.lower()] = value
    return status, headers, json.loads(file.read(int(headers["content-length"])))
