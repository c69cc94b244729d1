"""The documentation says what is so."""

import re
from pathlib import Path

import pytest

from benchmarks.summary import page as page_of_results
from docs.make_tables import PAGES as TABLE_PAGES
from docs.make_tables import with_tables

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", TABLE_PAGES, ids=lambda page: page.name)
def test_the_tables_are_those_of_the_cards_and_the_benchmarks(page):
    text = page.read_text()
    assert with_tables(text) == text, "run python -m docs.make_tables"


def test_the_page_of_results_is_that_of_the_cards_and_the_trials():
    text = (ROOT / "recipes" / "RESULTS.md").read_text()
    assert page_of_results() == text, "run python -m benchmarks.summary"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_is_there_and_has_words(page):
    for words, target in re.findall(r"!?\[([^\]]*)\]\(([^)]+)\)", page.read_text()):
        assert words
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_module_that_is_named_is_there(page):
    for name in re.findall(
        r"`((?:core|recipes|benchmarks|tests|widgets|pages)/[\w/]+\.py)`", page.read_text()
    ):
        assert (ROOT / name).exists(), name


def test_the_readme_names_the_two_commands_on_its_first_screen():
    first = "\n".join((ROOT / "README.md").read_text().splitlines()[:25])
    for words in (
        "make run",
        "make test",
        "pip install -r requirements.txt",
        "streamlit run streamlit_app.py",
    ):
        assert words in first
