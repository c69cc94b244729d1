"""Deleting a network in the terminal, and restoring it."""

import io
import shutil

import pytest

from core.bundles.library import read_library
from core.cli.main import main
from core.storage.files import read_json, write_json
from core.storage.paths import SHIPPED, own_bundles


class Terminal(io.StringIO):
    """An input stream that claims to be a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def mine():
    folder = own_bundles() / "mine"
    shutil.copytree(SHIPPED / "digits-dense", folder)
    write_json(folder / "card.json", read_json(folder / "card.json") | {"name": "mine", "title": "My digits"})
    write_json(folder / "origin.json", {})
    return folder


def test_a_network_is_deleted_and_comes_back(mine, capsys):
    assert main(["delete", "mine", "--yes"]) == 0
    assert "`restore mine` brings it back" in capsys.readouterr().out
    assert "mine" not in read_library().bundles
    assert main(["restore", "mine"]) == 0
    assert "mine" in read_library().bundles
    assert main(["restore", "mine"]) == 1
    assert "deleted recently" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "stays"), [("n\n", True), ("\n", True), ("yes\n", False), ("Y\n", False), ("", True)]
)
def test_it_asks_once(mine, monkeypatch, capsys, answer, stays):
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert main(["delete", "mine"]) == int(stays)
    assert mine.exists() == stays
    assert capsys.readouterr().out.count("Delete mine?") == 1


@pytest.mark.parametrize("stdin", [io.StringIO("y\n"), None], ids=["no terminal", "closed"])
def test_a_script_must_mean_it(mine, monkeypatch, capsys, stdin):
    monkeypatch.setattr("sys.stdin", stdin)
    assert main(["delete", "mine"]) == 1
    assert "--yes" in capsys.readouterr().err
    assert mine.exists()


def test_one_that_is_deleted_already_or_never_was_is_told_in_plain_words(mine, capsys):
    assert main(["delete", "mine", "--yes"]) == 0
    capsys.readouterr()
    assert main(["delete", "mine", "--yes"]) == 1
    assert "already been deleted; `restore mine` brings it back" in capsys.readouterr().err
    for sure in ([], ["--yes"]):
        assert main(["delete", "nobody", *sure]) == 1
        assert "There is no network of this name" in capsys.readouterr().err


def test_a_shipped_one_stays(capsys):
    assert main(["delete", "digits-deep"]) == 1
    assert "Only networks that you taught, imported or added" in capsys.readouterr().err


def test_the_list_says_which_one_was_brought_in(mine, capsys):
    main(["networks"])
    lines = [line for line in capsys.readouterr().out.splitlines() if "(imported)" in line]
    assert [line.split()[0] for line in lines] == ["mine"]
