"""Small pieces of an answer are sent at once, which leans on a private part of Streamlit."""

import socket

import pytest
from streamlit.web.server.starlette import starlette_server

import server  # noqa: F401


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_connections_do_not_hold_small_pieces_back(host):
    try:
        listening, _ = starlette_server._bind_server_socket(host, host, 0, backlog=1)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with listening, socket.create_connection(listening.getsockname()[:2]):
        listening.setblocking(True)
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
