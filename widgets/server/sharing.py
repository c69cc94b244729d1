"""Sharing Inkling with a class: opens it to the local network, and prints the address for the visitors."""

import argparse
import os
import socket
import sys
from collections.abc import Sequence

import streamlit as st

from core.storage.settings import PUBLIC, TEACHING
from widgets.shared.reach import sharing_notice

# A class uploads photos, not archives.
MAX_UPLOAD_MB = 200
DEFAULT_PORT = 8501
_HIGHEST_PORT = 65535
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def share(app: st.App, arguments: Sequence[str] | None = None) -> None:
    """Opens the app to the local network until it is stopped; prints who can reach it and what they may do.

    Args:
        app: The app.
        arguments: Command-line arguments; by default those of this process.
    """
    parser = argparse.ArgumentParser(description="Open Inkling to everybody on your local network.")
    parser.add_argument("--port", type=_port_number, default=DEFAULT_PORT)
    parser.add_argument("--teach", action="store_true", help="let visitors teach networks too")
    options = parser.parse_args(arguments)
    address = network_address()
    if address is None:
        sys.exit("This computer is not on a network, so nobody else can reach it. Connect it, and try again.")
    _require_free(options.port)
    os.environ[PUBLIC] = "1"
    os.environ[TEACHING] = "1" if options.teach else "0"
    print(f"\n  Give this address to your class: http://{address}:{options.port}\n\n  {sharing_notice()}")
    print("  Everybody on your network can reach it until you press Ctrl-C.\n", flush=True)
    app.run(
        config={
            "server.address": "0.0.0.0",
            "server.port": options.port,
            "server.allowedHosts": allowed_hosts(address),
            "server.maxUploadSize": MAX_UPLOAD_MB,
            "server.headless": True,
            "browser.serverAddress": address,
            "logger.hideWelcomeMessage": True,
        }
    )


def _port_number(text: str) -> int:
    """Reads a port from an option; raises `ArgumentTypeError` if it is not one."""
    if not (text.isdecimal() and 0 < int(text) <= _HIGHEST_PORT):
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {_HIGHEST_PORT}. Received: {text}")
    return int(text)


def _require_free(port: int) -> None:
    """Ends the process in one sentence if the port cannot be used, before its address is given away."""
    try:
        socket.create_server(("0.0.0.0", port)).close()
    except OSError as error:
        sys.exit(
            f"Port {port} cannot be used; perhaps an Inkling is already running there. Stop it, or choose "
            f"another port with --port. Received: {error.strerror}"
        )


def network_address() -> str | None:
    """Returns the address of this computer in its network; None if it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: this only asks from which address a packet to another network would leave.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def allowed_hosts(address: str) -> list[str]:
    """Returns the host names and addresses by which a class may reach this computer."""
    name = socket.gethostname().lower()
    return [address, name, f"{name.removesuffix('.local')}.local", *_LOCAL_HOSTS]
