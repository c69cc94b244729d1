"""How the app is opened to a class; `tests/test_reach.py` tests it in the running app."""

import ipaddress
import socket

import pytest

from widgets.server import sharing
from widgets.server.sharing import allowed_hosts, network_address, share


def test_the_address_is_one_of_this_computer():
    address = network_address()
    if address is None:
        pytest.skip("this computer is in no network")
    assert ipaddress.ip_address(address).version == 4
    with socket.socket() as listener:
        listener.bind((address, 0))


def test_a_class_may_use_the_address_or_the_computers_name():
    hosts = allowed_hosts("192.168.1.5")
    name = socket.gethostname().lower()
    assert {"192.168.1.5", name, "localhost", "127.0.0.1", "::1"} <= set(hosts)
    assert any(host.endswith(".local") for host in hosts)
    assert "*" not in hosts
    assert "" not in hosts


def test_without_a_network_it_says_so_in_one_sentence(monkeypatch):
    monkeypatch.setattr(sharing, "network_address", lambda: None)
    with pytest.raises(SystemExit, match="This computer is not on a network"):
        share(None, [])


def test_a_port_that_is_taken_is_refused_before_its_address_is_given_away(monkeypatch, capsys):
    monkeypatch.setattr(sharing, "network_address", lambda: "192.168.1.5")
    # As `make run` listens.
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} cannot be used; perhaps an Inkling"):
            share(None, ["--port", str(port)])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("port", ["-1", "0", "65536", "http"])
def test_a_number_that_is_no_port_is_refused(port, capsys):
    with pytest.raises(SystemExit):
        share(None, ["--port", port])
    shown = capsys.readouterr()
    assert f"--port: must be a number from 1 to 65535. Received: {port}" in shown.err
    assert shown.out == ""
