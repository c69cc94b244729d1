"""The documentation says what is so."""

import re
from graphlib import CycleError
from pathlib import Path

import pytest

from benchmarks.summary import page as page_of_results
from docs.make_architecture import floors, necessary
from docs.make_architecture import picture as architecture_picture
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


def test_the_picture_of_the_architecture_is_that_of_the_imports():
    text = (ROOT / "docs" / "pictures" / "architecture.svg").read_text(encoding="utf-8")
    assert architecture_picture() == text, "run python -m docs.make_architecture"


def test_floors_stand_above_all_that_they_import():
    imports = {"roof": {"middle", "ground"}, "middle": {"ground"}, "ground": set()}
    assert floors(imports) == ["roof", "middle", "ground"]
    assert necessary(imports) == {("roof", "middle"), ("middle", "ground")}
    with pytest.raises(CycleError):
        floors({**imports, "ground": {"roof"}})
