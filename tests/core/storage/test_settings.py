"""What the operator allows."""

import io

import pytest

from core.bundles.additions import start_adding
from core.bundles.applications import APPLICATIONS
from core.bundles.bundle_import import import_bundle
from core.bundles.library import delete_bundle
from core.datasets.corrections import relabel, remove_class
from core.datasets.deletion import delete_data_set
from core.datasets.ingestion import add_drawing
from core.datasets.store import create_data_set
from core.errors import NotAllowed
from core.preprocessing.example_drawings import example_drawing
from core.storage.settings import (
    RAY_ADDRESS,
    is_asked_locally,
    is_public,
    may_read_server_paths,
    may_teach,
    ray_address,
    require_private,
    require_teaching,
)
from core.training.runs import cancel_run, delete_run

HERE = {"Host": "localhost:8501"}


@pytest.mark.parametrize(
    ("address", "headers", "setting", "allowed"),
    [
        ("localhost", HERE, None, True),
        ("localhost", {"host": "127.0.0.1:8501"}, None, True),
        ("127.0.0.1", {"host": "[::1]:8501"}, None, True),
        ("::1", HERE, None, True),
        (None, HERE, None, False),
        ("0.0.0.0", HERE, None, False),
        ("0.0.0.0", HERE, "1", True),
        ("localhost", HERE, "0", False),
        # A proxy on this machine forwards requests from elsewhere.
        ("localhost", {"host": "class.example"}, None, False),
        ("localhost", HERE | {"X-Forwarded-For": "203.0.113.5"}, None, False),
        ("localhost", HERE | {"forwarded": "for=203.0.113.5"}, None, False),
        ("localhost", {"host": "class.example"}, "1", True),
        ("localhost", {}, None, False),
        ("localhost", {"host": "[::1"}, None, False),
        ("localhost", {"host": "localhost.evil.example"}, None, False),
    ],
)
def test_server_paths_are_off_unless_only_this_machine_can_ask(
    monkeypatch, address, headers, setting, allowed
):
    monkeypatch.delenv("INKLING_SERVER_PATHS", raising=False)
    if setting is not None:
        monkeypatch.setenv("INKLING_SERVER_PATHS", setting)
    assert may_read_server_paths(address, headers) is allowed


def test_one_setting_makes_it_a_public_demo(monkeypatch):
    require_private("Training")
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    monkeypatch.setenv("INKLING_SERVER_PATHS", "1")
    assert is_public()
    assert not may_read_server_paths("localhost", HERE)
    with pytest.raises(NotAllowed, match="Training is switched off"):
        require_private("Training")


def test_a_second_setting_lets_visitors_teach_but_not_delete(monkeypatch):
    monkeypatch.delenv("INKLING_TEACHING", raising=False)
    assert may_teach()
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    assert not may_teach()
    with pytest.raises(NotAllowed, match="Training is switched off"):
        require_teaching("Training")
    monkeypatch.setenv("INKLING_TEACHING", "1")
    assert may_teach()
    require_teaching("Training")
    data_set = create_data_set("Digits", "ink")
    data_set = add_drawing(data_set, example_drawing("digits", 0)[1], "7")
    assert len(data_set.samples) == 1
    for change in (
        lambda: delete_data_set(data_set.name),
        lambda: remove_class(data_set.name, "7"),
        lambda: relabel(data_set.name, {data_set.samples[0].number: None}),
        lambda: delete_bundle("mine"),
        lambda: delete_run("mine"),
        lambda: cancel_run("mine", keep=False),
        lambda: import_bundle(io.BytesIO(b"")),
        lambda: start_adding(next(iter(APPLICATIONS.values()))),
    ):
        with pytest.raises(NotAllowed, match="switched off"):
            change()


@pytest.mark.parametrize(
    ("headers", "is_local"),
    [
        ({"Host": "localhost:8501"}, True),
        ({"host": "[::1]"}, True),
        ({"HOST": "class.example"}, False),
        ({"Host": "localhost", "X-Real-IP": "203.0.113.5"}, False),
        ({"Host": "["}, False),
        ({}, False),
    ],
)
def test_only_requests_for_this_machine_that_no_proxy_passes_on_are_local(headers, is_local):
    assert is_asked_locally(headers) is is_local


@pytest.mark.parametrize(
    ("value", "address"),
    [
        (None, None),
        ("  ", None),
        ("head:8265", "http://head:8265"),
        ("http://head:8265/", "http://head:8265"),
        ("https://ray.school.org", "https://ray.school.org"),
        # Ray's other addresses are refused as they were written.
        ("ray://head:10001", "ray://head:10001"),
    ],
)
def test_the_cluster_that_trains_is_this_machine_unless_one_is_set(monkeypatch, value, address):
    monkeypatch.delenv(RAY_ADDRESS, raising=False)
    if value is not None:
        monkeypatch.setenv(RAY_ADDRESS, value)
    assert ray_address() == address
