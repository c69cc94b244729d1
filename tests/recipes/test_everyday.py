"""The recipe for everyday things, against the shipped card."""

from recipes import everyday
from tests.recipes.cards import check_recipes_against_cards


def test_the_shipped_bundle_comes_from_this_recipe():
    check_recipes_against_cards("everyday", everyday.RECIPES)


def test_only_the_first_training_starts_from_imagenet():
    assert everyday.FIRST.prepare is not None
    assert everyday.RECIPES["10"].prepare is None
    assert everyday.RECIPES["10"].start_from is everyday.FIRST
