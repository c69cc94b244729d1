"""Cards from outside: made safe to show, and stripped of what only the user may decide."""

import pytest

from core.bundles.foreign_card import ACTIVE, read_foreign_card
from core.errors import BadBundle
from tests.core.bundles.cards import card_values, json_bytes, with_value


def test_every_text_is_made_safe():
    figures = card_values()["figures"]["MNIST test"]
    values = card_values(title="A\x00\u202eB![c](d)<script>", figures={"`part`": figures})
    values = with_value(values, "training.data.0.name", "<b>\u200b")
    card = read_foreign_card(json_bytes(values))
    assert card.title == "AB!c(d)script"
    assert list(card.figures) == ["part"]
    assert card.training.data[0].name == "b"
    assert not ACTIVE & set(card.title + card.description + card.recipe)


def test_the_name_is_one_for_a_folder_and_the_place_in_lists_is_ours():
    card = read_foreign_card(json_bytes(card_values(name="../../My NETWORK", order=-5)))
    assert card.name == "my-network"
    assert card.order is None


def test_long_texts_are_cut():
    card = read_foreign_card(json_bytes(card_values(title="y" * 500, description="x" * 9_999)))
    assert len(card.title) == 60
    assert len(card.description) == 2_000


@pytest.mark.parametrize("name", [None, 3, ["a"], {}])
def test_without_a_name_it_is_none(name):
    with pytest.raises(BadBundle, match=r"has no name\. Received: "):
        read_foreign_card(json_bytes(card_values(name=name)))


@pytest.mark.parametrize("title", ["<[]>", "", None, 7])
def test_without_a_title_that_can_be_shown_it_is_none(title):
    with pytest.raises(BadBundle, match="title"):
        read_foreign_card(json_bytes(card_values(title=title)))
