"""Pictures without any number, and that the page on the networks says how many are taken for one."""

from benchmarks.no_numbers import outcome, printed
from benchmarks.results import FOLDER
from recipes.storage import read_table
from tests.benchmarks.test_paper_numbers import BLANK, photo_of_745
from tests.conftest import ROOT


def test_numbers_words_and_blank_pictures_are_told_apart(classifiers):
    networks = [classifiers[name] for name in ("digits-deep", "digits-simple", "digits-dense")]
    assert outcome(photo_of_745(), networks) == "number"
    assert outcome(printed("hello", 48), networks) == "not sure"
    assert outcome(BLANK, networks) == "no drawing"


def test_the_page_on_the_networks_says_what_was_measured():
    page = " ".join((ROOT / "docs" / "networks.md").read_text(encoding="utf-8").split())
    photos, words = read_table(FOLDER / "no_numbers.csv")
    assert (
        f"Of {photos['pictures']} photos of things, {photos['number']} are taken for a number, "
        f"and of {words['pictures']} printed words, {words['number']} (" in page
    )
    assert ("; none is taken for a single digit" in page) == (photos["digit"] == words["digit"] == "0")
