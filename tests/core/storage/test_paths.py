"""Where things lie, and what tells that the library has changed."""

import os
from pathlib import Path

from core.storage.paths import SHIPPED, bundle_folders, home, library_fingerprint


def test_home_is_where_the_person_says_or_where_the_platform_keeps_such_things(monkeypatch, tmp_path):
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "mine"))
    assert home() == tmp_path / "mine"
    monkeypatch.delenv("INKLING_HOME")
    assert home().is_absolute()
    assert home().name.lower() == "inkling"


def test_the_shipped_bundles_come_first_and_are_there():
    assert bundle_folders() == (SHIPPED, home() / "networks", home() / "models")
    assert list(SHIPPED.glob("*/card.json"))


def test_the_fingerprint_changes_when_a_bundle_comes_changes_or_goes():
    seen = [library_fingerprint()]
    card = home() / "models" / "a" / "card.json"
    card.parent.mkdir(parents=True)
    card.write_text("{}")
    seen.append(library_fingerprint())
    os.utime(card, ns=(1, 1))
    seen.append(library_fingerprint())
    assert len(set(seen)) == 3
    hidden = Path(f"{card.parent.parent}/.deleted-a/card.json")
    hidden.parent.mkdir()
    hidden.write_text("{}")
    assert library_fingerprint() == seen[-1]
    card.unlink()
    assert library_fingerprint() == seen[0]
