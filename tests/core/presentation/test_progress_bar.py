"""A progress bar where a person watches, nothing where a script reads."""

import io
import sys

from core.presentation.progress_bar import progress_bar


class Terminal(io.StringIO):
    """An error stream that claims to be a terminal."""

    def isatty(self):
        return True


def test_a_script_gets_nothing(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_bar() as show:
        show("Counting", 3, 9, None)
    assert stream.getvalue() == ""


def test_a_person_sees_what_is_done_and_how_long_it_takes(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with progress_bar() as show:
        # Text that looks like markup is shown unchanged.
        show("Counting [red]pens", 3_000, 9_000, 12.4)
    text = stream.getvalue()
    assert "Counting [red]pens" in text
    assert "3,000/9,000  12 s left" in text
