"""Progress is a single line that updates in a notebook, and plain text elsewhere."""

import sys
from types import SimpleNamespace

import IPython
import pytest
from IPython import display

from inkling.progress import in_words, shown_progress, tell


class Cell:
    """Stands in for the output of a notebook cell, since testing its text needs no kernel."""

    def __init__(self):
        self.shown = []

    def display(self, shown, display_id=False):
        self.shown.append(repr(shown))
        return SimpleNamespace(update=self.display)


@pytest.fixture
def cell(monkeypatch):
    cell = Cell()
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr(display, "display", cell.display)
    return cell


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (("Starting", 0, 0, None), "Starting"),
        (("Counting", 1000, 2500, None), "Counting: 1,000 of 2,500"),
        (("Counting", 1, 2, 12.4), "Counting: 1 of 2, 12 s left"),
        (("turn\u202ened", 0, 0, None), "turn\\u202ened"),
    ],
)
def test_it_is_put_into_words(progress, words):
    assert in_words(*progress) == words


def test_a_notebook_shows_one_line_that_is_gone_in_the_end(cell):
    with shown_progress() as show:
        show("Counting", 1, 2, None)
        show("Counting", 2, 2, None)
    assert cell.shown == ["Starting", "Counting: 1 of 2", "Counting: 2 of 2", ""]


def test_a_sentence_goes_into_the_cell_or_to_the_error_stream(cell, capsys, monkeypatch):
    tell("Stopping.")
    assert cell.shown == ["Stopping."]
    monkeypatch.setattr(IPython, "get_ipython", lambda: None)
    tell("Stopping.")
    assert capsys.readouterr() == ("", "Stopping.\n")


def test_a_script_imports_no_notebook(monkeypatch, capsys):
    monkeypatch.delitem(sys.modules, "IPython")
    with shown_progress() as show:
        show("Counting", 1, 2, None)
    assert "IPython" not in sys.modules
    assert capsys.readouterr() == ("", "")
