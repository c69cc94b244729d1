"""The documentation is correct."""

import re
import shlex
from importlib.util import find_spec
from pathlib import Path

from benchmarks.summary import page as page_of_results
from core.cli.main import command_parser
from tests.of_each import of_each

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_page_of_results_is_that_of_the_cards_and_the_trials():
    text = (ROOT / "recipes" / "RESULTS.md").read_text()
    assert page_of_results() == text, "run python -m benchmarks.summary"


@of_each(PAGES)
def test_every_link_and_picture_is_there_and_has_words(page):
    for words, target in re.findall(r"!?\[([^\]]*)\]\(([^)]+)\)", page.read_text()):
        assert words
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@of_each(PAGES)
def test_every_path_that_is_named_is_there(page):
    for name in re.findall(r"`([\w.][\w.-]*/[\w./-]*)`", page.read_text()):
        # Other paths are key names, or folders on the user's machine.
        if (ROOT / name.split("/")[0]).exists():
            assert (ROOT / name).exists(), name


@of_each(PAGES)
def test_every_module_that_is_run_is_there(page):
    for name in re.findall(r"python -m ([\w.]*\w)", page.read_text()):
        assert find_spec(name), name


@of_each(PAGES)
def test_the_terminal_knows_every_command_of_an_example(page):
    for words in re.findall(r"^ +python -m core (.+)", page.read_text(), re.MULTILINE):
        command_parser().parse_args(shlex.split(words, comments=True))


@of_each(PAGES)
def test_every_option_that_is_named_is_there(page):
    sources = [*(ROOT / "core" / "cli").glob("*.py"), ROOT / "recipes" / "command.py"]
    defined = {name for path in sources for name in re.findall(r'"(--[\w-]+)"', path.read_text())}
    assert set(re.findall(r"`(--[\w-]+)", page.read_text())) <= defined


def test_the_readme_names_the_two_commands_on_its_first_screen():
    first = "\n".join((ROOT / "README.md").read_text().splitlines()[:25])
    for words in (
        "make run",
        "make test",
        "pip install -r requirements.txt",
        "streamlit run server.py",
    ):
        assert words in first
