"""Pictures without any number."""

from benchmarks.no_numbers import outcome, printed
from tests.benchmarks.test_paper_numbers import BLANK, photo_of_745


def test_numbers_words_and_blank_pictures_are_told_apart(classifiers):
    networks = [classifiers[name] for name in ("digits-deep", "digits-simple", "digits-dense")]
    assert outcome(photo_of_745(), networks) == "number"
    assert outcome(printed("hello", 48), networks) == "not sure"
    assert outcome(BLANK, networks) == "no drawing"
