"""Small pieces of an answer are sent at once, which leans on how Streamlit starts its web server."""

import subprocess
import sys

from tests.browser.app_server import ROOT

# As `streamlit run server.py` does, but that the server stops when it would begin to listen.
STARTED = """
import socket
import sys

import uvicorn
from streamlit.web import cli

async def look(server, sockets=None):
    listening, = sockets
    listening.setblocking(True)
    with socket.create_connection(listening.getsockname()[:2]):
        accepted, _ = listening.accept()
        print("at once" if accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) else "held back")
        accepted.close()
    server.should_exit = True

uvicorn.Server.startup = look
sys.argv = ["streamlit", "run", "server.py", "--server.port", "0", "--server.headless", "true"]
cli.main()
"""


def test_connections_do_not_hold_small_pieces_back(tmp_path):
    command = [sys.executable, "-c", STARTED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert "at once" in done.stdout, done.stdout + done.stderr
