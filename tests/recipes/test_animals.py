"""The recipes for six animals, compared with the shipped cards."""

from recipes import animals, data
from tests.recipes.cards import check_recipes_against_cards


def test_the_shipped_bundles_come_from_these_recipes():
    check_recipes_against_cards("animals", animals.RECIPES)


def test_the_animals_of_the_backbone_are_kept_in_the_order_of_the_labels():
    categories = data.sketch_categories()
    for recipe in animals.RECIPES.values():
        if recipe.classes_of_start is not None:
            assert tuple(categories[index] for index in recipe.classes_of_start) == data.ANIMALS


def test_the_compared_networks_differ_in_outlier_exposure():
    assert not animals.UNEXPOSED.plan.outliers
    assert animals.RECIPES["deep"].plan.outliers
