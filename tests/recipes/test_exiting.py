"""Programs of recipes end with one sentence, whichever of them it is."""

import ast

import pytest

from core.errors import BadData
from recipes.exiting import exit_in_a_sentence
from tests.conftest import ROOT


def programs():
    for path in sorted((ROOT / "recipes").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.If) and "__main__" in ast.unparse(node.test):
                yield pytest.param(node.body, id=path.stem)


@pytest.mark.parametrize("body", list(programs()))
def test_every_program_ends_in_a_sentence(body):
    (statement,) = body
    first_line = ast.unparse(statement).partition("\n")[0]
    # The first is `recipes.command.main`, which does so itself.
    assert first_line in ("main(RECIPES)", "with exit_in_a_sentence():")


def test_missing_data_is_said():
    with pytest.raises(SystemExit, match=r"^No file\. Received: a$"), exit_in_a_sentence():
        raise BadData("No file. Received: a")


def test_ctrl_c_is_said_and_told_to_the_shell(capsys):
    with pytest.raises(SystemExit) as ended, exit_in_a_sentence():
        raise KeyboardInterrupt
    assert ended.value.code == 130
    assert capsys.readouterr().err == "\nStopped before it was done.\n"
