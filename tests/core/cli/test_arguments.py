"""An option is given once, and what is not a number is refused in plain words."""

import pytest

from core.cli.arguments import Parser, count, is_given, number, whole_number
from core.cli.main import main


@pytest.fixture
def parser():
    parser = Parser()
    command = parser.add_subparsers().add_parser("do")
    command.add_argument("paths", nargs="+")
    command.add_argument("--top", "--old-top", type=count, default=5)
    command.add_argument("--share", type=number)
    command.add_argument("--seed", type=whole_number)
    command.add_argument("--json", action="store_true")
    return parser


def test_each_option_is_read_once(parser):
    options = parser.parse_args(["do", "a", "b", "--top", "3", "--share", "1e-2", "--seed", "-4", "--json"])
    assert (options.paths, options.top, options.share) == (["a", "b"], 3, 0.01)
    assert (options.seed, options.json) == (-4, True)
    assert parser.parse_args(["do", "a", "--json", "--json"]).top == 5


def test_an_option_is_given_even_with_its_default(parser):
    assert is_given(parser.parse_args(["do", "a", "--top", "5"]), "top")
    assert not is_given(parser.parse_args(["do", "a"]), "top")
    assert not is_given(parser.parse_args([]), "top")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--top", "5", "--top", "3"], "--top/--old-top: give it once. Received: more than one"),
        (["--top", "3", "--top", "3"], "give it once"),
        (["--top=3", "--old-top=4"], "give it once"),
        (["--top", "x"], "must be a whole number. Received: x"),
        (["--top", "1e2"], "must be a whole number. Received: 1e2"),
        (["--top", ""], "must be a whole number. Received: nothing"),
        (["--top", "0"], "must be at least 1. Received: 0"),
        (["--seed", "\x1b[2J"], r"must be a whole number. Received: \x1b[2J"),
        (["--share", "a half"], "must be a number. Received: a half"),
    ],
)
def test_what_is_wrong_is_said(parser, capsys, arguments, words):
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["do", "a", *arguments])
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["predict", "a.png", "--network", "digits-deep", "--network", "digits-simple"],
        ["train", "a.zip", "--name", "x", "--strategy", "head", "--recipe", "tune"],
        ["train", "a.zip", "--name", "x", "--epochs", "3", "--epochs", "4"],
    ],
)
def test_the_commands_refuse_what_is_given_twice(capsys, arguments):
    with pytest.raises(SystemExit):
        main(arguments)
    assert "give it once. Received: more than one" in capsys.readouterr().err
