"""What is counted agrees with its number, and names are joined."""

import pytest

from core.plurals import counted, listed, time_in_words


@pytest.mark.parametrize(("count", "said"), [(0, "0 photos"), (1, "1 photo"), (2800, "2,800 photos")])
def test_a_thing_agrees_with_its_count(count, said):
    assert counted(count, "photo") == said


def test_a_plural_after_an_s_has_another_syllable():
    assert [counted(count, "class") for count in (1, 2)] == ["1 class", "2 classes"]


def test_names_in_a_row():
    assert [listed(""), listed("A"), listed("AB"), listed("ABC")] == ["", "A", "A and B", "A, B and C"]


def test_a_long_list_names_the_first_and_counts_the_others():
    assert listed("ABC", 3) == "A, B and C"
    assert listed("ABCD", 3) == "A, B, C and 1 more"
    assert listed("A" * 1_205, 1) == "A and 1,204 more"


def test_a_time_is_written_in_a_unit_that_suits_it():
    times = {
        0.2: "1 s",
        12.4: "12 s",
        89.0: "89 s",
        90.0: "2 minutes",
        251.0: "4 minutes",
        9000.0: "2.5 hours",
    }
    assert {seconds: time_in_words(seconds) for seconds in times} == times
