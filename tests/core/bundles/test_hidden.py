"""Shipped networks that are hidden and shown again."""

import pytest

from core.bundles.hidden import hidden_names, hide_bundle, show_bundle, visible
from core.bundles.library import read_library
from core.errors import BadBundle, NotAllowed
from core.storage.paths import home
from tests.core.evaluation.answers_for_tests import own_bundle


def names():
    return [bundle.name for bundle in visible(read_library().bundles.values())]


def test_a_hidden_network_is_not_offered_until_it_is_shown_again(shipped):
    before = names()
    hide_bundle(shipped.bundles["digits-dense"])
    hide_bundle(shipped.bundles["things-1000"])
    assert names() == [name for name in before if name not in ("digits-dense", "things-1000")]
    # It can still be found by its name.
    assert read_library().get("digits-dense").name == "digits-dense"
    show_bundle("digits-dense")
    assert names() == [name for name in before if name != "things-1000"]
    show_bundle("things-1000")
    show_bundle("things-1000")
    assert names() == before


def test_ones_own_is_deleted_and_not_hidden(shipped):
    own = own_bundle("mine")
    with pytest.raises(BadBundle, match="delete others"):
        hide_bundle(own)
    (home() / "hidden-networks.json").write_text('{"hidden": ["mine"]}')
    assert "mine" in names()


@pytest.mark.parametrize("content", ["", "[]", "7", '{"hidden": 7}', '{"hidden": [7, "../x", null]}'])
def test_a_damaged_list_hides_nothing(content):
    home().mkdir(parents=True)
    (home() / "hidden-networks.json").write_text(content)
    assert hidden_names() == frozenset()
    assert len(names()) == len(read_library().bundles)


def test_visitors_of_a_public_demo_hide_nothing(shipped, monkeypatch):
    monkeypatch.setenv("INKLING_PUBLIC", "1")
    with pytest.raises(NotAllowed):
        hide_bundle(shipped.bundles["digits-dense"])
    with pytest.raises(NotAllowed):
        show_bundle("digits-dense")
