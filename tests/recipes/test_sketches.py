"""The recipes for Quick, Draw!, compared with the shipped cards."""

from recipes import data, sketches
from tests.recipes.cards import check_recipes_against_cards


def test_the_shipped_bundles_come_from_these_recipes():
    check_recipes_against_cards("sketches", sketches.RECIPES)


def test_the_fifty_are_kept_from_the_backbone_in_the_order_of_the_labels():
    categories = data.sketch_categories()
    kept = sketches.RECIPES["50"].classes_of_start
    assert tuple(categories[index] for index in kept) == data.fifty_categories()
    # All 345 classes keep the backbone's own order.
    assert sketches.RECIPES["345"].classes_of_start is None
