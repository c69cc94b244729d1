"""Users correct what a data set says about its pictures."""

from core.datasets.change_records import last_change
from core.datasets.corrections import relabel, remove_class, rename_class, rename_data_set, set_kind
from core.datasets.deletion import undo_change
from tests.core.drawn import drawn_data_set


def test_relabel_remove_and_rename(tmp_path):
    data_set = drawn_data_set(tmp_path, each=3)
    first, second = data_set.samples[:2]
    now = relabel(data_set.name, {first.number: "my ladder", second.number: None})
    assert now.counts() == {"my house": 1, "my smiley face": 3, "my ladder": 4}
    now = rename_class(data_set.name, "my house", "my ladder")
    assert now.counts() == {"my ladder": 5, "my smiley face": 3}
    assert remove_class(data_set.name, "my ladder").counts() == {"my smiley face": 3}
    assert set_kind(data_set.name, "photo").kind == "photo"


def test_a_name_in_other_capitals_is_the_same_class(tmp_path):
    data_set = drawn_data_set(tmp_path, each=3)
    now = relabel(data_set.name, {1: "MY LADDER", 2: "My new one", 3: "MY house"})
    assert now.counts() == {"my house": 1, "my smiley face": 3, "my ladder": 4, "My new one": 1}
    # A class can be given other capitals, and then has its new name.
    now = rename_class(data_set.name, "my house", "My House")
    assert now.classes == ("My House", "my smiley face", "my ladder", "My new one")
    now = rename_class(data_set.name, "my ladder", "my HOUSE")
    assert now.counts() == {"My House": 5, "my smiley face": 3, "My new one": 1}
    assert last_change(now).what == 'The class "my ladder" was merged into "My House"'


def test_a_data_set_is_renamed_and_its_last_change_can_still_be_undone(tmp_path):
    data_set = drawn_data_set(tmp_path, each=3)
    remove_class(data_set.name, "my ladder")
    renamed = rename_data_set(data_set.name, "  Summer\x1b  f\u00eate ")
    assert (renamed.name, renamed.title) == (data_set.name, "Summer f\u00eate")
    assert rename_data_set(data_set.name, " \x00 ").title == "Summer f\u00eate"
    undone = undo_change(data_set.name)
    assert (undone.title, undone.counts()) == ("Summer f\u00eate", data_set.counts())
