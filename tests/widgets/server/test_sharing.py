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
