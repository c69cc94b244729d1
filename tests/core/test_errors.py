"""Errors that users can correct: one family, defined in one module, and each of them is raised."""

import ast
import gc
import inspect
import traceback
import weakref

import pytest

from core import errors
from docs.imports import MODULES, ROOT

KINDS = dict(inspect.getmembers(errors, inspect.isclass))


def test_all_are_caught_as_one():
    assert all(issubclass(kind, errors.InklingError) for kind in KINDS.values())


def test_no_other_module_begins_a_family_of_its_own():
    bases = set(KINDS)
    for module, path in MODULES.items():
        if module.startswith("core.") and module != "core.errors":
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ClassDef):
                    assert not bases & {ast.unparse(base).split(".")[-1] for base in node.bases}, module


@pytest.mark.parametrize("name", sorted(KINDS.keys() - {"InklingError"}))
def test_each_is_raised_somewhere(name):
    sources = [path.read_text() for path in sorted((ROOT / "core").rglob("*.py"))]
    assert any(f"{name}(" in source for source in sources if f"class {name}(" not in source), name


def test_an_empty_name_is_said_to_be_nothing():
    assert str(errors.UnknownNetwork("No network. Received: ")) == "No network. Received: nothing"
    assert str(errors.UnknownNetwork("No network. Received: a")) == "No network. Received: a"
    assert str(errors.InklingError()) == ""


def test_a_notebook_shows_the_sentence_and_no_traceback(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell().run_cell("from core.errors import NoInk; raise NoInk('Draw something. Received: air')")
    assert capsys.readouterr() == ("Draw something. Received: air\n", "")


def test_pages_show_each_line_without_what_was_received():
    text = "One failed; try again. Received: a, b\nAnother one failed. Received: c"
    assert errors.without_received(text) == "One failed; try again.\nAnother one failed."
    assert errors.without_received("Nothing was received") == "Nothing was received"
    assert errors.NoInk("Draw first. Received: air").sentence == "Draw first."


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("b/a.png", "No picture. Received: a.png, 5 bytes", "b/a.png: No picture. Received: 5 bytes"),
        ("b\\a.png", "No picture. Received: a.png, 5 bytes", "b\\a.png: No picture. Received: 5 bytes"),
        ("a.csv", "No table. Received: a.csv: milk", "a.csv: No table. Received: milk"),
        ("a", "There is no such file. Received: a", "a: There is no such file."),
        ("a", "There is no such file. Received: ab", "a: There is no such file. Received: ab"),
        ("x", 'There is no "x" here. Received: 5', 'There is no "x" here. Received: 5'),
    ],
)
def test_a_name_is_said_once(name, text, shown):
    assert errors.with_name(name, text) == shown


class Large:
    """An object that a frame holds."""


def test_a_kept_error_keeps_nothing_of_what_was_worked_on():
    held = []

    def decode():
        large = Large()
        held.append(weakref.ref(large))
        raise OSError("broken")

    def read():
        large = Large()
        held.append(weakref.ref(large))
        try:
            decode()
        except OSError as error:
            raise errors.BadData("This is damaged. Received: a.png") from error

    with pytest.raises(errors.BadData) as caught:
        read()
    assert [found() is not None for found in held] == [True, True]
    errors.forget_locals(caught.value)
    gc.collect()
    assert [found() for found in held] == [None, None]
    lines = "".join(traceback.format_exception(caught.value))
    assert "in decode" in lines
    assert "in read" in lines


def test_a_generator_that_has_caught_an_error_goes_on():
    def broken():
        raise errors.BadData("This is damaged.")

    def read():
        for _ in range(3):
            try:
                broken()
            except errors.BadData as error:
                yield error

    caught = []
    for error in read():
        errors.forget_locals(error)
        caught.append(error)
    assert len(caught) == 3


def test_errors_that_lead_back_to_each_other_end():
    first, second = errors.BadData("a"), errors.BadData("b")
    first.__cause__, second.__context__ = second, first
    errors.forget_locals(first)
