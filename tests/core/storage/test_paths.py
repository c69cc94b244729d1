"""Where things lie."""

from core.storage.paths import SHIPPED, bundle_folders, home


def test_home_is_where_the_person_says_or_where_the_platform_keeps_such_things(monkeypatch, tmp_path):
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "mine"))
    assert home() == tmp_path / "mine"
    monkeypatch.delenv("INKLING_HOME")
    assert home().is_absolute()
    assert home().name.lower() == "inkling"


def test_the_shipped_bundles_come_first_and_are_there():
    assert bundle_folders() == (SHIPPED, home() / "networks", home() / "models")
    assert list(SHIPPED.glob("*/card.json"))
