"""A command that fails as it never should ends in a sentence; the details are in a file."""

import numpy as np
import pytest

from core.cli import main as cli
from core.cli.unexpected import LOG, unexpected_in_words
from core.storage.paths import home


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


def test_a_command_ends_in_a_sentence_with_a_traceback_in_a_file(capsys, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("a bug\nof two lines")

    monkeypatch.setattr(cli, "read_library", fail)
    assert cli.main(["networks"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert line.endswith(f"details are in {home() / LOG}. Received: ZeroDivisionError")
    details = (home() / LOG).read_text(encoding="utf-8")
    assert details.startswith("Traceback")
    assert "a bug\nof two lines" in details


def test_the_file_holds_the_last_failure_alone():
    for error in (KeyError("first"), ValueError("second")):
        unexpected_in_words(raised(error))
    details = (home() / LOG).read_text(encoding="utf-8")
    assert "second" in details
    assert "first" not in details


@pytest.mark.parametrize("obstacle", ["a file", "a folder"])
def test_it_is_said_even_if_the_details_cannot_be_written(obstacle):
    if obstacle == "a file":
        home().parent.mkdir(parents=True, exist_ok=True)
        home().write_bytes(b"")
    else:
        (home() / LOG / "in the way").mkdir(parents=True)
    assert unexpected_in_words(raised(KeyError("a"))) == "An unexpected error occurred. Received: KeyError"


def test_memory_that_has_run_out_is_no_fault_of_the_program(capsys, monkeypatch):
    monkeypatch.setattr(cli, "read_library", lambda *_: np.empty(2**55))
    assert cli.main(["networks"]) == 1
    assert capsys.readouterr().err.startswith("There was not enough memory; close other programs")
    assert not (home() / LOG).exists()
