"""What an operator allows."""

import pytest

from core.errors import NotAllowed
from core.storage.settings import is_public, may_read_server_paths, require_private


@pytest.mark.parametrize(
    ("address", "setting", "allowed"),
    [
        ("localhost", None, True),
        ("127.0.0.1", None, True),
        (None, None, False),
        ("0.0.0.0", None, False),
        ("0.0.0.0", "1", True),
        ("localhost", "0", False),
    ],
)
def test_server_paths_are_off_unless_only_this_machine_can_ask(monkeypatch, address, setting, allowed):
    monkeypatch.delenv("INKLING_SERVER_PATHS", raising=False)
    if setting is not None:
        monkeypatch.setenv("INKLING_SERVER_PATHS", setting)
    assert may_read_server_paths(address) is allowed


def test_one_setting_makes_it_a_public_demo(monkeypatch):
    require_private("Training")
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    monkeypatch.setenv("INKLING_SERVER_PATHS", "1")
    assert is_public()
    assert not may_read_server_paths("localhost")
    with pytest.raises(NotAllowed, match="Training is switched off"):
        require_private("Training")
